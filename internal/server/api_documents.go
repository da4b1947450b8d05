package server

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/session"
	"github.com/mundap/mundap/internal/wire"
)

func (s *Server) listDocuments(w http.ResponseWriter, r *http.Request, a asker) error {
	q := r.URL.Query()
	limit, err := number(q, "limit", document.DefaultLimit)
	if err != nil {
		return err
	}
	owner, err := s.ownerCalled(r.Context(), q.Get("owner"))
	if err != nil {
		return err
	}
	order, err := document.ParseOrder(q.Get("sort"))
	if err != nil {
		return err
	}
	filter := document.Filter{
		Contains: q.Get("contains"), State: document.State(q.Get("state")), Owner: owner,
		Order: order, After: q.Get("after"), Limit: limit,
	}
	page, err := s.Documents.List(r.Context(), a.Scope, filter)
	if err != nil {
		return fmt.Errorf("listing documents: %w", err)
	}
	answer := wire.Documents{Documents: []wire.Document{}, Next: string(page.Next)}
	labels := s.labels(r.Context())
	for _, d := range page.Documents {
		answer.Documents = append(answer.Documents, describe(d, a, labels))
	}
	if answer.Counts, err = s.counts(r.Context(), a, document.Filter{}); err != nil {
		return err
	}
	if filter.After == "" && (filter.Contains != "" || filter.Owner != "") {
		if answer.Matching, err = s.counts(r.Context(), a, filter); err != nil {
			return err
		}
	}
	if s.Rereading != nil {
		if answer.Rereading, err = s.Rereading(r.Context()); err != nil {
			return fmt.Errorf("counting documents to be read again: %w", err)
		}
	}
	if s.Vectors != nil {
		v := s.Vectors()
		answer.Vectors = &v
	}
	return ok(w, r, answer)
}

// listFormats answers GET /api/formats with the formats of the documents that the
// asker can search.
func (s *Server) listFormats(w http.ResponseWriter, r *http.Request, a asker) error {
	formats, err := s.Documents.Formats(r.Context(), a.Scope)
	if err != nil {
		return fmt.Errorf("counting documents by format: %w", err)
	}
	return ok(w, r, wire.Formats{Formats: formats})
}

func (s *Server) counts(ctx context.Context, a asker, f document.Filter) (map[wire.DocumentState]int,
	error) {
	counts, err := s.Documents.Count(ctx, a.Scope, f)
	if err != nil {
		return nil, fmt.Errorf("counting documents: %w", err)
	}
	all := map[wire.DocumentState]int{}
	for state, n := range counts {
		all[wire.DocumentState(state)] = n
	}
	return all, nil
}

// worthRetrying reports whether reading the same file again can succeed after a
// failure of this kind. If the file itself is the cause, another file is
// needed.
func worthRetrying(kind string) bool {
	switch kind {
	case fault.Damaged.String(), fault.Invalid.String(), fault.TooLarge.String(),
		fault.Unsupported.String():
		return false
	}
	return true
}

// getDocument returns one document. Its id may contain slashes.
func (s *Server) getDocument(w http.ResponseWriter, r *http.Request, a asker) error {
	id, err := document.ParseID(r.PathValue("id"))
	if err != nil {
		return errNoFile.WithCause(err)
	}
	d, err := s.Documents.Get(r.Context(), id)
	switch {
	case fault.Is(err, fault.NotFound):
		return errNoFile.WithCause(err)
	case err != nil:
		return fmt.Errorf("reading the record of %s: %w", id, err)
	case !d.VisibleTo(a.Scope):
		return errNoFile
	}
	return ok(w, r, describe(d, a, s.labels(r.Context())))
}

// ownerCalled returns the owner whom a filter names, or "" for any owner.
func (s *Server) ownerCalled(ctx context.Context, name string) (auth.Principal, error) {
	if name == "" || s.SignIn == nil {
		return auth.Principal(name), nil
	}
	account, err := s.SignIn.Named(ctx, name)
	if fault.Is(err, fault.NotFound) {
		return auth.Principal(name), nil // the system, or an account of version 0.1 that is gone
	}
	if err != nil {
		return "", fmt.Errorf("reading the account of %s: %w", name, err)
	}
	return account.ID, nil
}

// label is what people call the owner of a document: the user name, and the
// person's name if there is one.
type label struct{ user, name string }

// labels returns what the owners of documents are called. It looks each one up
// once.
func (s *Server) labels(ctx context.Context) func(auth.Principal) label {
	known := map[auth.Principal]label{}
	return func(id auth.Principal) label {
		if s.SignIn == nil {
			return label{user: string(id)}
		}
		l, ok := known[id]
		if !ok {
			var err error
			if l.user, l.name, err = s.SignIn.Label(ctx, id); err != nil {
				s.Log.Warn("reading an owner's name", "error", err)
			}
			known[id] = l
		}
		return l
	}
}

