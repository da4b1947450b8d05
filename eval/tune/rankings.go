package main

import (
	"fmt"

	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
)

type variant struct {
	name    string
	ranking localindex.Ranking
}

// variants are the rankings that are compared.
func variants() []variant {
	list := []variant{{"default", localindex.DefaultRanking}}
	add := func(name string, change func(r *localindex.Ranking)) {
		r := localindex.DefaultRanking
		change(&r)
		list = append(list, variant{name, r})
	}
	add("plain BM25, nothing mended", func(r *localindex.Ranking) {
		r.Joined, r.Corrected = 0, 0
		for f := range r.Fields {
			r.Fields[f].Delta = 0
		}
	})
	add("no nearness", func(r *localindex.Ranking) { r.Near = 0 })
	add("white space as it is", func(r *localindex.Ranking) { r.Joined = 0 })
	add("spelling as it is", func(r *localindex.Ranking) { r.Corrected = 0 })
	for _, d := range []float64{0, 0.2, 0.5} {
		add(fmt.Sprintf("delta %.1f", d), func(r *localindex.Ranking) {
			for f := range r.Fields {
				r.Fields[f].Delta = d
			}
		})
	}
	add("the analyzer's weights alone", func(r *localindex.Ranking) {
		r.Weight = func(t *morph.Term) float64 { return float64(t.Weight()) }
	})
	add("no weights", func(r *localindex.Ranking) { r.Weight = nil })
	add("nothing late", func(r *localindex.Ranking) {
		for f := range r.Fields {
			r.Fields[f].Late = 0
		}
	})
	for _, k := range []float64{0.4, 0.9, 1.2} {
		add(fmt.Sprintf("k1 %.1f", k), func(r *localindex.Ranking) {
			for f := range r.Fields {
				r.Fields[f].K1 = k
			}
		})
	}
	for _, bigrams := range []float64{0.2, 0.5} {
		add(fmt.Sprintf("bigrams %.1f", bigrams),
			func(r *localindex.Ranking) { r.Fields[1].Boost = bigrams })
	}
	return list
}
