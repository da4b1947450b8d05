package kendra

import (
	"context"
	"fmt"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

// Rate keeps the rate at which an index may be asked. All who ask it share one.
// Safe for concurrent use.
type Rate interface {
	// Take takes the right to ask once. A wait above 0 says that there is none
	// now, and when to try again.
	Take(ctx context.Context) (wait time.Duration, err error)
}

// maxWait is how long a question waits for its turn. Whoever asks gets an answer
// from the other stores then.
const maxWait = 4 * time.Second

// room waits until the index may be asked. A rate that can't be read counts as
// room: Kendra throttles by itself.
func (s *Store) room(ctx context.Context) error {
	if s.options.Rate == nil {
		return nil
	}
	until := time.Now().Add(maxWait)
	if end, ok := ctx.Deadline(); ok && end.Before(until) {
		until = end
	}
	for {
		wait, err := s.options.Rate.Take(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil || wait <= 0:
			return nil
		case time.Now().Add(wait).After(until):
			return busy(wait)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
}

func busy(wait time.Duration) error {
	seconds := max(1, int(wait.Round(time.Second)/time.Second))
	return fault.New(fault.Throttled,
		fmt.Sprintf("Kendra에 물어볼 수 있는 횟수를 다 써서 Kendra는 빼고 찾았어요. %d초쯤 뒤에 다시 물어보면 Kendra에서도 찾아요.", seconds),
		fmt.Sprintf("Kendra has taken as many questions as its capacity allows and was left out. Ask again in about %d seconds to search it, too.", seconds),
	).WithRetryAfter(wait)
}
