package server_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/wire"
)

// fakeModels connects whatever it is told.
type fakeModels struct{ connected wire.ModelConnection }

func (f *fakeModels) ModelName() string { return f.connected.Name }

func (f *fakeModels) Setup(context.Context) (wire.ModelSetup, error) {
	return wire.ModelSetup{Name: f.connected.Name, HasKey: f.connected.Key != "", Found: []wire.ModelServer{}}, nil
}

func (f *fakeModels) Test(context.Context, wire.ModelConnection) error { return nil }

func (f *fakeModels) Connect(_ context.Context, c wire.ModelConnection) error {
	f.connected = c
	return nil
}

func (f *fakeModels) Disconnect(context.Context) error {
	f.connected = wire.ModelConnection{}
	return nil
}

const modelPath = "/api/admin/model"

func TestTheLocalOwnerConnectsAModelAndSeesNoKey(t *testing.T) {
	w := newWorld(t)
	body := `{"url":"http://127.0.0.1:11434/v1","name":"gemma","key":"sk-secret"}`
	if r := w.do(w.browser, "PUT", modelPath, body); r.status != 204 {
		t.Fatalf("%+v", r)
	}
	if s := parse[wire.Session](t, w.do(w.browser, "GET", "/api/session", "").body); s.Model != "gemma" {
		t.Errorf("the session's model is %q", s.Model)
	}
	r := w.do(w.browser, "GET", modelPath, "")
	if got := parse[wire.ModelSetup](t, r.body); !got.HasKey || strings.Contains(r.body, "sk-secret") {
		t.Errorf("%s", r.body)
	}
	if strings.Contains(w.log.String(), "sk-secret") {
		t.Error("the log has the key")
	}
	if r := w.do(w.browser, "DELETE", modelPath, ""); r.status != 204 || w.models.connected.Name != "" {
		t.Errorf("%+v", r)
	}
}

func TestModelsAreNotConnectedThroughAProxyOrFromAnotherSite(t *testing.T) {
	for name, header := range map[string][2]string{
		"forwarded for": {"X-Forwarded-For", "127.0.0.1"}, "forwarded": {"Forwarded", "for=127.0.0.1"},
		"via": {"Via", "1.1 proxy"}, "real ip": {"X-Real-Ip", "127.0.0.1"},
		"another site": {"Origin", "https://evil.example"}, "fetched elsewhere": {"Sec-Fetch-Site", "cross-site"},
	} {
		w := newWorld(t)
		for _, method := range []string{"POST", "PUT", "DELETE"} {
			r, err := http.NewRequestWithContext(t.Context(), method, w.url+modelPath,
				strings.NewReader(`{"url":"http://127.0.0.1:1","name":"x"}`))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set(header[0], header[1])
			answer, err := w.browser.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if answer.StatusCode != 403 || w.models.connected.Name != "" {
				t.Errorf("%s, %s: %d", name, method, answer.StatusCode)
			}
		}
	}
	w := newWorld(t, func(_ *server.Parts, o *server.Options) { o.TrustProxy = true })
	if r := w.do(w.browser, "GET", modelPath, ""); r.status != 403 {
		t.Errorf("behind a trusted proxy, without accounts: %d", r.status)
	}
}
