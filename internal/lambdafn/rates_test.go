package lambdafn

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/authtest"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/history/historytest"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/settings/settingstest"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/turn/turntest"
	"github.com/mundap/mundap/internal/wire"
)

// counted lets so many through, of all users together, and then has them wait.
type counted struct {
	most  int
	users []string
	err   error
}

func (c *counted) Use(_ context.Context, user string) (time.Duration, error) {
	c.users = append(c.users, user)
	if len(c.users) > c.most {
		return 20 * time.Second, c.err
	}
	return 0, nil
}

func (c *counted) uploading(ctx context.Context, user auth.Principal) (time.Duration, error) {
	return c.Use(ctx, string(user))
}

func TestAUserWhoAsksTooOftenIsToldSo(t *testing.T) {
	h := newHarness(t)
	limit := &counted{most: 1}
	h.messages.asking = limit
	e := h.connected(t, wire.Subprotocol)
	for _, id := range []string{"r1", "r2"} {
		h.says(t, e, `{"op":"ask","request_id":"`+id+`","ask":`+ask+`}`)
	}
	if len(h.queued) != 1 || h.queued[0].Turn.Request != "r1" {
		t.Fatalf("queued %+v", h.queued)
	}
	f := frameOf(t, h.posted[len(h.posted)-1])
	if f.Event != "rejected" || f.RequestID != "r2" || f.Error.Kind != "throttled" || !f.Error.Retry ||
		!strings.Contains(f.Error.Message, "1분 동안 너무 많이") {
		t.Errorf("%+v %+v", f, f.Error)
	}
	h.says(t, e, `{"op":"follow","request_id":"r1"}`) // which is no question
	if len(h.queued) != 2 || strings.Join(limit.users, " ") != "kim kim" {
		t.Errorf("%d jobs, counted %v", len(h.queued), limit.users)
	}
	h.messages.clients.open = true
	h.says(t, e, `{"op":"ask","request_id":"r3","ask":`+ask+`}`)
	if len(h.queued) != 3 || len(limit.users) != 2 {
		t.Errorf("without accounts: %d jobs, counted %v", len(h.queued), limit.users)
	}
}

func TestAQuestionThatCantBeCountedIsNotAsked(t *testing.T) {
	h := newHarness(t)
	h.messages.asking = &counted{err: errors.New("no table")}
	e := h.connected(t, wire.Subprotocol)
	h.says(t, e, `{"op":"ask","request_id":"r1","ask":`+ask+`}`)
	if f := frameOf(t, h.posted[0]); len(h.queued) != 0 || f.Event != "rejected" {
		t.Errorf("%d jobs, %+v", len(h.queued), f)
	}
}

func TestAUserWhoUploadsTooManyFilesIsToldSo(t *testing.T) {
	documents, blobs := &documenttest.Memory{}, blobtest.NewMemory(nil, nil)
	turns := turn.NewLog(&turntest.Memory{}, turn.LogOptions{})
	t.Cleanup(turns.Close)
	sessions := signin.New(&authtest.Memory{}, signin.Options{Cost: signin.Cost{MemoryKiB: 8, Passes: 1, Threads: 1}})
	if _, err := sessions.Add(t.Context(), signin.NewAccount{User: "kim", Password: "a long password"}); err != nil {
		t.Fatal(err)
	}
	in, err := sessions.SignIn(t.Context(), "kim", "a long password", signin.From{})
	if err != nil {
		t.Fatal(err)
	}
	limit := &counted{most: 1}
	s, err := server.New(server.Parts{
		Documents: documents, Blobs: blobs, History: &historytest.Memory{}, Settings: &settingstest.Memory{},
		Turns: turns, Chat: noChat{}, Ingest: ingest.NewService(ingest.Options{Documents: documents, Blobs: blobs}),
		Citations: citation.New(documents, blobs, citation.Options{}), SignIn: sessions, Uploading: limit.uploading,
	}, server.Options{TrustProxy: true})
	if err != nil {
		t.Fatal(err)
	}
	site, err := newREST(s, "https://site.example")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{http.StatusOK, http.StatusTooManyRequests} {
		out, err := site.handle(t.Context(), events.APIGatewayProxyRequest{HTTPMethod: "POST", Path: "/upload",
			Body: `{"filename":"a.txt","contentType":"text/plain"}`, MultiValueHeaders: map[string][]string{
				"Cookie": {signin.CookieName(true) + "=" + in.Token}, "X-Forwarded-Proto": {"https"}}})
		if err != nil || out.StatusCode != want {
			t.Fatalf("%d %s, %v", out.StatusCode, out.Body, err)
		}
		if want == http.StatusOK {
			continue
		}
		if wait := out.MultiValueHeaders["Retry-After"]; len(wait) != 1 || wait[0] != "20" || !json.Valid([]byte(out.Body)) ||
			!strings.Contains(out.Body, "1분 동안 너무 많은 파일") {
			t.Errorf("%v %s", wait, out.Body)
		}
	}
	if len(limit.users) != 2 || limit.users[0] != string(in.Account.ID) {
		t.Errorf("counted %v", limit.users)
	}
}
