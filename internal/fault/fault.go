// Package fault classifies errors. All of Mundap uses its [Kind]s.
//
// An error is classified once, where it arises, by [New], [Newf] or [Wrap]. For
// example, an error of a vendor's service is classified in the adapter for that
// service. On its way up, it is wrapped with fmt.Errorf("doing what: %w", err)
// and not classified again. Code that renders an error asks [KindOf],
// [Retryable], [RetryAfter] and [MessageOf]; the HTTP status comes from
// [Kind.Status].
//
// The package imports only the standard library, and every other package may
// import it.
package fault

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Kind classifies a failure. The zero Kind is Internal, so an error that nobody
// has classified counts as a defect of Mundap.
type Kind uint8

const (
	// Internal means a defect or an unexpected state of Mundap. The user can
	// only try again or report it.
	Internal Kind = iota
	// Invalid means that the input is wrong. Only different input helps.
	Invalid
	// Unauthenticated means that nobody is signed in.
	Unauthenticated
	// Forbidden means that the user is signed in but has no access to this.
	// From a model's provider, it means that access to the model was denied.
	Forbidden
	// NotFound means that the thing does not exist, or that the asker may not
	// know that it exists. From a model's provider, it means that there is no
	// such model.
	NotFound
	// Conflict means that the state has changed since the caller read it, or
	// that a name is taken. Reading again may help; repeating the same request
	// does not.
	Conflict
	// TooLarge means that a size limit was exceeded: of an upload, a frame or a
	// context window.
	TooLarge
	// Unsupported means that Mundap does not support the format or feature.
	Unsupported
	// NotConfigured means that the request needs a setting that is missing,
	// such as a model, a store or a key.
	NotConfigured
	// Refused means that a model declined to answer because of its policy.
	Refused
	// Throttled means that a quota is used up for now. RetryAfter may say for
	// how long. Retryable.
	Throttled
	// Overloaded means that the other side is too busy to serve any client.
	// Retryable.
	Overloaded
	// Unavailable means that the other side can't be reached, or that a
	// connection was lost. Retryable.
	Unavailable
	// Timeout means that no answer came in time. Retryable.
	Timeout
	// Canceled means that the caller gave up. It is never retried.
	Canceled
	// Damaged means that stored or uploaded data is broken: a checksum is
	// wrong, or a file is malformed.
	Damaged
)

var kinds = [...]struct {
	name      string
	status    int
	retryable bool
}{
	Internal:        {"internal", http.StatusInternalServerError, false},
	Invalid:         {"invalid", http.StatusBadRequest, false},
	Unauthenticated: {"unauthenticated", http.StatusUnauthorized, false},
	Forbidden:       {"forbidden", http.StatusForbidden, false},
	NotFound:        {"not_found", http.StatusNotFound, false},
	Conflict:        {"conflict", http.StatusConflict, false},
	TooLarge:        {"too_large", http.StatusRequestEntityTooLarge, false},
	Unsupported:     {"unsupported", http.StatusBadRequest, false},
	NotConfigured:   {"not_configured", http.StatusBadRequest, false},
	Refused:         {"refused", http.StatusBadRequest, false},
	Throttled:       {"throttled", http.StatusTooManyRequests, true},
	Overloaded:      {"overloaded", http.StatusInternalServerError, true},
	Unavailable:     {"unavailable", http.StatusInternalServerError, true},
	Timeout:         {"timeout", http.StatusInternalServerError, true},
	Canceled:        {"canceled", http.StatusBadRequest, false},
	Damaged:         {"damaged", http.StatusBadRequest, false},
}

