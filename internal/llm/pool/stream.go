package pool

import (
	"context"
	"iter"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/llm/pool/core"
)

// request is one Stream or Embed on its way: what the core wants done for it,
// and what its tries brought.
type request struct {
	pool *Pool
	id   core.ID

	// Under the pool's lock.
	mail []core.Action

	mu     sync.Mutex
	events []event // at most what the model may say: the reader's pace is not the upstream's
	signal chan struct{}
	tries  sync.WaitGroup
}

// event is something that a try brought.
type event struct {
	try    core.Try
	text   string
	finish *llm.Finish
	err    error
}

func (r *request) wake() {
	select {
	case r.signal <- struct{}{}:
	default:
	}
}

func (r *request) push(e event) {
	r.mu.Lock()
	r.events = append(r.events, e)
	r.mu.Unlock()
	r.wake()
}

// next takes what is new.
func (r *request) next() ([]core.Action, []event) {
	r.pool.mu.Lock()
	mail := r.mail
	r.mail = nil
	r.pool.mu.Unlock()
	r.mu.Lock()
	events := r.events
	r.events = nil
	r.mu.Unlock()
	return mail, events
}

func (p *Pool) submit(a core.Ask) *request {
	r := &request{pool: p, signal: make(chan struct{}, 1)}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	r.id = p.core.Submit(now, a)
	p.asks[r.id] = r
	p.deliver()
	return r
}

// leave forgets the request. What is still held for it is settled, and its
// tries have ended when leave returns.
func (r *request) leave(cancel func()) {
	r.pool.mu.Lock()
	r.pool.core.Cancel(time.Now(), r.id)
	delete(r.pool.asks, r.id)
	r.pool.deliver()
	r.pool.mu.Unlock()
	cancel()
	r.tries.Wait()
}

// Stream asks the best of the profiles, and others when it fails. See
// llm.Model; besides what is said there:
//
// A request that finds no room waits in a fair queue. When its expected wait
// passes its deadline it is refused at once with fault.Throttled and a
// RetryAfter. An answer that breaks off is begun anew elsewhere
// (Chunk.Restart), or gone on with where the model allows it. An error is
// yielded only when nothing is left to try.
func (p *Pool) Stream(ctx context.Context, r llm.Request) iter.Seq2[llm.Chunk, error] {
	return func(yield func(llm.Chunk, error) bool) {
		if err := ctx.Err(); err != nil {
			yield(llm.Chunk{}, fault.Wrap(err, fault.KindOf(err), "", ""))
			return
		}
		inner, cancel := context.WithCancel(ctx)
		s := &stream{
			request: p.submit(core.Ask{
				Purpose: r.Purpose, User: r.User, Conversation: r.Conversation,
				Input:     llm.InputTokens(r),
				MaxTokens: r.MaxTokens, Deadline: r.Deadline,
			}),
			asked: r, ctx: inner, begun: time.Now(), running: map[core.Try]*attempt{}, yield: yield,
		}
		defer s.leave(cancel)
		s.run(ctx)
	}
}

// stream is a request for text. Only its own goroutine touches it.
type stream struct {
	*request
	asked   llm.Request
	ctx     context.Context
	begun   time.Time
	running map[core.Try]*attempt
	tried   []llm.Attempt
	winner  core.Try
	text    strings.Builder // what stands on the user's screen
	earlier llm.Usage       // of tries whose text stands
	yield   func(llm.Chunk, error) bool
	last    error
	over    bool
}

// attempt is a try that runs.
type attempt struct {
	action core.Action
	cancel context.CancelFunc
	output int
	spoke  bool
	trim   bool // white space that was shown already is to be left out of the beginning
	asked  llm.Request
}

func (s *stream) run(ctx context.Context) {
	for !s.over {
		select {
		case <-s.signal:
		case <-ctx.Done():
			s.yield(llm.Chunk{}, fault.Wrap(ctx.Err(), fault.KindOf(ctx.Err()), "", ""))
			return
		}
		if ctx.Err() != nil {
			continue // the error is told by the select
		}
		mail, events := s.next()
		for _, a := range mail {
			s.act(a)
		}
		for _, e := range events {
			s.take(e)
		}
	}
}

// act does what the core wants done for this request.
func (s *stream) act(a core.Action) {
	if s.over {
		return
	}
	switch a.Kind {
	case core.Start:
		s.start(a)
	case core.Stop:
		if t := s.running[a.Try]; t != nil {
			t.cancel()
			delete(s.running, a.Try)
			s.note(t, s.stopped(a.Try))
			if s.winner == a.Try {
				s.winner = 0
			}
		}
	case core.Refuse:
		s.over = true
		s.yield(llm.Chunk{}, s.refusal(a))
	}
}

// stopped is the kind for the list of what was tried: a stalled winner timed
// out, the other of two was only slower.
func (s *stream) stopped(id core.Try) string {
	if s.winner == 0 || s.winner == id {
		return fault.Timeout.String()
	}
	return "hedged"
}

