package localstore_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/localstore"
	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/test/process"
)

// A child process works on a database and reports each write that was
// acknowledged, on its standard output. The test kills it with SIGKILL in the
// middle, opens the database again, and compares. What was acknowledged must be
// there; what was not may be, whole. (That an acknowledged write also survives
// a power cut is SQLite's promise for synchronous=FULL; a test can't cut the
// power.)

const (
	crashFile    = "MUNDAP_TEST_CRASH_FILE" // tells the test binary to be the child
	crashRound   = "MUNDAP_TEST_CRASH_ROUND"
	crashWorkers = 4
)

// report is one acknowledged write of a worker.
type report struct {
	what   string // "document", "call", "event", "sent", "handled"
	worker int
	n      int
}

func (r report) String() string { return fmt.Sprintf("%s %d %d\n", r.what, r.worker, r.n) }

// workUntilKilled is the child.
func workUntilKilled(path string) {
	ctx := context.Background()
	db, err := localstore.Open(ctx, path, localstore.Options{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var mu sync.Mutex
	acknowledge := func(what string, worker, n int) {
		mu.Lock()
		defer mu.Unlock()
		os.Stdout.WriteString(report{what, worker, n}.String())
	}
	var wg sync.WaitGroup
	for i := range crashWorkers {
		w := crashWorker{db, i, os.Getenv(crashRound), acknowledge}
		for _, work := range []func(context.Context) error{w.documents, w.calls, w.events,
			w.messages} {
			wg.Go(func() {
				if err := work(ctx); err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(1)
				}
			})
		}
	}
	wg.Go(func() {
		q := db.Queue("crash", queue.Policy{MaxAttempts: 1000})
		q.Run(ctx, 2*crashWorkers, func(_ context.Context, m queue.Message, _ queue.Extend) error {
			var w, n int
			if _, err := fmt.Sscan(string(m.Body), &w, &n); err != nil {
				return err
			}
			acknowledge("handled", w, n)
			return nil
		})
	})
	wg.Wait()
}

type crashWorker struct {
	db          *localstore.DB
	worker      int
	round       string
	acknowledge func(what string, worker, n int)
}

func crashKey(worker int) document.ID {
	return document.ID(fmt.Sprintf("docs/작업 %d.txt", worker))
}

func (w crashWorker) documents(ctx context.Context) error {
	store := w.db.Documents()
	d, err := store.Get(ctx, crashKey(w.worker))
	if err != nil {
		d = document.Document{ID: crashKey(w.worker), Name: fmt.Sprintf("작업 %d.txt", w.worker),
			Owner: auth.Local, Readers: []auth.Principal{auth.Everyone}, State: document.Reading}
	}
	for {
		d.Attempts++
		d.Progress.Done = d.Attempts
		if d, err = store.Put(ctx, d); err != nil {
			return err
		}
		w.acknowledge("document", w.worker, d.Attempts)
	}
}

func crashUser(worker int) history.User { return history.User(fmt.Sprint("user", worker)) }

func (w crashWorker) calls(ctx context.Context) error {
	store := w.db.History()
	known, err := store.After(ctx, crashUser(w.worker), "", 0)
	if err != nil {
		return err
	}
	for n := len(known) + 1; ; n++ {
		c := history.Call{
			User: crashUser(w.worker), RequestID: fmt.Sprint(n), RequestTime: fmt.Sprintf("%09d",
				n), Body: "질문",
			Conversation: history.BaseConversation, ServerTime: time.Now(),
			Outcome: history.Completed,
		}
		if n > 1 {
			c.Replaces = fmt.Sprint(n - 1)
		}
		if _, err := store.Append(ctx, c); err != nil {
			return err
		}
		w.acknowledge("call", w.worker, n)
	}
}

func crashTurn(worker int, round string) turn.ID {
	return turn.ID{User: crashUser(worker), Request: round}
}

func (w crashWorker) events(ctx context.Context) error {
	store := w.db.Turns()
	g, _, _, err := store.Begin(ctx, crashTurn(w.worker, w.round), nil, time.Hour, time.Now())
	if err != nil {
		return err
	}
	for seq := int64(1); ; seq += 2 {
		pair := []turn.Event{{Seq: seq, Kind: turn.Delta, Text: "조각"},
			{Seq: seq + 1, Kind: turn.Delta, Text: "조각"}}
		if err := store.Append(ctx, g, pair, time.Now()); err != nil {
			return err
		}
		w.acknowledge("event", w.worker, int(seq+1))
	}
}

func (w crashWorker) messages(ctx context.Context) error {
	q := w.db.Queue("crash", queue.Policy{})
	for n := 1; ; n++ {
		var round int
		if _, err := fmt.Sscan(w.round, &round); err != nil {
			return err
		}
		id := round*1_000_000 + n // grows over the rounds
		if err := q.Send(ctx, queue.Message{Group: fmt.Sprint(w.worker),
			Body: fmt.Append(nil, w.worker, " ", id)}); err != nil {
			return err
		}
		w.acknowledge("sent", w.worker, id)
	}
}

// runAndKill lets a child work until it has reported so many writes, kills it,
// and gives all that it reported.
func runAndKill(t *testing.T, path string, round, reports int) []report {
	t.Helper()
	var all []report
	for _, line := range process.RunAndKill(t, reports, crashFile+"="+path,
		fmt.Sprint(crashRound, "=", round)) {
		var r report
		if _, err := fmt.Sscan(line, &r.what, &r.worker, &r.n); err != nil {
			t.Fatalf("a report reads %q: %v", line, err)
		}
		all = append(all, r)
	}
	return all
}

func TestAcknowledgedWritesSurviveAKilledProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "crash.db")
	acknowledged := map[string]map[int]int{} // what → worker → the highest n
	var handled []report
	for round := range 5 {
		reports := runAndKill(t, path, round+1, 50+rand.IntN(800))
		for _, r := range reports {
			if acknowledged[r.what] == nil {
				acknowledged[r.what] = map[int]int{}
			}
			if r.what == "event" && r.n <= 2 {
				acknowledged["event"][r.worker] = 0 // a new turn each round
			}
			acknowledged[r.what][r.worker] = max(acknowledged[r.what][r.worker], r.n)
			if r.what == "handled" {
				handled = append(handled, r)
			}
		}
		db := openAt(t, path)
		for w := range crashWorkers {
			compareRecords(t, db, w, fmt.Sprint(round+1), acknowledged)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		checkIntegrity(t, path)
	}
	compareMessages(t, openAt(t, path), handled, acknowledged["sent"])
}

