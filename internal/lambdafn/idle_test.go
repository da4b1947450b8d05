package lambdafn

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/auth/authtest"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/wire"
)

// API Gateway keeps a socket open for two hours, so a session may end before its
// socket does.
func TestQuestionsAreAUseOfTheSessionUntilItWasIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &authtest.Memory{}
		sessions := signin.New(store, signin.Options{Idle: 30 * time.Minute,
			Cost: signin.Cost{MemoryKiB: 8, Passes: 1, Threads: 1}})
		if _, err := sessions.Add(t.Context(), signin.NewAccount{User: "kim",
			Password: "correct horse"}); err != nil {
			t.Fatal(err)
		}
		c, err := sessions.SignIn(t.Context(), "kim", "correct horse", signin.From{})
		if err != nil {
			t.Fatal(err)
		}
		h := newHarness(t)
		h.messages.sessions = sessions
		e := h.dial(t, wire.Subprotocol, "c1", c.Session.ID)
		question := `{"op":"ask","request_id":"r1","ask":` + ask + `}`
		for want := range 2 {
			time.Sleep(20 * time.Minute)
			h.says(t, e, strings.ReplaceAll(question, "r1", "r"+string(rune('1'+want))))
			if len(h.queued) != want+1 {
				t.Fatalf("%d jobs of %d questions: %v", len(h.queued), want+1, h.posted)
			}
		}
		time.Sleep(30 * time.Minute)
		h.says(t, e, strings.ReplaceAll(question, "r1", "r9"))
		if last := h.posted[len(h.posted)-1]; len(h.queued) != 2 ||
			!strings.Contains(last, "unauthenticated") {
			t.Errorf("%d jobs; %s", len(h.queued), last)
		}
	})
}
