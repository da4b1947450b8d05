package turn

import "github.com/mundap/mundap/internal/fault"

// MaxRequest is the largest request that is kept with a turn, in bytes.
const MaxRequest = 64 << 10

// CheckRequest reports fault.TooLarge for a request over MaxRequest. Stores call it in Begin.
func CheckRequest(request []byte) error {
	if len(request) > MaxRequest {
		return fault.Newf(fault.TooLarge, "a request of %d bytes, at most %d", len(request),
			MaxRequest)
	}
	return nil
}

// CheckAppend reports fault.Invalid unless events continue a turn whose last
// event is last: without a gap, nothing after a final event, none of Kind
// Broken. Stores call it in Append.
func CheckAppend(last int64, events []Event) error {
	for i, e := range events {
		if want := last + 1 + int64(i); e.Seq != want {
			return fault.Newf(fault.Invalid, "event %d where %d continues the turn", e.Seq, want)
		}
		if e.Kind == Broken {
			return fault.Newf(fault.Invalid, "event %d is made for readers only", e.Seq)
		}
		if e.Kind.Final() && i < len(events)-1 {
			return fault.Newf(fault.Invalid, "event %d follows the turn's last one", e.Seq+1)
		}
	}
	return nil
}
