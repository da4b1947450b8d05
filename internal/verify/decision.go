package verify

import (
	_ "embed"
	"encoding/json"
)

// decision judges by the signals of the likeliest passage whether it bears a
// claim out: it adds up the weighted signals and what small trees say of them.
// TestFit learns it.
type decision struct {
	Signals []string // their names
	Bar     float64  // a claim is supported from this sum on
	Bias    float64
	Weights []float64 // by signal
	Trees   []tree
}

// tree is a tree of questions. The children of question i are 2i+1 (up to the
// limit) and 2i+2; those that are past the questions are the leaves.
type tree struct {
	Signal []int     // by question: the signal that it is about
	Limit  []float64 // by question
	Leaf   []float64
}

func (d *decision) sum(s *signals) float64 {
	n := d.Bias
	for i, w := range d.Weights {
		n += w * s.values[i]
	}
	for i := range d.Trees {
		n += d.Trees[i].of(s.values)
	}
	return n
}

func (t *tree) of(values []float64) float64 {
	i := 0
	for i < len(t.Signal) {
		i = 2*i + 1
		if at := (i - 1) / 2; values[t.Signal[at]] > t.Limit[at] {
			i++
		}
	}
	return t.Leaf[i-len(t.Signal)]
}

// decisions are those without and with an encoder.
type decisions struct{ Core, Encoder decision }

//go:embed decisions.json
var decisionFile []byte

var learned = func() decisions {
	var d decisions
	if err := json.Unmarshal(decisionFile, &d); err != nil {
		panic("decisions.json: " + err.Error())
	}
	return d
}()
