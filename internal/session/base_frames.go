package session

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/safehtml"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

// baseFrames makes the base frames of one turn. One goroutine may call apply
// while another calls take.
type baseFrames struct {
	renderer  Renderer
	view      View
	requestID string

	mu        sync.Mutex
	attempt   int
	text      []byte              // Markdown, from the events
	call      history.Call        // what stands around it, from the events
	sources   []history.SourceRef // the latest list from the events
	fresh     bool                // any of it has changed since it was last sent
	sent      int                 // bytes of the last frame with the answer
	debug     []string
	logged    bool           // the answer is complete and in the log
	completed bool           // a completed frame was made
	speech    string         // path of the spoken answer
	late      []history.Note // that came after the answer was logged
	final     *turn.Event
}

func newBaseFrames(r Renderer, v View, requestID string) *baseFrames {
	return &baseFrames{renderer: r, view: v, requestID: requestID}
}

// apply takes the next event, from the first of the turn on. It reports whether
// there is something to send.
func (b *baseFrames) apply(e turn.Event) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if e.Attempt > b.attempt { // nothing of an earlier one holds; its text is voided by a Replace
		b.attempt, b.call, b.speech, b.late = e.Attempt, history.Call{}, "", nil
		b.sources = nil
	}
	switch e.Kind {
	case turn.Label:
		b.call.Label, b.call.Language = e.Label.Text, e.Label.Language
		b.fresh = true
	case turn.Delta:
		b.text = append(b.text, e.Text...)
		b.fresh = true
	case turn.Replace:
		b.text = append(b.text[:min(e.From, len(b.text))], e.Text...)
		b.fresh = true
	case turn.Translation:
		b.call.Translation = e.Text
		b.fresh = true
	case turn.Debug:
		b.debug = append(b.debug, e.Text)
	case turn.Stage:
		b.logged = b.logged || e.Stage.Name == "speech" // it is read aloud when it is complete
		return b.logged
	case turn.Sources:
		b.sources = e.Sources
		return false
	case turn.Speech:
		b.speech = e.Speech.Path
		return false
	case turn.Notice:
		if b.logged { // the others are in the log
			b.late = append(b.late, *e.Notice)
		}
		return false
	case turn.Done, turn.Failed, turn.Broken:
		b.final = &e
	default:
		return false
	}
	return true
}

// state is a copy of what take renders without holding the lock.
type state struct {
	call      history.Call
	sources   []history.SourceRef // as the events have them
	fresh     bool
	debug     []string
	completed bool // make a completed frame
	speech    string
	late      []history.Note
	final     *turn.Event
}

func (b *baseFrames) state() state {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := state{
		call: b.call, sources: b.sources, fresh: b.fresh, debug: b.debug, speech: b.speech,
		late: b.late, final: b.final,
		completed: b.logged && !b.completed || b.final != nil && b.final.Kind == turn.Done,
	}
	s.call.Answer = string(b.text)
	b.completed = b.completed || s.completed
	b.fresh, b.debug = false, nil
	return s
}

// take gives the frames to be sent now, in order, and whether they end the turn.
// At most one of them has the answer so far.
func (b *baseFrames) take(ctx context.Context) (messages [][]byte, end bool, err error) {
	s := b.state()
	for _, text := range s.debug {
		messages = append(messages, b.frame(wire.StatusDebug, safehtml.Text(text)))
	}
	switch {
	case s.final != nil && s.final.Kind != turn.Done:
		msg := safehtml.Text(s.final.Failure.Message.In(b.view.Language))
		return append(messages, b.frame(wire.StatusError, msg)), true, nil
	case s.completed:
		msg, err := b.answer(ctx, s)
		if err != nil {
			return nil, true, err
		}
		messages = append(messages, b.frame(wire.StatusCompleted, msg))
	case s.fresh:
		messages = append(messages, b.frame(wire.StatusProceeding,
			fit(b.view, markdown(s.call), "")))
	}
	return messages, s.final != nil, nil
}

// pause is how long to wait after take before the next call, unless the turn has
// ended.
func (b *baseFrames) pause() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	return pauseAfter(b.sent)
}

func (b *baseFrames) frame(status wire.Status, msg safehtml.HTML) []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sent = len(msg)
	return mustEncode(wire.Response{RequestID: b.requestID, Status: status, Msg: string(msg)})
}

var listen = fault.Text{Ko: "소리로 듣기", En: "Listen to the answer"}

// answer is the complete answer as it stands in the log, followed by what arose
// after it was logged: the link to the spoken answer, or the note that there is
// none. A turn whose call was deleted meanwhile has its text alone.
func (b *baseFrames) answer(ctx context.Context, s state) (safehtml.HTML, error) {
	call, err := b.renderer.Calls.ByRequest(ctx, b.view.User, b.requestID)
	switch {
	case fault.Is(err, fault.NotFound):
		call = s.call
	case err != nil:
		return "", fmt.Errorf("reading the answer from the log: %w", err)
	}
	call.Sources = translated(call.Sources, s.sources)
	msg, err := b.renderer.Answer(ctx, b.view, call)
	if err != nil {
		return "", err
	}
	for _, n := range s.late {
		if !slices.Contains(call.Notes, n) { // another attempt sends those of the log again
			language := cmp.Or(call.Language, b.view.Language)
			msg = joined(msg, safehtml.Text(noteMark+n.Message.In(language)))
		}
	}
	if s.speech == "" {
		return msg, nil
	}
	return joined(msg, safehtml.Link(b.view.Site+s.speech, listen.In(b.view.Language))), nil
}
