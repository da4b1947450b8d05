package opensearch

import (
	"testing"
	"time"

	"github.com/mundap/mundap/internal/document"
)

func TestVersionsThatComeTooLateAreRefused(t *testing.T) {
	r := record{Version: "05", Forgotten: "03"}
	for v, late := range map[document.Version]bool{"02": true, "03": true, "04": true, "05": false, "06": false} {
		if r.refuses(v) != late {
			t.Errorf("version %s is refused: %v", v, !late)
		}
	}
	forgotten := record{Forgotten: "03"}
	if !forgotten.refuses("03") || forgotten.refuses("04") || (&record{}).refuses("01") {
		t.Error("a forgotten version comes back, or a new one does not come")
	}
}

// Chunks of a writer that is at work may yet become the document's. A function that
// was killed never says that it has ended.
func TestChunksGoWhenTheirWriterWritesNoMore(t *testing.T) {
	r := record{Version: "05", Current: "current", Forgotten: "03"}
	ago := func(d time.Duration) time.Time { return time.Now().Add(-d) }
	for name, c := range map[string]struct {
		attempt attempt
		gone    bool
	}{
		"the current one":        {attempt{ID: "current", Version: "05", Ended: true, Started: ago(time.Hour)}, false},
		"one at work":            {attempt{ID: "a", Version: "06", Started: ago(14 * time.Minute)}, false},
		"one that was killed":    {attempt{ID: "a", Version: "06", Started: ago(21 * time.Minute)}, true},
		"one that has failed":    {attempt{ID: "a", Version: "06", Started: ago(0), Ended: true}, true},
		"one of an old version":  {attempt{ID: "a", Version: "04", Started: ago(0)}, true},
		"one that was forgotten": {attempt{ID: "a", Version: "03", Started: ago(0)}, true},
	} {
		if r.superfluous(c.attempt) != c.gone {
			t.Errorf("the chunks of %s go: %v", name, !c.gone)
		}
	}
}
