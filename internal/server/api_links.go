package server

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/session"
	"github.com/mundap/mundap/internal/wire"
)

var (
	errNoLink = fault.New(fault.NotFound,
		"이 링크로는 답변을 열 수 없어요. 링크가 취소되었거나 답변이 삭제되었어요.",
		"This link no longer works. It was revoked, or the answer was deleted.")
	errUnreadable = fault.New(fault.Forbidden,
		"비공개 답변이에요. 내가 볼 수 없는 문서의 내용이 들어 있어요. 보낸 사람에게 문서를 공유해 달라고 해 주세요.",
		"This answer is private: it rests on documents that you may not read. Ask whoever sent it to share them.")
)

// link creates the link that opens one of the asker's answers for colleagues,
// and tells what keeps it closed for them. An answer that has a link keeps it.
func (s *Server) link(w http.ResponseWriter, r *http.Request, a asker) error {
	c, err := s.History.ByRequest(r.Context(), a.User, r.PathValue("request"))
	if err != nil {
		return fmt.Errorf("reading an answer: %w", err)
	}
	if c.Share == "" {
		c.Share = rand.Text()
		if err := s.History.Share(r.Context(), a.User, c.RequestID, c.Share); err != nil {
			return fmt.Errorf("making a link: %w", err)
		}
	}
	link := wire.Link{Path: session.LinkPath(c)}
	if link.Restricted, link.Closed, err = s.restricted(r.Context(), a, c); err != nil {
		return err
	}
	return ok(w, r, link)
}

// restricted returns the documents behind an answer that not everyone may read,
// and whether no colleague may read all that it rests on.
func (s *Server) restricted(ctx context.Context, a asker, c history.Call) (
	[]wire.RestrictedDocument, bool, error) {
	refs, err := s.wentInto(ctx, c)
	if errors.Is(err, errUnreadable) {
		return nil, true, nil
	}
	if err != nil {
		return nil, false, err
	}
	var ids []document.ID
	for _, ref := range refs {
		if ref.Document != "" && !slices.Contains(ids, ref.Document) {
			ids = append(ids, ref.Document)
		}
	}
	records, err := s.Documents.GetBatch(ctx, ids)
	if err != nil {
		return nil, false, fmt.Errorf("reading the records of %d documents: %w", len(ids), err)
	}
	var restricted []wire.RestrictedDocument
	closed := false
	for _, id := range ids {
		d, found := records[id]
		switch {
		case !found || d.State == document.Deleting || !d.VisibleTo(a.Scope):
			closed = true
		case !slices.Contains(d.Readers, auth.Everyone):
			restricted = append(restricted, wire.RestrictedDocument{Key: string(id), Name: d.Name,
				Mine: d.Owner == a.Scope.User})
		}
	}
	return restricted, closed, nil
}

// unlink withdraws the link of an answer.
func (s *Server) unlink(w http.ResponseWriter, r *http.Request, a asker) error {
	if err := s.History.Share(r.Context(), a.User, r.PathValue("request"), ""); err != nil {
		return fmt.Errorf("taking a link back: %w", err)
	}
	return noContent(w)
}

// linked opens somebody's answer by its link, if the asker may now read every
// passage that the model was given for it.
func (s *Server) linked(w http.ResponseWriter, r *http.Request, a asker) error {
	c, err := s.History.Linked(r.Context(), r.PathValue("request"), r.URL.Query().Get("key"))
	if fault.Is(err, fault.NotFound) {
		return errNoLink
	}
	if err != nil {
		return fmt.Errorf("reading an answer: %w", err)
	}
	if err := s.readable(r.Context(), a, c); err != nil {
		return err
	}
	t, err := s.renderer.Turn(r.Context(), a.View(), c)
	if err != nil {
		return err
	}
	// Only the question, the answer and its sources were sent.
	t.Conversation, t.Parent, t.Replaces, t.Link = "", "", "", ""
	t.Trace, t.Documents = nil, nil
	return ok(w, r, wire.LinkedAnswer{Turn: t, By: s.nameOf(r.Context(), c.User)})
}

// readable returns an error unless the asker may read everything that went into
// an answer.
func (s *Server) readable(ctx context.Context, a asker, c history.Call) error {
	refs, err := s.wentInto(ctx, c)
	if err != nil {
		return err
	}
	sources, err := s.Citations.Resolve(ctx, a.Scope, refs)
	if err != nil {
		return fmt.Errorf("reading the sources of an answer: %w", err)
	}
	for _, source := range sources {
		if source.Private || source.Deleted { // of what is gone, nobody knows who may read it
			return errUnreadable
		}
	}
	return nil
}

// wentInto returns everything that went into an answer: its own passages, and
// those of earlier answers that the model remembered. The error is errUnreadable
// if a call does not say which these are.
func (s *Server) wentInto(ctx context.Context, c history.Call) ([]history.SourceRef, error) {
	calls := []history.Call{c}
	if c.Memory != history.NoMemory {
		before, err := s.History.Calls(ctx, c.User, c.Conversation, c.ServerTime.Add(time.Nanosecond),
			history.MaxLimit)
		if err != nil {
			return nil, fmt.Errorf("reading the turns before an answer: %w", err)
		}
		for _, b := range before {
			if b.Memory == c.Memory && b.RequestID != c.RequestID {
				calls = append(calls, b)
			}
		}
	}
	var refs []history.SourceRef
	for _, c := range calls {
		if hides(c) {
			return nil, errUnreadable
		}
		refs = append(refs, c.Sources...)
		if c.Summarised != "" {
			refs = append(refs, history.SourceRef{Document: c.Summarised})
		}
	}
	return refs, nil
}

// hides reports whether a call does not say which passages the model was given,
// because its user has turned the list of sources off or the file was not ready
// yet.
func hides(c history.Call) bool {
	if len(c.Sources) > 0 || c.Summarised != "" {
		return false
	}
	return c.Trace.Kept > 0 || c.Type == "document"
}

// nameOf returns the name that colleagues see for a user, or "" if there are no
// accounts.
func (s *Server) nameOf(ctx context.Context, user history.User) string {
	if s.SignIn == nil {
		return ""
	}
	account, err := s.SignIn.Account(ctx, auth.Principal(user))
	if err != nil {
		return ""
	}
	return cmp.Or(account.Name, string(account.User))
}
