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

// Kind says what sort of failure happened. The zero Kind is Internal, so that
// an error nobody classified counts as ours.
type Kind uint8

const (
	// Internal is a defect or an unexpected state of ours. The user can only
	// try again or report it.
	Internal Kind = iota
	// Invalid input: nothing but another input will help.
	Invalid
	// Unauthenticated: nobody is signed in.
	Unauthenticated
	// Forbidden: signed in, but this is not theirs. At a model's provider:
	// access to the model was denied.
	Forbidden
	// NotFound: no such thing, or none that the asker may know of. At a model's
	// provider: no such model.
	NotFound
	// Conflict: the state changed under the caller, or a name is taken. Reading
	// again may help, repeating does not.
	Conflict
	// TooLarge: over a size limit (an upload, a frame, a context window).
	TooLarge
	// Unsupported: a format or feature that nothing here reads or does.
	Unsupported
	// NotConfigured: what was asked for needs a setting (a model, a store, a key) that is missing.
	NotConfigured
	// Refused: a model declined to answer on grounds of its policy.
	Refused
	// Throttled: a quota is used up for now; RetryAfter may say until when. Retryable.
	Throttled
	// Overloaded: the other side has too much to do, for any client. Retryable.
	Overloaded
	// Unavailable: the other side can't be reached, or a connection broke in the middle. Retryable.
	Unavailable
	// Timeout: no answer in time. Retryable.
	Timeout
	// Canceled: the caller gave up. Never retried.
	Canceled
	// Damaged: stored or uploaded data is broken (checksum, malformed file).
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

// String is the kind's name in logs and in JSON: lower case, words joined by underscores.
func (k Kind) String() string {
	if int(k) < len(kinds) {
		return kinds[k].name
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// Status is the HTTP status that the wire protocol answers for k: one of 400,
// 401, 403, 404, 409, 413, 429 and 500. (405 is the router's own.)
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

// In gives the English sentence for a language tag that begins with "en", otherwise the Korean one.
// A missing translation falls back to the other language.
func (t Text) In(language string) string {
	english := len(language) >= 2 && (language[:2] == "en" || language[:2] == "EN")
	if english && t.En != "" || t.Ko == "" {
		return t.En
	}
	return t.Ko
}

// IsZero reports whether there is no sentence at all.
func (t Text) IsZero() bool { return t.Ko == "" && t.En == "" }

// Error is a classified failure. It is immutable once made.
type Error struct {
	Kind Kind
	// for the user; may be empty: the renderer then takes the kind's own sentence
	Message Text
	After   time.Duration // earliest sensible retry; 0: unknown
	Err     error         // the cause, for the log; never shown to a user
}

// New makes a classified error with the sentences that its user reads.
func New(kind Kind, ko, en string) *Error {
	return &Error{Kind: kind, Message: Text{Ko: ko, En: en}}
}

// Newf classifies an error for the log alone; its user reads the kind's own sentence.
func Newf(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Err: fmt.Errorf(format, args...)}
}

// Wrap classifies err. It returns nil for a nil err. Sentences may be empty.
func Wrap(err error, kind Kind, ko, en string) error {
	if err == nil {
		return nil
	}
	return &Error{Kind: kind, Message: Text{Ko: ko, En: en}, Err: err}
}

// WithRetryAfter returns a copy of e that names the earliest sensible retry.
func (e *Error) WithRetryAfter(d time.Duration) *Error {
	c := *e
	c.After = d
	return &c
}

// WithCause returns a copy of e with the cause for the log.
func (e *Error) WithCause(err error) *Error {
	c := *e
	c.Err = err
	return &c
}

// Error is for logs. It holds the kind, the English sentence and the cause.
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

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf classifies any error: that of the outermost *Error in its chain,
// Canceled and Timeout for the context's errors, otherwise Internal.
// KindOf(nil) is Internal too: ask only about errors.
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

// Is reports whether err is not nil and of the kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// Retryable reports whether the same request may succeed later or elsewhere. An
// error that nobody classified is not retryable here; a queue decides for
// itself how often it tries again.
func Retryable(err error) bool { return err != nil && kinds[KindOf(err)].retryable }

// RetryAfter is the earliest sensible retry that err names, 0 when it names none.
func RetryAfter(err error) time.Duration {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.After
	}
	return 0
}

// MessageOf is the sentence to show for err: that of the outermost *Error that
// has one, else the kind's own.
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
