package pace

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
)

func TestBackgroundWorkLeavesAProcessorFree(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slots := newSlots(4)
		var mu sync.Mutex
		running, most := 0, 0
		var all sync.WaitGroup
		goOn := make(chan struct{})
		for range 10 {
			all.Go(func() {
				err := slots.Do(t.Context(), func() {
					mu.Lock()
					running++
					most = max(most, running)
					mu.Unlock()
					<-goOn
					mu.Lock()
					running--
					mu.Unlock()
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		if running != 3 {
			t.Errorf("%d run at the same time, want 3", running)
		}
		close(goOn)
		all.Wait()
		if most != 3 {
			t.Errorf("at most %d ran at the same time, want 3", most)
		}
	})
}

func TestWaitingForASlotEndsWithTheContext(t *testing.T) {
	slots := newSlots(1)
	ctx, cancel := context.WithCancel(t.Context())
	err := slots.Do(ctx, func() {
		cancel()
		ran := false
		if err := slots.Do(ctx, func() { ran = true }); !errors.Is(err, context.Canceled) || ran {
			t.Errorf("%v, ran: %t", err, ran)
		}
	})
	if err != nil {
		t.Error(err)
	}
}
