package lambdafn

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/session"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

func TestASocketHasTheRightsOfItsSessionAndEndsWithIt(t *testing.T) {
	now := time.Unix(1_770_000_000, 0)
	for _, c := range []struct {
		admin   string
		ends    time.Duration // of the session, from now
		isAdmin bool
		expires time.Duration
	}{
		{"true", time.Minute, true, time.Minute},
		{"false", 24 * time.Hour, false, lifetime},
		{"", 24 * time.Hour, false, lifetime},
	} {
		h := newHarness(t)
		h.messages.clients.now = func() time.Time { return now }
		out, err := h.messages.handle(t.Context(), events.APIGatewayWebsocketProxyRequest{
			RequestContext: events.APIGatewayWebsocketProxyRequestContext{
				RouteKey: "$connect", ConnectionID: "c1", Authorizer: map[string]any{
					contextUser: "kim", contextName: "김", contextAdmin: c.admin,
					contextExpires: strconv.FormatInt(now.Add(c.ends).Unix(), 10),
				}},
		})
		if err != nil || out.StatusCode != http.StatusOK {
			t.Fatalf("%+v, %v", out, err)
		}
		got, err := h.messages.clients.connections.Get(t.Context(), "c1", now)
		if err != nil || got.Scope.Admin != c.isAdmin || got.Scope.User != "kim" || got.Scope.Name != "김" ||
			!got.Expires.Equal(now.Add(c.expires)) {
			t.Errorf("admin %q, the session ends in %v: %+v, %v", c.admin, c.ends, got, err)
		}
	}
}

// Without accounts there are no tickets: another site's page, opened in a
// browser that can reach the socket, must not use it.
func TestWithoutAccountsOnlyTheSitesOwnPagesConnect(t *testing.T) {
	for origin, want := range map[string]int{
		"https://mundap.example": http.StatusOK, "https://evil.example": http.StatusForbidden,
		"": http.StatusOK, // no browser
	} {
		h := newHarness(t)
		h.messages.clients.open, h.messages.origins = true, []string{"https://mundap.example"}
		e := events.APIGatewayWebsocketProxyRequest{Headers: map[string]string{},
			RequestContext: events.APIGatewayWebsocketProxyRequestContext{RouteKey: "$connect", ConnectionID: "c1"}}
		if origin != "" {
			e.Headers["Origin"] = origin
		}
		if out, err := h.messages.handle(t.Context(), e); err != nil || out.StatusCode != want {
			t.Errorf("%q: %d, %v", origin, out.StatusCode, err)
		}
	}
}

// scripted is a chat whose turns go as a function says.
type scripted struct {
	turns  *turn.Log
	answer func(attempt int, w *turn.Writer) // in a run of its own
	begins error                             // why no turn begins

	running sync.WaitGroup
	begun   int
	settled bool
}

func (s *scripted) Start(ctx context.Context, r chat.Request) (turn.Status, error) {
	if s.begins != nil {
		s.begun++
		return turn.Status{}, s.begins
	}
	w, status, begun, err := s.turns.Start(ctx, turn.ID{User: r.User, Request: r.RequestID}, nil)
	if err != nil || !begun {
		return status, err
	}
	s.begun++
	attempt := s.begun
	s.running.Go(func() { s.answer(attempt, w) })
	return status, nil
}

func (s *scripted) Stop(turn.ID) bool { return false }

func (s *scripted) Settle(context.Context, turn.ID) { s.running.Wait(); s.settled = true }

// asked is a harness where a v2 client has asked, and a chat answers.
func asked(t *testing.T, s *scripted) *harness {
	t.Helper()
	h := newHarness(t)
	s.turns = h.turns
	h.jobs.chat = s
	h.says(t, h.connected(t, wire.Subprotocol), `{"op":"ask","request_id":"r1","ask":`+ask+`}`)
	return h
}

