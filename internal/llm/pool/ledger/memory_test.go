package ledger_test

import (
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/mundap/mundap/internal/llm/pool/ledger"
	"github.com/mundap/mundap/internal/llm/pool/ledger/ledgertest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestMemoryKeepsTheContract(t *testing.T) {
	var mu sync.Mutex
	stores := map[string]*ledger.Memory{}
	ledgertest.Run(t, func(t *testing.T, now func() time.Time) ledger.Ledger {
		mu.Lock()
		defer mu.Unlock()
		if stores[t.Name()] == nil {
			stores[t.Name()] = &ledger.Memory{}
		}
		return stores[t.Name()].View(now)
	})
}
