package forgetting_test

import (
	"testing"
	"time"

	"github.com/mundap/mundap/internal/forgetting"
)

func TestAReceiptIsCleanWhenNothingIsLeftAnywhere(t *testing.T) {
	done := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		found int
		done  time.Time
		want  bool
	}{
		"everything is gone":         {0, done, true},
		"a single entry is left":     {1, done, false},
		"not every place was probed": {0, time.Time{}, false},
	} {
		r := forgetting.Receipt{Done: c.done, Places: []forgetting.Entry{{Place: "index"},
			{Place: "blobs", Probe: forgetting.Probe{Found: c.found}}}}
		if r.Clean() != c.want {
			t.Errorf("%s: clean is %v", name, r.Clean())
		}
	}
}
