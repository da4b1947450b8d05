package localstore

import (
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

// nanos is how a time is stored. The zero time comes before every other.
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

// encode makes the record column of v.
func encode(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encoding a %T: %w", v, err)
	}
	return b, nil
}

// decode reads what encode made; fault.Damaged if it is none.
func decode(record []byte, v any) error {
	if err := json.Unmarshal(record, v); err != nil {
		return fault.Wrap(fmt.Errorf("decoding a stored %T: %w", v, err), fault.Damaged, "", "")
	}
	return nil
}

// list makes one parameter of many strings, for json_each.
func list[S ~string](items []S) (string, error) {
	b, err := encode(items)
	return string(b), err
}
