package chat

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/prompt"
	"github.com/mundap/mundap/internal/relevance"
)

const (
	titleLimit  = 20 * time.Second
	titleSource = 1200 // characters of the question, and of the answer, that the model sees
	titleTokens = 60
	titleBytes  = 512 // 60 tokens rarely have more; a model that goes on is stopped
	longTitle   = 50  // characters; a model that writes more has written no title
)

// topic says what the request is about, for the title of a conversation that it
// begins. An uploaded file is called by its name, and texts to be worked on by
// their first line: their nouns are not what the reader asked for.
func (r Request) topic(k kind) string {
	if k == control || k == filekind || k == talk && r.ConvType != "normal" && r.ConvType != "funny" {
		return ""
	}
	return relevance.Topic(&morph.Analyzer{}, r.Body)
}

// titler names the conversation that a turn has begun.
type titler struct {
	rec   *record
	model prompter
	calls history.Store
}

// entitle names the conversation that the turn has begun, or that had only
// remarks such as greetings before it. One that somebody has renamed keeps its
// name, and without a good title from the model the question's own topic stays.
func (t titler) entitle(ctx context.Context) {
	call := t.rec.call
	ctx, cancel := context.WithTimeout(ctx, titleLimit)
	defer cancel()
	v, err := t.calls.Conversation(ctx, call.User, call.Conversation)
	if err != nil || v.Named || v.Calls != 1 && !t.afterRemarks(ctx, v) {
		return
	}
	var title string
	if t.model.model != nil && !call.Extractive {
		title, err = t.byModel(ctx)
	}
	if title == "" && v.Calls != 1 {
		title, _ = call.Title()
	}
	if title != "" {
		err = errors.Join(err, t.calls.Entitle(ctx, call.User, call.Conversation, title))
	}
	if err != nil && !fault.Is(err, fault.Canceled) {
		t.rec.logger.Info("naming a conversation", "error", err)
	}
}

// mostRemarks is how many remarks a conversation may begin with that is renamed.
const mostRemarks = 20

// afterRemarks reports whether nothing but remarks stands before the call in its
// conversation. The title alone, which is looked at first, does not tell: it may be
// the topic of a question.
func (t titler) afterRemarks(ctx context.Context, v history.Conversation) bool {
	if v.Calls > mostRemarks || remarkIn(v.Title) == noRemark {
		return false
	}
	calls, err := t.calls.Calls(ctx, v.User, v.ID, time.Time{}, mostRemarks)
	return err == nil && !slices.ContainsFunc(calls, func(c history.Call) bool {
		return c.RequestID != t.rec.call.RequestID && remarkIn(c.Body) == noRemark
	})
}

// byModel returns the title that the model gives the conversation; "" if it gives
// none.
func (t titler) byModel(ctx context.Context) (string, error) {
	call := t.rec.call
	p := prompt.Title(t.rec.lang, korean.Truncate(call.Body, titleSource),
		korean.Truncate(call.Answer, titleSource), prompt.NewFence())
	text, err := t.model.completeWithin(ctx, p, llm.Summarise, titleTokens, titleBytes)
	if err != nil {
		return "", err
	}
	return titleIn(text), nil
}

// wantsTitle reports whether the turn may have begun a conversation that is to be
// named by more than the question's topic.
func (t *work) wantsTitle() bool {
	c := t.rec.call
	return t.s.Titles && t.kind != control && t.kind != filekind && remarkIn(c.Body) == noRemark &&
		c.Outcome == history.Completed && c.Conversation != history.BaseConversation
}

// titleIn is the title that a model wrote; "" if it wrote something else.
func titleIn(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	title := strings.Trim(korean.Line(line), "\"'“”‘’「」『』*#. ")
	for _, prefix := range []string{"제목:", "Title:"} {
		title = strings.TrimSpace(strings.TrimPrefix(title, prefix))
	}
	if n := korean.Length(title); n < 2 || n > longTitle || strings.ContainsAny(title, "<>?？") {
		return ""
	}
	return title
}

// announce tells the user's open windows that the conversation has changed.
func (t *work) announce(begun bool) {
	if t.s.Changed == nil {
		return
	}
	c := connections.Change{User: t.r.User, Conversation: t.rec.call.Conversation}
	if begun {
		c.Request = t.r.RequestID
	}
	t.s.Changed(c)
}
