package server

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/wire"
)

var errNotAdmin = fault.New(fault.Forbidden,
	"관리자만 볼 수 있는 화면이에요.", "Only administrators can see this.")

// pool shows administrators the state of the models in several regions. Without
// profiles the list is empty.
func (s *Server) pool(w http.ResponseWriter, r *http.Request, a asker) error {
	p, err := s.poolFor(a)
	if err != nil {
		return err
	}
	return ok(w, r, p)
}

func (s *Server) poolFor(a asker) (wire.Pool, error) {
	if !a.Scope.Admin {
		return wire.Pool{}, errNotAdmin
	}
	p := wire.Pool{Profiles: []wire.PoolProfile{}}
	if s.Pool != nil {
		p = s.Pool()
	}
	return p, nil
}

// metrics returns the pool's figures in Prometheus' text format, version 0.0.4.
func (s *Server) metrics(w http.ResponseWriter, _ *http.Request, a asker) error {
	p, err := s.poolFor(a)
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# HELP mundap_build_info The version of the program.\n# TYPE mundap_build_info gauge\nmundap_build_info{version=%q} 1\n",
		s.options.Features.Version)
	gauge := func(name, help, kind string, value func(wire.PoolProfile) float64) {
		fmt.Fprintf(&b, "# HELP mundap_llm_%s %s\n# TYPE mundap_llm_%s %s\n", name, help, name,
			kind)
		for _, f := range p.Profiles {
			fmt.Fprintf(&b, "mundap_llm_%s{profile=%q,region=%q,model=%q} %g\n", name, f.Name,
				f.Region, f.Model, value(f))
		}
	}
	gauge("calls_total", "Calls of a profile.", "counter",
		func(f wire.PoolProfile) float64 { return float64(f.Calls) })
	gauge("throttled_total", "Calls that the provider throttled.", "counter",
		func(f wire.PoolProfile) float64 { return float64(f.Throttled) })
	gauge("failed_total", "Calls that failed otherwise.", "counter",
		func(f wire.PoolProfile) float64 { return float64(f.Failed) })
	gauge("hedges_total", "Second calls because a first one was slow to begin.", "counter",
		func(f wire.PoolProfile) float64 { return float64(f.Hedges) })
	gauge("input_tokens_total", "Tokens of input.", "counter",
		func(f wire.PoolProfile) float64 { return float64(f.Input) })
	gauge("output_tokens_total", "Tokens of output.", "counter",
		func(f wire.PoolProfile) float64 { return float64(f.Output) })
	gauge("spend_usd_total", "Cost by the profile's price.", "counter",
		func(f wire.PoolProfile) float64 { return f.SpendUSD })
	gauge("quota_remaining_ratio", "Part of the quota that is left.", "gauge",
		func(f wire.PoolProfile) float64 { return f.Remaining })
	gauge("in_flight", "Calls being answered.", "gauge",
		func(f wire.PoolProfile) float64 { return float64(f.InFlight) })
	gauge("first_token_seconds", "Decayed mean time to the first token.", "gauge",
		func(f wire.PoolProfile) float64 { return float64(f.FirstMS) / 1000 })
	gauge("breaker_open", "1 while nothing is sent to the profile.", "gauge",
		func(f wire.PoolProfile) float64 {
			if f.Breaker == "open" {
				return 1
			}
			return 0
		})
	fmt.Fprintf(&b, "# HELP mundap_llm_waiting Requests that found no room yet.\n# TYPE mundap_llm_waiting gauge\nmundap_llm_waiting %d\n", p.Waiting)
	if s.Vectors != nil {
		v := s.Vectors()
		fmt.Fprintf(&b, "# HELP mundap_index_passages Passages that the search can find.\n# TYPE mundap_index_passages gauge\nmundap_index_passages %d\n", v.Passages)
		fmt.Fprintf(&b, "# HELP mundap_index_vectors_missing Passages that are found by words only, because they have no vector yet.\n"+
			"# TYPE mundap_index_vectors_missing gauge\nmundap_index_vectors_missing %d\n",
			v.Missing)
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, err = w.Write([]byte(b.String()))
	return err
}
