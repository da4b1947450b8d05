//go:build !nodict

package lambdafn

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/mundap/mundap/internal/fault"
)

// emptyAccount stands for S3 and DynamoDB with nothing in them.
func emptyAccount(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Amz-Target") != "" {
			_, _ = io.WriteString(w, `{"Items":[],"Count":0}`)
			return
		}
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `<Error><Code>NoSuchKey</Code></Error>`)
	}))
	t.Cleanup(s.Close)
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	return s.URL
}

// sdk sets what the SDK reads from the environment.
func sdk(t *testing.T) {
	t.Helper()
	for name, value := range map[string]string{"AWS_REGION": region, "AWS_ACCESS_KEY_ID": "id",
		"AWS_SECRET_ACCESS_KEY": "key", "AWS_EC2_METADATA_DISABLED": "true"} {
		t.Setenv(name, value)
	}
}

func TestTheChatFunctionServesTheSearchPage(t *testing.T) {
	sdk(t)
	account := emptyAccount(t)
	config, err := FromEnv(environment(map[string]string{"MUNDAP_SIGN_IN": "none",
		"MUNDAP_S3_ENDPOINT": account, "MUNDAP_DYNAMODB_ENDPOINT": account,
		"MUNDAP_BUCKET": "uploads", "MUNDAP_SITE_URL": "https://site.example"}))
	if err != nil {
		t.Fatal(err)
	}
	chat, err := Open(t.Context(), "chat", config, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ask := func(query string) events.APIGatewayProxyResponse {
		t.Helper()
		event, err := json.Marshal(events.APIGatewayProxyRequest{HTTPMethod: "GET",
			Path:                            "/api/search",
			MultiValueQueryStringParameters: map[string][]string{"q": {query}}})
		if err != nil {
			t.Fatal(err)
		}
		out, err := chat(t.Context(), event)
		if err != nil {
			t.Fatal(err)
		}
		return out.(events.APIGatewayProxyResponse)
	}
	if out := ask("휴가"); out.StatusCode != http.StatusOK ||
		strings.TrimSpace(out.Body) != `{"passages":[],"answers":[]}` {
		t.Errorf("%+v", out)
	}
	if out := ask(" "); out.StatusCode != http.StatusBadRequest {
		t.Errorf("without words: %+v", out)
	}
}

func TestASearchEndsBeforeAPIGatewayGivesUp(t *testing.T) {
	var kind fault.Kind
	h := within(time.Millisecond, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
		kind = fault.KindOf(r.Context().Err())
	}))
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/api/search", nil))
	if kind != fault.Timeout || searchLimit >= 29*time.Second {
		t.Errorf("%v after %v", kind, searchLimit)
	}
}
