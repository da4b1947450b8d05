package sqsqueue

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/queue"
)

// Attributes of messages. Those of dead letters keep what a new send loses.
const (
	encodingAttribute = "encoding" // "base64"; absent: the body is the text
	base64Encoding    = "base64"

	reasonAttribute  = "reason"
	idAttribute      = "id"
	groupAttribute   = "group"
	attemptAttribute = "attempt"
	sentAttribute    = "sent" // Unix milliseconds
)

// encode converts a body to a form that SQS accepts: text as it is, so that
// people can read it in the console, and anything else in base64.
func encode(body []byte) (text string, encoding string) {
	if len(body) > 0 && isText(string(body)) {
		return string(body), ""
	}
	if len(body) == 0 {
		return "-", base64Encoding // SQS takes no empty body
	}
	return base64.StdEncoding.EncodeToString(body), base64Encoding
}

// decode reads what encode has written.
func decode(text, encoding string) ([]byte, error) {
	switch {
	case encoding == "":
		return []byte(text), nil
	case encoding == base64Encoding && text == "-":
		return []byte{}, nil
	case encoding == base64Encoding:
		body, err := base64.StdEncoding.DecodeString(text)
		return body, fault.Wrap(err, fault.Damaged, "", "")
	}
	return nil, fault.Newf(fault.Damaged, "a message is encoded in %q", encoding)
}

// isText: UTF-8 of the characters that SQS allows.
func isText(s string) bool { return utf8.ValidString(s) && !strings.ContainsFunc(s, notAllowed) }

func notAllowed(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff
}

const maxReason = 2000 // bytes

// reasonText returns an error's text in a form that SQS accepts.
func reasonText(s string) string {
	s = strings.Map(func(r rune) rune {
		if notAllowed(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
	if len(s) > maxReason {
		s = strings.ToValidUTF8(s[:maxReason], "")
	}
	if s == "" {
		return "unknown" // an attribute must not be empty
	}
	return s
}

func text(s string) types.MessageAttributeValue {
	return types.MessageAttributeValue{DataType: aws.String("String"), StringValue: &s}
}

// attributes makes a message's attributes of what is not empty.
func attributes(pairs map[string]string) map[string]types.MessageAttributeValue {
	set := map[string]types.MessageAttributeValue{}
	for name, value := range pairs {
		if value != "" {
			set[name] = text(value)
		}
	}
	return set
}

// received is a message as SQS gives it, polled or pushed.
type received struct {
	id, receipt, body string
	system            map[string]string // ApproximateReceiveCount, SentTimestamp, MessageGroupId …
	attributes        map[string]string
}

func receivedOf(m types.Message) received {
	r := received{
		id: aws.ToString(m.MessageId), receipt: aws.ToString(m.ReceiptHandle),
		body: aws.ToString(m.Body), system: m.Attributes,
		attributes: map[string]string{},
	}
	for name, v := range m.MessageAttributes {
		r.attributes[name] = aws.ToString(v.StringValue)
	}
	return r
}

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// delivery is a message for its handler.
func (r received) delivery() (queue.Delivery, error) {
	d := queue.Delivery{Receipt: r.receipt, Message: queue.Message{
		ID: r.id, Group: r.system["MessageGroupId"],
		Attempt: int(number(r.system["ApproximateReceiveCount"])),
		Sent:    time.UnixMilli(number(r.system["SentTimestamp"])),
	}}
	var err error
	if d.Body, err = decode(r.body, r.attributes[encodingAttribute]); err != nil {
		return d, fmt.Errorf("message %s: %w", r.id, err)
	}
	return d, nil
}

// deadLetter reads a message of the dead letters' queue. One that SQS moved
// there itself has no attributes of ours.
func (r received) deadLetter() queue.DeadLetter {
	d, err := r.delivery()
	letter := queue.DeadLetter{Message: d.Message, Reason: r.attributes[reasonAttribute],
		Died: d.Sent}
	if letter.Reason == "" {
		letter.Reason = "SQS put it aside: it was received too often"
	}
	if err != nil {
		letter.Reason += "; " + err.Error()
	}
	letter.Attempt = int(number(r.attributes[attemptAttribute]))
	if id := r.attributes[idAttribute]; id != "" {
		letter.ID, letter.Group = id, r.attributes[groupAttribute]
		letter.Sent = time.UnixMilli(number(r.attributes[sentAttribute]))
	}
	return letter
}