// String returns the kind's name in logs and in JSON: lower case, with words
// joined by underscores.
func (k Kind) String() string {
	if int(k) < len(kinds) {
		return kinds[k].name
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// Status returns the HTTP status that the wire protocol uses for k: one of 400,
// 401, 403, 404, 409, 413, 429 and 500. (The router itself answers 405.)
func (k Kind) Status() int {
	if int(k) < len(kinds) {
		return kinds[k].status
	}
	return http.StatusInternalServerError
}

// Text is a sentence for the user in both of Mundap's languages. It says what
// happened and what to do.
type Text struct {
	Ko string `json:"ko"`
	En string `json:"en"`
}

// In returns the English sentence for a language tag that begins with "en", and
// the Korean one for any other tag. If that translation is missing, it returns
// the other one.
func (t Text) In(language string) string {
	english := len(language) >= 2 && (language[:2] == "en" || language[:2] == "EN")
	if english && t.En != "" || t.Ko == "" {
		return t.En
	}
	return t.Ko
}

// IsZero reports whether t has no sentence in either language.
func (t Text) IsZero() bool { return t.Ko == "" && t.En == "" }

// Error is a classified failure. It is immutable once made.
type Error struct {
	Kind Kind
	// for the user; if it is empty, the kind's own sentence is shown
	Message Text
	After   time.Duration // how long to wait before a retry; 0 if unknown
	Err     error         // the cause, for the log; never shown to a user
}

// New returns a classified error with the sentences that the user reads.
func New(kind Kind, ko, en string) *Error {
	return &Error{Kind: kind, Message: Text{Ko: ko, En: en}}
}

// Newf returns a classified error whose text is only for the log. The user
// reads the kind's own sentence.
func Newf(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Err: fmt.Errorf(format, args...)}
}

// Wrap classifies err. It returns nil if err is nil. If ko and en are empty,
// the user reads the kind's own sentence.
func Wrap(err error, kind Kind, ko, en string) error {
	if err == nil {
		return nil
	}
	return &Error{Kind: kind, Message: Text{Ko: ko, En: en}, Err: err}
}

// WithRetryAfter returns a copy of e that says how long to wait before a retry.
func (e *Error) WithRetryAfter(d time.Duration) *Error {
	c := *e
	c.After = d
	return &c
}

// WithCause returns a copy of e with a cause for the log.
func (e *Error) WithCause(err error) *Error {
	c := *e
	c.Err = err
	return &c
}

// Error returns the text for logs: the kind, the English sentence and the
// cause.
func (e *Error) Error() string {
	s := e.Kind.String()
	if e.Message.En != "" {
		s += ": " + e.Message.En
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of any error: that of the outermost *Error in its
// chain, Canceled or Timeout for the errors of a context, and Internal for all
// others. It also returns Internal for nil, so call it only with an error.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	switch {
	case errors.Is(err, context.Canceled):
		return Canceled
	case errors.Is(err, context.DeadlineExceeded):
		return Timeout
	}
	return Internal
}

// Is reports whether err is not nil and has this kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// Retryable reports whether the same request may succeed later or elsewhere. An
// error that nobody has classified is not retryable. A queue does not rely on
// this and decides for itself how often to try again.
func Retryable(err error) bool { return err != nil && kinds[KindOf(err)].retryable }

// RetryAfter returns how long to wait before a retry, or 0 if err doesn't say.
func RetryAfter(err error) time.Duration {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.After
	}
	return 0
}

// MessageOf returns the sentence to show for err: that of the outermost *Error
// with a sentence, or else that of the kind.
func MessageOf(err error) Text {
	if t := messageIn(err); !t.IsZero() {
		return t
	}
	return KindOf(err).Message()
}

// messageIn walks an error's tree, which errors.Join and several %w may branch, depth first.
func messageIn(err error) Text {
	if e, ok := err.(*Error); ok && !e.Message.IsZero() {
		return e.Message
	}
	switch e := err.(type) {
	case interface{ Unwrap() error }:
		return messageIn(e.Unwrap())
	case interface{ Unwrap() []error }:
		for _, branch := range e.Unwrap() {
			if t := messageIn(branch); !t.IsZero() {
				return t
			}
		}
	}
	return Text{}
}
