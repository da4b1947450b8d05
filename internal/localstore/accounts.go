package localstore

import (
	"cmp"
	"context"
	"time"

	"github.com/mundap/mundap/internal/auth"
)

// Accounts is the auth.Store of a DB.
type Accounts struct{ db *DB }

var _ auth.Store = Accounts{}

// Accounts gives the store of accounts and sessions.
func (d *DB) Accounts() Accounts { return Accounts{d} }

func scanAccount(s scanner) (a auth.Account, err error) {
	var record []byte
	if err := s.Scan(&record); err != nil {
		return a, err
	}
	return a, decode(record, &a)
}

// Account implements auth.Store.
func (s Accounts) Account(ctx context.Context, user auth.UserName) (auth.Account, error) {
	a, found, err := one(ctx, s.db, scanAccount, "SELECT record FROM account WHERE user = ?",
		string(auth.CanonicalUser(user)))
	if err == nil && !found {
		err = notFound("no account %q", user)
	}
	return a, err
}

// AccountByID implements auth.Store.
func (s Accounts) AccountByID(ctx context.Context, id auth.Principal) (auth.Account, error) {
	a, found, err := one(ctx, s.db, scanAccount, "SELECT record FROM account WHERE id = ?",
		string(id))
	if err == nil && !found {
		err = notFound("no account has the id %q", id)
	}
	return a, err
}

// Accounts implements auth.Store.
func (s Accounts) Accounts(ctx context.Context) ([]auth.Account, error) {
	return all(ctx, s.db, scanAccount, "SELECT record FROM account ORDER BY user")
}

// PutAccount implements auth.Store.
func (s Accounts) PutAccount(ctx context.Context, a auth.Account) (auth.Account, error) {
	var err error
	if a.User, err = auth.ParseUser(string(a.User)); err != nil {
		return auth.Account{}, err
	}
	err = s.db.write(ctx, func(t *tx) error {
		var stored int64
		if _, err := t.get([]any{&stored}, "SELECT revision FROM account WHERE user = ?",
			string(a.User)); err != nil {
			return err
		}
		if stored != a.Revision {
			return conflict("account %q is at revision %d, not %d", a.User, stored, a.Revision)
		}
		a.ID = cmp.Or(a.ID, auth.NewAccountID())
		var err error
		if a.Revision, err = t.next("account"); err != nil {
			return err
		}
		record, err := encode(a)
		if err != nil {
			return err
		}
		return t.run("INSERT OR REPLACE INTO account (user, id, revision, record) VALUES (?, ?, ?, ?)",
			string(a.User), string(a.ID), a.Revision, record)
	})
	if err != nil {
		return auth.Account{}, err
	}
	return a, nil
}

// DeleteAccount implements auth.Store.
func (s Accounts) DeleteAccount(ctx context.Context, user auth.UserName) error {
	user = auth.CanonicalUser(user)
	return s.db.write(ctx, func(t *tx) error {
		var id string
		found, err := t.get([]any{&id}, "SELECT id FROM account WHERE user = ?", string(user))
		if err != nil {
			return err
		}
		if !found {
			return notFound("no account %q", user)
		}
		if err := t.run("DELETE FROM account WHERE user = ?", string(user)); err != nil {
			return err
		}
		if err := t.erased(); err != nil {
			return err
		}
		return t.run("DELETE FROM session WHERE user = ?", id)
	})
}

// PutSession implements auth.Store. It also clears away what has expired.
func (s Accounts) PutSession(ctx context.Context, x auth.Session) error {
	record, err := encode(x)
	if err != nil {
		return err
	}
	return s.db.write(ctx, func(t *tx) error {
		if err := t.run("DELETE FROM session WHERE expires <= ?", nanos(time.Now())); err != nil {
			return err
		}
		return t.run("INSERT OR REPLACE INTO session (id, ticket, user, expires, record) VALUES (?, ?, ?, ?, ?)",
			x.ID, x.TicketHash, string(x.User), nanos(x.Expires), record)
	})
}

func scanSession(s scanner) (x auth.Session, err error) {
	var record []byte
	if err := s.Scan(&record); err != nil {
		return x, err
	}
	return x, decode(record, &x)
}

func (s Accounts) session(ctx context.Context, query, arg string) (auth.Session, error) {
	x, found, err := one(ctx, s.db, scanSession, query, arg, nanos(time.Now()))
	if err == nil && !found {
		err = notFound("no such session")
	}
	if err != nil {
		return auth.Session{}, err
	}
	return auth.Stand(ctx, s, x)
}

// Session implements auth.Store.
func (s Accounts) Session(ctx context.Context, id string) (auth.Session, error) {
	return s.session(ctx, "SELECT record FROM session WHERE id = ? AND expires > ?", id)
}

// SessionByTicket implements auth.Store.
func (s Accounts) SessionByTicket(ctx context.Context, ticketHash string) (auth.Session, error) {
	return s.session(ctx, "SELECT record FROM session WHERE ticket = ? AND ticket <> '' AND expires > ?", ticketHash)
}

// Sessions implements auth.Store.
func (s Accounts) Sessions(ctx context.Context, id auth.Principal) ([]auth.Session, error) {
	list, err := all(ctx, s.db, scanSession,
		"SELECT record FROM session WHERE user = ? AND expires > ?", string(id), nanos(time.Now()))
	if err != nil {
		return nil, err
	}
	return auth.Standing(ctx, s, list)
}

// UseSession implements auth.Store.
func (s Accounts) UseSession(ctx context.Context, id string, at time.Time) error {
	return s.db.write(ctx, func(t *tx) error {
		var record []byte
		found, err := t.get([]any{&record}, "SELECT record FROM session WHERE id = ?", id)
		if err != nil {
			return err
		}
		if !found {
			return notFound("no such session")
		}
		var x auth.Session
		if err := decode(record, &x); err != nil || !at.After(x.Used) {
			return err
		}
		x.Used = at
		if record, err = encode(x); err != nil {
			return err
		}
		return t.run("UPDATE session SET record = ? WHERE id = ?", record, id)
	})
}

// DeleteSession implements auth.Store.
func (s Accounts) DeleteSession(ctx context.Context, id string) error {
	return s.db.write(ctx, func(t *tx) error {
		return t.run("DELETE FROM session WHERE id = ?",
			id)
	})
}

// DeleteSessions implements auth.Store.
func (s Accounts) DeleteSessions(ctx context.Context, id auth.Principal) error {
	return s.db.write(ctx, func(t *tx) error {
		return t.run("DELETE FROM session WHERE user = ?", string(id))
	})
}
