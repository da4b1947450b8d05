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
	var b metricsText
	b.family("mundap_build_info", "The version of the program.", "gauge")
	fmt.Fprintf(&b, "mundap_build_info{version=%q} 1\n", s.options.Features.Version)
	for _, m := range profileMetrics {
		b.family("mundap_llm_"+m.name, m.help, m.kind)
		for _, f := range p.Profiles {
			fmt.Fprintf(&b, "mundap_llm_%s{profile=%q,region=%q,model=%q} %g\n", m.name, f.Name,
				f.Region, f.Model, m.value(f))
		}
	}
	b.gauge("mundap_llm_waiting", "Requests that found no room yet.", p.Waiting)
	if s.Vectors != nil {
		v := s.Vectors()
		b.gauge("mundap_index_passages", "Passages that the search can find.", v.Passages)
		b.gauge("mundap_index_vectors_missing",
			"Passages that are found by words only, because they have no vector yet.", v.Missing)
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, err = w.Write([]byte(b.String()))
	return err
}

// profileMetrics are the figures of a profile. The names begin with mundap_llm_.
var profileMetrics = []struct {
	name, help, kind string
	value            func(wire.PoolProfile) float64
}{
	{"calls_total", "Calls of a profile.", "counter",
		func(f wire.PoolProfile) float64 { return float64(f.Calls) }},
	{"throttled_total", "Calls that the provider throttled.", "counter",
		func(f wire.PoolProfile) float64 { return float64(f.Throttled) }},
	{"failed_total", "Calls that failed otherwise.", "counter",
		func(f wire.PoolProfile) float64 { return float64(f.Failed) }},
	{"hedges_total", "Second calls because a first one was slow to begin.", "counter",
		func(f wire.PoolProfile) float64 { return float64(f.Hedges) }},
	{"input_tokens_total", "Tokens of input.", "counter",
		func(f wire.PoolProfile) float64 { return float64(f.Input) }},
	{"output_tokens_total", "Tokens of output.", "counter",
		func(f wire.PoolProfile) float64 { return float64(f.Output) }},
	{"spend_usd_total", "Cost by the profile's price.", "counter",
		func(f wire.PoolProfile) float64 { return f.SpendUSD }},
	{"quota_remaining_ratio", "Part of the quota that is left.", "gauge",
		func(f wire.PoolProfile) float64 { return f.Remaining }},
	{"in_flight", "Calls being answered.", "gauge",
		func(f wire.PoolProfile) float64 { return float64(f.InFlight) }},
	{"first_token_seconds", "Decayed mean time to the first token.", "gauge",
		func(f wire.PoolProfile) float64 { return float64(f.FirstMS) / 1000 }},
	{"breaker_open", "1 while nothing is sent to the profile.", "gauge",
		func(f wire.PoolProfile) float64 {
			if f.Breaker == "open" {
				return 1
			}
			return 0
		}},
}

// metricsText is figures in Prometheus' text format.
type metricsText struct{ strings.Builder }

// family begins the figures of a name.
func (b *metricsText) family(name, help, kind string) {
	fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

// gauge writes a figure that has no labels.
func (b *metricsText) gauge(name, help string, value int) {
	b.family(name, help, "gauge")
	fmt.Fprintf(b, "%s %d\n", name, value)
}
