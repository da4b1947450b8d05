package dynamostore

import (
	"cmp"
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
)

// Accounts is the auth.Store of a Store.
type Accounts struct{ s *Store }

var _ auth.Store = Accounts{}

// Accounts returns the store of accounts and sessions.
func (s *Store) Accounts() Accounts { return Accounts{s} }

// Hash keys: an account lies under its name, and the name under the account's id.
const (
	accountKey   = "account"
	accountIDKey = "account-id"
)

func (a Accounts) table() string { return a.s.tables.Accounts }

func (a Accounts) of(user auth.UserName) versioned {
	return versioned{table: a.table(), key: pair(accountKey, keyText(user))}
}

func accountOf(it item) (x auth.Account, err error) {
	err = decode(it["record"], &x)
	x.Revision = numberOf(it["revision"])
	return x, err
}

// Account implements auth.Store.
func (a Accounts) Account(ctx context.Context, user auth.UserName) (auth.Account, error) {
	it, err := a.s.get(ctx, a.table(), a.of(auth.CanonicalUser(user)).key)
	if err != nil {
		return auth.Account{}, err
	}
	if it["record"] == nil {
		return auth.Account{}, notFound("no account %q", user)
	}
	return accountOf(it)
}

// AccountByID implements auth.Store. An account of version 0.1 has its name as its id.
func (a Accounts) AccountByID(ctx context.Context, id auth.Principal) (auth.Account, error) {
	it, err := a.s.get(ctx, a.table(), pair(accountIDKey, keyText(id)))
	if err != nil {
		return auth.Account{}, err
	}
	x, err := a.Account(ctx, auth.UserName(cmp.Or(textOf(it["user"]), string(id))))
	if err == nil && x.ID != id {
		err = notFound("no account has the id %q", id)
	}
	if err != nil {
		return auth.Account{}, err
	}
	return x, nil
}

// Accounts implements auth.Store.
func (a Accounts) Accounts(ctx context.Context) ([]auth.Account, error) {
	var found []auth.Account
	for it, err := range a.s.each(ctx, below(a.table(), accountKey)) {
		if err != nil {
			return nil, err
		}
		if it["record"] == nil {
			continue
		}
		x, err := accountOf(it)
		if err != nil {
			return nil, err
		}
		found = append(found, x)
	}
	return found, nil
}

// PutAccount implements auth.Store.
func (a Accounts) PutAccount(ctx context.Context, x auth.Account) (auth.Account, error) {
	var err error
	if x.User, err = auth.ParseUser(string(x.User)); err != nil {
		return auth.Account{}, err
	}
	if x.ID == "" {
		x.ID = auth.NewAccountID()
		it := pair(accountIDKey, keyText(x.ID)) // first: an id of no account does no harm
		it["user"] = str(x.User)
		if err := a.s.putOne(ctx, a.table(), it); err != nil {
			return auth.Account{}, err
		}
	}
	revision, ok, err := a.s.swap(ctx, a.of(x.User), x, x.Revision)
	if err != nil {
		return auth.Account{}, err
	}
	if !ok {
		return auth.Account{}, conflict("account %q is not at revision %d", x.User, x.Revision)
	}
	x.Revision = revision
	return x, nil
}

// DeleteAccount implements auth.Store. It deletes the sessions first, so that
// an interrupted deletion can be repeated, and once more at the end, for those
// that were started meanwhile.
func (a Accounts) DeleteAccount(ctx context.Context, user auth.UserName) error {
	user = auth.CanonicalUser(user)
	x, err := a.Account(ctx, user)
	if err != nil {
		return err
	}
	if err := a.DeleteSessions(ctx, x.ID); err != nil {
		return err
	}
	if _, ok, err := a.s.erase(ctx, a.of(user), 0); err != nil {
		return err
	} else if !ok {
		return notFound("no account %q", user)
	}
	return a.DeleteSessions(ctx, x.ID)
}

// A session is stored in three items: itself, its ticket, and its user's list, so
// that no index is needed.

func sessionKey(id string) item { return pair("s#"+keyText(id), "session") }

func ticketKey(hash string) item { return pair("t#"+keyText(hash), "ticket") }

func sessionsKey(user auth.Principal) string { return "u#" + keyText(user) }

func (a Accounts) keysOf(x auth.Session) []item {
	keys := []item{sessionKey(x.ID), pair(sessionsKey(x.User), keyText(x.ID))}
	if x.TicketHash != "" {
		keys = append(keys, ticketKey(x.TicketHash))
	}
	return keys
}

