package server

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

var errSlowBody = fault.New(fault.Timeout,
	"요청이 너무 느리게 와서 연결을 끊었어요. 네트워크를 확인하고 다시 보내 주세요.",
	"The request arrived too slowly, so the connection was closed. Check your network and send it again.")

// bodies ends requests whose bodies arrive too slowly, whatever their path and
// sender, and responses that the client does not read.
func (s *Server) bodies(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.options.Limits.BodyTime > 0 && r.Body != nil && r.Body != http.NoBody {
			b := &timedBody{ReadCloser: r.Body, conn: http.NewResponseController(w),
				began: time.Now(), limits: s.options.Limits}
			// A body that nobody reads is read by net/http after the answer.
			b.renew()
			r.Body = b
		}
		next.ServeHTTP(w, r)
	})
}

// timedBody is a body that has to arrive at a minimum rate.
type timedBody struct {
	io.ReadCloser
	conn   *http.ResponseController
	began  time.Time
	limits Limits
	read   int64
}

func (b *timedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.read += int64(n)
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		err = errSlowBody.WithCause(err)
	case err == nil:
		b.renew()
	default: // net/http goes on reading to see whether the client leaves: that may take any time
		_ = b.conn.SetReadDeadline(time.Time{})
	}
	return n, err
}

// renew sets the time by which more has to arrive. Writers that don't support
// this (in tests, and in functions on AWS) have no connection to close.
func (b *timedBody) renew() {
	until := b.began.Add(b.limits.BodyTime)
	if b.limits.BodyRate > 0 {
		until = until.Add(time.Duration(float64(b.read) / float64(b.limits.BodyRate) *
			float64(time.Second)))
	}
	_ = b.conn.SetReadDeadline(until)
}
