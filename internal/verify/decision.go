package verify

import (
	_ "embed"
	"encoding/json"
	"math"
)

// decision decides from the signals of the likeliest passage whether the passage
// supports a claim. It adds up the weighted signals and the results of small
// decision trees. TestFit learns it.
type decision struct {
	Signals []string  // names of the signals
	Rank    []float64 // by signal: weights for choosing the likeliest passage
	Bar     float64   // the least sum at which a claim is supported
	Bias    float64
	Weights []float64 // by signal
	Trees   []tree
}

// tree is a complete binary tree. Node i compares a signal with a limit. It leads
// to 2i+1 if the signal is at most the limit, otherwise to 2i+2. Numbers beyond
// the nodes are those of the leaves.
type tree struct {
	Signal []int     // by node: index of the signal
	Limit  []float64 // by node
	Leaf   []float64
}

func (d *decision) sum(values []float64) float64 {
	n := d.Bias + product(d.Weights, values)
	for i := range d.Trees {
		n += d.Trees[i].of(values)
	}
	return n
}

// likeliest returns the index of the passage that the claim is most likely taken
// from. A passage about something else is chosen only if all are.
func (d *decision) likeliest(passages []*signals) int {
	best, most := 0, math.Inf(-1)
	for i, s := range passages {
		n := product(d.Rank, s.values)
		if s.outside {
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

// decisions are the decision without an encoder and the one with it.
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
