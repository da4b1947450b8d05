package aws_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"github.com/mundap/mundap/internal/wire"
)

// search asks the search page for words.
func (p *person) search(words string) (found wire.SearchResults) {
	p.t.Helper()
	resp, body := p.call(p.cookie, "GET", "/api/search?"+url.Values{"q": {words}}.Encode(), nil)
	if err := json.Unmarshal(body, &found); err != nil || resp.StatusCode != http.StatusOK {
		p.t.Fatalf("searching %q: %d %s", words, resp.StatusCode, body)
	}
	return found
}

// searches finds passages with their marks, and the answer to the first
// question, as the search page of one machine does.
func (p *person) searches(t *testing.T) {
	t.Helper()
	found := p.search("여름 휴가")
	if len(found.Passages) != 1 || found.Passages[0].Name != name ||
		found.Passages[0].Format != "txt" || len(found.Passages[0].Snippet.Marks) == 0 {
		t.Errorf("found %+v", found.Passages)
	}
	if len(found.Answers) != 1 || found.Answers[0].RequestID != "first" {
		t.Errorf("answers %+v", found.Answers)
	}
	if found := p.search("쿼카쿼카"); len(found.Passages)+len(found.Answers) != 0 {
		t.Errorf("found %+v", found)
	}
	if resp, body := p.call(nil, "GET", "/api/search?q=a", nil); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("without a session: %d %s", resp.StatusCode, body)
	}
}
