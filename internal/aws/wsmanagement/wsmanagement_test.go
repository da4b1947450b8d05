package wsmanagement_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/wsmanagement"
	"github.com/mundap/mundap/internal/fault"
)

// gateway speaks the management API, as documented: POST and DELETE of /STAGE/@connections/ID.
type gateway struct {
	fail   string // an exception instead of an answer
	status int    // with fail

	mu     sync.Mutex
	open   map[string][]string // frames by connection
	bodies [][]byte
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	path, ok := strings.CutPrefix(r.URL.EscapedPath(), "/prod/@connections/")
	id, bad := url.PathUnescape(path)
	if err != nil || !ok || bad != nil || strings.Contains(path, "/") ||
		!strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 ") {
		http.Error(w, "{}", http.StatusBadRequest)
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.fail != "" {
		g.refuse(w, g.status, g.fail)
		return
	}
	if _, there := g.open[id]; !there {
		g.refuse(w, http.StatusGone, "GoneException")
		return
	}
	switch r.Method {
	case http.MethodPost:
		g.bodies = append(g.bodies, body)
		g.open[id] = append(g.open[id], string(body))
	case http.MethodDelete:
		delete(g.open, id)
		w.WriteHeader(http.StatusNoContent)
	default:
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

func (g *gateway) refuse(w http.ResponseWriter, status int, name string) {
	if name != "-" {
		w.Header().Set("X-Amzn-ErrorType", name)
	}
	w.WriteHeader(status)
}

func sockets(t *testing.T, g *gateway) *wsmanagement.Sockets {
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	return wsmanagement.New(awstest.Config(t, "ap-northeast-2"), server.URL+"/prod")
}

const id = "L0SM9cOFvHcCIhw="

func TestFramesArriveInOrder(t *testing.T) {
	model := awstest.Load(t, "apigatewaymanagementapi")
	g := &gateway{open: map[string][]string{id: nil}}
	s := sockets(t, g)
	long := strings.Repeat("x", wsmanagement.MaxFrame)
	for _, frame := range []string{`{"msg":"안녕"}`, "둘", long} {
		if err := s.Post(t.Context(), id, []byte(frame)); err != nil {
			t.Fatal(err)
		}
	}
	if got := g.open[id]; len(got) != 3 || got[0] != `{"msg":"안녕"}` || got[1] != "둘" || got[2] != long {
		t.Errorf("%d frames arrived", len(got))
	}
	for _, body := range g.bodies {
		if err := model.Request("PostToConnection", body); err != nil {
			t.Error(err)
		}
	}
	if limit := model.Shapes["Data"].Max; limit == nil || *limit != wsmanagement.MaxFrame {
		t.Errorf("the service's limit is %v", limit)
	}
	for name, want := range map[string]string{"PostToConnection": "POST /@connections/{connectionId}", "DeleteConnection": "DELETE /@connections/{connectionId}"} {
		if op := model.Operations[name]; op.HTTP.Method+" "+op.HTTP.URI != want {
			t.Errorf("%s is %+v", name, op.HTTP)
		}
	}
}

func TestAClosedSocket(t *testing.T) {
	g := &gateway{open: map[string][]string{id: nil}}
	s := sockets(t, g)
	for range 2 {
		if err := s.Close(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Post(t.Context(), id, []byte("x")); !wsmanagement.IsClosed(err) {
		t.Errorf("%v", err)
	}
}

func TestErrorsAreClassified(t *testing.T) {
	for name, c := range map[string]struct {
		fail   string
		status int
		want   fault.Kind
	}{
		"gone":         {"GoneException", 410, fault.NotFound},
		"gone, bare":   {"-", 410, fault.NotFound},
		"too fast":     {"LimitExceededException", 429, fault.Throttled},
		"too long":     {"PayloadTooLargeException", 413, fault.TooLarge},
		"forbidden":    {"ForbiddenException", 403, fault.Forbidden},
		"broken":       {"InternalServerError", 500, fault.Unavailable},
		"broken, bare": {"-", 502, fault.Unavailable},
	} {
		err := sockets(t, &gateway{fail: c.fail, status: c.status}).Post(t.Context(), id,
			[]byte("x"))
		if !fault.Is(err, c.want) || wsmanagement.IsClosed(err) != (c.want == fault.NotFound) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	s := sockets(t, &gateway{open: map[string][]string{id: nil}})
	if err := s.Post(t.Context(), id, make([]byte, wsmanagement.MaxFrame+1)); !fault.Is(err,
		fault.TooLarge) {
		t.Errorf("over the limit: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Post(ctx, id, []byte("x")); !fault.Is(err, fault.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