// PutSession implements auth.Store.
func (a Accounts) PutSession(ctx context.Context, x auth.Session) error {
	record, err := encode(x)
	if err != nil {
		return err
	}
	var writes []types.TransactWriteItem
	for i, it := range a.keysOf(x) {
		it["expires"], it["session"] = unix(x.Expires), str(x.ID)
		if i == 0 {
			it["record"] = record
		}
		writes = append(writes, writing{table: a.table(), item: it}.put())
	}
	return a.s.transact(ctx, writes...)
}

// session reads a session whether it expired or not.
func (a Accounts) session(ctx context.Context, id string) (x auth.Session, err error) {
	it, err := a.s.get(ctx, a.table(), sessionKey(id))
	if err != nil {
		return x, err
	}
	if it == nil {
		return x, notFound("no such session")
	}
	err = decode(it["record"], &x)
	return x, err
}

// Session implements auth.Store.
func (a Accounts) Session(ctx context.Context, id string) (auth.Session, error) {
	x, err := a.session(ctx, id)
	if err == nil && !time.Now().Before(x.Expires) {
		err = notFound("the session has expired")
	}
	if err != nil {
		return auth.Session{}, err
	}
	return auth.Stand(ctx, a, x)
}

// SessionByTicket implements auth.Store.
func (a Accounts) SessionByTicket(ctx context.Context, ticketHash string) (auth.Session, error) {
	it, err := a.s.get(ctx, a.table(), ticketKey(ticketHash))
	if err != nil {
		return auth.Session{}, err
	}
	if it == nil || ticketHash == "" {
		return auth.Session{}, notFound("no session with this ticket")
	}
	x, err := a.Session(ctx, textOf(it["session"]))
	if err == nil && x.TicketHash != ticketHash { // of the session's earlier ticket
		err = notFound("no session with this ticket")
	}
	if err != nil {
		return auth.Session{}, err
	}
	return x, nil
}

// Sessions implements auth.Store.
func (a Accounts) Sessions(ctx context.Context, id auth.Principal) ([]auth.Session, error) {
	entries, err := a.s.collect(ctx, below(a.table(), sessionsKey(id)))
	if err != nil {
		return nil, err
	}
	var list []auth.Session
	for _, it := range entries {
		x, err := a.session(ctx, textOf(it["session"]))
		switch {
		case err == nil && time.Now().Before(x.Expires):
			list = append(list, x)
		case err != nil && !fault.Is(err, fault.NotFound):
			return nil, err
		}
	}
	return auth.Standing(ctx, a, list)
}

// UseSession implements auth.Store.
func (a Accounts) UseSession(ctx context.Context, id string, at time.Time) error {
	x, err := a.session(ctx, id)
	if err != nil || !at.After(x.Used) {
		return err
	}
	x.Used = at
	record, err := encode(x)
	if err != nil {
		return err
	}
	_, err = a.s.updateOne(ctx, writing{table: a.table(), key: sessionKey(id),
		set: "SET #record = :record", when: "attribute_exists(#record)",
		names: map[string]string{"#record": "record"}, values: item{":record": record}})
	if _, failed := refusedOne(err); failed { // it ended meanwhile
		return notFound("no such session")
	}
	return err
}

// DeleteSession implements auth.Store.
func (a Accounts) DeleteSession(ctx context.Context, id string) error {
	it, err := a.s.get(ctx, a.table(), sessionKey(id))
	if err != nil || it == nil {
		return err
	}
	var x auth.Session
	if err := decode(it["record"], &x); err != nil {
		return err
	}
	var writes []types.TransactWriteItem
	for _, key := range a.keysOf(x) {
		writes = append(writes, writing{table: a.table(), key: key}.delete())
	}
	return a.s.transact(ctx, writes...)
}

// DeleteSessions implements auth.Store.
func (a Accounts) DeleteSessions(ctx context.Context, id auth.Principal) error {
	list, err := a.s.collect(ctx, below(a.table(), sessionsKey(id)))
	if err != nil {
		return err
	}
	for _, it := range list {
		if err := a.DeleteSession(ctx, textOf(it["session"])); err != nil {
			return err
		}
	}
	// What is left are entries whose session vanished by itself.
	return a.s.deleteAll(ctx, a.table(), pairs(list))
}
