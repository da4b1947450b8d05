package localstore_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/turn"
)

// BenchmarkTurnAppend is the load of chats that stream at once: each stores a
// batch of 12 deltas (50 tokens a second, stored every 250 ms). ns/op is CPU
// and waiting per batch over all chats; the latency of one batch is reported
// beside it.
func BenchmarkTurnAppend(b *testing.B) {
	for _, chats := range []int{1, 100, 500} {
		b.Run(fmt.Sprint(chats, "-chats"), func(b *testing.B) {
			db := open(b)
			grips := make([]turn.Grip, chats)
			for i := range grips {
				g, _, _, err := db.Turns().Begin(b.Context(),
					turn.ID{User: "kim", Request: fmt.Sprint(i)}, nil, time.Hour, time.Now())
				if err != nil {
					b.Fatal(err)
				}
				grips[i] = g
			}
			var mu sync.Mutex
			var slowest, total time.Duration
			n := 0
			b.ResetTimer()
			var wg sync.WaitGroup
			for _, g := range grips {
				wg.Go(func() {
					for i := range b.N/chats + 1 {
						start := time.Now()
						if err := db.Turns().Append(b.Context(), g, batch(int64(12*i)),
							start); err != nil {
							b.Error(err)
							return
						}
						took := time.Since(start)
						mu.Lock()
						total, slowest, n = total+took, max(slowest, took), n+1
						mu.Unlock()
					}
				})
			}
			wg.Wait()
			b.ReportMetric(float64(total.Microseconds())/float64(n)/1000, "ms/append")
			b.ReportMetric(float64(slowest.Microseconds())/1000, "ms/slowest")
		})
	}
}

func batch(after int64) []turn.Event {
	events := make([]turn.Event, 12)
	for i := range events {
		events[i] = turn.Event{Seq: after + int64(i) + 1, Attempt: 1, Kind: turn.Delta,
			Time: time.Now(), Text: "조각이에요 "}
	}
	return events
}
