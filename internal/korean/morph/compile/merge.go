package main

import (
	"cmp"
	"math"
	"slices"
)

const (
	// tolerance is how far, on average, the connection costs of an id may lie
	// from those of the id that stands for it. The costs are logarithms of
	// probabilities times 800. Measured on KorQuAD's paragraphs: 20 changes 0.4
	// % of the terms and no figure of retrieval, and leaves a tenth of the
	// matrix; with 60 Recall@1 falls by 0.15.
	tolerance = 20
	// flatness is the power of an id's frequency that says how much its costs
	// count: with 1 a few particles would decide.
	flatness = 0.3
	// edgeShare is how much the costs at the edge of a text count, of 1.
	edgeShare = 0.05
	// whole is the sum of all shares. They are whole numbers, so that every
	// machine makes the same dictionary.
	whole = 1_000_000
)

// groups is ids of the source in groups that one id stands for.
type groups struct {
	number  []uint16 // of each id's group; noID for an id that no entry has
	shift   []int32  // what each id costs more than its group's leader
	leaders []int    // the heaviest group comes first: what is used often lies together in memory
}

// merge groups ids whose costs with every id of the other side differ by about
// the same, so that the difference can go into the entries' own costs. kinds
// keeps apart what must not be merged.
func merge(weight, otherWeight []float64, kinds []uint16, at func(id, other int) int16) groups {
	m := merger{others: used(otherWeight), share: shares(otherWeight), at: at,
		costs: map[int][]int32{}}
	leader, shift := make([]int, len(weight)), make([]int32, len(weight))
	var leaders []int
	sum := make([]float64, len(weight)) // of the weights of a leader's group
	order := used(weight)
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(weight[b], weight[a]) })
	for _, id := range order {
		costs := m.row(id)
		best, least := id, int64(tolerance*whole)
		for _, l := range leaders {
			if l == 0 || kinds[l] != kinds[id] {
				continue
			}
			if distance, mean := m.compare(costs, m.costs[l], least); distance < least {
				best, least, shift[id] = l, distance, mean
			}
		}
		if leader[id] = best; best == id {
			leaders = append(leaders, id)
			m.costs[id] = costs
		}
		sum[best] += weight[id]
	}
	slices.SortStableFunc(leaders, func(a, b int) int { return cmp.Compare(sum[b], sum[a]) })
	g := groups{number: slices.Repeat([]uint16{noID}, len(weight)), shift: shift, leaders: leaders}
	for _, id := range order {
		g.number[id] = uint16(slices.Index(leaders, leader[id]))
	}
	return g
}

// used returns the ids that some entry has.
func used(weight []float64) []int {
	var ids []int
	for id, w := range weight {
		if w > 0 {
			ids = append(ids, id)
		}
	}
	return ids
}

// shares returns how much each used id counts, of whole.
func shares(weight []float64) []int64 {
	ids := used(weight)
	flat := make([]float64, len(ids))
	sum := 0.0
	for i, id := range ids {
		if id > 0 {
			flat[i] = math.Pow(weight[id], flatness)
			sum += flat[i]
		}
	}
	share := make([]int64, len(ids))
	for i := range share {
		share[i] = int64(math.Round(whole * (1 - edgeShare) * flat[i] / sum))
	}
	share[0] = whole * edgeShare
	return share
}

type merger struct {
	others []int
	share  []int64 // of each of others
	at     func(id, other int) int16
	costs  map[int][]int32 // of leaders
}

func (m *merger) row(id int) []int32 {
	row := make([]int32, len(m.others))
	for i, o := range m.others {
		row[i] = int32(m.at(id, o))
	}
	return row
}

// compare returns by how much a is greater than b on average, rounded, and the
// sum of how far the differences lie from that, each times its share. It may
// stop when that reaches limit.
func (m *merger) compare(a, b []int32, limit int64) (distance int64, mean int32) {
	sum := int64(0)
	for i, s := range m.share {
		sum += s * int64(a[i]-b[i])
	}
	mean = int32(math.Round(float64(sum) / whole))
	for i, s := range m.share {
		d := int64(a[i] - b[i] - mean)
		distance += s * max(d, -d)
		if distance >= limit {
			break
		}
	}
	return distance, mean
}
