package localstore_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/localstore"
	"github.com/mundap/mundap/internal/queue"
)

func TestAFileOpensAgainWithEverything(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mundap.db")
	db := openAt(t, path)
	d, err := db.Documents().Put(t.Context(), document.Document{ID: "docs/a", Owner: "kim",
		Readers: []auth.Principal{"kim"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Queue("ingest", queue.Policy{}).Send(t.Context(),
		queue.Message{Group: "g", Body: []byte("waits")}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path + "-wal"); err == nil {
		t.Error("the closed file leaves a log beside it")
	}

	db = openAt(t, path)
	again, err := db.Documents().Get(t.Context(), "docs/a")
	if err != nil || again.Revision != d.Revision {
		t.Errorf("got %+v, %v", again, err)
	}
	if newer, err := db.Documents().Put(t.Context(), again); err != nil ||
		newer.Revision <= d.Revision {
		t.Errorf("revision %d after %d (%v)", newer.Revision, d.Revision, err)
	}
	if s, err := db.Queue("ingest", queue.Policy{}).Stats(t.Context()); err != nil ||
		s.Waiting != 1 {
		t.Errorf("stats %+v, %v", s, err)
	}
	if s, err := db.Queue("other", queue.Policy{}).Stats(t.Context()); err != nil ||
		s.Waiting != 0 {
		t.Errorf("another queue has %+v, %v", s, err)
	}
}

func TestAClosedDatabaseSaysSo(t *testing.T) {
	db := open(t)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := db.Settings().Delete(t.Context(), "kim"); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a write: %v", err)
	}
	if _, err := db.History().ByRequest(t.Context(), "kim", "1"); !fault.Is(err,
		fault.Unavailable) {
		t.Errorf("a read: %v", err)
	}
	// A restore that took a failed read for an empty list would forget deletions.
	if err := db.History().EachDeletion(t.Context(), func(history.Deletion) error {
		return nil
	}); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a list: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
}

func TestBrokenAndForeignFilesAreTold(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "broken.db")
	if err := os.WriteFile(broken, []byte(strings.Repeat("this is no database ", 1000)),
		0o600); err != nil {
		t.Fatal(err)
	}
	newer := filepath.Join(t.TempDir(), "newer.db")
	raw, err := sql.Open("sqlite", newer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := raw.Exec("PRAGMA user_version = 999"); err != nil {
		t.Fatal(err)
	}
	if err := raw.Close(); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]fault.Kind{
		broken: fault.Damaged, newer: fault.Unsupported, filepath.Join(t.TempDir(), "no",
			"folder.db"): fault.Unavailable,
	} {
		db, err := localstore.Open(t.Context(), path, localstore.Options{})
		if !fault.Is(err, want) {
			t.Errorf("%s: %v, want %v", filepath.Base(path), err, want)
		}
		if err == nil {
			db.Close()
		}
	}
}

func TestAMessageThatKillsTheProcessIsPutAside(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mundap.db")
	p := queue.Policy{MaxAttempts: 2}
	db := openAt(t, path)
	if err := db.Queue("ingest", p).Send(t.Context(),
		queue.Message{Group: "g", Body: []byte("poison")}); err != nil {
		t.Fatal(err)
	}
	for attempt := 1; attempt <= 2; attempt++ { // received, never settled: as if the process had died
		d, err := db.Queue("ingest", p).Receive(t.Context())
		if err != nil || d.Attempt != attempt {
			t.Fatalf("attempt %d: %+v, %v", attempt, d, err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		db = openAt(t, path)
	}
	q := db.Queue("ingest", p)
	if err := q.Send(t.Context(), queue.Message{Group: "g", Body: []byte("next")}); err != nil {
		t.Fatal(err)
	}
	if d, err := q.Receive(t.Context()); err != nil || string(d.Body) != "next" {
		t.Errorf("got %+v, %v", d, err)
	}
	if dead, err := q.DeadLetters(t.Context(), 10); err != nil || len(dead) != 1 ||
		dead[0].Reason == "" {
		t.Errorf("dead letters %+v, %v", dead, err)
	}
}

func TestAnUndoneWriteLeavesItsNeighboursAlone(t *testing.T) {
	// Writes that fail share a transaction with writes that succeed.
	db := open(t)
	const n = 200
	errs := make(chan error, 2*n)
	for i := range n {
		go func() {
			_, err := db.History().Append(t.Context(), history.Call{
				User: "kim", RequestID: string(rune('가' + i)), RequestTime: "2026-03-01 12:00:00",
				ServerTime: time.Now(),
			})
			errs <- err
		}()
		go func() {
			if err := db.Documents().Delete(t.Context(), "docs/none", 1); !fault.Is(err,
				fault.NotFound) {
				errs <- err
				return
			}
			errs <- nil
		}()
	}
	for range 2 * n {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if calls, err := db.History().After(context.Background(), "kim", "", 0); err != nil ||
		len(calls) != n {
		t.Errorf("%d calls, %v", len(calls), err)
	}
}

func TestAClockThatWasSetBackDoesNotHoldMessagesUp(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	db := openAt(t, path)
	q := db.Queue("q", queue.Policy{})
	if err := q.Send(t.Context(), queue.Message{Group: "g", Body: []byte("x")}); err != nil {
		t.Fatal(err)
	}
	d, err := q.Receive(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// as if the clock had shown another day when the message failed
	if err := q.Settle(t.Context(), d, queue.Verdict{Outcome: queue.Retry,
		Wait: 72 * time.Hour}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if _, err := openAt(t, path).Queue("q", queue.Policy{}).Receive(ctx); err != nil {
		t.Errorf("the message does not come: %v", err)
	}
}

func TestACopyIsWholeWhileWritesGoOn(t *testing.T) {
	dir := t.TempDir()
	db := openAt(t, filepath.Join(dir, "a.db"))
	fillDocuments(t, db, 50)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 50 {
			d := document.Document{ID: document.NewID(time.Now()), Name: "x", Owner: auth.Principal(
				document.NewID(time.Now())), State: document.Ready}
			if _, err := db.Documents().Put(t.Context(), d); err != nil {
				t.Error(err)
			}
		}
	}()
	if err := db.Copy(t.Context(), filepath.Join(dir, "b.db")); err != nil {
		t.Fatal(err)
	}
	<-done
	problems, err := openAt(t, filepath.Join(dir, "b.db")).Integrity(t.Context())
	if err != nil || problems != nil {
		t.Errorf("%v, %v", problems, err)
	}
}

func TestAFullDiskIsToldAndGetsOver(t *testing.T) {
	db := open(t)
	if err := db.Writable(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := db.LimitPages(1); err != nil { // no more than there are
		t.Fatal(err)
	}
	var err error
	for range 200 {
		c := history.Call{User: "u", RequestID: string(document.NewID(time.Now())), Body: "질문",
			Answer: strings.Repeat("가", 4000)}
		if _, err = db.History().Append(t.Context(), c); err != nil {
			break
		}
	}
	if !fault.Is(err, fault.Unavailable) || !strings.Contains(fault.MessageOf(err).En, "disk is full") {
		t.Errorf("%v", err)
	}
	if err := db.LimitPages(0); err != nil {
		t.Fatal(err)
	}
	if err := db.Writable(t.Context()); err != nil {
		t.Error(err)
	}
}

// A table that somebody added by hand is in the way of a migration. The database
// must not be used then, and the next start has to try again.
func TestAMigrationThatFailsIsNotDone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "early.db")
	raw, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	first, err := os.ReadFile("migrations/0001_initial.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, script := range []string{string(first), "PRAGMA user_version = 1",
		"CREATE TABLE document_name (id TEXT)"} {
		if _, err := raw.Exec(script); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		db, err := localstore.Open(t.Context(), path, localstore.Options{})
		if err == nil {
			t.Fatal("it was opened", db.Close())
		}
		var version int
		if err := raw.QueryRow("PRAGMA user_version").Scan(&version); err != nil || version != 1 {
			t.Errorf("it counts as of version %d, %v", version, err)
		}
	}
}

// Release 0.1.0 had the titles' step third, before there were ids of accounts.
// Its data folders lack the accounts' step and have the one behind it.
func TestOpensADatabaseOfTheFirstRelease(t *testing.T) {
	path := filepath.Join(t.TempDir(), "released.db")
	raw, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	for _, file := range []string{"0001_initial.sql", "0002_ids.sql", "0004_titles.sql"} {
		script, err := os.ReadFile(filepath.Join("migrations", file))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := raw.Exec(string(script)); err != nil {
			t.Fatal(file, err)
		}
	}
	for _, statement := range []string{"PRAGMA user_version = 3",
		"INSERT INTO account (user, revision, record) VALUES ('kim', 1, '{}')"} {
		if _, err := raw.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // the second time there is nothing left to do
		db, err := localstore.Open(t.Context(), path, localstore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	var id string
	if err := raw.QueryRow("SELECT id FROM account WHERE user = 'kim'").Scan(&id); err != nil || id != "kim" {
		t.Errorf("the account's id is %q, %v; want its name", id, err)
	}
	var version int
	files, _ := filepath.Glob("migrations/*.sql")
	if err := raw.QueryRow("PRAGMA user_version").Scan(&version); err != nil || version != len(files) {
		t.Errorf("%d steps were done, %v; want %d", version, err, len(files))
	}
}

// The database counts steps, so a new one may only come last, with a number of its own.
func TestMigrationsAreNumbered(t *testing.T) {
	files, err := filepath.Glob("migrations/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for i, file := range files {
		if want := fmt.Sprintf("%04d_", i+1); !strings.HasPrefix(filepath.Base(file), want) {
			t.Errorf("%s stands at place %s", file, want)
		}
	}
}

// A probe is what a receipt rests on: it counts all that is left of a document.
func TestAProbeFindsGrants(t *testing.T) {
	db := open(t)
	id := document.NewID(time.Now())
	g := document.Grant{ID: document.NewGrantID(id), Document: id, Name: "가.txt", Owner: "kim",
		Collection: document.Default, Issued: time.Now(), Expires: time.Now().Add(time.Hour)}
	if err := db.Documents().PutGrant(t.Context(), g); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{1, 0} {
		p, err := db.Records().Probe(t.Context(), id)
		if err != nil || p.Found != want {
			t.Errorf("%+v, %v; want %d", p, err, want)
		}
		if err := db.Documents().EndGrants(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
}