// within: a worker has at most one write that was done and not acknowledged.
func within(t *testing.T, what string, worker, stored, acknowledged, step int) {
	t.Helper()
	if stored != acknowledged && stored != acknowledged+step {
		t.Errorf("%s of worker %d: %d are stored, %d were acknowledged", what, worker, stored,
			acknowledged)
	}
}

func compareRecords(t *testing.T, db *localstore.DB, w int, round string,
	acknowledged map[string]map[int]int) {
	t.Helper()
	d, err := db.Documents().Get(t.Context(), crashKey(w))
	if err != nil && acknowledged["document"][w] > 0 {
		t.Errorf("document of worker %d: %v", w, err)
	}
	within(t, "updates", w, d.Attempts, acknowledged["document"][w], 1)

	calls, err := db.History().After(t.Context(), crashUser(w), "", 0)
	if err != nil {
		t.Fatal(err)
	}
	within(t, "calls", w, len(calls), acknowledged["call"][w], 1)
	for i, c := range calls {
		if last := i == len(calls)-1; c.RequestID != fmt.Sprint(i+1) || c.Replaced == last {
			t.Errorf("call %d of worker %d is %q, replaced %t", i+1, w, c.RequestID, c.Replaced)
		}
	}
	if len(calls) > 0 {
		v, err := db.History().Conversation(t.Context(), crashUser(w), history.BaseConversation)
		if err != nil || v.Calls != len(calls) {
			t.Errorf("worker %d: a conversation of %d calls beside %d calls (%v)", w, v.Calls,
				len(calls), err)
		}
	}

	stored := 0
	for {
		events, err := db.Turns().Events(t.Context(), crashTurn(w, round), int64(stored), 1000)
		if err != nil {
			t.Fatal(err)
		}
		if len(events) == 0 {
			break
		}
		for _, e := range events {
			if stored++; e.Seq != int64(stored) {
				t.Fatalf("worker %d: event %d where %d belongs", w, e.Seq, stored)
			}
		}
	}
	if stored%2 != 0 {
		t.Errorf("worker %d: half an append is stored: %d events", w, stored)
	}
	within(t, "events", w, stored, acknowledged["event"][w], 2)
}

// compareMessages drains the queue: each message that was acknowledged was
// handled, at least once and in order.
func compareMessages(t *testing.T, db *localstore.DB, handled []report, sent map[int]int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	q := db.Queue("crash", queue.Policy{MaxAttempts: 1000})
	stats, err := q.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rest := make(chan report)
	done := make(chan error, 1)
	go func() {
		done <- q.Run(ctx, crashWorkers, func(_ context.Context, m queue.Message,
			_ queue.Extend) error {
			r := report{what: "handled"}
			if _, err := fmt.Sscan(string(m.Body), &r.worker, &r.n); err != nil {
				return queue.Permanent(err)
			}
			select {
			case rest <- r:
			case <-ctx.Done():
			}
			return nil
		})
	}()
	for range stats.Waiting {
		select {
		case r := <-rest:
			handled = append(handled, r)
		case <-ctx.Done():
			t.Fatal("the queue does not drain")
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	last := map[int]int{}
	for _, r := range handled {
		switch next := last[r.worker] + 1; {
		case r.n == last[r.worker]: // again, after the crash
		case r.n == next, r.n%1_000_000 == 1 && r.n > next: // the next one, or the first of a round
		default:
			t.Errorf("group %d: %d was handled after %d", r.worker, r.n, last[r.worker])
		}
		last[r.worker] = r.n
	}
	for w, n := range sent {
		if last[w] < n {
			t.Errorf("group %d: %d was acknowledged, the last one handled is %d", w, n, last[w])
		}
	}
}

func checkIntegrity(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var result string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&result); err != nil || result != "ok" {
		t.Errorf("integrity: %s, %v", result, err)
	}
}
