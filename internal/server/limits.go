package server

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/limit"
)

// Limits keep one user, or one network address, from taking what others need.
// User limits apply only where there are accounts. The zero value limits
// nothing.
type Limits struct {
	UserQuestions, AddressQuestions int   // in a minute
	UserSockets, AddressSockets     int   // at once
	UserUploads, AddressUploads     int   // at once
	AddressRequests                 int   // other requests at once
	AddressBytes                    int64 // uploaded in a day

	// BodyTime is what a request's body may take, and a second more for each
	// BodyRate bytes of it that have come. 0 means no limit.
	BodyTime time.Duration
	BodyRate int64
}

// meters count everything that is limited.
type meters struct {
	userQuestions, addressQuestions limit.Rate
	userSockets, addressSockets     limit.Places
	userUploads, addressUploads     limit.Places
	addressRequests                 limit.Places
	addressBytes                    limit.Rate
	frames                          limit.Rate
}

func (m *meters) set(l Limits) {
	m.userQuestions.Most, m.addressQuestions.Most = int64(l.UserQuestions), int64(l.AddressQuestions)
	m.userSockets.Most, m.addressSockets.Most = l.UserSockets, l.AddressSockets
	m.userUploads.Most, m.addressUploads.Most = l.UserUploads, l.AddressUploads
	m.addressRequests.Most = l.AddressRequests
	m.addressBytes.Most, m.addressBytes.Window = l.AddressBytes, 24*time.Hour
	m.frames.Most, m.frames.Window = maxFrames, framesWindow
}

var (
	errUserSockets = fault.New(fault.Throttled,
		"열어 둔 창이 너무 많아요. 안 쓰는 창을 닫고 다시 접속해 주세요.",
		"You have too many windows open. Close some of them and try again.")
	errAddressSockets = fault.New(fault.Throttled,
		"같은 네트워크에서 연결이 너무 많아요. 잠시 뒤에 다시 접속해 주세요.",
		"There are too many connections from your network. Try again in a moment.")
	// ErrUserQuestions is what a user is told who asks too often.
	ErrUserQuestions = fault.New(fault.Throttled,
		"1분 동안 너무 많이 물어봤어요. 조금 쉬었다가 다시 보내 주세요.",
		"You have asked too many questions within a minute. Wait a little and send this one again.")
	// ErrAddressQuestions is what users are told from whose network too many ask.
	ErrAddressQuestions = fault.New(fault.Throttled,
		"같은 네트워크에서 1분 동안 너무 많이 물어봤어요. 잠시 뒤에 다시 보내 주세요.",
		"Too many questions came from your network within a minute. Send this one again in a moment.")
	errUserUploads = fault.New(fault.Throttled,
		"한꺼번에 너무 많은 파일을 올리고 있어요. 앞의 파일이 끝난 뒤에 다시 올려 주세요.",
		"You are uploading too many files at once. Upload this one again when the others are done.")
	errUserGrants = fault.New(fault.Throttled,
		"1분 동안 너무 많은 파일을 올렸어요. 잠시 뒤에 다시 올려 주세요.",
		"You have uploaded too many files within a minute. Upload this one again in a moment.")
	errAddressUploads = fault.New(fault.Throttled,
		"같은 네트워크에서 한꺼번에 너무 많은 파일을 올리고 있어요. 잠시 뒤에 다시 올려 주세요.",
		"Too many files are being uploaded from your network. Try again in a moment.")
	errAddressBytes = fault.New(fault.Throttled,
		"오늘 이 네트워크에서 올릴 수 있는 양을 다 썼어요. 내일 다시 올리거나 관리자에게 알려 주세요.",
		"Your network has uploaded as much as it may today. Try again tomorrow, or tell your administrator.")
	errAddressRequests = fault.New(fault.Throttled,
		"같은 네트워크에서 요청이 너무 많아요. 잠시 뒤에 다시 해 보세요.",
		"There are too many requests from your network. Try again in a moment.")
)

// soon is how long a client should wait for a place, which may be free any moment.
const soon = 2 * time.Second

