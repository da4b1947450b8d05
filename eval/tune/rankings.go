package main

import (
	"fmt"

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
	add("no nearness", func(r *localindex.Ranking) { r.Near = 0 })
	add("nothing late", func(r *localindex.Ranking) { r.Fields[0].Late, r.Fields[1].Late = 0, 0 })
	for _, late := range []float64{0.003, 0.03} {
		add(fmt.Sprintf("bigrams of more than %.1f %% late", 100*late), func(r *localindex.Ranking) { r.Fields[1].Late = late })
	}
	add("words of more than 5 % late", func(r *localindex.Ranking) { r.Fields[0].Late = 0.05 })
	add("words of more than 10 % late", func(r *localindex.Ranking) { r.Fields[0].Late = 0.1 })
	return list
}
