package core

import (
	"fmt"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/llm"
)

// BenchmarkChoose is choosing alone: scoring every profile, with 1,000 requests in flight.
func BenchmarkChoose(b *testing.B) {
	for _, n := range []int{4, 64} {
		b.Run(fmt.Sprintf("profiles=%d", n), func(b *testing.B) {
			var list []Profile
			for i := range n {
				list = append(list, Profile{Region: fmt.Sprint("region", i), Model: "haiku",
					TokensPerMinute: 1 << 40})
			}
			list, err := Complete(list)
			if err != nil {
				b.Fatal(err)
			}
			c, now := New(list, Options{}), time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
			for i := range 1000 {
				c.Submit(now, Ask{Purpose: llm.Answer, User: fmt.Sprint("user", i%50), Input: 1000,
					MaxTokens: 500})
			}
			a := &ask{Ask: Ask{Conversation: "c", Input: 1000, MaxTokens: 500},
				user: c.queue.user(now, "user1")}
			b.ReportAllocs()
			for b.Loop() {
				now = now.Add(time.Microsecond)
				if ch := c.choose(now, a, &accountSet{}); ch.profile < 0 {
					b.Fatal("no room")
				}
			}
		})
	}
}
