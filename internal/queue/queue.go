// Package queue is the contract of the durable work queue. Messages are
// delivered at least once and in order within a group; groups are processed in
// parallel. On one machine the queue is in SQLite (package localstore), on AWS
// it is SQS FIFO (package aws/sqsqueue), and in tests it is queuetest.Memory.
//
// The queue pushes: work is done by a [Handler], which the queue calls. On AWS,
// SQS invokes a Lambda function, which calls the handler; elsewhere,
// [Queue.Run] calls it.
package queue

import (
	"context"
	"errors"
	"time"
)

// Message is one unit of work.
type Message struct {
	// ID is the store's; set when the message is received.
	ID string `json:"id"`
	// Group orders: messages of one group are handled one at a time, in the
	// order they were sent. At most 128 ASCII letters, digits and punctuation
	// (see GroupOf).
	Group string `json:"group"`
	// Dedup suppresses repeats: a second message with the same Dedup within 5
	// minutes is accepted and dropped. At most 128 characters as for Group. "":
	// never suppressed.
	Dedup string `json:"dedup,omitempty"`
	// Body is at most MaxBody.
	Body []byte `json:"body"`
	// Lane, Flow and Big say in which order groups are handled where more wait
	// than there are handlers; see Lane. SQS keeps none of them: there each group
	// has a handler at once.
	Lane Lane   `json:"lane,omitempty"`
	Flow string `json:"flow,omitempty"` // whose work it is: flows take turns
	Big  bool   `json:"big,omitempty"`  // it takes long: some handlers stay free of big ones, see Policy
	// Attempt counts the deliveries of this message, from 1. Set when it is received.
	Attempt int `json:"attempt"`
	// Sent is when it was accepted. Set when it is received.
	Sent time.Time `json:"sent"`
}

// Extend asks for more time with a message: it stays invisible to others for at
// least d from now. It fails with fault.Conflict when the message is no longer
// this handler's (its time ran out); the handler should then stop.
type Extend func(ctx context.Context, d time.Duration) error

// Handler does the work of one message. Nil means done, the message is deleted. An
// error for which IsPermanent holds puts the message aside at once (dead
// letter, with the error as its reason). Any other error: it comes again after
// the backoff, and its group waits for it; after the last attempt it is put
// aside, and the group goes on. The context ends when the queue stops or the
// message's time ran out. Handlers are idempotent: a message may come again
// although it was handled (a crash before the deletion).
type Handler func(ctx context.Context, m Message, extend Extend) error

// Permanent marks err as one that no further attempt will mend.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return &permanentError{err}
}

// IsPermanent reports whether err was marked by Permanent.
func IsPermanent(err error) bool {
	_, ok := errors.AsType[*permanentError](err)
	return ok
}

// Later is the error of a handler that can't begin yet: the message comes again
// after d, and its group waits. It does not count as an attempt where the store
// can tell.
func Later(d time.Duration) error { return &laterError{d} }

// IsLater reports whether err was made by Later, and the wait.
func IsLater(err error) (time.Duration, bool) {
	later, ok := errors.AsType[*laterError](err)
	if !ok {
		return 0, false
	}
	return later.wait, true
}

type laterError struct{ wait time.Duration }

func (e *laterError) Error() string { return "not before " + e.wait.String() }

type permanentError struct{ err error }

func (e *permanentError) Error() string { return e.err.Error() }
func (e *permanentError) Unwrap() error { return e.err }

// DeadLetter is a message that was put aside.
type DeadLetter struct {
	Message
	Reason string    `json:"reason"` // the last error, for an administrator
	Died   time.Time `json:"died"`
}

// Policy is how a queue treats failures. The zero value means the defaults.
type Policy struct {
	Visibility  time.Duration // how long a delivered message stays hidden unless extended; 0: 30 s
	MaxAttempts int           // deliveries before it is put aside; 0: 5
	// wait after the first failure, doubled each time up to 15 minutes, by visibility; 0: 1 s
	Backoff time.Duration
	// MaxBig is how many Big messages are handled at once by one Run; 0 means all
	// handlers but one.
	MaxBig int
}

// WithDefaults fills in what is zero.
func (p Policy) WithDefaults() Policy {
	if p.Visibility == 0 {
		p.Visibility = 30 * time.Second
	}
	if p.MaxAttempts == 0 {
		p.MaxAttempts = 5
	}
	if p.Backoff == 0 {
		p.Backoff = time.Second
	}
	return p
}

// MaxBackoff bounds the wait between two attempts.
const MaxBackoff = 15 * time.Minute

// Delay is the wait before the next delivery after attempt (1, 2, …) failed.
func (p Policy) Delay(attempt int) time.Duration {
	d := p.Backoff
	for range attempt - 1 {
		if d *= 2; d >= MaxBackoff {
			return MaxBackoff
		}
	}
	return d
}

// Sender accepts messages.
type Sender interface {
	// Send makes m durable, or fails and has accepted nothing. Two Sends of one
	// group, one after the other, keep their order.
	Send(ctx context.Context, m Message) error
}

// Stats counts what lies in a queue, roughly where the store can't say exactly.
type Stats struct {
	Waiting  int // not delivered yet, or waiting after a failure
	Idle     int // of Waiting: in the lane Background, where the store keeps lanes
	InFlight int // with a handler
	Dead     int
}

// Queue is a Sender with its other end. All methods may be called concurrently.
type Queue interface {
	Sender
	// Run delivers messages to h, at most parallel at once, until ctx ends;
	// then it waits for the running handlers (whose context has ended as well)
	// and returns nil. What they did not finish is delivered again, without
	// having lost an attempt where the store can tell. Any number of Runs may
	// share a queue, also from several processes where the store is shared.
	Run(ctx context.Context, parallel int, h Handler) error
	// Stats counts the messages.
	Stats(ctx context.Context) (Stats, error)
	// DeadLetters lists at most limit messages that were put aside, oldest first.
	DeadLetters(ctx context.Context, limit int) ([]DeadLetter, error)
	// Redrive sends a dead letter again as a new message at the end of its
	// group. fault.NotFound if it is not there.
	Redrive(ctx context.Context, id string) error
	// Discard forgets a dead letter. Idempotent.
	Discard(ctx context.Context, id string) error
}
