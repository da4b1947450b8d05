package queue_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/queue/queuetest"
)

// flaky is a Source whose server fails now and then.
type flaky struct {
	*queuetest.Memory
	receives, settles int // failures that are still to come
}

var errServer = errors.New("the server is away")

func (f *flaky) Receive(ctx context.Context) (queue.Delivery, error) {
	if f.receives > 0 {
		f.receives--
		return queue.Delivery{}, errServer
	}
	return f.Memory.Receive(ctx)
}

func (f *flaky) Settle(ctx context.Context, d queue.Delivery, v queue.Verdict) error {
	if f.settles > 0 {
		f.settles--
		return errServer
	}
	return f.Memory.Settle(ctx, d, v)
}

func TestDeliveryGoesOnWhenTheSourceFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := queue.Policy{Visibility: time.Minute}
		src := &flaky{Memory: queuetest.NewMemory(p), receives: 2, settles: 1}
		if err := src.Send(t.Context(), queue.Message{Group: "g"}); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		attempts := make(chan int, 10)
		done := make(chan error, 1)
		start := time.Now()
		go func() {
			done <- queue.Deliver(ctx, src, p, 1, nil, func(_ context.Context, m queue.Message,
				_ queue.Extend) error {
				attempts <- m.Attempt
				return nil
			})
		}()
		// Two failed receives cost a second each; the verdict that was lost, one visibility.
		if n := <-attempts; n != 1 || time.Since(start) != 2*time.Second {
			t.Errorf("attempt %d after %v", n, time.Since(start))
		}
		if n := <-attempts; n != 2 || time.Since(start) != 2*time.Second+time.Minute {
			t.Errorf("attempt %d after %v", n, time.Since(start))
		}
		synctest.Wait()
		if s, err := src.Stats(t.Context()); err != nil || s != (queue.Stats{}) {
			t.Errorf("left %+v, %v", s, err)
		}
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Deliver returned %v", err)
		}
	})
}

func TestAStoppingQueueStillWritesItsVerdict(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := queuetest.NewMemory(queue.Policy{})
		if err := q.Send(t.Context(), queue.Message{Group: "g"}); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		err := q.Run(ctx, 1, func(context.Context, queue.Message, queue.Extend) error {
			cancel() // the work is done all the same
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		if s, err := q.Stats(t.Context()); err != nil || s != (queue.Stats{}) {
			t.Errorf("the handled message comes again: %+v, %v", s, err)
		}
	})
}

func TestBigMessagesLeaveHandlersToSmallOnes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := queuetest.NewMemory(queue.Policy{MaxBig: 2})
		for i := range 12 {
			m := queue.Message{Group: fmt.Sprint("g", i), Big: i < 6}
			if err := q.Send(t.Context(), m); err != nil {
				t.Fatal(err)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		var big, small atomic.Int64
		done := make(chan error, 1)
		go func() {
			done <- q.Run(ctx, 6, func(ctx context.Context, m queue.Message, _ queue.Extend) error {
				count := &small
				if m.Big {
					count = &big
				}
				count.Add(1)
				<-ctx.Done()
				return ctx.Err()
			})
		}()
		synctest.Wait()
		if b, s := big.Load(), small.Load(); b != 2 || s != 4 {
			t.Errorf("%d big and %d small messages are handled at once, want 2 and 4", b, s)
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}