func TestATurnWhoseWriterDiedIsBegunAgain(t *testing.T) {
	for deaths, want := range map[int]int{1: 2, 9: maxAttempts} {
		synctest.Test(t, func(t *testing.T) {
			s := &scripted{answer: func(attempt int, w *turn.Writer) {
				w.Delta("답 " + strconv.Itoa(attempt))
				if attempt <= deaths {
					w.Close()
				} else if err := w.Done(context.Background(), history.Completed); err != nil {
					t.Error(err)
				}
			}}
			h := asked(t, s)
			if err := h.jobs.do(t.Context(), h.queued[0]); err != nil {
				t.Error(err)
			}
			all := strings.Join(h.posted, "\n")
			if s.begun != want || strings.Contains(all, `"failed"`) ||
				strings.Contains(all, `"done"`) != (deaths < maxAttempts) {
				t.Errorf("%d deaths: begun %d times, posted %s", deaths, s.begun, all)
			}
		})
	}
}

// refusing is a Citer that fails.
type refusing struct{}

func (refusing) Resolve(context.Context, auth.Scope, []history.SourceRef) ([]wire.Source, error) {
	return nil, fault.Newf(fault.Unavailable, "the records are away")
}

// A function is frozen when it returns, and the turn with it.
func TestARunEndsWhenItsTurnIsOverAndNothingElseIsToDo(t *testing.T) {
	for name, c := range map[string]struct {
		citer session.Citer
		fails bool
	}{
		"delivered":         {noSources{}, false},
		"it can't be shown": {refusing{}, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &scripted{answer: func(_ int, w *turn.Writer) {
					w.Sources([]history.SourceRef{{Number: 1}})
					<-time.After(time.Minute)
					if err := w.Done(context.Background(), history.Completed); err != nil {
						t.Error(err)
					}
					<-time.After(time.Second) // the conversation gets its title
				}}
				h := asked(t, s)
				h.jobs.renderer.Citations = c.citer
				if err := h.jobs.do(t.Context(), h.queued[0]); (err != nil) != c.fails {
					t.Error(err)
				}
				id := h.queued[0].Turn
				if status, err := h.turns.Status(t.Context(), id); err != nil || status.State != turn.Finished {
					t.Errorf("%+v, %v", status, err)
				}
				if s.settled == c.fails {
					t.Errorf("settled: %t", s.settled)
				}
				left, err := h.jobs.clients.connections.Followers(t.Context(), id, time.Now())
				if err != nil || len(left) > 0 != c.fails { // the run is repeated then
					t.Errorf("followers %v, %v", left, err)
				}
				s.running.Wait()
			})
		})
	}
}

func TestWhatStartsNoTurnIsToldUnlessLambdaTriesAgain(t *testing.T) {
	for _, c := range []struct {
		kind fault.Kind
		told bool
	}{{fault.TooLarge, true}, {fault.Unavailable, false}, {fault.Overloaded, false}} {
		h := asked(t, &scripted{begins: fault.Newf(c.kind, "no")})
		err := h.jobs.do(t.Context(), h.queued[0])
		if (err == nil) != c.told || (len(h.posted) > 0) != c.told {
			t.Errorf("%v: %v, posted %q", c.kind, err, h.posted)
		}
	}
}

// slowly is a client to which a message takes five seconds.
type slowly struct{ *client }

func (s slowly) Post(ctx context.Context, id string, message []byte) error {
	<-time.After(5 * time.Second)
	return s.client.Post(ctx, id, message)
}

func TestARunWaitsUntilTheOtherWindowsAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var windows *announcer
		h := asked(t, &scripted{answer: func(_ int, w *turn.Writer) {
			if err := w.Done(context.Background(), history.Completed); err != nil {
				t.Error(err)
			}
			windows.tell(connections.Change{User: "kim", Conversation: "일"})
		}})
		h.jobs.clients.sockets = slowly{h.client}
		windows = &announcer{clients: h.jobs.clients, log: h.jobs.log}
		h.jobs.windows = windows
		if err := h.jobs.do(t.Context(), h.queued[0]); err != nil {
			t.Error(err)
		}
		if all := strings.Join(h.posted, "\n"); !strings.Contains(all, `"changed"`) {
			t.Errorf("posted %s", all)
		}
		windows.wait()
	})
}
