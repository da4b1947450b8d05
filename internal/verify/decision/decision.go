package decision

import (
	_ "embed"
	"encoding/json"
	"math"
)

// Decision decides from the signals of the likeliest passage whether the passage
// supports a claim. It adds up the weighted signals and the results of small
// decision trees. TestFit learns it.
type Decision struct {
	Signals []string  // names of the signals
	Rank    []float64 // by signal: weights for choosing the likeliest passage
	Bar     float64   // the least sum at which a claim is supported
	Bias    float64
	Weights []float64 // by signal
	Trees   []Tree
}

// Tree is a complete binary tree. Node i compares a signal with a limit. It leads
// to 2i+1 if the signal is at most the limit, otherwise to 2i+2. Numbers beyond
// the nodes are those of the leaves.
type Tree struct {
	Signal []int     // by node: index of the signal
	Limit  []float64 // by node
	Leaf   []float64
}

func (d *Decision) Sum(values []float64) float64 {
	n := d.Bias + product(d.Weights, values)
	for i := range d.Trees {
		n += d.Trees[i].Of(values)
	}
	return n
}

// Likeliest returns the index of the passage that the claim is most likely taken
// from. A passage about something else is chosen only if all are.
func (d *Decision) Likeliest(passages []*Signals) int {
	best, most := 0, math.Inf(-1)
	for i, s := range passages {
		n := product(d.Rank, s.Values)
		if s.Outside {
			n -= 1e6
		}
		if n > most {
			best, most = i, n
		}
	}
	return best
}

func product(weights, values []float64) float64 {
	n := 0.0
	for i, w := range weights {
		n += w * values[i]
	}
	return n
}

func (t *Tree) Of(values []float64) float64 {
	i := 0
	for i < len(t.Signal) {
		i = 2*i + 1
		if at := (i - 1) / 2; values[t.Signal[at]] > t.Limit[at] {
			i++
		}
	}
	return t.Leaf[i-len(t.Signal)]
}

// Decisions are the decision without an encoder and the one with it.
type Decisions struct{ Core, Encoder Decision }

//go:embed decisions.json
var decisionFile []byte

var Learned = func() Decisions {
	var d Decisions
	if err := json.Unmarshal(decisionFile, &d); err != nil {
		panic("decisions.json: " + err.Error())
	}
	return d
}()

// Signals measure how well a passage supports a claim. names and values are in
// the same order. Most values are shares from 0 to 1, or flags (0 or 1).
type Signals struct {
	Names   []string
	Values  []float64
	Outside bool // the passage is about another product, version or year
}

func (s *Signals) Add(name string, x float64) {
	s.Names, s.Values = append(s.Names, name), append(s.Values, x)
}

func (s *Signals) Flag(name string, is bool) {
	x := 0.0
	if is {
		x = 1
	}
	s.Add(name, x)
}
