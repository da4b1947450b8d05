package signin

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
)

// Options tune a Service. The zero value means the defaults.
type Options struct {
	Lifetime time.Duration // of a session; 0: 7 days
	// Idle ends a session that was not used for this long, or up to a sixteenth
	// earlier. 0 means that none ends for that.
	Idle     time.Duration
	Parallel int // hashes computed at once, each holding Cost.MemoryKiB; 0: 2
	Cost     Cost
	// Log is told who signed in, who was refused, and whose password, lock or
	// account changed: accounts by their ids, never a name that nobody has,
	// which may be a password typed into the wrong field. Nil means nowhere.
	Log *slog.Logger
}

// Service signs people in. Safe for concurrent use.
type Service struct {
	store    auth.Store
	lifetime time.Duration
	idle     time.Duration
	cost     Cost
	slots    chan struct{} // holds a token per hash being computed
	// a slot besides for devices that the account knows, which strangers don't fill
	known    chan struct{}
	throttle throttle
	ended    []func(ctx context.Context, account auth.Principal)
	// who is told of sessions that ended one by one
	signedOut []func(ctx context.Context, ended auth.Session)
	log       *slog.Logger
	dummy     string // hash that a sign-in with an unknown name is checked against
}

// New makes a Service on a store.
func New(store auth.Store, o Options) *Service {
	o.Cost = o.Cost.withDefaults()
	return &Service{
		store:    store,
		lifetime: cmp.Or(o.Lifetime, 7*24*time.Hour),
		idle:     o.Idle,
		cost:     o.Cost,
		slots:    make(chan struct{}, max(cmp.Or(o.Parallel, 2), 1)),
		known:    make(chan struct{}, 1),
		dummy:    o.Cost.unmatched(),
		log:      cmp.Or(o.Log, slog.New(slog.DiscardHandler)),
	}
}

// OnEnd has f called whenever all sessions of an account were ended: it was
// locked or removed, or its password changed. Call it before the Service is
// used.
func (s *Service) OnEnd(f func(ctx context.Context, account auth.Principal)) {
	s.ended = append(s.ended, f)
}

// OnSignOut has f called whenever a single session was ended. Call it before
// the Service is used.
func (s *Service) OnSignOut(f func(ctx context.Context, ended auth.Session)) {
	s.signedOut = append(s.signedOut, f)
}

// Credentials are what a sign-in gives.
type Credentials struct {
	Token   string // for the cookie
	Device  string // for the device cookie; "" where no password was asked for
	Session auth.Session
	Account auth.Account
}

var errWrong = fault.New(fault.Unauthenticated,
	"아이디나 비밀번호가 맞지 않거나 잠긴 계정이에요. 다시 확인해도 안 되면 관리자에게 문의해 주세요.",
	"The name or the password is wrong, or the account is locked. If it keeps failing, ask your administrator.")

// From is where a sign-in comes from.
type From struct {
	Address string // of the network; if "", it is unknown
	Device  string // the value of the device cookie; if "", there is none
	Agent   string // how the browser describes itself (User-Agent), for the list of sessions
}

// SignIn begins a session. A wrong name and a wrong password are the same
// fault.Unauthenticated, and take the same time; too many failures for the
// account or from the address are fault.Throttled with RetryAfter. A device in
// which the account was signed in to is counted by itself alone.
func (s *Service) SignIn(ctx context.Context, user, password string, from From) (Credentials,
	error) {
	name := string(auth.CanonicalUser(auth.UserName(user)))
	if len(name) > 256 || len(password) > MaxPassword {
		return Credentials{}, errWrong
	}
	account, err := s.store.Account(ctx, auth.UserName(name))
	if fault.Is(err, fault.NotFound) {
		account, err = auth.Account{}, nil
	}
	if err != nil {
		return Credentials{}, fmt.Errorf("reading the account: %w", err)
	}
	a := attempt{user: name, address: from.Address}
	if knows(account, from.Device, time.Now()) {
		a.device = from.Device
	}
	if err := s.prove(ctx, account, a, password); err != nil {
		return Credentials{}, err
	}
	if account, err = s.unchanged(ctx, account); err != nil {
		return Credentials{}, err
	}
	s.log.Info("signed in", "account", account.ID, "address", from.Address)
	c, err := s.begin(ctx, account, from)
	c.Device = newDevice(account, time.Now())
	return c, err
}

