package kendra

import (
	"context"
	"fmt"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

// Rate limits how often an index is called. All callers of an index share one
// Rate. It is safe for concurrent use.
type Rate interface {
	// Take takes the right to make one call. If there is none now, wait is above 0
	// and says when to try again.
	Take(ctx context.Context) (wait time.Duration, err error)
}

// maxWait is how long a question waits for its turn. After that, it is answered
// from the other stores.
const maxWait = 4 * time.Second

// room waits until the index may be called. If the rate can't be read, it does
// not wait: Kendra itself throttles.
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
		fmt.Sprintf("지금은 Kendra를 쓸 수 있는 횟수를 다 써서 Kendra를 빼고 찾았어요. %d초쯤 뒤에 다시 물어보면 Kendra에서도 찾아요.", seconds),
		fmt.Sprintf("Kendra was not searched because its request limit has been reached. Ask again in about %d seconds to include it.", seconds),
	).WithRetryAfter(wait)
}
