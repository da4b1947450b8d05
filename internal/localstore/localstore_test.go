package localstore_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/authtest"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/forgetting/forgettingtest"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/history/historytest"
	"github.com/mundap/mundap/internal/localstore"
	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/queue/queuetest"
	"github.com/mundap/mundap/internal/settings"
	"github.com/mundap/mundap/internal/settings/settingstest"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/turn/turntest"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(crashFile); path != "" {
		workUntilKilled(path)
		return
	}
	goleak.VerifyTestMain(m)
}

func openAt(t testing.TB, path string) *localstore.DB {
	t.Helper()
	d, err := localstore.Open(t.Context(), path, localstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return d
}

func open(t testing.TB) *localstore.DB {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "데이터 #1?.db"))
}

func TestDocuments(t *testing.T) {
	documenttest.Run(t, func(t *testing.T) document.Store { return open(t).Documents() })
}

func TestReceipts(t *testing.T) {
	forgettingtest.TestReceipts(t, func(t *testing.T) forgetting.Receipts {
		return open(t).Receipts()
	})
}

func TestHistory(t *testing.T) {
	historytest.Run(t, func(t *testing.T) history.Store { return open(t).History() })
}

func TestTurns(t *testing.T) {
	turntest.Run(t, func(t *testing.T) turn.Store { return open(t).Turns() })
}

func TestSettings(t *testing.T) {
	settingstest.Run(t, func(t *testing.T) settings.Store { return open(t).Settings() })
}

func TestAccounts(t *testing.T) {
	authtest.Run(t, func(t *testing.T) auth.Store { return open(t).Accounts() })
}

func TestQueue(t *testing.T) {
	queuetest.Run(t, queuetest.Harness{
		Lanes: true,
		Unit:  150 * time.Millisecond, KeepsAttempt: true,
		Open: func(t *testing.T, p queue.Policy) queue.Queue { return open(t).Queue("ingest", p) },
	})
}

// A session's record has the name of its account.
func TestADeletedAccountLeavesNoSessions(t *testing.T) {
	d := open(t)
	a, err := d.Accounts().PutAccount(t.Context(), auth.Account{User: "kim"})
	if err == nil {
		err = d.Accounts().PutSession(t.Context(), auth.Session{ID: "s", TicketHash: "t", User: a.ID,
			Name: "kim", Expires: time.Now().Add(time.Hour)})
	}
	if err == nil {
		err = d.Accounts().DeleteAccount(t.Context(), "kim")
	}
	if err != nil {
		t.Fatal(err)
	}
	if n, err := d.Rows(t.Context(), "session"); err != nil || n != 0 {
		t.Errorf("%d sessions are left, %v", n, err)
	}
}