// held is the result of taking a place: the place, or the reason why there is
// none.
type held []func()

func (h *held) take(p *limit.Places, key string, full *fault.Error) error {
	free, ok := p.Take(key)
	if !ok {
		h.free()
		return full.WithRetryAfter(soon)
	}
	*h = append(*h, free)
	return nil
}

func (h *held) free() {
	for _, f := range *h {
		f()
	}
	*h = nil
}

// takeSocket takes a socket's places.
func (s *Server) takeSocket(a asker) (h held, err error) {
	if a.Accounts {
		if err := h.take(&s.meters.userSockets, string(a.Scope.User), errUserSockets); err != nil {
			return nil, err
		}
	}
	if err := h.take(&s.meters.addressSockets, a.address, errAddressSockets); err != nil {
		return nil, err
	}
	return h, nil
}

// question counts one of the asker's questions.
func (s *Server) question(a asker) error {
	now := time.Now()
	if a.Accounts {
		if wait := s.meters.userQuestions.Use(string(a.Scope.User), 1, now); wait > 0 {
			return ErrUserQuestions.WithRetryAfter(wait)
		}
	}
	if wait := s.meters.addressQuestions.Use(a.address, 1, now); wait > 0 {
		return ErrAddressQuestions.WithRetryAfter(wait)
	}
	return nil
}

// A user's frames are read at this rate, from all sockets together; whoever sends
// more is read more slowly. Clients send a frame for each question and a ping
// every 25 to 40 s.
const (
	maxFrames    = 400
	framesWindow = 4 * time.Second
)

// pace waits until another of the asker's frames may be read, or ctx ends.
func (s *Server) pace(ctx context.Context, a asker) {
	if !a.Accounts {
		return
	}
	for {
		wait := s.meters.frames.Use(string(a.Scope.User), 1, time.Now())
		if wait == 0 {
			return
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return
		}
	}
}

// limited limits the concurrent requests of an address. Sockets and uploads
// have limits of their own.
func (s *Server) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == socketPath || s.Uploads != nil && r.Method == http.MethodPut &&
			strings.HasPrefix(r.URL.Path, s.options.UploadPath) {
			next.ServeHTTP(w, r)
			return
		}
		var h held
		defer func() { h.free() }()
		err := h.take(&s.meters.addressRequests, s.address(r), errAddressRequests)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// uploading counts an upload that the asker begins, where uploads go elsewhere.
func (s *Server) uploading(ctx context.Context, a asker) error {
	if s.Uploading == nil || !a.Accounts {
		return nil
	}
	wait, err := s.Uploading(ctx, a.Scope.User)
	if err != nil {
		return err
	}
	if wait > 0 {
		return errUserGrants.WithRetryAfter(wait)
	}
	return nil
}

// uploads limits the uploads to presigned URLs.
func (s *Server) uploads(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPut {
			next.ServeHTTP(w, r)
			return
		}
		var h held
		defer func() { h.free() }()
		if err := s.takeUpload(r, &h); err != nil {
			s.fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// takeUpload takes the places of an upload, whose user is that of its grant.
func (s *Server) takeUpload(r *http.Request, h *held) error {
	address := s.address(r)
	if err := h.take(&s.meters.addressUploads, address, errAddressUploads); err != nil {
		return err
	}
	size := r.ContentLength
	if size < 0 { // it does not tell
		size = s.options.Features.MaxBytes
	}
	if wait := s.meters.addressBytes.Use(address, size, time.Now()); wait > 0 {
		return errAddressBytes.WithRetryAfter(wait)
	}
	if s.SignIn == nil {
		return nil
	}
	o, err := document.ParseObject(strings.TrimPrefix(r.URL.Path, s.options.UploadPath))
	if err != nil || o.Grant == "" {
		return nil // the handler refuses it
	}
	g, err := s.Documents.Grant(r.Context(), o.Grant, time.Now())
	if err != nil {
		return nil // as above
	}
	return h.take(&s.meters.userUploads, string(g.Owner), errUserUploads)
}
