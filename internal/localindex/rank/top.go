package rank

import (
	"cmp"
	"slices"
)

// top keeps the best k hits: a heap with the worst at its root. Of equal scores
// the hit that came first stays.
type top struct {
	k    int
	hits []candidate
}

type candidate struct {
	score   uint32
	source  int32
	passage uint32
	slot    int32 // of searcher.lateHeld
}

// worse orders by score; of equal ones the later passage is the worse.
func (a candidate) worse(b candidate) bool {
	if a.score != b.score {
		return a.score < b.score
	}
	if a.source != b.source {
		return a.source > b.source
	}
	return a.passage > b.passage
}

// threshold is the score that a new hit must exceed.
func (t *top) threshold() uint32 {
	if len(t.hits) < t.k {
		return 0
	}
	return t.hits[0].score
}

func (t *top) push(c candidate) {
	if len(t.hits) < t.k {
		t.hits = append(t.hits, c)
		t.up(len(t.hits) - 1)
		return
	}
	if t.hits[0].worse(c) {
		t.hits[0] = c
		t.down(0)
	}
}

func (t *top) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !t.hits[i].worse(t.hits[parent]) {
			return
		}
		t.hits[i], t.hits[parent] = t.hits[parent], t.hits[i]
		i = parent
	}
}

func (t *top) down(i int) {
	for {
		child := 2*i + 1
		if child >= len(t.hits) {
			return
		}
		if child+1 < len(t.hits) && t.hits[child+1].worse(t.hits[child]) {
			child++
		}
		if !t.hits[child].worse(t.hits[i]) {
			return
		}
		t.hits[i], t.hits[child] = t.hits[child], t.hits[i]
		i = child
	}
}

// sorted gives the hits, best first, their scores in the score's own unit, and with
// those of the late terms that each holds.
func (t *top) sorted(unit float64, late []lateTerms) []Hit {
	slices.SortFunc(t.hits, func(a, b candidate) int {
		if b.worse(a) {
			return -1
		}
		return 1
	})
	hits := make([]Hit, len(t.hits))
	for i, c := range t.hits {
		hits[i] = Hit{Source: int(c.source), Passage: c.passage, Score: float64(c.score) * unit}
		if late != nil {
			hits[i].late = late[c.slot]
		}
	}
	return hits
}

// Best sorts hits by their scores, best first, and returns the first k. Of hits
// with the same score, those that come first in the sources come first.
func Best(hits []Hit, k int) []Hit {
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Source, b.Source),
			cmp.Compare(a.Passage, b.Passage))
	})
	return hits[:min(k, len(hits))]
}
