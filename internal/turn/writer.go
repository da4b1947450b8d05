package turn

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
)

var (
	errClosed = fault.New(fault.Unavailable,
		"서버가 멈추는 중이에요. 잠시 뒤에 다시 해 보세요.",
		"The server is shutting down. Try again in a moment.")
	errEnded   = fault.Newf(fault.Conflict, "the turn has ended")
	errLost    = fault.Newf(fault.Conflict, "the turn's lease was lost")
	errDeleted = fault.Newf(fault.Conflict, "the turn was deleted")
)

// Writer writes the events of one attempt at a turn. Its methods may be called
// concurrently. After it has ended (Done, Fail, Close, or a lost lease) further
// events are dropped.
type Writer struct {
	log     *Log
	grip    Grip
	request []byte
	started time.Time
	ctx     context.Context
	cancel  context.CancelCauseFunc

	loops   sync.WaitGroup
	pending chan struct{} // cap 1: text waits to be sent
	dirty   chan struct{} // cap 1: events wait to be stored

	mu       sync.Mutex
	text     []byte        // the answer so far
	unsent   int           // so many bytes at its end are in no event yet
	events   []Event       // of this attempt, append-only: followers share its prefix
	changed  chan struct{} // closed and renewed with each event
	lastSent time.Time     // of the last delta
	verdicts *Event        // that waits to be sent; nil if none does
	lastList time.Time     // of verdicts, when it was sent
	ended    bool          // nothing more is taken
	over     bool          // no further event will come, and all that are there may be read

	storing sync.Mutex // one Append at a time
	stored  int        // so many of events; guarded by storing
	unsure  bool       // whether the store took the last batch; guarded by storing
}

func newWriter(ctx context.Context, l *Log, g Grip, request []byte) *Writer {
	w := &Writer{
		log: l, grip: g, request: request, started: time.Now(),
		pending: make(chan struct{}, 1),
		dirty:   make(chan struct{}, 1),
		changed: make(chan struct{}),
	}
	w.ctx, w.cancel = context.WithCancelCause(context.WithoutCancel(ctx))
	if g.Attempt > 1 {
		w.emit(Event{Kind: Replace})
	}
	w.loops.Go(w.sendLoop)
	w.loops.Go(w.storeLoop)
	return w
}

// Context ends when the turn ends, including when the lease is lost because
// another attempt began or the turn was deleted. The work should then stop.
func (w *Writer) Context() context.Context { return w.ctx }

// ID is the id of the turn.
func (w *Writer) ID() ID { return w.grip.ID }

// Attempt is the number of this attempt at the turn, from 1.
func (w *Writer) Attempt() int { return w.grip.Attempt }

// Text is the answer so far.
func (w *Writer) Text() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return string(w.text)
}

// Delta appends text to the answer. It is sent within SendWithin, or at once if
// nothing was sent recently.
func (w *Writer) Delta(text string) {
	if text == "" {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return
	}
	w.text = append(w.text, text...)
	w.unsent += len(text)
	if time.Since(w.lastSent) >= w.log.options.SendWithin {
		w.sealDueLocked()
	} else if w.unsent == len(text) {
		wake(w.pending)
	}
}

// Replace voids the answer from byte offset from on and puts text in its place.
// The offset is limited to the answer's length and moved to the start of a
// character.
func (w *Writer) Replace(from int, text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return
	}
	w.sealLocked()
	from = max(0, min(from, len(w.text)))
	for from > 0 && from < len(w.text) && !utf8.RuneStart(w.text[from]) {
		from--
	}
	w.text = append(w.text[:from], text...)
	w.appendLocked(Event{Kind: Replace, From: from, Text: text})
}

// Stage names the step that has begun, or adds what is now known about it.
func (w *Writer) Stage(s StageEvent) { w.emit(Event{Kind: Stage, Stage: &s}) }

// Sources sends the sources known so far. Each list replaces the previous one.
func (w *Writer) Sources(refs []history.SourceRef) { w.emit(Event{Kind: Sources, Sources: refs}) }

// Label sets the label above the answer.
func (w *Writer) Label(l LabelEvent) { w.emit(Event{Kind: Label, Label: &l}) }

// Translation sends the answer in the reader's language.
func (w *Writer) Translation(text string) { w.emit(Event{Kind: Translation, Text: text}) }

// Verdicts sends the verdicts on the answer's sentences known so far. Each list
// replaces the previous one.
func (w *Writer) Verdicts(all []history.Verdict) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return
	}
	w.verdicts = &Event{Kind: Verdicts, Verdicts: all}
	if time.Since(w.lastList) >= w.log.options.VerdictsWithin {
		w.sealLocked()
		return
	}
	wake(w.pending)
}

// Notice adds a sentence beside the answer.
func (w *Writer) Notice(n history.Note) { w.emit(Event{Kind: Notice, Notice: &n}) }

