package ledger_test

import (
	"testing"
	"time"

	"github.com/mundap/mundap/internal/llm/pool/ledger"
)

var (
	noon  = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	quota = ledger.Quota{TokensPerMinute: 6000, TokensPerDay: 8000, RequestsPerMinute: 60}
)

func TestADrawIsBoundedByEveryLimit(t *testing.T) {
	s, g := ledger.Fresh(quota, noon).Draw(quota, noon, ledger.Amount{Tokens: 9000, Requests: 90})
	if g.Tokens != 5700 || g.Requests != 57 {
		t.Errorf("a full account gave %+v; it holds 95 %% of a minute", g.Amount)
	}
	if s.Tokens != 0 || s.Requests != 0 || s.Day != 2300 {
		t.Errorf("left: %+v", s)
	}
	later := noon.Add(time.Minute)
	if _, g = s.Draw(quota, later, ledger.Amount{Tokens: 9000}); g.Tokens != 2305 {
		t.Errorf("%d; of the day's quota 2,300 were left, and a minute brings 5", g.Tokens)
	}
}

func TestWhatIsLackingSaysHowLongToWait(t *testing.T) {
	empty := ledger.State{At: noon}
	minute := ledger.Quota{TokensPerMinute: 6000}
	for want, wait := range map[int]time.Duration{
		100: time.Second, 1: 50 * time.Millisecond, 5000: 10 * time.Second, 0: 0,
	} {
		if _, g := empty.Draw(minute, noon, ledger.Amount{Tokens: want}); g.Wait != wait {
			t.Errorf("%d tokens of 100 a second: wait %v, want %v", want, g.Wait, wait)
		}
	}
	if _, g := empty.Draw(ledger.Quota{RequestsPerMinute: 60}, noon,
		ledger.Amount{Requests: 2}); g.Wait != 2*time.Second {
		t.Errorf("two requests of one a second: wait %v", g.Wait)
	}
	if _, g := empty.Draw(ledger.Quota{}, noon, ledger.Amount{Tokens: 5, Requests: 5}); g.Tokens != 5 ||
		g.Requests != 5 || g.Wait != 0 {
		t.Errorf("without limits: %+v", g)
	}
}

func TestWhatIsReturnedCanBeDrawnAgain(t *testing.T) {
	s, _ := ledger.Fresh(quota, noon).Draw(quota, noon, ledger.Amount{Tokens: 5000, Requests: 50})
	s = s.Return(quota, noon, ledger.Amount{Tokens: 1000, Requests: 10})
	if s.Tokens != 1700 || s.Day != 4000 || s.Requests != 17 {
		t.Errorf("%+v", s)
	}
	s = s.Return(quota, noon, ledger.Amount{Tokens: 100_000, Requests: 1000})
	if s.Tokens != 5700 || s.Day != 8000 || s.Requests != 57 {
		t.Errorf("more than was drawn came back: %+v", s)
	}
}

func TestAClockThatIsBehindFillsNothing(t *testing.T) {
	s := ledger.State{At: noon}
	s, _ = s.Draw(quota, noon.Add(-time.Minute), ledger.Amount{})
	if s.Tokens != 0 || !s.At.Equal(noon) {
		t.Errorf("%+v", s)
	}
}
