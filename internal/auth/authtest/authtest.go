// Package authtest is the conformance suite of auth.Store. Every implementation
// runs it.
package authtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fault/faulttest"
)

// Run tests every promise of auth.Store. open gives an empty store for one test
// and closes it by t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) auth.Store) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, s auth.Store)
	}{
		{"an account comes back as it was put", accountRoundTrip},
		{"a put needs the stored revision", compareAndSwap},
		{"one of many concurrent writers wins", oneWriterWins},
		{"names are compared in NFC lower case", canonicalNames},
		{"bad names are refused", badNames},
		{"accounts are listed by name", listAccounts},
		{"an account's id is never used again", accountIDs},
		{"a deleted account takes its sessions along", deleteAccount},
		{"a session stands with its account alone", sessionStands},
		{"a session is found by its id and its ticket", sessionRoundTrip},
		{"the sessions of one user that stand are listed", listSessions},
		{"the use of a session is noted, and makes none", useSession},
		{"an expired session is not found", expiredSession},
		{"an ended session takes its ticket along", deleteSession},
		{"all sessions of one user end, and no other's", deleteSessions},
		{"a cancelled call fails", cancelled},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

func account(user auth.UserName) auth.Account {
	return auth.Account{
		User: user, Name: "김서연", PasswordHash: "$argon2id$v=19$…", Admin: true,
		Subject: "https://id.example 248289761001",
		Created: time.Date(2026, 3, 1, 12, 0, 0, int(123*time.Millisecond), time.UTC),
	}
}

func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func session(token string, a auth.Account, expires time.Time) auth.Session {
	return auth.Session{
		ID: hash(token), TicketHash: hash(token + " ticket"), User: a.ID, Name: a.User,
		Admin: a.Admin, Epoch: a.Epoch, Agent: "Mozilla/5.0",
		Created: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
		Expires: expires.UTC().Truncate(time.Millisecond),
	}
}

func soon() time.Time { return time.Now().Add(time.Hour) }

func put(t *testing.T, s auth.Store, a auth.Account) auth.Account {
	t.Helper()
	stored, err := s.PutAccount(t.Context(), a)
	if err != nil {
		t.Fatalf("putting %s: %v", a.User, err)
	}
	return stored
}

func putSession(t *testing.T, s auth.Store, x auth.Session) auth.Session {
	t.Helper()
	if err := s.PutSession(t.Context(), x); err != nil {
		t.Fatalf("putting a session: %v", err)
	}
	return x
}

func accountRoundTrip(t *testing.T, s auth.Store) {
	_, err := s.Account(t.Context(), "kim")
	faulttest.Want(t, err, fault.NotFound)
	want := account("kim")
	stored := put(t, s, want)
	if stored.Revision <= 0 {
		t.Errorf("revision %d after the first put", stored.Revision)
	}
	if stored.ID == "" {
		t.Error("a new account has no id")
	}
	want.Revision, want.ID = stored.Revision, stored.ID
	if got, err := s.AccountByID(t.Context(), stored.ID); err != nil || got != want {
		t.Errorf("by id: got  %+v (%v)\nwant %+v", got, err, want)
	}
	got, err := s.Account(t.Context(), "kim")
	if err != nil || got != want || stored != want {
		t.Errorf("got  %+v (%v)\nwant %+v", got, err, want)
	}
}

func compareAndSwap(t *testing.T, s auth.Store) {
	first := put(t, s, account("kim"))
	changed := first
	changed.Disabled, changed.Name = true, "다른 이름"
	second := put(t, s, changed)
	if second.Revision <= first.Revision {
		t.Errorf("revision went from %d to %d", first.Revision, second.Revision)
	}
	_, err := s.PutAccount(t.Context(), first)
	faulttest.Want(t, err, fault.Conflict)
	_, err = s.PutAccount(t.Context(), account("kim"))
	faulttest.Want(t, err, fault.Conflict)
	if got, err := s.Account(t.Context(), "kim"); err != nil || got != second {
		t.Errorf("a refused put changed the account: %+v, %v", got, err)
	}
	missing := account("lee")
	missing.Revision = 3
	_, err = s.PutAccount(t.Context(), missing)
	faulttest.Want(t, err, fault.Conflict)
}

func oneWriterWins(t *testing.T, s auth.Store) {
	var wins atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			switch _, err := s.PutAccount(t.Context(), account("kim")); {
			case err == nil:
				wins.Add(1)
			case !fault.Is(err, fault.Conflict):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if wins.Load() != 1 {
		t.Errorf("%d writers made the account", wins.Load())
	}
}

func canonicalNames(t *testing.T, s auth.Store) {
	stored := put(t, s, account("Kim.\u1112\u1161\u11ab")) // 한 in NFD
	if stored.User != "kim.한" {
		t.Errorf("stored as %q", stored.User)
	}
	for _, name := range []auth.UserName{"kim.한", "KIM.한", "Kim.\u1112\u1161\u11ab"} {
		if got, err := s.Account(t.Context(), name); err != nil || got != stored {
			t.Errorf("by %q: %+v, %v", name, got, err)
		}
		_, err := s.PutAccount(t.Context(), account(name))
		faulttest.Want(t, err, fault.Conflict)
	}
}

func badNames(t *testing.T, s auth.Store) {
	for _, name := range []auth.UserName{"", "*", "a b", "a/b", "~a", "system", "LOCAL", "a\x00",
		"<b>", auth.UserName(strings.Repeat("가", 65))} {
		_, err := s.PutAccount(t.Context(), account(name))
		faulttest.Want(t, err, fault.Invalid)
	}
	put(t, s, account(auth.UserName(strings.Repeat("가", 64))))
	put(t, s, account("a.b_c-d@example.com"))
}

func listAccounts(t *testing.T, s auth.Store) {
	if got, err := s.Accounts(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("an empty store lists %v (%v)", got, err)
	}
	for _, u := range []auth.UserName{"park", "kim", "이", "choi"} {
		put(t, s, account(u))
	}
	got, err := s.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, a := range got {
		names = append(names, string(a.User))
	}
	if want := "choi kim park 이"; strings.Join(names, " ") != want {
		t.Errorf("got %v, want %s", names, want)
	}
}

func deleteAccount(t *testing.T, s auth.Store) {
	faulttest.Want(t, s.DeleteAccount(t.Context(), "kim"), fault.NotFound)
	first := put(t, s, account("kim"))
	lee := put(t, s, account("lee"))
	kims := putSession(t, s, session("k", first, soon()))
	lees := putSession(t, s, session("l", lee, soon()))
	if err := s.DeleteAccount(t.Context(), "KIM"); err != nil {
		t.Fatal(err)
	}
	_, err := s.Account(t.Context(), "kim")
	faulttest.Want(t, err, fault.NotFound)
	_, err = s.Session(t.Context(), kims.ID)
	faulttest.Want(t, err, fault.NotFound)
	_, err = s.SessionByTicket(t.Context(), kims.TicketHash)
	faulttest.Want(t, err, fault.NotFound)
	if _, err := s.Session(t.Context(), lees.ID); err != nil {
		t.Errorf("another user's session: %v", err)
	}
	put(t, s, account("kim"))
	_, err = s.PutAccount(t.Context(), first) // a late writer of the deleted account
	faulttest.Want(t, err, fault.Conflict)
}

func sessionRoundTrip(t *testing.T, s auth.Store) {
	want := putSession(t, s, session("k", put(t, s, account("root")), soon()))
	putSession(t, s, session("other", put(t, s, account("kim")), soon()))
	for range 2 { // a ticket is good until the session ends
		if got, err := s.Session(t.Context(), want.ID); err != nil || got != want {
			t.Errorf("by id: got  %+v (%v)\nwant %+v", got, err, want)
		}
		if got, err := s.SessionByTicket(t.Context(), want.TicketHash); err != nil || got != want {
			t.Errorf("by ticket: got  %+v (%v)\nwant %+v", got, err, want)
		}
	}
	for _, id := range []string{"", "unknown", want.TicketHash} {
		_, err := s.Session(t.Context(), id)
		faulttest.Want(t, err, fault.NotFound)
	}
	for _, ticket := range []string{"", "unknown", want.ID} {
		_, err := s.SessionByTicket(t.Context(), ticket)
		faulttest.Want(t, err, fault.NotFound)
	}
}

func listSessions(t *testing.T, s auth.Store) {
	kim := put(t, s, account("kim"))
	want := map[string]auth.Session{}
	for _, token := range []string{"1", "2"} {
		x := putSession(t, s, session(token, kim, soon()))
		want[x.ID] = x
	}
	putSession(t, s, session("expired", kim, time.Now().Add(-time.Second)))
	putSession(t, s, session("3", put(t, s, account("lee")), soon()))
	early := kim
	early.Epoch-- // it began before all sessions were ended
	putSession(t, s, session("ended", early, soon()))
	got, err := s.Sessions(t.Context(), kim.ID)
	if err != nil || len(got) != len(want) {
		t.Fatalf("%+v, %v", got, err)
	}
	for _, x := range got {
		if x != want[x.ID] {
			t.Errorf("got %+v\nwant %+v", x, want[x.ID])
		}
	}
	if got, err := s.Sessions(t.Context(), "u:nobody"); err != nil || len(got) != 0 {
		t.Errorf("nobody's: %+v, %v", got, err)
	}
}

func useSession(t *testing.T, s auth.Store) {
	x := putSession(t, s, session("k", put(t, s, account("kim")), soon()))
	later := x.Created.Add(time.Hour)
	for _, at := range []time.Time{later, later.Add(-time.Minute)} { // the later one stays
		if err := s.UseSession(t.Context(), x.ID, at); err != nil {
			t.Fatal(err)
		}
	}
	x.Used = later
	if got, err := s.Session(t.Context(), x.ID); err != nil || got != x {
		t.Errorf("got  %+v (%v)\nwant %+v", got, err, x)
	}
	if got, err := s.SessionByTicket(t.Context(), x.TicketHash); err != nil || got != x {
		t.Errorf("by ticket: %+v, %v", got, err)
	}
	if err := s.DeleteSession(t.Context(), x.ID); err != nil {
		t.Fatal(err)
	}
	faulttest.Want(t, s.UseSession(t.Context(), x.ID, later.Add(time.Hour)), fault.NotFound)
	_, err := s.Session(t.Context(), x.ID)
	faulttest.Want(t, err, fault.NotFound)
}

func expiredSession(t *testing.T, s auth.Store) {
	x := putSession(t, s, session("k", put(t, s, account("kim")), time.Now().Add(-time.Second)))
	_, err := s.Session(t.Context(), x.ID)
	faulttest.Want(t, err, fault.NotFound)
	_, err = s.SessionByTicket(t.Context(), x.TicketHash)
	faulttest.Want(t, err, fault.NotFound)
}

func deleteSession(t *testing.T, s auth.Store) {
	kim := put(t, s, account("kim"))
	x := putSession(t, s, session("k", kim, soon()))
	other := putSession(t, s, session("o", kim, soon()))
	for range 2 {
		if err := s.DeleteSession(t.Context(), x.ID); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.Session(t.Context(), x.ID)
	faulttest.Want(t, err, fault.NotFound)
	_, err = s.SessionByTicket(t.Context(), x.TicketHash)
	faulttest.Want(t, err, fault.NotFound)
	if _, err := s.Session(t.Context(), other.ID); err != nil {
		t.Errorf("the user's other session: %v", err)
	}
}

func deleteSessions(t *testing.T, s auth.Store) {
	kim := put(t, s, account("kim"))
	kims := []auth.Session{putSession(t, s, session("1", kim, soon())),
		putSession(t, s, session("2", kim, soon()))}
	lees := putSession(t, s, session("3", put(t, s, account("lee")), soon()))
	for range 2 {
		if err := s.DeleteSessions(t.Context(), kim.ID); err != nil {
			t.Fatal(err)
		}
	}
	for _, x := range kims {
		_, err := s.Session(t.Context(), x.ID)
		faulttest.Want(t, err, fault.NotFound)
		_, err = s.SessionByTicket(t.Context(), x.TicketHash)
		faulttest.Want(t, err, fault.NotFound)
	}
	if _, err := s.Session(t.Context(), lees.ID); err != nil {
		t.Errorf("another user's session: %v", err)
	}
}

func cancelled(t *testing.T, s auth.Store) {
	x := putSession(t, s, session("k", put(t, s, account("kim")), soon()))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Session(ctx, x.ID)
	faulttest.Want(t, err, fault.Canceled)
	_, err = s.PutAccount(ctx, account("kim"))
	faulttest.Want(t, err, fault.Canceled)
	faulttest.Want(t, s.DeleteSession(ctx, x.ID), fault.Canceled)
}

func accountIDs(t *testing.T, s auth.Store) {
	seen := map[auth.Principal]bool{}
	for range 3 {
		a := put(t, s, account("kim"))
		if seen[a.ID] || !a.ID.IsID() {
			t.Errorf("the id %q", a.ID)
		}
		seen[a.ID] = true
		_, err := s.AccountByID(t.Context(), "kim") // a name is no id
		faulttest.Want(t, err, fault.NotFound)
		if err := s.DeleteAccount(t.Context(), "kim"); err != nil {
			t.Fatal(err)
		}
		_, err = s.AccountByID(t.Context(), a.ID)
		faulttest.Want(t, err, fault.NotFound)
	}
}

// sessionStands stores sessions after the change that ends them, as a sign-in
// does that was under way meanwhile.
func sessionStands(t *testing.T, s auth.Store) {
	for name, change := range map[string]func(auth.Account) error{
		"kim": func(a auth.Account) error { return s.DeleteAccount(t.Context(), a.User) },
		"lee": func(a auth.Account) error {
			a.Disabled = true
			_, err := s.PutAccount(t.Context(), a)
			return err
		},
		"park": func(a auth.Account) error {
			a.Epoch++
			_, err := s.PutAccount(t.Context(), a)
			return err
		},
	} {
		a := put(t, s, account(auth.UserName(name)))
		if err := change(a); err != nil {
			t.Fatal(err)
		}
		x := putSession(t, s, session(name, a, soon()))
		_, err := s.Session(t.Context(), x.ID)
		faulttest.Want(t, err, fault.NotFound)
		_, err = s.SessionByTicket(t.Context(), x.TicketHash)
		faulttest.Want(t, err, fault.NotFound)
	}

	a := put(t, s, account("choi"))
	x := putSession(t, s, session("choi", a, soon()))
	a.Admin = false
	put(t, s, a)
	if got, err := s.Session(t.Context(), x.ID); err != nil || got.Admin {
		t.Errorf("after the role was taken away: %+v, %v", got, err)
	}
}
