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
	for _, w := range []int{20, 30, 45} {
		for _, n := range []float64{0.5, 0.8, 1.2} {
			add(fmt.Sprintf("near %.1f window %d", n, w), func(r *localindex.Ranking) { r.Near, r.NearWindow = n, w })
		}
	}
	add("bigrams 0.3", func(r *localindex.Ranking) { r.Fields[1].Boost = 0.3 })
	add("bigrams 0.3 pairs 0.2", func(r *localindex.Ranking) { r.Fields[1].Boost, r.Fields[2].Boost = 0.3, 0.2 })
	add("pairs 0", func(r *localindex.Ranking) { r.Fields[2].Boost = 0 })
	for _, k := range []float64{0.6, 0.9, 1.6} {
		add(fmt.Sprintf("k1 %.1f", k), func(r *localindex.Ranking) {
			for f := range r.Fields {
				r.Fields[f].K1 = k
			}
		})
	}
	for _, b := range []float64{0.3, 0.5, 0.6, 0.9} {
		add(fmt.Sprintf("b %.1f", b), func(r *localindex.Ranking) {
			for f := range r.Fields {
				r.Fields[f].B = b
			}
		})
	}
	pos := func(w float64, tags ...sejong.Tag) func(r *localindex.Ranking) {
		return func(r *localindex.Ranking) {
			r.POS = map[sejong.Tag]float64{}
			for _, t := range tags {
				r.POS[t] = w
			}
		}
	}
	add("verbs 0.5", pos(0.5, sejong.VV, sejong.VA, sejong.VX))
	add("verbs 0.7", pos(0.7, sejong.VV, sejong.VA, sejong.VX))
	add("pronouns etc 0.3", pos(0.3, sejong.NP, sejong.MM, sejong.MAG, sejong.NNB, sejong.VX, sejong.XSN, sejong.VCN))
	add("nnp 1.3", pos(1.3, sejong.NNP, sejong.SL, sejong.SN))
	kind := func(k morph.Kind, w float64) func(r *localindex.Ranking) {
		return func(r *localindex.Ranking) { r.Kinds = map[morph.Kind]float64{k: w} }
	}
	add("parts 0.5", kind(morph.Part, 0.5))
	add("parts 0.7", kind(morph.Part, 0.7))
	add("numbers 1.5", kind(morph.Number, 1.5))
	add("quantity 1.5", kind(morph.Quantity, 1.5))
	return list
}
