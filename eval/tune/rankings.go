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
	for _, bigrams := range []float64{0, 0.25, 0.5, 0.75} {
		for _, pairs := range []float64{0, 0.3, 0.5} {
			r := localindex.DefaultRanking
			r.Fields[1].Boost, r.Fields[2].Boost = bigrams, pairs
			list = append(list, variant{fmt.Sprintf("bigrams %.2f pairs %.1f", bigrams, pairs), r})
		}
	}
	return list
}
