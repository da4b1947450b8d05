package webapi

import (
	"cmp"
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/websearch"
	"github.com/mundap/mundap/internal/websearch/websearchtest"
)

// provider is an engine's other side: it writes answers in the engine's own form.
type provider struct {
	key     func(r *http.Request) string // what the request carries as its key
	most    func(r *http.Request) string // how many results it asks for; nil: it does not say
	query   string                       // name of the query's parameter
	results func(pages []websearch.Result) any
}

const key = "a-secret-key"

func (p provider) serve(t *testing.T, b websearchtest.Behaviour) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if got := p.key(r); got != key && got != "" {
			t.Errorf("the key is %q", got)
		}
		if r.URL.Query().Get(p.query) != websearchtest.Query {
			t.Errorf("the query is %q", r.URL.RawQuery)
		}
		if b.Fault != fault.Internal {
			if b.RetryAfter > 0 {
				w.Header().Set("Retry-After", strconv.Itoa(int(b.RetryAfter.Seconds())))
			}
			status := map[fault.Kind]int{fault.Throttled: 429, fault.Overloaded: 503,
				fault.Unavailable: 502, fault.Forbidden: 403}[b.Fault]
			http.Error(w, `{"error":"no"}`, status)
			return
		}
		pages := b.Pages
		if p.most != nil {
			if n, err := strconv.Atoi(p.most(r)); err == nil {
				pages = pages[:min(n, len(pages))]
			}
		}
		if err := json.NewEncoder(w).Encode(p.results(pages)); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL
}

type object map[string]any

func emphasised(s string) string {
	return strings.ReplaceAll(html.EscapeString(s), websearchtest.Query, "<b>"+websearchtest.Query+
		"</b>")
}

func items(pages []websearch.Result, write func(websearch.Result) object) []object {
	all := []object{}
	for _, p := range pages {
		all = append(all, write(p))
	}
	return all
}

func TestGoogle(t *testing.T) {
	p := provider{
		key:  func(r *http.Request) string { return r.URL.Query().Get("key") },
		most: func(r *http.Request) string { return r.URL.Query().Get("num") }, query: "q",
		results: func(pages []websearch.Result) any {
			return object{"items": items(pages, func(r websearch.Result) object {
				return object{"title": r.Title, "htmlTitle": emphasised(r.Title), "link": r.URL,
					"snippet": r.Excerpt}
			})}
		},
	}
	websearchtest.Run(t, func(t *testing.T, b websearchtest.Behaviour) websearch.Searcher {
		return Google{Key: key, Engine: "cx", URL: p.serve(t, b), Client: client(t)}
	})
}

func TestNaver(t *testing.T) {
	p := provider{
		key:   func(r *http.Request) string { return r.Header.Get("X-Naver-Client-Secret") },
		most:  func(r *http.Request) string { return r.URL.Query().Get("display") },
		query: "query",
		results: func(pages []websearch.Result) any {
			return object{"items": items(pages, func(r websearch.Result) object {
				return object{"title": emphasised(r.Title), "link": r.URL,
					"description": emphasised(r.Excerpt)}
			})}
		},
	}
	websearchtest.Run(t, func(t *testing.T, b websearchtest.Behaviour) websearch.Searcher {
		return Naver{ClientID: "id", ClientSecret: key, URL: p.serve(t, b), Client: client(t)}
	})
}

func TestBrave(t *testing.T) {
	p := provider{
		key:  func(r *http.Request) string { return r.Header.Get("X-Subscription-Token") },
		most: func(r *http.Request) string { return r.URL.Query().Get("count") }, query: "q",
		results: func(pages []websearch.Result) any {
			return object{"web": object{"results": items(pages, func(r websearch.Result) object {
				return object{"title": emphasised(r.Title), "url": r.URL,
					"description": emphasised(r.Excerpt)}
			})}}
		},
	}
	websearchtest.Run(t, func(t *testing.T, b websearchtest.Behaviour) websearch.Searcher {
		return Brave{Key: key, URL: p.serve(t, b), Client: client(t)}
	})
}

func TestSearXNG(t *testing.T) {
	p := provider{
		key: func(*http.Request) string { return "" }, query: "q",
		results: func(pages []websearch.Result) any {
			return object{"results": items(pages, func(r websearch.Result) object {
				return object{"title": r.Title, "url": r.URL, "content": r.Excerpt, "score": 1.5}
			})}
		},
	}
	websearchtest.Run(t, func(t *testing.T, b websearchtest.Behaviour) websearch.Searcher {
		return SearXNG{URL: p.serve(t, b) + "/", Client: client(t)}
	})
}

// client is one whose connections end with the test.
func client(t *testing.T) *http.Client {
	c := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(c.CloseIdleConnections)
	return c
}

func TestErrorsTellNeitherKeyNorQuery(t *testing.T) {
	for name, answer := range map[string]struct {
		status int
		body   string
		want   fault.Kind
	}{
		"a used-up quota": {403, `{"error":{"errors":[{"reason":"dailyLimitExceeded"}]}}`, fault.Throttled},
		"a wrong key":     {400, `{"error":{"status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}`, fault.Forbidden},
		"no JSON":         {200, "<html>captcha</html>", fault.Unavailable},
		"nothing there":   {0, "", fault.Unavailable},
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(cmp.Or(answer.status, 200))
			_, _ = w.Write([]byte(answer.body))
		}))
		if answer.status == 0 {
			s.Close()
		}
		_, err := Google{Key: key, Engine: "cx", URL: s.URL, Client: client(t)}.Search(t.Context(),
			"연봉", 3)
		s.Close()
		if !fault.Is(err, answer.want) {
			t.Errorf("%s: %v, want %v", name, err, answer.want)
		}
		if err != nil && (strings.Contains(err.Error(), key) ||
			strings.Contains(err.Error(), "연봉") || strings.Contains(err.Error(), "%EC%97%B0")) {
			t.Errorf("%s: the error tells too much: %v", name, err)
		}
	}
}
