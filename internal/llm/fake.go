package llm

import (
	"context"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

// Step is one thing that a [Fake]'s stream does. Its fields happen in the order
// in which they stand here.
type Step struct {
	Wait    time.Duration   // waits on the clock; under testing/synctest that is virtual time
	Gate    <-chan struct{} // waits until it is closed or gives a value; if nil, it does not wait
	Restart bool
	Text    string
	Err     error // ends the stream
}

// Reply is what a [Fake] does with one request: its steps, then the finish.
type Reply struct {
	Steps []Step
	// Usage is what is reported; the zero value means the estimates of
	// InputTokens and Tokens, marked Estimated.
	Usage  Usage
	Reason FinishReason // "" means Stop
	Route  Route
	// Cut ends the stream after the last step as a broken connection does:
	// fault.Unavailable instead of a finish.
	Cut bool
}

// Say is a reply that streams the pieces without delay.
func Say(pieces ...string) Reply {
	var r Reply
	for _, p := range pieces {
		r.Steps = append(r.Steps, Step{Text: p})
	}
	return r
}

// Fail is a reply that streams the pieces and then fails with err.
func Fail(err error, pieces ...string) Reply {
	r := Say(pieces...)
	r.Steps = append(r.Steps, Step{Err: err})
	return r
}

// Hang is a reply that streams the pieces and then does nothing until its context ends.
func Hang(pieces ...string) Reply {
	r := Say(pieces...)
	r.Steps = append(r.Steps, Step{Gate: make(chan struct{})})
	return r
}

// Fake is a scripted model in memory, for tests. The zero value repeats what
// the last message said. It is safe for concurrent use, starts no goroutine,
// and waits on nothing but the clock, the script's gates and the context.
type Fake struct {
	// Reply gives the reply to a request; it may be called from several
	// goroutines. Nil means the replies of [NewFake] in turn (the last one repeats),
	// or the last message's text when there are none.
	Reply func(Request) Reply
	// Described is what Info returns; without a name it is called "fake".
	Described Info

	mu       sync.Mutex
	replies  []Reply
	requests []Request
	active   int
	released int
}

// NewFake makes a model that gives the replies in turn and then repeats the last one.
func NewFake(replies ...Reply) *Fake { return &Fake{replies: replies} }

// Info describes the fake.
func (f *Fake) Info() Info {
	info := f.Described
	if info.Name == "" {
		info.Name = "fake"
	}
	return info
}

// Requests returns the requests that were begun so far, in order.
func (f *Fake) Requests() []Request {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.requests)
}

// Active is how many streams run at the moment.
func (f *Fake) Active() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.active
}

// Released is how many streams were broken off by the reader or its context.
func (f *Fake) Released() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.released
}

// Stream plays the script. See [Model].
func (f *Fake) Stream(ctx context.Context, r Request) iter.Seq2[Chunk, error] {
	return func(yield func(Chunk, error) bool) {
		if err := contextFault(ctx); err != nil {
			yield(Chunk{}, err)
			return
		}
		reply := f.begin(r)
		defer f.end()
		if len(r.Messages) == 0 {
			yield(Chunk{}, fault.Newf(fault.Invalid, "a request without a message"))
			return
		}
		f.play(ctx, r, reply, yield)
	}
}

func (f *Fake) begin(r Request) Reply {
	f.mu.Lock()
	n := len(f.requests)
	r.Messages = slices.Clone(r.Messages)
	f.requests = append(f.requests, r)
	f.active++
	f.mu.Unlock()
	switch {
	case f.Reply != nil:
		return f.Reply(r)
	case len(f.replies) > 0:
		return f.replies[min(n, len(f.replies)-1)]
	case len(r.Messages) > 0:
		return Say(r.Messages[len(r.Messages)-1].Text)
	}
	return Reply{}
}

func (f *Fake) end() {
	f.mu.Lock()
	f.active--
	f.mu.Unlock()
}

func (f *Fake) release() {
	f.mu.Lock()
	f.released++
	f.mu.Unlock()
}

func (f *Fake) play(ctx context.Context, r Request, reply Reply, yield func(Chunk, error) bool) {
	var said strings.Builder
	for _, s := range reply.Steps {
		if err := s.wait(ctx); err != nil {
			f.release()
			yield(Chunk{}, err)
			return
		}
		if s.Restart {
			said.Reset()
		}
		said.WriteString(s.Text)
		if (s.Text != "" || s.Restart) && !yield(Chunk{Restart: s.Restart, Text: s.Text}, nil) {
			f.release()
			return
		}
		if s.Err != nil {
			yield(Chunk{}, s.Err)
			return
		}
	}
	if reply.Cut {
		yield(Chunk{}, fault.Newf(fault.Unavailable, "the stream broke before its end"))
		return
	}
	yield(Chunk{Finish: reply.finish(r, said.String())}, nil)
}

func (r Reply) finish(request Request, said string) *Finish {
	f := &Finish{Reason: r.Reason, Usage: r.Usage, Route: r.Route}
	if f.Reason == "" {
		f.Reason = Stop
	}
	if f.Usage == (Usage{}) {
		f.Usage = Usage{Input: InputTokens(request), Output: Tokens(said), Estimated: true}
	}
	return f
}

func (s Step) wait(ctx context.Context) error {
	if s.Wait > 0 {
		t := time.NewTimer(s.Wait)
		defer t.Stop()
		select {
		case <-t.C:
		case <-ctx.Done():
		}
	}
	if s.Gate != nil {
		select {
		case <-s.Gate:
		case <-ctx.Done():
		}
	}
	return contextFault(ctx)
}

// contextFault is the classified error of an ended context, nil while it goes on.
func contextFault(ctx context.Context) error {
	err := ctx.Err()
	if err == nil {
		return nil
	}
	return fault.Wrap(err, fault.KindOf(err), "", "")
}
