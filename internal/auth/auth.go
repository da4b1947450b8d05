// Package auth defines who is asking and whose documents they may read.
//
// A [Session] belongs to a signed-in browser or, on a server without accounts,
// to the local owner. It yields a [Scope]: the set of readers whose documents
// the session may read. Every search and every query for documents requires a
// Scope, and the zero Scope reads nothing.
//
// [Store] keeps accounts and sessions. It stores passwords, session tokens and
// tickets only as hashes. Package signin does the signing in.
package auth

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

// Principal is somebody who may read a document: [Everyone], an account's id,
// later a group or an OIDC claim.
type Principal string

const (
	// Everyone is the principal that every asker has.
	Everyone Principal = "*"
	// System owns what came without a grant, such as a file copied straight into the bucket.
	System Principal = "system"
	// Local is the one owner on a server without accounts.
	Local Principal = "local"
)

// Scope is whose documents an asker may read. The zero value may read nothing,
// so a forgotten scope is a refusal. A Scope is a value: copy it freely, never
// change Principals after making it.
type Scope struct {
	User       Principal   // the asker; owns what they upload
	Name       UserName    // of the asker's account, a label; "" without accounts
	Principals []Principal // what the asker may read as: themselves, Everyone, groups
	Admin      bool        // may manage others' documents and accounts; does not widen reading
}

// UserScope is the scope of one user: their own documents and everyone's.
func UserScope(user Principal) Scope {
	return Scope{User: user, Principals: []Principal{user, Everyone}}
}

// LocalScope is the scope of the local owner of a server without accounts: an administrator.
func LocalScope() Scope {
	return Scope{User: Local, Principals: []Principal{Local, Everyone}, Admin: true}
}

// CanRead reports whether any of the readers is one of the scope's principals.
func (s Scope) CanRead(readers []Principal) bool {
	return slices.ContainsFunc(readers, func(r Principal) bool { return slices.Contains(s.Principals, r) })
}

// CanManage reports whether the asker may delete, retry or change what owner owns.
func (s Scope) CanManage(owner Principal) bool {
	return s.User != "" && (s.User == owner || s.Admin || owner == System && s.User == Local)
}

// Account is somebody who can sign in: with a password of their own, or through
// an identity provider.
type Account struct {
	ID           Principal `json:"id"`            // made by NewAccountID; "" in a new account: the store makes one
	User         UserName  `json:"user"`          // 1–64 characters of letters, digits, '.', '_', '-' and '@'; unique, kept and compared in NFC lower case (ParseUser)
	Name         string    `json:"name"`          // shown in the client; may be empty
	PasswordHash string    `json:"password_hash"` // "": no password opens it
	// Subject is whom the account belongs to at an identity provider, as one
	// text of issuer and subject; it is "" for a user who is unknown there. At the
	// provider, a name may pass on to somebody else, but a subject never does.
	Subject  string `json:"subject,omitempty"`
	Admin    bool   `json:"admin"`
	Disabled bool   `json:"disabled"`
	// Epoch counts what ended all sessions: a lock, a changed password. A
	// session is valid only in the epoch that it began in.
	Epoch    int64     `json:"epoch,omitempty"`
	Created  time.Time `json:"created"`
	Revision int64     `json:"revision"` // for compare-and-swap: 0 before the first Put
}

// Session is one sign-in. Its token and its ticket are random; only their SHA-256 (hex) is stored.
type Session struct {
	ID         string    `json:"id"`          // hex SHA-256 of the cookie's token
	TicketHash string    `json:"ticket_hash"` // hex SHA-256 of the socket ticket: usable again and again until the session ends
	User       Principal `json:"user"`        // the account's id
	Name       UserName  `json:"name"`        // as the account has it
	Admin      bool      `json:"admin"`       // as the account has it
	Epoch      int64     `json:"epoch,omitempty"`
	Agent      string    `json:"agent,omitempty"` // how the browser describes itself; may be anything
	Used       time.Time `json:"used,omitzero"`   // last, to within an hour; zero if an older version began it
	Created    time.Time `json:"created"`
	Expires    time.Time `json:"expires"`
}

// Scope is what the session's user may read.
func (s Session) Scope() Scope {
	sc := UserScope(s.User)
	sc.Name, sc.Admin = s.Name, s.Admin
	return sc
}

// UnmarshalJSON reads an account. One of version 0.1 has its name as its id.
func (a *Account) UnmarshalJSON(data []byte) error {
	type plain Account
	if err := json.Unmarshal(data, (*plain)(a)); err != nil {
		return err
	}
	if a.ID == "" {
		a.ID = Principal(a.User)
	}
	return nil
}

// Stand is what a stored session says now: it stands only while its account is
// there, is not locked, and is in the same epoch. Otherwise it is
// fault.NotFound. Stores pass every session through it.
func Stand(ctx context.Context, s Store, x Session) (Session, error) {
	a, err := s.AccountByID(ctx, x.User)
	if err != nil {
		return Session{}, err
	}
	if a.Disabled || a.Epoch != x.Epoch {
		return Session{}, fault.Newf(fault.NotFound, "the session has ended")
	}
	x.Name, x.Admin = a.User, a.Admin
	return x, nil
}

// Standing gives those of stored sessions that stand, as Stand says.
func Standing(ctx context.Context, s Store, list []Session) ([]Session, error) {
	var standing []Session
	for _, x := range list {
		x, err := Stand(ctx, s, x)
		switch {
		case err == nil:
			standing = append(standing, x)
		case !fault.Is(err, fault.NotFound):
			return nil, err
		}
	}
	return standing, nil
}

// Store keeps accounts and sessions. All methods may be called concurrently,
// honour the context, and answer fault.NotFound for what is not there. Names
// are compared as CanonicalUser gives them. A write that returned nil is
// durable, and every later read sees it, by ticket too.
type Store interface {
	// Account reads one account by its name.
	Account(ctx context.Context, user UserName) (Account, error)
	// AccountByID reads one account by its id.
	AccountByID(ctx context.Context, id Principal) (Account, error)
	// Accounts lists all accounts by name.
	Accounts(ctx context.Context) ([]Account, error)
	// PutAccount creates (Revision 0) or replaces an account whose stored
	// revision is a.Revision, and returns it with its new revision and its
	// canonical User. Otherwise fault.Conflict, and nothing changed;
	// fault.Invalid for a name that ParseUser refuses. A new account gets an
	// id. Its id and its name never change.
	PutAccount(ctx context.Context, a Account) (Account, error)
	// DeleteAccount removes the account and all its sessions. Deleting what is
	// not there is fault.NotFound.
	DeleteAccount(ctx context.Context, user UserName) error

	// PutSession stores a session until its expiry.
	PutSession(ctx context.Context, s Session) error
	// Session reads a session by its ID. One that expired, or that its account
	// ended (see Stand), is fault.NotFound even if it is still in the store.
	Session(ctx context.Context, id string) (Session, error)
	// SessionByTicket reads a session by the hash of its ticket, as Session does.
	SessionByTicket(ctx context.Context, ticketHash string) (Session, error)
	// Sessions lists the sessions of an account that Session would find, in any
	// order.
	Sessions(ctx context.Context, id Principal) ([]Session, error)
	// UseSession sets when a session was last used, unless that is later already.
	// It never makes a session: fault.NotFound.
	UseSession(ctx context.Context, id string, at time.Time) error
	// DeleteSession ends a session; its ticket ends with it. Idempotent.
	DeleteSession(ctx context.Context, id string) error
	// DeleteSessions ends every session of an account. Idempotent.
	DeleteSessions(ctx context.Context, id Principal) error
}
