package localstore

import (
	"math"
	"testing"
	"time"
)

func TestATimeThatIsNotKnownStaysUnknown(t *testing.T) {
	now := time.Date(2026, 3, 1, 9, 0, 0, 1, time.UTC)
	for _, want := range []time.Time{{}, now} {
		if got := moment(nanos(want)); !got.Equal(want) {
			t.Errorf("%v was stored as %v", want, got)
		}
	}
	if nanos(time.Time{}) >= nanos(now) {
		t.Error("the unknown time does not come first")
	}
}

// An empty record in its place could not be read again.
func TestARecordThatCannotBeEncodedIsAnError(t *testing.T) {
	if record, err := encode(struct{ Score float64 }{math.NaN()}); err == nil {
		t.Errorf("encoded as %q", record)
	}
}
