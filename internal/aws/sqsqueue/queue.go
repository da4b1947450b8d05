package sqsqueue

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/mundap/mundap/internal/queue"
)

// Options of a queue.
type Options struct {
	// of the FIFO queue; its deduplication is by id (of the queue or of the group), not by content
	URL     string
	DeadURL string // of the FIFO queue of dead letters; "" for one that only sends
	// Visibility is the polling server's; under Lambda the queue's own setting counts
	Policy queue.Policy
	Log    *slog.Logger // nil: nowhere
}

// Queue is a queue.Queue. It is safe for concurrent use.
type Queue struct {
	sqs    *sqs.Client
	o      Options
	policy queue.Policy
	log    *slog.Logger
}

var (
	_ queue.Queue  = (*Queue)(nil)
	_ queue.Source = (*Queue)(nil)
)

// New makes a Queue.
func New(client *sqs.Client, o Options) *Queue {
	q := &Queue{sqs: client, o: o, policy: o.Policy.WithDefaults(), log: o.Log}
	if q.log == nil {
		q.log = slog.New(slog.DiscardHandler)
	}
	return q
}

// RedriveCount is the maxReceiveCount of a redrive policy that backs up
// the queue's own: it acts only on messages that no handler ever saw, because
// the function does not start.
func RedriveCount(p queue.Policy) int { return 2*p.WithDefaults().MaxAttempts + 1 }

// Send implements queue.Sender.
func (q *Queue) Send(ctx context.Context, m queue.Message) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := m.Check(); err != nil {
		return err
	}
	if m.Dedup == "" {
		m.Dedup = rand.Text()
	}
	return q.send(ctx, q.o.URL, m, nil)
}

// send sends a message with attributes in addition to the encoding.
func (q *Queue) send(ctx context.Context, url string, m queue.Message,
	more map[string]string) error {
	body, encoding := encode(m.Body)
	set := attributes(more)
	if encoding != "" {
		set[encodingAttribute] = text(encoding)
	}
	_, err := q.sqs.SendMessage(ctx, &sqs.SendMessageInput{
		QueueUrl: &url, MessageBody: &body, MessageAttributes: set, MessageGroupId: &m.Group,
		MessageDeduplicationId: &m.Dedup,
	})
	return classify(ctx, err)
}

// Run implements queue.Queue.
func (q *Queue) Run(ctx context.Context, parallel int, h queue.Handler) error {
	return queue.Deliver(ctx, q, q.policy, parallel, q.log, h)
}

// longPoll is how long SQS waits for a message before it answers with none; 20 s is its limit.
const longPoll = 20

// receive asks for at most n messages and hides them for visibility.
func (q *Queue) receive(ctx context.Context, url string, n, wait int32,
	visibility time.Duration) ([]received, error) {
	out, err := q.sqs.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: &url, MaxNumberOfMessages: n, WaitTimeSeconds: wait,
		VisibilityTimeout:           seconds(visibility),
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
		MessageAttributeNames:       []string{"All"},
	})
	if err != nil {
		return nil, classify(ctx, err)
	}
	all := make([]received, len(out.Messages))
	for i, m := range out.Messages {
		all[i] = receivedOf(m)
	}
	return all, nil
}

// seconds are SQS's: whole ones.
func seconds(d time.Duration) int32 { return int32((max(d, 0) + time.Second - 1) / time.Second) }

// Receive implements queue.Source.
func (q *Queue) Receive(ctx context.Context) (queue.Delivery, error) {
	for {
		all, err := q.receive(ctx, q.o.URL, 1, longPoll, q.policy.Visibility)
		if err != nil {
			return queue.Delivery{}, err
		}
		for _, r := range all {
			d, reason := q.open(r)
			if reason == "" {
				return d, nil
			}
			if err := q.bury(ctx, d, reason); err != nil {
				return queue.Delivery{}, err
			}
		}
	}
}

// open reads a delivery, or says why it must be put aside before a handler sees
// it.
func (q *Queue) open(r received) (d queue.Delivery, reason string) {
	d, err := r.delivery()
	switch {
	case err != nil:
		d.Body = []byte(r.body)
		return d, err.Error()
	case d.Attempt > q.policy.MaxAttempts:
		d.Attempt--
		return d, queue.ExpiredReason(d.Attempt)
	}
	return d, ""
}

// Extend implements queue.Source.
func (q *Queue) Extend(ctx context.Context, d queue.Delivery, t time.Duration) error {
	return q.hide(ctx, q.o.URL, d.Receipt, t)
}

func (q *Queue) hide(ctx context.Context, url, receipt string, t time.Duration) error {
	_, err := q.sqs.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{
		QueueUrl: &url, ReceiptHandle: &receipt, VisibilityTimeout: seconds(t),
	})
	return classify(ctx, err)
}

func (q *Queue) remove(ctx context.Context, url, receipt string) error {
	_, err := q.sqs.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &url,
		ReceiptHandle: &receipt})
	return classify(ctx, err)
}

// Settle implements queue.Source.
func (q *Queue) Settle(ctx context.Context, d queue.Delivery, v queue.Verdict) error {
	switch v.Outcome {
	case queue.Remove:
		return q.remove(ctx, q.o.URL, d.Receipt)
	case queue.Bury:
		return q.bury(ctx, d, v.Reason)
	}
	return q.hide(ctx, q.o.URL, d.Receipt, v.Wait)
}

// bury sends a message to the dead letters and deletes it. Each dead letter has
// a group of its own there, so that looking at one hides no others.
func (q *Queue) bury(ctx context.Context, d queue.Delivery, reason string) error {
	letter := queue.Message{Group: d.ID, Dedup: d.ID, Body: d.Body}
	if err := q.send(ctx, q.o.DeadURL, letter, map[string]string{
		reasonAttribute: reasonText(reason), idAttribute: d.ID, groupAttribute: d.Group,
		attemptAttribute: strconv.Itoa(d.Attempt),
		sentAttribute:    strconv.FormatInt(d.Sent.UnixMilli(), 10),
	}); err != nil {
		return fmt.Errorf("putting message %s aside: %w", d.ID, err)
	}
	return q.remove(ctx, q.o.URL, d.Receipt)
}

// Stats implements queue.Queue. SQS counts roughly, and messages that wait
// after a failure as in flight.
func (q *Queue) Stats(ctx context.Context) (queue.Stats, error) {
	main, err := q.counts(ctx, q.o.URL)
	if err != nil || q.o.DeadURL == "" {
		return main, err
	}
	dead, err := q.counts(ctx, q.o.DeadURL)
	main.Dead = dead.Waiting + dead.InFlight
	return main, err
}

func (q *Queue) counts(ctx context.Context, url string) (queue.Stats, error) {
	visible, hidden := types.QueueAttributeNameApproximateNumberOfMessages,
		types.QueueAttributeNameApproximateNumberOfMessagesNotVisible
	out, err := q.sqs.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: aws.String(url), AttributeNames: []types.QueueAttributeName{visible, hidden},
	})
	if err != nil {
		return queue.Stats{}, classify(ctx, err)
	}
	return queue.Stats{Waiting: int(number(out.Attributes[string(visible)])),
		InFlight: int(number(out.Attributes[string(hidden)]))}, nil
}
