package server_test

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/wire"
)

func withPool(p *server.Parts, _ *server.Options) {
	p.Pool = func() wire.Pool {
		return wire.Pool{Waiting: 2, Profiles: []wire.PoolProfile{{Name: `small"one`, Region: "us-west-2", Model: "m", Calls: 7, Breaker: "open", Remaining: 0.25}}}
	}
}

func TestAdministratorsSeeThePool(t *testing.T) {
	w := newWorld(t, withPool)
	p := parse[wire.Pool](t, w.do(w.browser, "GET", "/api/admin/pool", "").body)
	if p.Waiting != 2 || len(p.Profiles) != 1 || p.Profiles[0].Calls != 7 {
		t.Errorf("%+v", p)
	}
	r := w.do(w.browser, "GET", "/metrics", "")
	for _, want := range []string{
		`mundap_llm_calls_total{profile="small\"one",region="us-west-2",model="m"} 7`, "mundap_llm_waiting 2", "mundap_build_info{version=",
		`mundap_llm_breaker_open{profile="small\"one",region="us-west-2",model="m"} 1`,
	} {
		if !strings.Contains(r.body, want) {
			t.Errorf("metrics lack %s:\n%s", want, r.body)
		}
	}
	// People's dashboards and alerts name them.
	for _, name := range []string{"calls_total", "throttled_total", "failed_total", "hedges_total",
		"input_tokens_total", "output_tokens_total", "spend_usd_total", "quota_remaining_ratio",
		"in_flight", "first_token_seconds", "breaker_open"} {
		if !strings.Contains(r.body, "\nmundap_llm_"+name+"{profile=") {
			t.Errorf("metrics lack %s:\n%s", name, r.body)
		}
	}
}

func TestWithoutProfilesThePoolIsEmpty(t *testing.T) {
	w := newWorld(t)
	if r := w.do(w.browser, "GET", "/api/admin/pool", ""); r.status != 200 || !strings.Contains(r.body, `"profiles":[]`) {
		t.Errorf("%d %s", r.status, r.body)
	}
}

func TestOthersDoNotSeeThePool(t *testing.T) {
	w := newWorld(t, withAccounts, withPool)
	kim := w.account("kim")
	for _, path := range []string{"/api/admin/pool", "/metrics"} {
		if r := w.do(w.browser, "GET", path, ""); r.status != 401 {
			t.Errorf("nobody asks %s: %d", path, r.status)
		}
		if r := w.do(kim, "GET", path, ""); r.status != 403 {
			t.Errorf("kim asks %s: %d", path, r.status)
		}
	}
}

func TestTheProgressOfVectorsIsTold(t *testing.T) {
	w := newWorld(t, func(p *server.Parts, _ *server.Options) {
		p.Vectors = func() wire.Vectors { return wire.Vectors{Model: "m", Passages: 9, Missing: 4} }
	})
	d := parse[wire.Documents](t, w.do(w.browser, "GET", "/api/documents", "").body)
	if d.Vectors == nil || d.Vectors.Passages != 9 || d.Vectors.Missing != 4 || d.Vectors.Stalled {
		t.Errorf("documents tell %+v", d.Vectors)
	}
	r := w.do(w.browser, "GET", "/metrics", "")
	for _, want := range []string{"mundap_index_passages 9", "mundap_index_vectors_missing 4"} {
		if !strings.Contains(r.body, want) {
			t.Errorf("metrics lack %s:\n%s", want, r.body)
		}
	}
}
