package searcher

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"log/slog"
	"net/http"
	"runtime"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/segment"
)

// Options of a Handler.
type Options struct {
	Key string // shared with the clients; must not be empty
	// AtOnce is how many searches run at once; 0 means twice the number of processors.
	AtOnce int
	// Waiting is how many more searches may wait for their turn. Further ones are
	// refused with fault.Overloaded. 0: 8 × AtOnce.
	Waiting int
	Limit   time.Duration // of a search; 0: 10 seconds
	Log     *slog.Logger  // nil: nothing is logged
}

// Handler serves a shard. It is safe for concurrent use.
type Handler struct {
	o     Options
	key   [sha256.Size]byte
	shard atomic.Pointer[localindex.Shard]
	slots chan struct{}
	queue chan struct{}
	mux   http.ServeMux
}

// NewHandler makes a Handler, which refuses searches until Serve gives it its
// shard. If o has no key, the error is fault.NotConfigured.
func NewHandler(o Options) (*Handler, error) {
	if o.Key == "" {
		return nil, fault.New(fault.NotConfigured, "검색 서버의 키가 비어 있어요.",
			"The search reader has no key.")
	}
	o.AtOnce = cmp.Or(o.AtOnce, 2*runtime.GOMAXPROCS(0))
	o.Waiting, o.Limit = cmp.Or(o.Waiting, 8*o.AtOnce), cmp.Or(o.Limit, 10*time.Second)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	h := &Handler{o: o, key: sha256.Sum256([]byte(o.Key)), slots: make(chan struct{}, o.AtOnce),
		queue: make(chan struct{}, o.AtOnce+o.Waiting)}
	h.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, struct {
			Status string `json:"status"`
		}{"alive"})
	})
	h.mux.HandleFunc("GET /readyz", h.ready)
	// One API may stand in front of all shards and tell them apart by the path.
	for _, below := range []string{"", "/{shard}"} {
		h.mux.Handle("POST "+below+countPath, h.guarded(h.count))
		h.mux.Handle("POST "+below+candidatesPath, h.guarded(h.candidates))
	}
	return h, nil
}

// Serve makes h answer searches from a shard.
func (h *Handler) Serve(s localindex.Shard) { h.shard.Store(&s) }

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.mux.ServeHTTP(w, r) }

var errNotReady = fault.New(fault.Unavailable,
	"검색 서버가 색인을 받는 중이에요. 잠시 뒤에 다시 해 보세요.",
	"The search reader is fetching the index. Try again in a moment.")

func (h *Handler) ready(w http.ResponseWriter, _ *http.Request) {
	if h.shard.Load() == nil {
		refuse(w, http.StatusServiceUnavailable, errNotReady)
		return
	}
	reply(w, http.StatusOK, struct {
		Status string `json:"status"`
	}{"ready"})
}

// answering answers a request from a shard.
type answering func(ctx context.Context, s localindex.Shard, body *json.Decoder) (any, error)

// guarded answers requests that have the key. It limits how many run at once
// and how long each may take.
func (h *Handler) guarded(answer answering) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given := sha256.Sum256([]byte(r.Header.Get(KeyHeader)))
		if subtle.ConstantTimeCompare(given[:], h.key[:]) != 1 {
			refuse(w, http.StatusUnauthorized, fault.Newf(fault.Unauthenticated, "a wrong key"))
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), h.limit(r))
		defer cancel()
		out, err := h.inTurn(ctx, w, r, answer)
		if err != nil {
			h.o.Log.Warn("a search failed", "path", r.URL.Path, "error", err)
			refuse(w, statusOf(err), err)
			return
		}
		reply(w, http.StatusOK, out)
	})
}

func (h *Handler) limit(r *http.Request) time.Duration {
	ms, err := strconv.Atoi(r.Header.Get(limitHeader))
	if asked := time.Duration(ms) * time.Millisecond; err == nil && asked > 0 && asked < h.o.Limit {
		return asked
	}
	return h.o.Limit
}

// inTurn answers a request when its turn has come.
func (h *Handler) inTurn(ctx context.Context, w http.ResponseWriter, r *http.Request,
	answer answering) (any, error) {
	s := h.shard.Load()
	if s == nil {
		return nil, errNotReady
	}
	select {
	case h.queue <- struct{}{}:
		defer func() { <-h.queue }()
	default:
		return nil, fault.Newf(fault.Overloaded, "%d searches run or wait", cap(h.queue))
	}
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return answer(ctx, *s, json.NewDecoder(http.MaxBytesReader(w, r.Body, maxRequest)))
}

func (h *Handler) count(ctx context.Context, s localindex.Shard, body *json.Decoder) (any, error) {
	var r countRequest
	if err := body.Decode(&r); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "", "")
	}
	counts, err := s.Count(ctx, r.Scope, r.Terms)
	return countResponse{counts.Statistics, listed(r.Terms, counts.Held), counts.Models}, err
}

func (h *Handler) candidates(ctx context.Context, s localindex.Shard, body *json.Decoder) (any, error) {
	var r candidatesRequest
	err := body.Decode(&r)
	if err == nil {
		r.Request.Among.Held, err = counted(keys(r.Request.Terms), r.Held)
	}
	if err == nil {
		err = possible(r.Request)
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "", "")
	}
	found, err := s.Candidates(ctx, r.Scope, r.Request)
	return candidatesResponse{found}, err
}

// possible returns an error for a request that no client makes.
func possible(r localindex.Request) error {
	for _, t := range r.Terms {
		if t.Field < 0 || t.Field >= segment.NumFields {
			return fault.Newf(fault.Invalid, "a term of field %d", t.Field)
		}
	}
	return nil
}

// statusOf is the HTTP status for an error. 503 means that another searcher may
// be able to answer.
func statusOf(err error) int {
	if fault.Retryable(err) {
		return http.StatusServiceUnavailable
	}
	return fault.KindOf(err).Status()
}

func refuse(w http.ResponseWriter, status int, err error) {
	reply(w, status, refusal{fault.KindOf(err).String(), fault.MessageOf(err), err.Error()})
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client is gone
}
