package turn_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/turn/turntest"
)

// renewals is a store whose renewals fail as told.
type renewals struct {
	turn.Store
	mu  sync.Mutex
	err error
}

func (r *renewals) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.err = err
}

func (r *renewals) Renew(ctx context.Context, g turn.Grip, lease time.Duration,
	now time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return r.err
	}
	return r.Store.Renew(ctx, g, lease, now)
}

func stopped(w *turn.Writer) bool { return w.Context().Err() != nil }

func TestAWriterStopsWhenItCouldNotRenewForAWholeLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &renewals{Store: &turntest.Memory{}}
		w := start(t, newLog(store))
		defer w.Close()
		<-time.After(2 * turn.Lease) // its renewals are taken
		synctest.Wait()
		store.fail(fault.Newf(fault.Unavailable, "the store is away"))
		<-time.After(turn.Lease * 3 / 5)
		synctest.Wait()
		if stopped(w) {
			t.Fatal("the writer stopped while it still held its lease")
		}
		<-time.After(turn.Lease)
		synctest.Wait()
		if !stopped(w) {
			t.Error("the writer goes on although its lease has run out")
		}
	})
}

func TestAWriterThatSaysNothingNoticesThatItsTurnIsSomebodyElses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &renewals{Store: &turntest.Memory{}}
		w := start(t, newLog(store))
		defer w.Close()
		store.fail(fault.Newf(fault.Conflict, "another attempt began"))
		<-time.After(turn.Lease / 2)
		synctest.Wait()
		if !stopped(w) {
			t.Error("the writer goes on although another attempt began")
		}
	})
}
