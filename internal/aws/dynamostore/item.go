package dynamostore

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/mundap/mundap/internal/fault"
)

type (
	value = types.AttributeValue
	item  = map[string]value
)

func str[S ~string](s S) value { return &types.AttributeValueMemberS{Value: string(s)} }
func num(n int64) value {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(n,
		10)}
}
func yes(b bool) value { return &types.AttributeValueMemberBOOL{Value: b} }

// nil is no value
func bin(b []byte) value {
	return &types.AttributeValueMemberB{Value: append([]byte{},
		b...)}
}
func pair(pk, sk string) item { return item{"pk": str(pk), "sk": str(sk)} }
func unix(t time.Time) value  { return num(t.Unix()) }
func textOf(v value) string   { s, _ := v.(*types.AttributeValueMemberS); return orZero(s).Value }
func bytesOf(v value) []byte  { b, _ := v.(*types.AttributeValueMemberB); return orZero(b).Value }
func isYes(v value) bool      { b, _ := v.(*types.AttributeValueMemberBOOL); return orZero(b).Value }
func orZero[T any](p *T) (zero T) {
	if p == nil {
		return zero
	}
	return *p
}

// numberOf returns 0 for anything but a whole number.
func numberOf(v value) int64 {
	n, _ := v.(*types.AttributeValueMemberN)
	i, err := strconv.ParseInt(orZero(n).Value, 10, 64)
	if err != nil {
		return 0
	}
	return i
}

// nanos returns the form in which a time is stored. The zero time comes before
// every other.
func nanos(t time.Time) int64 {
	if t.IsZero() {
		return math.MinInt64
	}
	return t.UnixNano()
}

// moment is the time that nanos stored.
func moment(n int64) time.Time {
	if n == math.MinInt64 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}

// sortable writes a number so that texts sort like the numbers.
func sortable(n int64) string { return fmt.Sprintf("%020d", uint64(n)^1<<63) }

// maxText is the longest text that is put into a key unchanged. Range keys end at
// 1,024 bytes and hold up to two.
const maxText = 400

// keyText is a text's form in a key: itself, or a hash when it is empty, long
// or no UTF-8. Different texts never have the same form.
func keyText[S ~string](s S) string {
	const mark = "\x01"
	if s == "" || len(s) > maxText || !utf8.ValidString(string(s)) ||
		strings.HasPrefix(string(s), mark) {
		return mark + digest(string(s))
	}
	return string(s)
}

// digest returns a hash of several texts that no other texts share.
func digest(texts ...string) string {
	h := sha256.New()
	for _, s := range texts {
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// token is a random name: of a write, to recognise it when its answer was lost;
// of a connection's life; of a blob.
func token() string { return rand.Text() }

// encode makes the attribute "record" of v.
func encode(v any) (value, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encoding a %T: %w", v, err)
	}
	return str(string(b)), nil
}

// decode reads what encode has written. If it is anything else, the error is
// fault.Damaged.
func decode(record value, v any) error {
	if err := json.Unmarshal([]byte(textOf(record)), v); err != nil {
		return fault.Wrap(fmt.Errorf("decoding a stored %T: %w", v, err), fault.Damaged, "", "")
	}
	return nil
}
