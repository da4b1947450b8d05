package ingest

import (
	"context"
	"sync"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/pace"
)

// TestAGuideWaitsForOtherBackgroundWork takes all slots, so that a guide is not made
// before there is room for it.
func TestAGuideWaitsForOtherBackgroundWork(t *testing.T) {
	slots := pace.NewSlots()
	w := NewWorker(WorkerOptions{Background: slots, Extract: func(context.Context, string,
		document.Contents, int) document.Guide {
		return document.Guide{Extractive: true}
	}})
	taken, free := make(chan struct{}), make(chan struct{})
	var others sync.WaitGroup
	for range max(1, pace.Processors()-1) {
		others.Go(func() {
			if err := slots.Do(t.Context(), func() { taken <- struct{}{}; <-free }); err != nil {
				t.Error(err)
			}
		})
		<-taken
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if g := w.extract(ended, "a.txt", reading{}); g != nil {
		t.Error("a guide was made although nothing else could be computed")
	}
	close(free)
	others.Wait()
	if g := w.extract(t.Context(), "a.txt", reading{}); g == nil || !g.Extractive {
		t.Errorf("the guide is %v", g)
	}
}
