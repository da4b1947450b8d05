package turn_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/turn/turntest"
)

// TestListsOfVerdictsAreJoined: one in a second, the last one before whatever
// comes next, and each after the text that it judges.
func TestListsOfVerdictsAreJoined(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := turn.NewLog(&turntest.Memory{}, turn.LogOptions{VerdictsWithin: time.Second})
		defer l.Close()
		w := start(t, l)
		defer w.Close()
		var all []history.Verdict
		for range 40 { // a sentence every tenth of a second
			w.Delta("문장. ")
			all = append(all, history.Verdict{End: len(w.Text())})
			w.Verdicts(all)
			<-time.After(100 * time.Millisecond)
		}
		if err := w.Done(t.Context(), history.Completed); err != nil {
			t.Fatal(err)
		}
		var text string
		lists, judged := 0, 0
		for e, err := range l.Follow(t.Context(), id, 0) {
			if err != nil {
				t.Fatal(err)
			}
			switch e.Kind {
			case turn.Delta:
				text += e.Text
			case turn.Verdicts:
				lists++
				judged = len(e.Verdicts)
				if end := e.Verdicts[judged-1].End; end > len(text) {
					t.Errorf("a verdict on byte %d of %d", end, len(text))
				}
			}
		}
		if lists < 4 || lists > 6 || judged != 40 {
			t.Errorf("%d lists, the last with %d verdicts", lists, judged)
		}
	})
}
