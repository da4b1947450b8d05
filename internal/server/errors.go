package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/wire"
)

// failure is the body of every response that reports an error. Base clients are
// promised only the first two fields.
type failure struct {
	wire.MsgResponse
	Kind  string `json:"kind,omitempty"`
	Field string `json:"field,omitempty"` // of the request's body that the failure is about
}

// methodError is returned for a method that the path does not support. It is
// the only failure with its own status.
type methodError struct{ allowed []string }

func (e *methodError) Error() string { return "the methods are " + strings.Join(e.allowed, ", ") }

var methodMessage = fault.Text{
	Ko: "이 주소에는 다른 HTTP 메서드로 요청해 주세요.",
	En: "Use another HTTP method for this address.",
}

// Refuse answers a request with an error, as the server's own routes do.
func (s *Server) Refuse(w http.ResponseWriter, r *http.Request, err error) { s.fail(w, r, err) }

// fail answers err. It and failPage are the only places that turn errors into answers of HTTP.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	kind := fault.KindOf(err)
	status, message := kind.Status(), fault.MessageOf(err)
	if e, ok := errors.AsType[*methodError](err); ok {
		status, message = http.StatusMethodNotAllowed, methodMessage
		w.Header().Set("Allow", strings.Join(e.allowed, ", "))
	}
	if r.Context().Err() != nil && kind == fault.Canceled {
		return // nobody is there to read it
	}
	if status >= http.StatusInternalServerError {
		s.Log.Error("a request failed", "id", requestID(r), "method", r.Method, "path", r.URL.Path,
			"error", err)
	} else {
		s.Log.Debug("a request was refused", "id", requestID(r), "method", r.Method, "path",
			r.URL.Path, "error", err)
	}
	if after := fault.RetryAfter(err); after > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int((after+time.Second-1)/time.Second)))
	}
	f := failure{MsgResponse: wire.MsgResponse{StatusCode: status, Msg: message.In(language(r))}}
	if strings.HasPrefix(r.URL.Path, "/api/") {
		f.Kind = kind.String()
		if e, ok := errors.AsType[*fieldError](err); ok {
			f.Field = e.field
		}
	}
	w.Header().Del("Content-Encoding")
	writeJSON(w, r, status, f)
}

// fieldError says which field of the request's body an error is about.
type fieldError struct {
	field string
	error
}

func (e *fieldError) Unwrap() error { return e.error }

// inField says that err, unless it is nil, is about a field of the request's body.
func inField(field string, err error) error {
	if err == nil {
		return nil
	}
	return &fieldError{field, err}
}

// handler is an http.Handler that returns its error instead of rendering it.
type handler func(w http.ResponseWriter, r *http.Request) error

// answer turns h into an http.Handler with a time limit for each request.
func (s *Server) answer(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), requestTime)
		defer cancel()
		if err := h(w, r.WithContext(ctx)); err != nil {
			s.fail(w, r, err)
		}
	})
}

// methods passes each method of a path to its handler. For other methods the
// status is 405.
func (s *Server) methods(by map[string]handler) http.Handler {
	allowed := make([]string, 0, len(by))
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPatch,
		http.MethodDelete} {
		if by[m] != nil {
			allowed = append(allowed, m)
		}
	}
	return s.answer(func(w http.ResponseWriter, r *http.Request) error {
		method := r.Method
		if method == http.MethodHead {
			method = http.MethodGet
		}
		h := by[method]
		if h == nil {
			return &methodError{allowed}
		}
		return h(w, r)
	})
}

const (
	maxBaseBody = 64 << 10
	maxAPIBody  = 1 << 20
)

// decode reads the JSON body of a request, which may have limit bytes at most.
func decode[T any](w http.ResponseWriter, r *http.Request, limit int64) (T, error) {
	var v T
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, limit))
	err := d.Decode(&v)
	if err == nil {
		if _, more := d.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("more than one JSON value")
		}
	}
	if fault.Is(err, fault.Timeout) {
		return v, fmt.Errorf("decoding the body: %w", err)
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return v, fault.Wrap(err, fault.TooLarge,
			"요청이 너무 커요. 나누어서 다시 보내 주세요.", "The request is too large. Send it in parts.")
	}
	if err != nil {
		return v, fault.Wrap(fmt.Errorf("decoding the body: %w", err), fault.Invalid,
			"요청을 읽지 못했어요. JSON 형식인지 확인해 주세요.",
			"The request could not be read. Check that it is valid JSON.")
	}
	return v, nil
}
