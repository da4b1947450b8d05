package opensearch

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
)

// asked is a store whose server gives one answer to everything, and keeps what it was
// asked last.
func asked(t *testing.T, answer string) (*Store, *string) {
	t.Helper()
	var body string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		body = string(data)
		fmt.Fprint(w, answer)
	}))
	t.Cleanup(server.Close)
	s, err := New(Options{URL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	return s, &body
}

// A request for many entries succeeds though some of them are refused.
func TestAnEntryThatIsRefusedFailsTheWrite(t *testing.T) {
	const answer = `{"errors": true, "items": [{"delete": {"status": 404}}, {"index": {"status": %d,
		"error": {"type": "mapper_parsing_exception", "reason": "why"}}}]}`
	for status, want := range map[int]fault.Kind{400: fault.Internal, 429: fault.Throttled, 503: fault.Unavailable} {
		s, _ := asked(t, fmt.Sprintf(answer, status))
		if err := s.bulk(t.Context(), deletions([]string{"a", "b"})); !fault.Is(err, want) {
			t.Errorf("status %d: %v", status, err)
		}
	}
	s, _ := asked(t, `{"errors": true, "items": [{"delete": {"status": 404}}]}`)
	if err := s.bulk(t.Context(), deletions([]string{"a"})); err != nil {
		t.Errorf("deleting what is not there: %v", err)
	}
}

// An index of several shards gives fewer hits where one of them fails, unless it is
// told not to. Fewer hits would pass for all that there are.
func TestAShardThatFailsFailsTheSearch(t *testing.T) {
	s, body := asked(t, `{"responses": [{"status": 200, "hits": {"hits": []}}]}`)
	q := retrieve.Query{Text: "요금", K: 4}
	if _, err := s.search(t.Context(), filters(auth.UserScope("kim"), q), q, nil); err != nil {
		t.Fatal(err)
	}
	if header, _, _ := strings.Cut(*body, "\n"); header != `{"allow_partial_search_results":false}` {
		t.Errorf("the header of the search is %s", header)
	}
}
