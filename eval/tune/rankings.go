package main

import (
	"fmt"

	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/korean/morph/sejong"
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
	add("near 0", func(r *localindex.Ranking) { r.Near = 0 })
	for _, k := range []float64{0.3, 0.45, 0.6} {
		for _, b := range []float64{0.5, 0.65, 0.75} {
			add(fmt.Sprintf("k1 %.2f b %.2f", k, b), func(r *localindex.Ranking) {
				for f := range r.Fields {
					r.Fields[f].K1, r.Fields[f].B = k, b
				}
			})
		}
	}
	for f, name := range []string{"words", "bigrams", "pairs"} {
		add("k1 0.3 of "+name+", else 0.6", func(r *localindex.Ranking) {
			for f := range r.Fields {
				r.Fields[f].K1 = 0.6
			}
			r.Fields[f].K1 = 0.3
		})
	}
	for _, w := range []int{20, 30, 45} {
		for _, n := range []float64{0.4, 0.8, 1.2} {
			add(fmt.Sprintf("k1 0.6 near %.1f window %d", n, w), func(r *localindex.Ranking) {
				for f := range r.Fields {
					r.Fields[f].K1 = 0.6
				}
				r.Near, r.NearWindow = n, w
			})
		}
	}
	six := func(change func(r *localindex.Ranking)) func(r *localindex.Ranking) {
		return func(r *localindex.Ranking) {
			for f := range r.Fields {
				r.Fields[f].K1 = 0.6
			}
			change(r)
		}
	}
	pos := func(w float64, tags ...sejong.Tag) func(r *localindex.Ranking) {
		return six(func(r *localindex.Ranking) {
			r.POS = map[sejong.Tag]float64{}
			for _, t := range tags {
				r.POS[t] = w
			}
		})
	}
	add("k1 0.6, verbs 0.7", pos(0.7, sejong.VV, sejong.VA, sejong.VX))
	add("k1 0.6, pronouns etc 0.3", pos(0.3, sejong.NP, sejong.MM, sejong.MAG, sejong.NNB, sejong.VX, sejong.XSN, sejong.VCN))
	kind := func(k morph.Kind, w float64) func(r *localindex.Ranking) {
		return six(func(r *localindex.Ranking) { r.Kinds = map[morph.Kind]float64{k: w} })
	}
	add("k1 0.6, parts 0.6", kind(morph.Part, 0.6))
	add("k1 0.6, numbers 1.5", kind(morph.Number, 1.5))
	add("k1 0.6, quantity 1.5", kind(morph.Quantity, 1.5))
	add("k1 0.6, bigrams 0.3", six(func(r *localindex.Ranking) { r.Fields[1].Boost = 0.3 }))
	add("k1 0.6, bigrams 0.7", six(func(r *localindex.Ranking) { r.Fields[1].Boost = 0.7 }))
	add("k1 0.6, pairs 0.15", six(func(r *localindex.Ranking) { r.Fields[2].Boost = 0.15 }))
	add("k1 0.6, pairs 0.5", six(func(r *localindex.Ranking) { r.Fields[2].Boost = 0.5 }))
	return list
}
