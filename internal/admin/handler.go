package admin

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/wire"
)

// maxBody bounds the JSON of a request.
const maxBody = 4 << 20

// Asker answers a question; *chat.Service is one.
type Asker interface {
	Run(ctx context.Context, r chat.Request, sink chat.Sink) error
}

// Citer reads the texts behind references for a scope; *citation.Resolver is one.
type Citer interface {
	Resolve(ctx context.Context, scope auth.Scope, refs []history.SourceRef) ([]wire.Source, error)
}

// Parts are what a Handler works with. All are needed.
type Parts struct {
	Status    func(context.Context) (Status, error)
	Documents document.Store
	History   history.Store
	Stores    []retrieve.Retriever
	Asker     *retrieve.Asker // of the stores; its owner closes it
	Ingest    *ingest.Service
	Chat      Asker
	Citations Citer
	Accounts  auth.Store
	SignIn    *signin.Service
	Receipts  forgetting.Receipts // of deletions
	Keeping   Keeping
	Log       *slog.Logger
}

// Handler is the server's side of the API. Whoever can reach it is an
// administrator: serve it on a Unix socket with mode 0600 and nowhere else.
type Handler struct {
	Parts
	mux http.ServeMux
}

// NewHandler makes a Handler that serves all commands.
func NewHandler(p Parts) *Handler {
	h := &Handler{Parts: p}
	for pattern, serve := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /status":                        h.status,
		"POST /search":                       h.search,
		"POST /ask":                          h.ask,
		"PUT /documents":                     h.upload,
		"POST /documents/list":               h.list,
		"POST /documents/states":             h.states,
		"POST /documents/delete":             h.delete,
		"POST /documents/retry":              h.retry,
		"POST /documents/receipts":           h.receipts,
		"POST /backup":                       h.backup,
		"POST /restore":                      h.restore,
		"POST /check":                        h.check,
		"POST /documents/reread":             h.reread,
		"GET /users":                         h.users,
		"POST /users":                        h.addUser,
		"POST /users/{user}/password":        h.setPassword,
		"POST /users/{user}/locked":          h.lockUser,
		"DELETE /users/{user}":               h.deleteUser,
		"GET /users/{user}/sessions":         h.sessions,
		"DELETE /users/{user}/sessions":      h.endSessions,
		"DELETE /users/{user}/sessions/{id}": h.endSession,
	} {
		h.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if err := serve(w, r); err != nil {
				h.Refuse(w, r, err)
			}
		})
	}
	return h
}

// ServeHTTP serves a request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.mux.ServeHTTP(w, r) }

// Refuse answers a request with an error, as commands read it.
func (h *Handler) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	f := h.failed(r, err)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(fault.KindOf(err).Status())
	_ = json.NewEncoder(w).Encode(f) // fails if the client is gone
}

// failed describes an error to commands. What nobody classified is logged: its
// message says nothing of the cause.
func (h *Handler) failed(r *http.Request, err error) *failure {
	kind, message := fault.KindOf(err), fault.MessageOf(err)
	if kind == fault.Internal {
		h.Log.Error("a command failed", "path", r.URL.Path, "error", err)
	}
	return &failure{Kind: kind.String(), Ko: message.Ko, En: message.En}
}

func decode[T any](r *http.Request) (T, error) {
	var v T
	if err := json.NewDecoder(io.LimitReader(r.Body, maxBody)).Decode(&v); err != nil {
		return v, fault.Wrap(fmt.Errorf("decoding a request: %w", err), fault.Invalid, "", "")
	}
	return v, nil
}

func reply(w http.ResponseWriter, v any) error {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		return fmt.Errorf("writing an answer: %w", err)
	}
	return nil
}

// lines writes a streamed answer, each line at once.
type lines struct {
	w       *json.Encoder
	flusher *http.ResponseController
}

func newLines(w http.ResponseWriter) lines {
	w.Header().Set("Content-Type", "application/x-ndjson")
	return lines{json.NewEncoder(w), http.NewResponseController(w)}
}

func (l lines) write(v any) error {
	if err := l.w.Encode(v); err != nil {
		return fmt.Errorf("writing an answer: %w", err)
	}
	return l.flusher.Flush()
}

