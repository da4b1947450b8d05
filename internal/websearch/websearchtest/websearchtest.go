// Package websearchtest is the conformance suite of [websearch.Searcher]. Every
// implementation runs it.
package websearchtest

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/websearch"
)

// Behaviour is what the adapter's other side does with every call.
type Behaviour struct {
	// Pages are what it finds for every query, in this order; the harness
	// writes them in the provider's own form (escaped, and with its marks
	// around the query's words where it sets some).
	Pages []websearch.Result
	// Fault, when not zero, is answered instead: the provider's own form of an error of this kind.
	Fault fault.Kind
	// RetryAfter is told with a Throttled fault, in whole seconds.
	RetryAfter time.Duration
}

// Harness makes a searcher whose other side behaves so, for the length of the
// test. It calls t.Skip with the reason where a provider has no form of the
// behaviour.
type Harness func(t *testing.T, b Behaviour) websearch.Searcher

// Query is what the suite asks; every page that it gives to a harness holds it in the title.
const Query = "문답"

// Run tests an adapter.
func Run(t *testing.T, harness Harness) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Harness)
	}{
		{"results come in order and plain", plain},
		{"at most k results", atMost},
		{"nothing found is no error", nothing},
		{"links that are no web pages are left out", onlyWeb},
		{"an empty query or no results wanted is invalid", invalid},
		{"an ended context is an error", endedContext},
		{"searches run side by side", sideBySide},
		{"faults are classified", faults},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, harness) })
	}
}

func pages(n int) []websearch.Result {
	list := make([]websearch.Result, n)
	for i := range list {
		list[i] = websearch.Result{
			Title:   fmt.Sprintf("문답 %d: <b> & \"따옴표\"", i),
			URL:     fmt.Sprintf("https://example.com/%d?q=a&b=c", i),
			Excerpt: fmt.Sprintf("%d번째 글의 요약 1 < 2", i),
		}
	}
	return list
}

func search(t *testing.T, s websearch.Searcher, k int) []websearch.Result {
	t.Helper()
	found, err := s.Search(t.Context(), Query, k)
	if err != nil {
		t.Fatal(err)
	}
	if len(found) > k {
		t.Errorf("%d results, at most %d were wanted", len(found), k)
	}
	for _, r := range found {
		u, err := url.Parse(r.URL)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			t.Errorf("URL %q", r.URL)
		}
		if !norm.NFC.IsNormalString(r.Title + r.Excerpt) {
			t.Errorf("not in NFC: %q %q", r.Title, r.Excerpt)
		}
	}
	return found
}

func plain(t *testing.T, harness Harness) {
	want := pages(3)
	want[1].Title = norm.NFD.String(want[1].Title)
	found := search(t, harness(t, Behaviour{Pages: want}), 5)
	if len(found) != len(want) {
		t.Fatalf("%d results, want %d: %+v", len(found), len(want), found)
	}
	for i, r := range found {
		if r.URL != want[i].URL {
			t.Errorf("result %d: URL %q, want %q", i, r.URL, want[i].URL)
		}
		if got := strings.TrimSpace(r.Excerpt); got != want[i].Excerpt {
			t.Errorf("result %d: excerpt %q, want %q", i, got, want[i].Excerpt)
		}
		if !strings.Contains(r.Title, fmt.Sprintf("문답 %d: <b> & \"따옴표\"", i)) {
			t.Errorf("result %d: title %q", i, r.Title)
		}
	}
}

func atMost(t *testing.T, harness Harness) {
	s := harness(t, Behaviour{Pages: pages(8)})
	for _, k := range []int{1, 3, 8} {
		if found := search(t, s, k); len(found) != k {
			t.Errorf("%d results of %d wanted", len(found), k)
		}
	}
}

func nothing(t *testing.T, harness Harness) {
	if found := search(t, harness(t, Behaviour{}), 3); len(found) != 0 {
		t.Errorf("%+v", found)
	}
}

func onlyWeb(t *testing.T, harness Harness) {
	list := pages(3)
	list[0].URL, list[1].URL = "javascript:alert(1)", "file:///etc/passwd"
	found := search(t, harness(t, Behaviour{Pages: list}), 3)
	if len(found) != 1 || found[0].URL != list[2].URL {
		t.Errorf("%+v", found)
	}
}

func invalid(t *testing.T, harness Harness) {
	s := harness(t, Behaviour{Pages: pages(1)})
	for _, c := range []struct {
		query string
		k     int
	}{{"", 3}, {" \n", 3}, {Query, 0}, {Query, -1}} {
		if found, err := s.Search(t.Context(), c.query, c.k); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q, %d: %+v, %v", c.query, c.k, found, err)
		}
	}
}

func endedContext(t *testing.T, harness Harness) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := harness(t, Behaviour{Pages: pages(1)}).Search(ctx, Query, 3); !fault.Is(err,
		fault.Canceled) {
		t.Errorf("%v", err)
	}
}

func sideBySide(t *testing.T, harness Harness) {
	s := harness(t, Behaviour{Pages: pages(4)})
	var all sync.WaitGroup
	failures := make(chan string, 8)
	for range cap(failures) {
		all.Go(func() {
			if found, err := s.Search(t.Context(), Query, 4); err != nil || len(found) != 4 {
				failures <- fmt.Sprintf("%d results, %v", len(found), err)
			}
		})
	}
	all.Wait()
	close(failures)
	for f := range failures {
		t.Error(f)
	}
}

func faults(t *testing.T, harness Harness) {
	for _, kind := range []fault.Kind{fault.Throttled, fault.Overloaded, fault.Unavailable,
		fault.Forbidden} {
		t.Run(kind.String(), func(t *testing.T) {
			found, err := harness(t, Behaviour{Fault: kind}).Search(t.Context(), Query, 3)
			if !fault.Is(err, kind) || found != nil {
				t.Errorf("%d results, kind %v, want %v: %v", len(found), fault.KindOf(err), kind,
					err)
			}
			if err != nil && strings.Contains(err.Error(), Query) {
				t.Errorf("the error holds the query: %v", err)
			}
		})
	}
	t.Run("throttled tells when to come again", func(t *testing.T) {
		_, err := harness(t, Behaviour{Fault: fault.Throttled,
			RetryAfter: 7 * time.Second}).Search(t.Context(), Query, 3)
		if got := fault.RetryAfter(err); !fault.Is(err, fault.Throttled) || got != 7*time.Second {
			t.Errorf("retry after %v: %v", got, err)
		}
	})
}
