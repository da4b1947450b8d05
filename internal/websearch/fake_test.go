package websearch_test

import (
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/websearch"
	"github.com/mundap/mundap/internal/websearch/websearchtest"
)

func TestFakeKeepsTheContract(t *testing.T) {
	websearchtest.Run(t, func(t *testing.T, b websearchtest.Behaviour) websearch.Searcher {
		f := &websearch.Fake{}
		for _, p := range b.Pages {
			p.Title = norm.NFC.String(p.Title)
			f.Pages = append(f.Pages, p)
		}
		if b.Fault != 0 {
			f.Err = func(string) error {
				return fault.Newf(b.Fault,
					"scripted").WithRetryAfter(b.RetryAfter)
			}
		}
		return f
	})
}

func TestFakePutsTheBetterMatchFirst(t *testing.T) {
	f := &websearch.Fake{Pages: []websearch.Result{
		{Title: "연차", URL: "https://a.example/"}, {Title: "연차 휴가", URL: "https://b.example/"},
		{Title: "급여", URL: "https://c.example/"},
	}}
	got, err := f.Search(t.Context(), "휴가 연차", 5)
	if err != nil || len(got) != 2 || got[0].Title != "연차 휴가" {
		t.Errorf("%+v, %v", got, err)
	}
	if q := f.Queries(); len(q) != 1 || q[0] != "휴가 연차" {
		t.Errorf("%q", q)
	}
}
