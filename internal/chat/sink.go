package chat

import (
	"context"
	"sync"

	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
)

// Sink receives the events of one turn. *turn.Writer implements it. Offsets are
// in bytes of the answer in UTF-8.
type Sink interface {
	Stage(turn.StageEvent)
	Label(turn.LabelEvent)
	Delta(text string)
	Replace(from int, text string)
	Translation(text string)
	Sources([]history.SourceRef)
	Verdicts([]history.Verdict)
	Notice(history.Note)
	SpeechPart(n int, path string)
	Speech(path string)
	Debug(text string)
	// Text is the answer so far.
	Text() string
	// Done and Fail end the turn. If they return an error, the turn has not
	// ended and counts as interrupted.
	Done(context.Context, history.Outcome) error
	Fail(context.Context, history.Failure) error
	// Context ends when this Sink may no longer write to the turn.
	Context() context.Context
}

var _ Sink = (*turn.Writer)(nil)

// Buffer is a Sink in memory. The zero value is ready to use. Read its fields
// after Run has returned. OnDelta and OnSpeech, if set, are called with each
// event as it arrives.
type Buffer struct {
	Stages     []turn.StageEvent
	Heading    turn.LabelEvent
	Translated string
	Refs       []history.SourceRef
	Verified   []history.Verdict
	Notices    []history.Note
	Parts      []string // paths of the answer's spoken sentences
	Recording  string   // path of the spoken answer
	Debugs     []string
	Outcome    history.Outcome
	Failure    *history.Failure
	OnDelta    func(text string)
	OnSpeech   func(path string)
	// OnSpeechPart is called by another goroutine than OnDelta and OnSpeech.
	OnSpeechPart func(n int, path string)

	mu   sync.Mutex
	text []byte
}

var _ Sink = (*Buffer)(nil)

// Stage implements Sink.
func (b *Buffer) Stage(e turn.StageEvent) { b.Stages = append(b.Stages, e) }

// Label implements Sink.
func (b *Buffer) Label(l turn.LabelEvent) { b.Heading = l }

// Translation implements Sink.
func (b *Buffer) Translation(text string) { b.Translated = text }

// Verdicts implements Sink.
func (b *Buffer) Verdicts(all []history.Verdict) { b.Verified = all }

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
func (b *Buffer) Notice(n history.Note) {
	b.Notices = append(b.Notices, n)
}

// SpeechPart implements Sink.
func (b *Buffer) SpeechPart(n int, path string) {
	b.mu.Lock()
	b.Parts = b.Parts[:min(n-1, len(b.Parts))]
	if path != "" {
		b.Parts = append(b.Parts, path)
	}
	b.mu.Unlock()
	if b.OnSpeechPart != nil {
		b.OnSpeechPart(n, path)
	}
}

// Speech implements Sink.
func (b *Buffer) Speech(path string) {
	b.Recording = path
	if b.OnSpeech != nil {
		b.OnSpeech(path)
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
func (b *Buffer) Fail(_ context.Context, f history.Failure) error {
	b.Outcome, b.Failure = history.Failed, &f
	return nil
}

// Context implements Sink. The context never ends.
func (b *Buffer) Context() context.Context { return context.Background() }
