package server

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/session"
	"github.com/mundap/mundap/internal/wire"
)

const (
	conversationsPage = 50
	maxConversations  = 500
	turnsPage         = 50
	maxTitle          = 200 // characters
)

func (s *Server) listConversations(w http.ResponseWriter, r *http.Request, a asker) error {
	q := r.URL.Query()
	after, err := number(q, "after", 0)
	if err != nil {
		return err
	}
	limit, err := number(q, "limit", conversationsPage)
	if err != nil {
		return err
	}
	limit = max(1, min(limit, maxConversations))
	list, err := s.History.Conversations(r.Context(), a.User, q.Get("contains"), after, limit+1)
	if err != nil {
		return fmt.Errorf("listing conversations: %w", err)
	}
	answer := wire.Conversations{Conversations: []wire.Conversation{}, More: len(list) > limit}
	for _, c := range list[:min(limit, len(list))] {
		answer.Conversations = append(answer.Conversations, conversationOf(c))
	}
	return ok(w, r, answer)
}

func conversationOf(c history.Conversation) wire.Conversation {
	return wire.Conversation{ID: c.ID, Title: c.Title, Cut: c.Cut, Created: c.Created,
		Pinned: c.Pinned, Updated: c.Updated, Turns: c.Calls}
}

// conversation returns a page of turns, oldest first. The newest page ends with
// the unfinished ones.
func (s *Server) conversation(w http.ResponseWriter, r *http.Request, a asker) error {
	id := r.PathValue("id")
	var before time.Time
	if text := r.URL.Query().Get("before"); text != "" {
		var err error
		if before, err = time.Parse(time.RFC3339Nano, text); err != nil {
			return fault.New(fault.Invalid, "before에는 이전 응답의 before 값을 그대로 넣어 주세요.",
				"Send the value of before from the previous response unchanged.").WithCause(err)
		}
	}
	// Before the log is read: one that ends meanwhile is in both, and none is in neither.
	open, err := s.openTurns(r.Context(), a, id)
	if err != nil {
		return err
	}
	calls, err := s.History.Calls(r.Context(), a.User, id, before, turnsPage)
	if err != nil {
		return fmt.Errorf("reading the turns of a conversation: %w", err)
	}
	answer, err := s.turns(r.Context(), a, calls)
	if err != nil {
		return err
	}
	if before.IsZero() {
		answer.Turns = appendNew(answer.Turns, open)
		if len(answer.Turns) == 0 {
			if _, err := s.History.Conversation(r.Context(), a.User, id); err != nil {
				return err
			}
		}
	}
	return ok(w, r, answer)
}

func (s *Server) turns(ctx context.Context, a asker, calls []history.Call) (wire.Turns, error) {
	answer := wire.Turns{Turns: []wire.Turn{}}
	for _, c := range calls {
		t, err := s.renderer.Turn(ctx, a.View(), c)
		if err != nil {
			return wire.Turns{}, err
		}
		answer.Turns = append(answer.Turns, t)
	}
	if len(calls) == turnsPage {
		answer.Before = calls[0].ServerTime.Format(time.RFC3339Nano)
	}
	return answer, nil
}

// openTurns returns the turns of a conversation that are being answered or were
// interrupted, with their text so far.
func (s *Server) openTurns(ctx context.Context, a asker, conversation string) ([]wire.Turn, error) {
	open, err := s.Turns.Open(ctx, a.User)
	if err != nil {
		return nil, err
	}
	var all []wire.Turn
	for _, o := range open {
		var r chat.Request
		if json.Unmarshal(o.Request, &r) != nil ||
			cmp.Or(r.Conversation, history.BaseConversation) != conversation {
			continue
		}
		sources, err := s.Citations.Resolve(ctx, a.Scope, o.Sources)
		if err != nil {
			return nil, fmt.Errorf("reading the sources of an unfinished turn: %w", err)
		}
		all = append(all, wire.Turn{
			RequestID: r.RequestID, RequestTime: r.RequestTime, Conversation: conversation,
			Type: r.Type, ConvType: r.ConvType,
			RAGType: r.RAGType, FunctionType: r.Function, Body: r.Body, Answer: o.Text, Sources: sources,
			Outcome: string(o.State),
			Parent:  r.Parent, Replaces: r.Replaces, Documents: session.Documents(r.Documents),
			Time: o.Started,
		})
	}
	return all, nil
}

// appendNew appends the turns that are not in the list yet.
func appendNew(turns, more []wire.Turn) []wire.Turn {
	known := make(map[string]bool, len(turns))
	for _, t := range turns {
		known[t.RequestID] = true
	}
	for _, t := range more {
		if !known[t.RequestID] {
			turns = append(turns, t)
		}
	}
	return turns
}

// changeConversation renames a conversation, pins it or unpins it.
func (s *Server) changeConversation(w http.ResponseWriter, r *http.Request, a asker) error {
	req, err := decode[wire.ConversationChange](w, r, maxBaseBody)
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	if req.Title != nil {
		if err := s.rename(r.Context(), a, id, *req.Title); err != nil {
			return err
		}
	}
	if req.Pinned != nil {
		if err := s.History.Pin(r.Context(), a.User, id, *req.Pinned); err != nil {
			return fmt.Errorf("pinning a conversation: %w", err)
		}
	}
	c, err := s.History.Conversation(r.Context(), a.User, id)
	if err != nil {
		return fmt.Errorf("reading a conversation: %w", err)
	}
	s.announce(r.Context(), connections.Change{User: a.User, Conversation: id})
	return ok(w, r, conversationOf(c))
}

func (s *Server) rename(ctx context.Context, a asker, id, title string) error {
	title = korean.Line(title)
	if title == "" || korean.Length(title) > maxTitle {
		return fault.New(fault.Invalid, "대화 이름은 1자에서 200자까지 쓸 수 있어요.",
			"The title must have 1 to 200 characters.")
	}
	if err := s.History.Rename(ctx, a.User, id, title); err != nil {
		return fmt.Errorf("renaming a conversation: %w", err)
	}
	return nil
}

func (s *Server) deleteConversation(w http.ResponseWriter, r *http.Request, a asker) error {
	id := r.PathValue("id")
	if err := s.forgetConversation(r.Context(), a.User, id); err != nil {
		return err
	}
	return noContent(w)
}

func (s *Server) clearMemory(w http.ResponseWriter, r *http.Request, a asker) error {
	if err := s.History.ClearMemory(r.Context(), a.User, time.Now()); err != nil {
		return fmt.Errorf("clearing the memory: %w", err)
	}
	return noContent(w)
}

func (s *Server) deleteHistory(w http.ResponseWriter, r *http.Request, a asker) error {
	if err := s.forget(r.Context(), a.User); err != nil {
		return err
	}
	return noContent(w)
}