// describe is a record as the client shows it.
func describe(d document.Document, a asker, labels func(auth.Principal) label) wire.Document {
	owner := labels(d.Owner)
	out := wire.Document{
		Key: string(d.ID), Name: d.Name, Title: d.Title, Owner: owner.user, OwnerName: owner.name,
		Private: !slices.Contains(d.Readers, auth.Everyone), Mine: d.Owner == a.Scope.User,
		Manage: a.Scope.CanManage(d.Owner),
		State:  wire.DocumentState(d.State), Format: d.Format, Size: d.Size, Pages: d.Content.Pages,
		Chunks:  d.Content.Chunks,
		Version: string(d.Version), URL: citation.URL(d), Uploaded: d.Uploaded,
		DeleteAfter: d.DeleteAfter,
	}
	out.Kind = string(d.Kind)
	if g := d.Guide; g != nil && d.State == document.Ready {
		out.Guide = &wire.Guide{Summary: g.Summary, Terms: g.Terms, Questions: g.Questions,
			Extractive: g.Extractive}
	}
	if d.Failure != nil && d.State == document.Failed {
		out.Error = &wire.Error{Kind: d.Failure.Kind, Message: d.Failure.Message.In(a.Language),
			Retry: worthRetrying(d.Failure.Kind)}
	}
	if d.State.Working() {
		out.Progress = &wire.Progress{Done: d.Progress.Done, Total: d.Progress.Total,
			Unit: d.Progress.Unit}
	}
	for _, w := range d.Warnings {
		if text := w.Message(); !text.IsZero() {
			out.Warnings = append(out.Warnings, text.In(a.Language))
		}
	}
	if d.Refused != nil && out.Manage { // it tells of the owner's storage
		out.Warnings = append(out.Warnings, d.Refused.Message.In(a.Language))
	}
	return out
}

func (s *Server) actOnDocuments(w http.ResponseWriter, r *http.Request, a asker) error {
	req, err := decode[wire.DocumentAction](w, r, maxAPIBody)
	if err != nil {
		return err
	}
	act, err := s.action(req)
	if err != nil {
		return err
	}
	answer := wire.DocumentResult{Results: []wire.KeyResult{}}
	for _, name := range req.Keys {
		d, err := onKey(r.Context(), a.Scope, name, act)
		answer.Results = append(answer.Results, s.result(r, a, name, d, err))
	}
	return ok(w, r, answer)
}

// mostUndo bounds DocumentAction.Undo.
const mostUndo = int(ingest.MaxUndoTime / time.Second)

// keyAction changes one document.
type keyAction func(ctx context.Context, scope auth.Scope, id document.ID) (document.Document,
	error)

func (s *Server) action(req wire.DocumentAction) (keyAction, error) {
	readers := func(private bool) keyAction {
		return func(ctx context.Context, scope auth.Scope, id document.ID) (document.Document,
			error) {
			return s.Ingest.SetReaders(ctx, scope, id, private)
		}
	}
	switch req.Action {
	case wire.DocumentVerbDelete:
		if req.Undo < 0 || req.Undo > mostUndo {
			return nil, fault.New(fault.Invalid, "undo는 0에서 600 사이여야 해요.",
				"undo must be between 0 and 600.")
		}
		return func(ctx context.Context, scope auth.Scope, id document.ID) (document.Document,
			error) {
			return s.Ingest.DeleteWith(ctx, scope, id, ingest.Deletion{Answers: req.Answers,
				Undo: time.Duration(req.Undo) * time.Second})
		}, nil
	case wire.DocumentVerbRestore:
		return s.Ingest.Restore, nil
	case wire.DocumentVerbRetry:
		return s.Ingest.Retry, nil
	case wire.DocumentVerbPrivate:
		return readers(true), nil
	case wire.DocumentVerbShare:
		return readers(false), nil
	}
	return nil, fault.New(fault.Invalid,
		"문서에 할 수 없는 작업이에요. delete, restore, retry, private, share 가운데 하나를 보내 주세요.",
		"There is no such action. Send delete, restore, retry, private or share.")
}

func onKey(ctx context.Context, scope auth.Scope, name string, act keyAction) (document.Document,
	error) {
	id := document.ID(name)
	if err := id.Check(); err != nil {
		return document.Document{}, err
	}
	return act(ctx, scope, id)
}

func (s *Server) result(r *http.Request, a asker, key string, d document.Document,
	err error) wire.KeyResult {
	if err != nil {
		if fault.KindOf(err) == fault.Internal {
			s.Log.Error("changing a document", "id", requestID(r), "document", key, "error", err)
		}
		return wire.KeyResult{Key: key, Error: session.Error(err, a.Language)}
	}
	shown := describe(d, a, s.labels(r.Context()))
	return wire.KeyResult{Key: key, Document: &shown}
}

// number parses a parameter that is a number of at least 0.
func number(q url.Values, name string, otherwise int) (int, error) {
	text := q.Get(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, fault.New(fault.Invalid, name+" 값은 0 이상의 정수여야 해요.",
			name+" must be a whole number, 0 or greater.")
	}
	return n, nil
}
