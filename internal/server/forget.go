package server

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
)

// forgetPage is how many calls or conversations are read at once for a deletion.
const forgetPage = 1000

// forgetAtOnce is how many answers lose their traces at once. Each waits for the
// stores.
const forgetAtOnce = 16

// forget deletes everything that a user has asked, with its answers. Turns and
// recordings go first: a running turn would be logged when it ends, and what a
// crash leaves in the log is still listed and can be deleted again.
func (s *Server) forget(ctx context.Context, user history.User) error {
	if err := s.forgetOpen(ctx, user, func(string) bool { return true }); err != nil {
		return err
	}
	if err := s.Turns.DeleteUser(ctx, user); err != nil {
		return err
	}
	for from := 0; ; from += forgetPage {
		page, err := s.History.Conversations(ctx, user, "", from, forgetPage)
		if err != nil {
			return fmt.Errorf("listing the conversations of %s: %w", user, err)
		}
		for _, c := range page {
			if err := s.forgetTraces(ctx, user, c.ID, time.Now()); err != nil {
				return err
			}
		}
		if len(page) < forgetPage {
			break
		}
	}
	if err := s.History.DeleteUser(ctx, user); err != nil {
		return fmt.Errorf("deleting the history of %s: %w", user, err)
	}
	s.announce(ctx, connections.Change{User: user})
	return nil
}

// forgetConversation deletes a conversation, the turns in it that are running
// included.
func (s *Server) forgetConversation(ctx context.Context, user history.User, id string) error {
	if err := s.forgetOpen(ctx, user, func(c string) bool { return c == id }); err != nil {
		return err
	}
	if err := s.forgetTraces(ctx, user, id, time.Now().Add(-2*turn.Keep)); err != nil {
		return err
	}
	if err := s.History.DeleteConversation(ctx, user, id); err != nil {
		return fmt.Errorf("deleting a conversation: %w", err)
	}
	s.announce(ctx, connections.Change{User: user, Conversation: id})
	return nil
}

// forgetOpen removes the turns without an end in the wanted conversations.
func (s *Server) forgetOpen(ctx context.Context, user history.User,
	wanted func(conversation string) bool) error {
	open, err := s.Turns.Open(ctx, user)
	if err != nil {
		return err
	}
	for _, o := range open {
		var r chat.Request
		if json.Unmarshal(o.Request, &r) != nil ||
			!wanted(cmp.Or(r.Conversation, history.BaseConversation)) {
			continue
		}
		if err := s.traces().Remove(ctx, user, o.ID.Request); err != nil {
			return err
		}
	}
	return nil
}

func (s *Server) traces() chat.Traces { return chat.Traces{Turns: s.Turns, Blobs: s.Blobs} }

// forgetTraces removes the recordings of a conversation's answers, and the turns
// of those that came after a time; earlier ones have none any more.
func (s *Server) forgetTraces(ctx context.Context, user history.User, id string,
	turnsAfter time.Time) error {
	var last history.Call // the oldest so far
	for {
		page, err := s.History.Calls(ctx, user, id, last.ServerTime, forgetPage)
		if err != nil {
			return fmt.Errorf("reading a conversation: %w", err)
		}
		var all errgroup.Group
		all.SetLimit(forgetAtOnce)
		for _, c := range page {
			remove := s.traces().RemoveRecording
			if c.ServerTime.After(turnsAfter) {
				remove = s.traces().Remove
			}
			all.Go(func() error { return remove(ctx, user, c.RequestID) })
		}
		if err := all.Wait(); err != nil {
			return err
		}
		if len(page) < forgetPage {
			return nil
		}
		last = page[0]
	}
}
