//go:build !nodict

package lambdafn

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mundap/mundap/internal/llm"
)

func TestFunctionsShareTheRegionsQuotas(t *testing.T) {
	var mu sync.Mutex
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, what, table := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		if !table {
			what = r.URL.Path
		} else if !strings.Contains(string(body), `"TableName":"mundap-ledger"`) || !strings.Contains(string(body), "quota#us-west-2#anthropic.claude") {
			t.Errorf("%s of %s", what, body)
		}
		mu.Lock()
		asked = append(asked, what)
		mu.Unlock()
		if table {
			w.Header().Set("Content-Type", "application/x-amz-json-1.0")
			fmt.Fprint(w, `{}`)
			return
		}
		w.Header().Set("X-Amzn-ErrorType", "ValidationException")
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"message":"no such model"}`)
	}))
	defer server.Close()
	p := testParts(t, map[string]string{
		"MUNDAP_TABLE_PREFIX":    "mundap-",
		"MUNDAP_PROFILE_OF_LLMS": `[{"region":"us-west-2","model":"anthropic.claude-haiku-4-5-20251001-v1:0","tokens_per_minute":100000}]`,
	})
	p.aws.BaseEndpoint = &server.URL
	model, _, err := p.models()
	if err != nil {
		t.Fatal(err)
	}
	defer model.(io.Closer).Close()
	if _, _, err := llm.Collect(model.Stream(t.Context(),
		llm.Request{Messages: []llm.Message{{Role: llm.User, Text: "안녕"}},
			MaxTokens: 8})); err == nil {
		t.Error("the refused model answered")
	}
	mu.Lock()
	defer mu.Unlock()
	// The account may be drawn from again, for what others draw meanwhile,
	// before the model is asked.
	first := slices.IndexFunc(asked, func(what string) bool {
		return strings.HasPrefix(what,
			"/model/")
	})
	if first < 2 || asked[0] != "GetItem" || asked[1] != "PutItem" {
		t.Errorf("asked %v: first the account is drawn from, then the model is asked", asked)
	}
}
