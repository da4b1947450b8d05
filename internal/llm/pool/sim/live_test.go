package sim_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/llm/pool/sim"
)

func TestRegionsAreServedToOtherPrograms(t *testing.T) {
	s, ok := sim.Find("small")
	if !ok {
		t.Fatal("no such scenario")
	}
	for i := range s.Regions { // nobody waits for this test
		s.Regions[i].FirstToken, s.Regions[i].Speed = 1e6, 1e5
		s.Regions[i].PerThousand = 0
	}
	server := httptest.NewServer(s.Live(1))
	defer server.Close()
	defer http.DefaultClient.CloseIdleConnections()
	post := func(body string) (int, string) {
		resp, err := http.Post(server.URL+"/0/v1/chat/completions", "application/json",
			strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		data, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(data)
	}
	if status, body := post(`{"user":"0","max_tokens":1024,"stream":true,"model":"m"}`); status != 200 || !strings.HasSuffix(body, "data: [DONE]\n\n") || !strings.Contains(body, `"usage"`) {
		t.Errorf("%d %s", status, body)
	}
	if status, _ := post(`{"user":"0","max_tokens":99999999,"stream":true,"model":"m"}`); status != http.StatusTooManyRequests {
		t.Errorf("more than the quota: %d", status)
	}
	if status, _ := post(`{"user":"x"}`); status != http.StatusBadRequest {
		t.Errorf("nonsense: %d", status)
	}
	var lines bytes.Buffer
	if err := s.Dump(&lines, 1); err != nil ||
		!json.Valid(lines.Bytes()[:bytes.IndexByte(lines.Bytes(), '\n')]) {
		t.Errorf("%v", err)
	}
}
