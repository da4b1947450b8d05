package turntest

import (
	"testing"
	"time"

	"github.com/mundap/mundap/internal/turn"
)

// unfinished tests turn.Lister on stores that are one; for the others it is no promise.
func unfinished(t *testing.T, s turn.Store) {
	lister, ok := s.(turn.Lister)
	if !ok {
		return
	}
	for n, request := range []string{"interrupted", "finished", "running", "forgotten", "held"} {
		at := now.Add(time.Duration(n) * time.Second)
		lease := time.Minute
		switch request {
		case "interrupted":
			at = at.Add(-time.Hour)
		case "forgotten", "held":
			at = at.Add(-turn.Keep - time.Hour)
		}
		g, _, _, err := s.Begin(t.Context(), turn.ID{User: "kim", Request: request}, body, lease,
			at)
		if err != nil {
			t.Fatal(err)
		}
		if request == "held" {
			if err := s.Renew(t.Context(), g, lease, now); err != nil {
				t.Fatal(err)
			}
		}
		if request == "finished" {
			if err := s.Append(t.Context(), g, []turn.Event{{Seq: 1, Attempt: 1, Kind: turn.Done}},
				at); err != nil {
				t.Fatal(err)
			}
		}
	}
	begin(t, s, turn.ID{User: "lee", Request: "another's"}, now)
	for limit, want := range map[int]string{10: "held interrupted running", 1: "running"} {
		ids, err := lister.Unfinished(t.Context(), "kim", limit, now.Add(10*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for i, id := range ids {
			if i > 0 {
				got += " "
			}
			got += id.Request
		}
		if got != want {
			t.Errorf("at most %d: %q, want %q", limit, got, want)
		}
	}
}
