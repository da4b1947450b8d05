package decision_test

import (
	"testing"

	"github.com/mundap/mundap/internal/verify/decision"
)

func TestTheLikeliestPassageIsNotOneAboutSomethingElse(t *testing.T) {
	d := decision.Decision{Rank: []float64{1}}
	of := func(x float64, outside bool) *decision.Signals {
		return &decision.Signals{Values: []float64{x}, Outside: outside}
	}
	if got := d.Likeliest([]*decision.Signals{of(.9, true), of(.2, false), of(.5, false)}); got != 2 {
		t.Error(got)
	}
	if got := d.Likeliest([]*decision.Signals{of(.2, true), of(.9, true)}); got != 1 {
		t.Error("all are outside:", got)
	}
}

func TestATreeLeadsToALeaf(t *testing.T) {
	tree := decision.Tree{Signal: []int{0, 1, 1}, Limit: []float64{.5, 1, 2}, Leaf: []float64{1, 2, 3, 4}}
	for _, c := range []struct {
		a, b, want float64
	}{{.5, 1, 1}, {0, 1.5, 2}, {1, 2, 3}, {1, 3, 4}} {
		if got := tree.Of([]float64{c.a, c.b}); got != c.want {
			t.Errorf("%v: %v", c, got)
		}
	}
}

func TestLearnedDecisionsFitTheirSignals(t *testing.T) {
	for _, d := range []decision.Decision{decision.Learned.Core, decision.Learned.Encoder} {
		if n := len(d.Signals); n == 0 || len(d.Rank) != n || len(d.Weights) != n || len(d.Trees) == 0 {
			t.Errorf("%d signals, %d and %d weights, %d trees", n, len(d.Rank), len(d.Weights), len(d.Trees))
		}
	}
}