// scope is whose eyes a request sees with: the named user's, or the local owner's.
func (h *Handler) scope(ctx context.Context, user string) (auth.Scope, error) {
	if user == "" || auth.Principal(user) == auth.Local {
		return auth.LocalScope(), nil
	}
	name, err := auth.ParseUser(user)
	if err != nil {
		return auth.Scope{}, err
	}
	a, err := h.Accounts.Account(ctx, name)
	if err != nil {
		return auth.Scope{}, aboutUser(user, err)
	}
	return auth.UserScope(a.ID), nil
}

// aboutUser says in an error about a user that was not found who it is.
func aboutUser(user string, err error) error {
	if fault.Is(err, fault.NotFound) {
		return fault.Wrap(err, fault.NotFound,
			fmt.Sprintf("‘%s’ 사용자가 없어요. 'mundap user list'로 확인해 보세요.", user),
			fmt.Sprintf("There is no user %q. 'mundap user list' shows all users.", user))
	}
	return err
}

func (h *Handler) status(w http.ResponseWriter, r *http.Request) error {
	s, err := h.Status(r.Context())
	if err != nil {
		return err
	}
	return reply(w, s)
}

func (h *Handler) search(w http.ResponseWriter, r *http.Request) error {
	req, err := decode[SearchRequest](r)
	if err != nil {
		return err
	}
	scope, err := h.scope(r.Context(), req.User)
	if err != nil {
		return err
	}
	passages, err := h.find(r.Context(), scope, retrieve.Query{Text: req.Text, K: req.K})
	if err != nil {
		return err
	}
	out := newLines(w)
	for _, p := range passages {
		if err := out.write(SearchResult{string(p.Document), p.Name, p.Page, p.Line, p.Store,
			p.Score, p.Text}); err != nil {
			return err
		}
	}
	return nil
}

// find asks every store and gives what the asker may see: one store's passages
// after the other's, each best first.
func (h *Handler) find(ctx context.Context, scope auth.Scope, q retrieve.Query) ([]retrieve.Passage,
	error) {
	var found []retrieve.Passage
	var failed error
	for _, result := range h.Asker.FanOut(ctx, h.Stores, scope, q, 0) {
		found = append(found, result.Passages...)
		if result.Err != nil {
			failed = fmt.Errorf("asking %s: %w", result.Store, result.Err)
		}
	}
	if len(found) == 0 && failed != nil {
		return nil, failed
	}
	return retrieve.Current(ctx, h.Documents, scope, retrieve.Distinct(found))
}

func account(a auth.Account) Account {
	return Account{
		User: string(a.User), Name: a.Name, Admin: a.Admin, Disabled: a.Disabled,
		Provider: a.Subject != "", Created: a.Created,
	}
}

func (h *Handler) users(w http.ResponseWriter, r *http.Request) error {
	all, err := h.Accounts.Accounts(r.Context())
	if err != nil {
		return err
	}
	list := make([]Account, len(all))
	for i, a := range all {
		list[i] = account(a)
	}
	return reply(w, list)
}

func (h *Handler) addUser(w http.ResponseWriter, r *http.Request) error {
	n, err := decode[NewAccount](r)
	if err != nil {
		return err
	}
	a, err := h.SignIn.Add(r.Context(), signin.NewAccount{User: n.User, Name: n.Name,
		Password: n.Password, Admin: n.Admin})
	if err != nil {
		return err
	}
	return reply(w, account(a))
}

func (h *Handler) setPassword(w http.ResponseWriter, r *http.Request) error {
	n, err := decode[NewAccount](r)
	if err != nil {
		return err
	}
	user, err := auth.ParseUser(r.PathValue("user"))
	if err != nil {
		return err
	}
	if err := h.SignIn.SetPassword(r.Context(), user, n.Password); err != nil {
		return aboutUser(string(user), err)
	}
	return reply(w, struct{}{})
}

func (h *Handler) lockUser(w http.ResponseWriter, r *http.Request) error {
	l, err := decode[Lock](r)
	if err != nil {
		return err
	}
	user, err := auth.ParseUser(r.PathValue("user"))
	if err != nil {
		return err
	}
	if err := h.SignIn.SetDisabled(r.Context(), user, l.Locked); err != nil {
		return aboutUser(string(user), err)
	}
	return reply(w, struct{}{})
}

func (h *Handler) deleteUser(w http.ResponseWriter, r *http.Request) error {
	user, err := auth.ParseUser(r.PathValue("user"))
	if err != nil {
		return err
	}
	if err := h.SignIn.Remove(r.Context(), user); err != nil {
		return aboutUser(string(user), err)
	}
	return reply(w, struct{}{})
}

func took(began time.Time) int64 { return time.Since(began).Milliseconds() }
