package server

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
)

type contextKey int

const observedKey contextKey = iota

// observed is what is logged about a request.
type observed struct {
	id      string
	account auth.Principal // "": nobody is signed in, or the route doesn't ask
}

// requestID is the id of a request in the log and in its answer's X-Request-Id.
func requestID(r *http.Request) string {
	if o, ok := r.Context().Value(observedKey).(*observed); ok {
		return o.id
	}
	return ""
}

// observeAccount adds the account of a request's sender to the log.
func observeAccount(r *http.Request, account auth.Principal) {
	if o, ok := r.Context().Value(observedKey).(*observed); ok {
		o.account = account
	}
}

// observe assigns an id and headers to a request, logs it and recovers from its
// panics. The log contains the path without the query, which may contain
// tickets and signatures, and no bodies.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var raw [8]byte
		_, _ = rand.Read(raw[:]) // never fails, as its documentation says
		id := hex.EncodeToString(raw[:])
		seen := &observed{id: id}
		r = r.WithContext(context.WithValue(r.Context(), observedKey, seen))
		out := &recorder{ResponseWriter: w}
		began := time.Now()
		out.Header().Set("X-Request-Id", id)
		s.secure(out.Header(), r)
		defer func() {
			if p := recover(); p != nil {
				if err, is := p.(error); is && errors.Is(err, http.ErrAbortHandler) {
					panic(p)
				}
				err := fault.Newf(fault.Internal, "panic: %v\n%s", p, debug.Stack())
				if out.status == 0 {
					s.fail(out, r, err)
				} else {
					s.Log.Error("a handler failed in the middle of its answer", "id", id, "error",
						err)
				}
			}
			s.Log.LogAttrs(r.Context(), slog.LevelInfo, "request", slog.String("id", id),
				slog.String("method", r.Method),
				slog.String("path", r.URL.Path), slog.Int("status", out.status),
				slog.String("account", string(seen.account)), slog.String("address", s.address(r)),
				slog.Int64("bytes", out.bytes),
				slog.Duration("took", time.Since(began)))
		}()
		next.ServeHTTP(out, r)
	})
}

// recorder notes what became of an answer.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// socketBuffer limits what the system receives for a socket before it is read.
// If a client sends faster than that, the rest waits at the client.
const socketBuffer = 64 << 10

// Hijack is needed for sockets.
func (w *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffer, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, fmt.Errorf("taking over the connection: %w", err)
	}
	w.status = http.StatusSwitchingProtocols
	if c, ok := conn.(interface{ SetReadBuffer(bytes int) error }); ok {
		_ = c.SetReadBuffer(socketBuffer) // without it there is the system's
	}
	return conn, buffer, nil
}

// Unwrap is needed for http.ResponseController.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// permissions keeps pages from what Mundap never asks for, were somebody to get a
// script into one. The microphone is for dictation, which people switch on.
const permissions = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(self), midi=(), payment=(), usb=()"

// secure sets the security headers for browsers. Handlers of files set a
// stricter policy.
func (s *Server) secure(h http.Header, r *http.Request) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	if len(s.origins) == 0 { // pages of the allowed origins may show our files
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
	}
	h.Set("Permissions-Policy", permissions)
	h.Set("Content-Security-Policy", s.policy(r))
	if s.isSecure(r) {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// policy is the content security policy of the embedded client. Inline styles
// are allowed, because the editor and the highlighter set them; inline scripts
// are not. Workers and WebAssembly are for the PDF viewer.
func (s *Server) policy(r *http.Request) string {
	connect := "'self' " + map[bool]string{true: "wss://", false: "ws://"}[s.isSecure(r)] +
		s.host(r)
	if s.options.SocketURL != "" {
		connect += " " + originOf(s.options.SocketURL)
	}
	if s.options.UploadOrigin != "" {
		connect += " " + s.options.UploadOrigin
	}
	return strings.Join([]string{
		"default-src 'self'", "script-src 'self' 'wasm-unsafe-eval'",
		"style-src 'self' 'unsafe-inline'",
		"img-src 'self' data: blob:", "font-src 'self' data:", "media-src 'self' blob:",
		"worker-src 'self' blob:",
		"connect-src " + connect, "object-src 'none'", "base-uri 'none'", "form-action 'self'",
		"frame-ancestors 'self'",
	}, "; ")
}
