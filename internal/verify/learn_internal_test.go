package verify

import (
	"math"
	"sort"

	"github.com/mundap/mundap/internal/verify/decision"
)

// lesson is a passage's signals for a sentence, and whether it bears the
// sentence out.
type lesson struct {
	values []float64
	right  bool
	worth  float64 // how much it counts
	read   bool    // rules may have been extended by it
}

// How decisions are learned: half of the log-odds come from a logistic
// regression, half from boosted trees.
const (
	steps     = 400
	shrinking = .02 // of the weights, in the regression
	rounds    = 100
	depth     = 3
	pace      = .07 // share of a tree's advice that is taken
	caution   = 3.0 // sentences' worth of doubt in each leaf
	leastLeaf = 3.0 // least weight on either side of a question
	rowShare  = .7  // of the lessons, for each tree
	askShare  = .5  // of the signals, for each tree
)

// learner learns a decision from lessons.
type learner struct {
	lessons []lesson
	order   [][]int   // by signal: the lessons in its order
	odds    []float64 // by lesson
	slope   []float64
	weight  []float64
	node    []int
	asked   []bool
	random  uint64
}

// learn learns to choose the likeliest passage from ranking, and then to judge
// from what judging gives for that choice.
func learn(names []string, ranking []lesson, judging func(*decision.Decision) []lesson) decision.Decision {
	d := decision.Decision{Signals: names}
	d.Rank, _ = regress(len(names), ranking)
	lessons := judging(&d)
	l := newLearner(len(names), lessons)
	for range rounds {
		t := l.grow()
		for i := range lessons {
			l.odds[i] += t.Of(lessons[i].values)
		}
		for i := range t.Leaf {
			t.Leaf[i] = round(t.Leaf[i] / 2)
		}
		d.Trees = append(d.Trees, t)
	}
	d.Weights, d.Bias = regress(len(names), lessons)
	for j := range d.Weights {
		d.Weights[j] = round(d.Weights[j] / 2)
	}
	d.Bias = round(d.Bias / 2)
	return d
}

func newLearner(signals int, lessons []lesson) *learner {
	l := &learner{lessons: lessons, odds: make([]float64, len(lessons)), random: 1,
		slope: make([]float64, len(lessons)), weight: make([]float64, len(lessons)),
		node: make([]int, len(lessons)), asked: make([]bool, signals)}
	for j := range signals {
		o := make([]int, len(lessons))
		for i := range o {
			o[i] = i
		}
		sort.SliceStable(o, func(a, b int) bool {
			return lessons[o[a]].values[j] < lessons[o[b]].values[j]
		})
		l.order = append(l.order, o)
	}
	return l
}

// regress gives the weights of a logistic regression.
func regress(n int, lessons []lesson) (weights []float64, bias float64) {
	mean, scale := spread(n, lessons)
	w, moment, square := make([]float64, n+1), make([]float64, n+1), make([]float64, n+1)
	for step := 1; step <= steps; step++ {
		slope := make([]float64, n+1)
		for _, l := range lessons {
			odds := w[n]
			for j, x := range l.values {
				odds += w[j] * (x - mean[j]) / scale[j]
			}
			off := 1 / (1 + math.Exp(-odds))
			if l.right {
				off--
			}
			off *= l.worth
			for j, x := range l.values {
				slope[j] += off * (x - mean[j]) / scale[j]
			}
			slope[n] += off
		}
		for j := range w {
			g := slope[j] / float64(len(lessons))
			if j < n {
				g += shrinking * w[j]
			}
			moment[j], square[j] = .9*moment[j]+.1*g, .99*square[j]+.01*g*g
			at := float64(step)
			w[j] -= .05 * moment[j] / (1 - math.Pow(.9, at)) /
				(math.Sqrt(square[j]/(1-math.Pow(.99, at))) + 1e-8)
		}
	}
	weights, bias = make([]float64, n), w[n]
	for j := range weights {
		weights[j] = round(w[j] / scale[j])
		bias -= weights[j] * mean[j]
	}
	return weights, round(bias)
}

