package lambdafn

import (
	"net/http"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"github.com/mundap/mundap/internal/wire"
)

func TestLimitsCountAnAddressThatNobodyCanMakeUp(t *testing.T) {
	for _, c := range []struct{ what, key, forwarded, want string }{
		{"a call of API Gateway", "", "", "192.0.2.1"},
		{"a header that anybody can write", "", "10.0.0.1, 10.0.0.2", "192.0.2.1"},
		{"CloudFront", "key", "10.0.0.1, 198.51.100.7, 203.0.113.9", "198.51.100.7"},
		{"CloudFront without hops", "key", "203.0.113.9", "192.0.2.1"},
	} {
		if got := clientAddress("192.0.2.1", c.key, c.forwarded); got != c.want {
			t.Errorf("%s: %s, not %s", c.what, got, c.want)
		}
	}
	site, err := newREST(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if got := addressOf(r.Context()); got != "192.0.2.1" {
			t.Errorf("a request of %s", got)
		}
	}), "https://site.example")
	if err != nil {
		t.Fatal(err)
	}
	e := events.APIGatewayProxyRequest{HTTPMethod: "POST", Path: "/upload",
		Headers: map[string]string{"X-Forwarded-For": "10.0.0.1, 10.0.0.2"}}
	e.RequestContext.Identity.SourceIP = "192.0.2.1"
	if _, err := site.handle(t.Context(), e); err != nil {
		t.Fatal(err)
	}
}

// connecting is the event of a socket that a user opens.
func connecting(user, id string) events.APIGatewayWebsocketProxyRequest {
	return events.APIGatewayWebsocketProxyRequest{
		MultiValueHeaders: map[string][]string{"Sec-WebSocket-Protocol": {wire.Subprotocol}},
		RequestContext: events.APIGatewayWebsocketProxyRequestContext{
			RouteKey: "$connect", ConnectionID: id,
			Authorizer: map[string]any{contextUser: user, contextAdmin: "false",
				contextExpires: "99999999999", contextSession: "s1"}}}
}

// connectFrom opens a socket from an address, and gives the status.
func (h *harness) connectFrom(t *testing.T, id, address string) int {
	t.Helper()
	e := connecting(h.user, id)
	e.RequestContext.Identity.SourceIP = address
	e.MultiValueHeaders["X-Forwarded-For"] = []string{"10.0.0." + id + ", 10.1.0.1"} // which nobody believes
	out, err := h.messages.handle(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	return out.StatusCode
}

func TestAnAddressThatOpensTooManySocketsIsRefused(t *testing.T) {
	h := newHarness(t)
	limit := &counted{most: 2}
	h.messages.opening = limit
	for i, want := range []int{200, 200, 429} {
		if got := h.connectFrom(t, string(rune('a'+i)), "192.0.2.1"); got != want {
			t.Errorf("socket %d: %d, not %d", i, got, want)
		}
	}
	if limit.users[0] != "192.0.2.1" || limit.users[2] != "192.0.2.1" {
		t.Errorf("counted %v", limit.users)
	}
}

func TestAUserKeepsSoManySocketsAndNoMore(t *testing.T) {
	h := newHarness(t)
	h.messages.open = 2
	for i, want := range []int{200, 200, 429} {
		if got := h.connectFrom(t, string(rune('a'+i)), "192.0.2.1"); got != want {
			t.Errorf("socket %d: %d, not %d", i, got, want)
		}
	}
	if err := h.messages.clients.connections.Close(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if got := h.connectFrom(t, "d", "192.0.2.1"); got != 200 {
		t.Errorf("after one was closed: %d", got)
	}
}

func TestAnAddressThatAsksTooOftenIsToldSo(t *testing.T) {
	h := newHarness(t)
	limit := &counted{most: 1}
	h.messages.from = limit
	h.connectFrom(t, "a", "192.0.2.1")
	e := connecting(h.user, "a")
	for _, id := range []string{"r1", "r2"} {
		h.says(t, e, `{"op":"ask","request_id":"`+id+`","ask":`+ask+`}`)
	}
	f := frameOf(t, h.posted[len(h.posted)-1])
	if len(h.queued) != 1 || f.Event != "rejected" || f.Error.Kind != "throttled" ||
		len(limit.users) != 2 || limit.users[1] != "192.0.2.1" {
		t.Errorf("%d jobs, %+v, counted %v", len(h.queued), f, limit.users)
	}
}
