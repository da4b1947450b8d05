package signin

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/wire"
)

const (
	// maxAgent bounds, in bytes, what is kept of a browser's description of itself.
	maxAgent = 200
	// noteParts is how many times within the idle time a session's use is
	// written down at most. A session can therefore end earlier by that part of
	// the idle time, but never later.
	noteParts = 16
)

// Session reads the session of a cookie's token and notes that it was used.
// fault.Unauthenticated: it has ended, was idle for too long, or never existed.
func (s *Service) Session(ctx context.Context, token string) (auth.Session, error) {
	x, err := s.Look(ctx, token)
	if err == nil {
		s.note(ctx, x)
	}
	return x, err
}

// Look is Session for what a page does without its user, which is no use of the
// session.
func (s *Service) Look(ctx context.Context, token string) (auth.Session, error) {
	if token == "" {
		return auth.Session{}, fault.Newf(fault.Unauthenticated, "no session cookie")
	}
	return s.standing(s.store.Session(ctx, digest(token)))
}

// SessionByTicket reads the session of a socket's ticket, as Look does.
func (s *Service) SessionByTicket(ctx context.Context, ticket string) (auth.Session, error) {
	if ticket == "" {
		return auth.Session{}, fault.Newf(fault.Unauthenticated, "no ticket")
	}
	return s.standing(s.store.SessionByTicket(ctx, digest(ticket)))
}

// Use notes that a session was used, by its id. fault.Unauthenticated: as for
// Session.
func (s *Service) Use(ctx context.Context, id string) error {
	x, err := s.standing(s.store.Session(ctx, id))
	if err == nil {
		s.note(ctx, x)
	}
	return err
}

func (s *Service) standing(x auth.Session, err error) (auth.Session, error) {
	switch {
	case err == nil && s.idled(x):
		return auth.Session{}, fault.Newf(fault.Unauthenticated, "the session was idle for too long")
	case err == nil:
		return x, nil
	case fault.Is(err, fault.NotFound):
		return auth.Session{}, fault.Newf(fault.Unauthenticated, "no such session")
	}
	return auth.Session{}, fmt.Errorf("reading the session: %w", err)
}

// idled reports whether a session was not used for too long. One that an older
// version began has no time of use until it is used.
func (s *Service) idled(x auth.Session) bool {
	return s.idle > 0 && !x.Used.IsZero() && time.Since(x.Used) >= s.idle
}

// note writes down that a session is being used, now and then. A failure does
// not concern whoever uses it; the session ends earlier at worst.
func (s *Service) note(ctx context.Context, x auth.Session) {
	now := time.Now().UTC()
	every := time.Hour // for the list of sessions
	if s.idle > 0 {
		every = min(every, s.idle/noteParts)
	}
	if now.Sub(x.Used) < every {
		return
	}
	if err := s.store.UseSession(ctx, x.ID, now); err != nil && !fault.Is(err, fault.NotFound) {
		s.log.Warn("the use of a session was not noted", "account", x.User, "error", err)
	}
}

// PublicID identifies a session among those of its account. It opens nothing.
func PublicID(x auth.Session) string { return digest(x.ID)[:16] }

// Open describes sessions to the people they belong to. here is the id of the
// session that asks; "" if none of them does.
func Open(list []auth.Session, here string) []wire.OpenSession {
	out := make([]wire.OpenSession, len(list))
	for i, x := range list {
		out[i] = wire.OpenSession{ID: PublicID(x), Agent: x.Agent, Began: x.Created,
			Used: x.Used, Expires: x.Expires, Here: x.ID == here}
	}
	return out
}

// Sessions lists the sessions of an account that stand, those used last first.
// One whose use was never noted was last used when it began.
func (s *Service) Sessions(ctx context.Context, account auth.Principal) ([]auth.Session, error) {
	list, err := s.store.Sessions(ctx, account)
	if err != nil {
		return nil, fmt.Errorf("listing the sessions: %w", err)
	}
	list = slices.DeleteFunc(list, s.idled)
	for i := range list {
		if list[i].Used.IsZero() {
			list[i].Used = list[i].Created
		}
	}
	slices.SortFunc(list, func(a, b auth.Session) int {
		return cmp.Or(b.Used.Compare(a.Used), b.Created.Compare(a.Created), cmp.Compare(a.ID, b.ID))
	})
	return list, nil
}

// End ends one session of an account, by its PublicID, and closes its sockets.
// fault.NotFound: the account has no such session.
func (s *Service) End(ctx context.Context, account auth.Principal, id string) error {
	list, err := s.Sessions(ctx, account)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(x auth.Session) bool { return PublicID(x) == id })
	if i < 0 {
		return fault.New(fault.NotFound, "이미 로그아웃된 기기예요.", "That session has already ended.")
	}
	return s.end(ctx, list[i])
}

// SignOut ends the session of a token and closes its sockets. Idempotent.
func (s *Service) SignOut(ctx context.Context, token string) error {
	x, err := s.Look(ctx, token)
	if fault.Is(err, fault.Unauthenticated) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.end(ctx, x)
}

func (s *Service) end(ctx context.Context, x auth.Session) error {
	if err := s.store.DeleteSession(ctx, x.ID); err != nil {
		return fmt.Errorf("ending the session: %w", err)
	}
	s.log.Info("signed out", "account", x.User)
	for _, f := range s.signedOut {
		f(ctx, x)
	}
	return nil
}
