package forgettingtest_test

import (
	"testing"

	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/forgetting/forgettingtest"
)

func TestMemory(t *testing.T) {
	forgettingtest.TestReceipts(t, func(*testing.T) forgetting.Receipts {
		return &forgettingtest.Memory{}
	})
}
