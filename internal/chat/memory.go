package chat

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/prompt"
)

const (
	remembered  = 48 * time.Hour // how far back a memory reaches
	chatWindow  = 20             // turns of a conversation
	ragWindow   = 10             // turns of questions about documents
	reviseEntry = 100            // characters of an entry that only makes a question clear
)

// memory reads what was said before a request.
type memory struct {
	calls history.Store
	r     Request
	now   time.Time
}

func (t *work) memory() memory { return memory{t.s.History, t.r, t.s.Now()} }

// recall reads the last turns from the call log, oldest first. Only turns of
// the request's own branch of the conversation are included, and not the one
// that it replaces.
func (m memory) recall(ctx context.Context, kind history.Memory, window int) ([]history.Call,
	error) {
	q := history.RecentQuery{
		User: m.r.User, Conversation: m.r.conversation(), Memory: kind,
		Since: m.now.Add(-remembered), Limit: window + 1,
	}
	branch, err := m.branch(ctx)
	if err != nil {
		return nil, err
	}
	if branch != nil {
		q.Replaced, q.Limit = true, branchCalls
	}
	calls, err := m.calls.Recent(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("reading the memory: %w", err)
	}
	past := calls[:0:0]
	for _, c := range calls {
		if c.Answer != "" && c.RequestID != m.r.RequestID &&
			(branch == nil || branch[c.RequestID] > 0) {
			past = append(past, c)
		}
	}
	slices.SortStableFunc(past, func(a, b history.Call) int {
		return branch[b.RequestID] - branch[a.RequestID] // an answer asked for again is newer
	})
	return past[max(0, len(past)-window):], nil
}

// dialogue converts past turns to messages, as many of the newest as fit into
// budget tokens, and records their size.
func (t *record) dialogue(past []history.Call, budget int) []llm.Message {
	from := len(past)
	for used := 0; from > 0; from-- {
		c := past[from-1]
		if used += llm.Tokens(c.Body) + llm.Tokens(c.Answer); used > budget {
			break
		}
	}
	var messages []llm.Message
	for _, c := range past[from:] {
		messages = append(messages, llm.Message{Role: llm.User, Text: c.Body},
			llm.Message{Role: llm.Assistant, Text: c.Answer})
		t.call.Trace.Sizes.History = addSize(t.call.Trace.Sizes.History, c.Body+c.Answer)
	}
	return messages
}

// exchanges converts past turns to context for a follow-up question, each side
// cut short, and records their size.
func (t *record) exchanges(past []history.Call) []prompt.Exchange {
	out := make([]prompt.Exchange, len(past))
	for i, c := range past {
		out[i] = prompt.Exchange{
			Question: korean.Truncate(c.Body, reviseEntry),
			Answer:   korean.Truncate(c.Answer, reviseEntry),
		}
		t.call.Trace.Sizes.History = addSize(t.call.Trace.Sizes.History,
			out[i].Question+out[i].Answer)
	}
	return out
}

func sizeOf(text string) history.Size {
	return history.Size{Characters: korean.Length(text), Tokens: llm.Tokens(text)}
}

func addSize(s history.Size, text string) history.Size {
	t := sizeOf(text)
	return history.Size{Characters: s.Characters + t.Characters, Tokens: s.Tokens + t.Tokens}
}
