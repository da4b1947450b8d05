package chat

import (
	"context"
	"sync"

	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
)

// Sink takes the events of one turn; *turn.Writer is one. Offsets are bytes of the answer's UTF-8.
type Sink interface {
	Stage(turn.StageEvent)
	Delta(text string)
	Replace(from int, text string)
	Sources([]history.SourceRef)
	Notice(turn.NoticeEvent)
	Debug(text string)
	// Text is the answer so far.
	Text() string
	// Done and Fail end the turn. With an error it has no end, and counts as interrupted.
	Done(context.Context, history.Outcome) error
	Fail(context.Context, turn.FailureEvent) error
	// Context ends when nobody may write to this turn any more.
	Context() context.Context
}

var _ Sink = (*turn.Writer)(nil)

// Buffer is a Sink in memory. The zero value is ready; read its fields when Run has returned. OnDelta, when set, is
// called with each piece of the answer as it comes.
type Buffer struct {
	Stages   []turn.StageEvent
	Refs     []history.SourceRef
	Notices  []turn.NoticeEvent
	Debugs   []string
	Outcome  history.Outcome
	Failure  *turn.FailureEvent
	OnDelta  func(text string)
	OnNotice func(turn.NoticeEvent)

	mu   sync.Mutex
	text []byte
}

var _ Sink = (*Buffer)(nil)

// Stage implements Sink.
func (b *Buffer) Stage(e turn.StageEvent) { b.Stages = append(b.Stages, e) }

// Delta implements Sink.
func (b *Buffer) Delta(text string) {
	b.mu.Lock()
	b.text = append(b.text, text...)
	b.mu.Unlock()
	if b.OnDelta != nil && text != "" {
		b.OnDelta(text)
	}
}

// Replace implements Sink.
func (b *Buffer) Replace(from int, text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.text = append(b.text[:min(from, len(b.text))], text...)
}

// Sources implements Sink.
func (b *Buffer) Sources(refs []history.SourceRef) { b.Refs = refs }

// Notice implements Sink.
func (b *Buffer) Notice(n turn.NoticeEvent) {
	b.Notices = append(b.Notices, n)
	if b.OnNotice != nil {
		b.OnNotice(n)
	}
}

// Debug implements Sink.
func (b *Buffer) Debug(text string) { b.Debugs = append(b.Debugs, text) }

// Text implements Sink.
func (b *Buffer) Text() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return string(b.text)
}

// Done implements Sink.
func (b *Buffer) Done(_ context.Context, o history.Outcome) error { b.Outcome = o; return nil }

// Fail implements Sink.
func (b *Buffer) Fail(_ context.Context, f turn.FailureEvent) error {
	b.Outcome, b.Failure = history.Failed, &f
	return nil
}

// Context implements Sink: it never ends.
func (b *Buffer) Context() context.Context { return context.Background() }
