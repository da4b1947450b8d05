package main

import (
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A small flood: everybody else is answered. What it costs them in time is what
// the command measures, with enough users to tell.
func TestAFloodLeavesTheOthersTheirAnswers(t *testing.T) {
	s, err := newSite(t.Context(), t.TempDir(), 20, 10*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	var took times
	sent, err := s.flood(t.Context(), func() error { return s.round(t.Context(), 2, &took) })
	if err != nil {
		t.Fatal(err)
	}
	if len(took.all) != 40 || sent.refused == 0 {
		t.Errorf("%d answers; the flood sent %d frames and was refused %d times", len(took.all),
			sent.frames, sent.refused)
	}
}
