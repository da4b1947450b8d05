package chat

import (
	"context"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/prompt"
	"github.com/mundap/mundap/internal/turn"
)

var errEmpty = fault.New(fault.Unavailable,
	"모델이 빈 답을 보냈어요. 다시 물어봐 주세요.",
	"The model sent an empty answer. Try asking again.")

// stream asks for the answer and passes it on as it comes, without the prompt's
// tags and with its citations mended. began reports whether the reader saw
// anything of it.
func (t *work) stream(ctx context.Context, p prompt.Prompt, past []llm.Message,
	cites *citations) (began bool, err error) {
	defer t.stage(turn.StageEvent{Name: "answer"})()
	from := len(t.w.Text())
	tags := p.NewStripper()
	for c, err := range t.prompter.stream(ctx, t.request(p, past, llm.Answer)) {
		if err != nil {
			t.pass(cites.Push(tags.Flush()) + cites.Flush())
			t.passed(false)
			return began, err
		}
		if c.Restart {
			tags.Reset()
			cites.Reset()
			t.w.Replace(from, "")
			if t.check != nil {
				t.check.Reset(from)
			}
		}
		if text := cites.Push(tags.Push(c.Text)); text != "" {
			began = true
			t.firstToken()
			t.pass(text)
		}
		if c.Finish != nil {
			t.finished(*c.Finish)
		}
	}
	t.pass(cites.Push(tags.Flush()) + cites.Flush())
	t.passed(true)
	if len(t.w.Text()) == from {
		return began, errEmpty
	}
	return true, nil
}

// pass gives a piece of the answer on, through the check of its sentences where there is one.
func (t *work) pass(text string) {
	if t.check != nil {
		t.check.Push(text)
		return
	}
	t.w.Delta(text)
}

// passed ends an answer; complete is false if it broke off.
func (t *work) passed(complete bool) {
	if t.check == nil {
		return
	}
	t.check.Flush(complete)
	if complete {
		t.check.concede()
	}
}

// streamPlain is stream for an answer without sources, whose brackets are the user's own affair.
func (t *work) streamPlain(ctx context.Context, p prompt.Prompt, past []llm.Message) (began bool,
	err error) {
	return t.stream(ctx, p, past, &citations{off: true})
}

var cutNote = fault.Text{
	Ko: "답이 길어서 여기서 끊겼어요. 이어서 물어보시면 계속할 수 있어요.",
	En: "The answer was too long and was cut off here. Ask Mundap to continue.",
}

// finished notes who answered.
func (t *work) finished(f llm.Finish) {
	tr := &t.call.Trace
	tr.Region, tr.Model, tr.Why = f.Route.Region, f.Route.Model, f.Route.Why
	if tr.Model == "" {
		tr.Model = t.s.Model.Info().Name
	}
	for _, a := range f.Route.Tried {
		tr.Tried = append(tr.Tried, a.Profile+": "+a.Error)
	}
	if f.Reason == llm.Length {
		t.note(history.NoteCut, cutNote)
	}
}