// prove checks a password within the bounds on failures.
func (s *Service) prove(ctx context.Context, account auth.Account, a attempt, password string) error {
	err := s.throttle.enter(a, time.Now())
	if err == nil {
		err = s.check(ctx, account, password, a.device != "")
	}
	if err != nil {
		s.log.Warn("a password was refused", "account", account.ID, "address", a.address,
			"kind", fault.KindOf(err))
		return err
	}
	s.throttle.succeed(a)
	return nil
}

// check compares a password with an account's; the zero Account is nobody's.
// Where no password opens the account it takes as long, and none is right.
func (s *Service) check(ctx context.Context, account auth.Account, password string,
	device bool) error {
	stored := s.dummy
	if !account.Disabled && account.PasswordHash != "" {
		stored = account.PasswordHash
	}
	slots := s.slots
	if device {
		slots = s.known
	}
	var right bool
	var err error
	if slotErr := hashing(ctx, slots, func() { right, err = verify(stored, password) }); slotErr != nil {
		return slotErr
	}
	if err != nil {
		return fmt.Errorf("checking the password of %s: %w", account.User, err)
	}
	if !right {
		return errWrong
	}
	return nil
}

// unchanged reads an account again: it may have been locked, removed or given
// another password while its password was checked, which takes a while.
func (s *Service) unchanged(ctx context.Context, before auth.Account) (auth.Account, error) {
	now, err := s.store.AccountByID(ctx, before.ID)
	if fault.Is(err, fault.NotFound) || err == nil && (now.Disabled || now.Epoch != before.Epoch) {
		return auth.Account{}, errWrong
	}
	if err != nil {
		return auth.Account{}, fmt.Errorf("reading the account again: %w", err)
	}
	return now, nil
}

// hashing runs f when a slot is free.
func hashing(ctx context.Context, slots chan struct{}, f func()) error {
	select {
	case slots <- struct{}{}:
	case <-ctx.Done():
		return fmt.Errorf("waiting to check a password: %w", ctx.Err())
	}
	defer func() { <-slots }()
	f()
	return nil
}

func (s *Service) begin(ctx context.Context, a auth.Account, from From) (Credentials, error) {
	token, now := newToken(), time.Now().UTC()
	session := auth.Session{
		ID:         digest(token),
		TicketHash: digest(Ticket(token)),
		User:       a.ID,
		Name:       a.User,
		Admin:      a.Admin,
		Epoch:      a.Epoch,
		Agent:      strings.ToValidUTF8(from.Agent[:min(len(from.Agent), maxAgent)], ""),
		Created:    now,
		Used:       now,
		Expires:    now.Add(s.lifetime),
	}
	if err := s.store.PutSession(ctx, session); err != nil {
		return Credentials{}, fmt.Errorf("storing the session: %w", err)
	}
	return Credentials{Token: token, Session: session, Account: a}, nil
}

// Account reads the account of a session.
func (s *Service) Account(ctx context.Context, id auth.Principal) (auth.Account, error) {
	return s.store.AccountByID(ctx, id)
}

// Accounts lists all accounts by name.
func (s *Service) Accounts(ctx context.Context) ([]auth.Account, error) {
	list, err := s.store.Accounts(ctx)
	if err != nil {
		return nil, fmt.Errorf("listing the accounts: %w", err)
	}
	return list, nil
}

// Named reads an account by its name.
func (s *Service) Named(ctx context.Context, user string) (auth.Account, error) {
	return s.store.Account(ctx, auth.UserName(user))
}

// Label is what people call a principal: an account's user name and the person's
// name ("" if the account has none), both "" for an account that is gone.
func (s *Service) Label(ctx context.Context, id auth.Principal) (user, name string, err error) {
	a, err := s.store.AccountByID(ctx, id)
	switch {
	case err == nil:
		return string(a.User), a.Name, nil
	case !fault.Is(err, fault.NotFound):
		return "", "", fmt.Errorf("reading the account: %w", err)
	case id.IsID():
		return "", "", nil
	}
	return string(id), "", nil // the system, or an account of version 0.1
}
