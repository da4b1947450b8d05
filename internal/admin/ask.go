package admin

import (
	"cmp"
	"context"
	"crypto/rand"
	"net/http"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

// conversation is where questions from the command line live.
const conversation = "command-line"

func (h *Handler) ask(w http.ResponseWriter, r *http.Request) error {
	began := time.Now()
	req, err := decode[AskRequest](r)
	if err != nil {
		return err
	}
	scope, err := h.scope(r.Context(), req.User)
	if err != nil {
		return err
	}
	question := chat.Request{
		Scope: scope, User: history.User(scope.User), Language: req.Language,
		RequestID: rand.Text(), RequestTime: began.UTC().Format(time.DateTime), Type: "text",
		Body:     req.Text,
		ConvType: cmp.Or(req.ConvType, "qa"), RAGType: "all", Conversation: conversation,
	}
	if err := question.Check(); err != nil {
		return err
	}
	a := asking{handler: h, out: newLines(w), language: req.Language, ctx: r.Context(),
		scope: scope, request: question, began: began}
	return h.Chat.Run(r.Context(), question, &a)
}

// asking is the sink of a question from the command line: it writes events as lines.
type asking struct {
	chat.Buffer
	handler  *Handler
	out      lines
	language string
	ctx      context.Context // of the request: a command that goes away stops its turn
	scope    auth.Scope
	request  chat.Request
	began    time.Time
}

// write sends an event; a client that is gone ends the request's context, and with it the turn.
func (a *asking) write(e AskEvent) { _ = a.out.write(e) }

func (a *asking) Stage(e turn.StageEvent) { a.write(AskEvent{Stage: e.Name}) }

func (a *asking) Delta(text string) {
	a.Buffer.Delta(text)
	a.write(AskEvent{Delta: text})
}

func (a *asking) Replace(from int, text string) {
	a.Buffer.Replace(from, text)
	a.write(AskEvent{Restart: true})
	a.write(AskEvent{Delta: a.Text()})
}

func (a *asking) Label(l turn.LabelEvent) {
	a.Buffer.Label(l)
	if !l.Text.IsZero() {
		a.write(AskEvent{Label: l.Text.In(a.language)})
	}
}

func (a *asking) Translation(text string) {
	a.Buffer.Translation(text)
	a.write(AskEvent{Translation: text})
}

func (a *asking) Notice(n history.Note) {
	a.Buffer.Notice(n)
	shown := a.notice(n)
	a.write(AskEvent{Notice: &shown})
}

func (a *asking) notice(n history.Note) wire.Notice {
	return wire.Notice{Code: string(n.Code), Message: n.Message.In(a.language)}
}

func (a *asking) Context() context.Context { return a.ctx }

func (a *asking) Fail(_ context.Context, f history.Failure) error {
	return a.out.write(AskEvent{Error: &wire.Error{Kind: f.Kind, Message: f.Message.In(a.language),
		Retry: f.Retry}})
}

// Done sends the answer as the log has it, with the texts of its sources.
func (a *asking) Done(ctx context.Context, o history.Outcome) error {
	call, err := a.handler.History.ByRequest(ctx, a.request.User, a.request.RequestID)
	if err != nil {
		return err
	}
	sources, err := a.handler.Citations.Resolve(ctx, a.scope, call.Sources)
	if err != nil {
		return err
	}
	citation.Locate(sources, call.Verdicts)
	answer := Answer{
		Text: call.Answer, Translation: call.Translation, Extractive: call.Extractive,
		Model:   call.Trace.Model,
		Sources: []AnswerSource{}, TookMS: took(a.began),
	}
	if !call.Label.IsZero() {
		answer.Label = call.Label.In(a.language)
	}
	for _, s := range sources {
		answer.Sources = append(answer.Sources, AnswerSource{Number: s.Number,
			SearchResult: SearchResult{
				Document: s.Document, Name: s.Name, Page: s.Page, Line: s.Line, Store: s.Store,
				Score: s.Score, Text: s.Excerpt,
			}})
	}
	answer.Sentences = sentences(call, sources)
	for _, n := range a.Notices {
		answer.Notices = append(answer.Notices, a.notice(n))
	}
	return a.out.write(AskEvent{Answer: &answer})
}

// sentences returns a call's verdicts with the text of each sentence. The log
// has evidence in bytes of the document's version; here it is in bytes of the
// passage's text, as sources have it.
func sentences(c history.Call, sources []wire.Source) []Sentence {
	starts := map[int]int{}
	for _, s := range sources {
		starts[s.Number] = s.Start - s.Lead
	}
	all := []Sentence{}
	for _, v := range c.Verdicts {
		if v.Start < 0 || v.End > len(c.Answer) || v.Start > v.End {
			continue
		}
		s := Sentence{
			Text: c.Answer[v.Start:v.End], Start: v.Start, End: v.End, Verdict: string(v.Support),
			Citations: append([]int{}, v.Citations...), Evidence: []Evidence{},
			Reason: string(v.Reason),
		}
		for _, e := range v.Evidence {
			s.Evidence = append(s.Evidence, Evidence{e.Source, e.Start - starts[e.Source],
				e.End - starts[e.Source]})
		}
		all = append(all, s)
	}
	return all
}
