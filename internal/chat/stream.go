package chat

import (
	"cmp"
	"context"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/prompt"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/turn"
)

var errEmpty = fault.New(fault.Unavailable,
	"모델이 빈 답을 보냈어요. 다시 물어봐 주세요.",
	"The model sent an empty answer. Try asking again.")

// streamer passes a model's answer on to the reader as it arrives.
type streamer struct {
	rec   *record
	model prompter
	check *checker // judges the answer's sentences; nil if it rests on no passages
}

// stream asks for the answer and passes it on, without the prompt's tags and
// with its citations normalised. began reports whether the reader saw any of
// it.
func (s streamer) stream(ctx context.Context, p prompt.Prompt, past []llm.Message,
	cites *citations) (began bool, err error) {
	defer s.rec.stage(turn.StageEvent{Name: "answer"})()
	from := len(s.rec.w.Text())
	tags := p.NewStripper()
	for c, err := range s.model.stream(ctx, s.model.request(p, past, llm.Answer)) {
		if err != nil {
			s.pass(cites.Push(tags.Flush()) + cites.Cut())
			s.passed(false)
			return began, err
		}
		// The stream broke off and another model begins again: what the reader has
		// seen is withdrawn.
		if c.Restart {
			tags.Reset()
			cites.Reset()
			s.restart(from)
		}
		if text := cites.Push(tags.Push(c.Text)); text != "" {
			began = true
			s.rec.firstToken()
			s.pass(text)
		}
		if c.Finish != nil {
			s.finished(*c.Finish)
		}
	}
	s.pass(cites.Push(tags.Flush()) + cites.Flush())
	s.passed(true)
	if len(s.rec.w.Text()) == from {
		return began, errEmpty
	}
	return true, nil
}

// restart withdraws the answer, which begins at byte offset from.
func (s streamer) restart(from int) {
	s.rec.w.Replace(from, "")
	if s.check != nil {
		s.check.Reset(from)
	}
}

// pass passes on a piece of the answer, through the checker if there is one.
func (s streamer) pass(text string) {
	if s.check != nil {
		s.check.Push(text)
		return
	}
	s.rec.w.Delta(text)
}

// passed ends the answer. complete is false if it was cut off.
func (s streamer) passed(complete bool) {
	if s.check == nil {
		return
	}
	s.check.Flush(complete)
	if complete {
		s.check.concede()
	}
}

// plain streams an answer that has no sources. Its brackets are left alone.
func (s streamer) plain(ctx context.Context, p prompt.Prompt, past []llm.Message) (began bool,
	err error) {
	return s.stream(ctx, p, past, &citations{off: true})
}

// fromPassages streams the answer to a prompt with passages. If the prompt is
// too long for the model, it tries once more with half of the passages and
// without the conversation.
func (s streamer) fromPassages(ctx context.Context, before []llm.Message, kept []retrieve.Passage,
	make func([]prompt.Passage) prompt.Prompt) (began bool, err error) {
	sizes, sources := &s.rec.call.Trace.Sizes, len(s.rec.call.Sources)
	for _, p := range kept {
		sizes.Context = addSize(sizes.Context, promptText(p))
	}
	began, err = s.stream(ctx, make(excerpts(kept)), before, &citations{sources: sources})
	if began || len(kept) < 2 || !fault.Is(err, fault.TooLarge) {
		return began, err
	}
	return s.stream(ctx, make(excerpts(kept[:len(kept)/2])), nil, &citations{sources: sources})
}

func excerpts(kept []retrieve.Passage) []prompt.Passage {
	out := make([]prompt.Passage, len(kept))
	for i, p := range kept {
		out[i] = prompt.Passage{Number: i + 1, Title: cmp.Or(p.Title, p.Name),
			Headings: p.Headings, Page: p.Page, Text: promptText(p)}
	}
	return out
}

var cutNote = fault.Text{
	Ko: "답이 길어서 여기서 끊겼어요. 이어서 물어보시면 계속할 수 있어요.",
	En: "The answer was too long and was cut off here. Ask Mundap to continue.",
}

// finished records which model answered.
func (s streamer) finished(f llm.Finish) {
	tr := &s.rec.call.Trace
	tr.Region, tr.Model, tr.Why = f.Route.Region, f.Route.Model, f.Route.Why
	if tr.Model == "" {
		tr.Model = s.model.model.Info().Name
	}
	for _, a := range f.Route.Tried {
		tr.Tried = append(tr.Tried, a.Profile+": "+a.Error)
	}
	if f.Reason == llm.Length {
		s.rec.note(history.NoteCut, cutNote)
	}
}