func (s *stream) note(t *attempt, kind string) {
	s.tried = append(s.tried, llm.Attempt{Profile: s.pool.profiles[t.action.Profile].Name,
		Error: kind, After: time.Since(s.begun)})
}

// refusal is the last error of a try when there was one, otherwise what the core says.
func (s *stream) refusal(a core.Action) error {
	if s.last != nil && fault.KindOf(s.last) == a.Fault {
		return s.last
	}
	return refusal(a)
}

func refusal(a core.Action) error {
	if a.Fault == fault.NotConfigured {
		return fault.New(a.Fault, "쓸 수 있는 모델이 없어요. 관리자에게 모델 프로필 설정을 확인해 달라고 하세요.",
			"No model is available. Ask your administrator to check the model profiles.")
	}
	return fault.Newf(a.Fault, "no profile has room in time").WithRetryAfter(a.RetryAfter)
}

func (s *stream) start(a core.Action) {
	ctx, cancel := context.WithCancel(s.ctx)
	t := &attempt{action: a, cancel: cancel, asked: s.asked}
	t.asked.MaxTokens = a.MaxTokens
	if shown := s.text.String(); a.Prefill && shown != "" {
		// Providers refuse a beginning that ends in white space.
		begun := strings.TrimRightFunc(shown, unicode.IsSpace)
		t.trim = begun != shown
		t.asked.Messages = append(append([]llm.Message(nil), s.asked.Messages...),
			llm.Message{Role: llm.Assistant, Text: begun})
	}
	s.running[a.Try] = t
	model := s.pool.models[a.Profile]
	s.tries.Go(func() {
		defer cancel()
		for c, err := range model.Stream(ctx, t.asked) {
			s.push(event{try: a.Try, text: c.Text, finish: c.Finish, err: err})
		}
	})
}

// take is told what a try brought.
func (s *stream) take(e event) {
	t := s.running[e.try]
	if t == nil || s.over {
		return // it was stopped meanwhile
	}
	switch {
	case e.err != nil:
		s.fail(e, t)
	case e.finish != nil:
		s.say(e, t)
		s.finish(e, t)
	default:
		s.say(e, t)
	}
}

// say shows text, if the try is the one whose text counts.
func (s *stream) say(e event, t *attempt) {
	if e.text == "" || s.over {
		return
	}
	t.output += llm.Tokens(e.text)
	first := true
	s.pool.decide(func(c *core.Core, now time.Time) {
		if !t.spoke {
			first = c.FirstToken(now, e.try)
		}
		c.Progress(now, e.try, t.output)
	})
	// The other try was first while this text was on its way.
	if !first {
		return
	}
	chunk := llm.Chunk{Text: e.text, Restart: !t.spoke && t.action.Resume && !t.action.Prefill}
	t.spoke, s.winner = true, e.try
	// The model begins the answer again. Whoever reads it drops what was shown.
	if chunk.Restart {
		s.text.Reset()
		s.earlier = llm.Usage{}
	}
	if t.trim {
		chunk.Text = strings.TrimLeftFunc(chunk.Text, unicode.IsSpace)
		t.trim = chunk.Text == ""
	}
	s.text.WriteString(chunk.Text)
	if !s.yield(chunk, nil) {
		s.over = true
	}
}

func (s *stream) finish(e event, t *attempt) {
	if s.over {
		return
	}
	delete(s.running, e.try)
	more := false
	s.pool.decide(func(c *core.Core, now time.Time) {
		if more = e.finish.Reason == llm.Length && c.Lowered(e.try); more {
			c.Cut(now, e.try, e.finish.Usage)
		} else {
			c.Done(now, e.try, e.finish.Usage)
		}
	})
	if more {
		s.winner = 0
		s.earlier = s.earlier.Add(e.finish.Usage)
		s.note(t, "cut")
		return
	}
	s.over = true
	for _, loser := range s.running { // its stop is in the mail still
		s.note(loser, "hedged")
	}
	f := *e.finish
	f.Usage = f.Usage.Add(s.earlier)
	p := s.pool.profiles[t.action.Profile]
	f.Route = llm.Route{Profile: p.Name, Region: p.Region, Model: p.Model, Why: t.action.Why,
		Tried: s.tried}
	// an empty answer replaces what was shown
	restart := !t.spoke && t.action.Resume && !t.action.Prefill
	s.yield(llm.Chunk{Restart: restart, Finish: &f}, nil)
}

func (s *stream) fail(e event, t *attempt) {
	delete(s.running, e.try)
	if s.winner == e.try {
		s.winner = 0
	}
	s.last = e.err
	s.note(t, fault.KindOf(e.err).String())
	s.pool.decide(func(c *core.Core, now time.Time) {
		c.Fail(now, e.try, core.Failure{Kind: fault.KindOf(e.err),
			RetryAfter: fault.RetryAfter(e.err)})
	})
}
