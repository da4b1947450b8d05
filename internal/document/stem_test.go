package document_test

import (
	"testing"

	"github.com/mundap/mundap/internal/document"
)

func TestANameStandsInForATitle(t *testing.T) {
	for name, want := range map[string]string{
		"인사/연차_현황_2026.csv": "연차 현황 2026", "요금표.xlsx": "요금표", "규정 v1.2": "규정 v1.2",
		"규정 v1.2.hwpx": "규정 v1.2", "메모": "메모", "report.html": "report",
	} {
		if got := document.Stem(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