// SpeechPart says where sentence n of the answer can be heard, from 1; see
// [SpeechEvent].
func (w *Writer) SpeechPart(n int, path string) {
	w.emit(Event{Kind: SpeechPart, Speech: &SpeechEvent{Path: path, Part: n}})
}

// Speech says where the answer can be heard.
func (w *Writer) Speech(path string) {
	w.emit(Event{Kind: Speech,
		Speech: &SpeechEvent{Path: path}})
}

// Debug adds debug statistics.
func (w *Writer) Debug(text string) { w.emit(Event{Kind: Debug, Text: text}) }

// Done ends the turn with an answer. Followers see it once it and everything
// before it are stored. If Done returns an error, the turn has no end and
// counts as interrupted when its lease runs out.
func (w *Writer) Done(ctx context.Context, outcome history.Outcome) error {
	return w.finish(ctx, Event{Kind: Done, Outcome: outcome})
}

// Fail ends the turn without an answer, as Done does.
func (w *Writer) Fail(ctx context.Context, f history.Failure) error {
	return w.finish(ctx, Event{Kind: Failed, Failure: &f})
}

// Close releases the turn without an end, and does nothing after Done or Fail;
// callers defer it. What was written is stored, and the turn counts as
// interrupted at once.
func (w *Writer) Close() {
	if !w.end() {
		w.loops.Wait()
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(w.ctx), closeTimeout)
	defer cancel()
	err := w.store(ctx)
	if err == nil { // nobody has to wait for the lease to run out
		err = w.log.store.Renew(ctx, w.grip, 0, time.Now())
	}
	if err != nil {
		w.log.options.Logger.Warn("letting go of an unfinished turn", "request",
			w.grip.ID.Request, "error", err)
	}
	w.release(errEnded)
}

func (w *Writer) finish(ctx context.Context, last Event) error {
	if !w.end() {
		if err := context.Cause(w.ctx); err != nil {
			return fmt.Errorf("ending the turn: %w", err)
		}
		return errEnded
	}
	err := w.storeFinal(ctx, last)
	w.release(errEnded)
	if err != nil {
		return fmt.Errorf("storing the end of the turn: %w", err)
	}
	return nil
}

// end stops accepting events and reports whether this call ended the writer.
func (w *Writer) end() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return false
	}
	w.sealLocked()
	w.ended = true
	return true
}

// release stops the loops and tells followers that this writer sends nothing
// more.
func (w *Writer) release(cause error) {
	w.cancel(cause)
	w.loops.Wait()
	w.retire()
}

func (w *Writer) retire() {
	w.mu.Lock()
	w.ended, w.over = true, true
	w.notifyLocked()
	w.mu.Unlock()
	w.log.leave(w)
}

// lose is release for the writer's own loops: the turn is not ours any more.
func (w *Writer) lose(cause error) {
	w.log.options.Logger.Warn("lost hold of a turn", "request", w.grip.ID.Request, "attempt",
		w.grip.Attempt, "error", cause)
	w.cancel(errors.Join(errLost, cause))
	w.retire()
}

func (w *Writer) emit(e Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return
	}
	w.sealLocked()
	w.appendLocked(e)
}

// sealDueLocked makes events of what is due: text that is in no event yet, and
// a list of verdicts if the previous one was sent long enough ago.
func (w *Writer) sealDueLocked() {
	if w.unsent > 0 {
		text := string(w.text[len(w.text)-w.unsent:])
		w.unsent = 0
		w.lastSent = time.Now()
		w.appendLocked(Event{Kind: Delta, Text: text})
	}
	if w.verdicts != nil && time.Since(w.lastList) >= w.log.options.VerdictsWithin {
		w.listLocked()
	}
}

// sealLocked makes events of everything that is waiting.
func (w *Writer) sealLocked() {
	w.sealDueLocked()
	if w.verdicts != nil {
		w.listLocked()
	}
}

func (w *Writer) listLocked() {
	e := *w.verdicts
	w.verdicts, w.lastList = nil, time.Now()
	w.appendLocked(e)
}

func (w *Writer) appendLocked(e Event) {
	w.events = append(w.events, w.number(e, len(w.events)))
	w.notifyLocked()
	wake(w.dirty)
}

// number completes e as this attempt's event at index i.
func (w *Writer) number(e Event, i int) Event {
	e.Seq = w.grip.LastSeq + int64(i) + 1
	e.Attempt = w.grip.Attempt
	e.Time = time.Now()
	return e
}

func (w *Writer) notifyLocked() {
	close(w.changed)
	w.changed = make(chan struct{})
}

// read returns the events with Seq greater than after (at least grip.LastSeq),
// a channel that is closed when there are more, and whether there will be none.
func (w *Writer) read(after int64) (events []Event, changed <-chan struct{}, over bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if from := after - w.grip.LastSeq; from < int64(len(w.events)) {
		events = w.events[from:]
	}
	return events, w.changed, w.over
}

func wake(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