// spread gives the mean of each signal and its deviation, which is at least a
// tenth: rare signals must not get large weights.
func spread(n int, lessons []lesson) (mean, scale []float64) {
	mean, scale = make([]float64, n), make([]float64, n)
	for _, l := range lessons {
		for j, x := range l.values {
			mean[j] += x / float64(len(lessons))
		}
	}
	for _, l := range lessons {
		for j, x := range l.values {
			scale[j] += (x - mean[j]) * (x - mean[j]) / float64(len(lessons))
		}
	}
	for j := range scale {
		scale[j] = max(.1, math.Sqrt(scale[j]))
	}
	return mean, scale
}

// next is a pseudo-random number from 0 to 1. The same lessons give the same decision.
func (l *learner) next() float64 {
	l.random = l.random*6364136223846793005 + 1442695040888963407
	return float64(l.random>>33) / (1 << 31)
}

func (l *learner) grow() decision.Tree {
	for i := range l.lessons {
		p := 1 / (1 + math.Exp(-l.odds[i]))
		l.slope[i], l.weight[i], l.node[i] = -p, p*(1-p), 0
		if l.lessons[i].right {
			l.slope[i]++
		}
		l.slope[i], l.weight[i] = l.lessons[i].worth*l.slope[i], l.lessons[i].worth*l.weight[i]
		if l.next() > rowShare {
			l.slope[i], l.weight[i] = 0, 0
		}
	}
	for j := range l.asked {
		l.asked[j] = l.next() < askShare
	}
	const questions = 1<<depth - 1
	t := decision.Tree{Signal: make([]int, questions), Limit: make([]float64, questions),
		Leaf: make([]float64, questions+1)}
	for q := range questions {
		l.ask(&t, q)
	}
	for leaf := range t.Leaf {
		slope, weight := l.total(questions + leaf)
		t.Leaf[leaf] = round(pace * slope / (weight + caution))
	}
	return t
}

func (l *learner) total(node int) (slope, weight float64) {
	for i, n := range l.node {
		if n == node {
			slope, weight = slope+l.slope[i], weight+l.weight[i]
		}
	}
	return slope, weight
}

// never is a limit that no signal exceeds: the question is not asked.
const never = 1e9

// ask finds the best question for node q and sends its lessons on.
func (l *learner) ask(t *decision.Tree, q int) {
	t.Signal[q], t.Limit[q] = 0, never
	slope, weight := l.total(q)
	best := 1e-3
	for j, asked := range l.asked {
		if !asked {
			continue
		}
		if gain, limit := l.gain(j, q, slope, weight); gain > best {
			best, t.Signal[q], t.Limit[q] = gain, j, limit
		}
	}
	for i, n := range l.node {
		if n == q {
			l.node[i] = 2*q + 1
			if l.lessons[i].values[t.Signal[q]] > t.Limit[q] {
				l.node[i]++
			}
		}
	}
}

// gain is how much the best limit of a signal tells apart.
func (l *learner) gain(j, q int, slope, weight float64) (best, limit float64) {
	s, w, last := 0.0, 0.0, math.Inf(-1)
	for _, i := range l.order[j] {
		if l.node[i] != q {
			continue
		}
		x := l.lessons[i].values[j]
		if at := round((last + x) / 2); x > last && at < x && at >= last &&
			w > leastLeaf && weight-w > leastLeaf {
			g := s*s/(w+caution) + (slope-s)*(slope-s)/(weight-w+caution) - slope*slope/(weight+caution)
			if g > best {
				best, limit = g, at
			}
		}
		s, w, last = s+l.slope[i], w+l.weight[i], x
	}
	return best, limit
}

// round keeps the file short.
func round(x float64) float64 { return math.Round(x*1e4) / 1e4 }
