package pace

import "context"

// Slots bound how many computations of background work run at the same time, so
// that a processor is left for questions. All parts of a program that work in the
// background share them. They are safe for concurrent use.
type Slots struct{ taken chan struct{} }

// NewSlots makes one slot for each of the program's processors but one, and at
// least one.
func NewSlots() *Slots { return newSlots(Processors()) }

func newSlots(processors int) *Slots {
	return &Slots{make(chan struct{}, max(1, processors-1))}
}

// Do runs a computation as soon as there is room for it, in the order of the
// calls. It must not wait for anything. The error is that of ctx, which may end
// while it waits.
func (s *Slots) Do(ctx context.Context, compute func()) error {
	select {
	case s.taken <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-s.taken }()
	compute()
	return nil
}
