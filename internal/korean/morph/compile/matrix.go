package main

import (
	"math"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean/morph/dictfile"
)

// connections is the connection matrix with ids that behave alike, or nearly so, merged.
type connections struct {
	left, right []uint16 // from the source's id to ours
	// What an id of the source costs more than the one that stands for it in
	// the matrix: part of the costs of its entries.
	leftShift, rightShift []int32

	costs   []int16 // [lefts][rights]
	byLeft  []int16 // [lefts][2]: least cost of the row, space penalty
	byRight []int16 // [rights][2]: least and greatest cost of the column, but for left id 0
	lefts   int
	rights  int

	leftExcesses, rightExcesses map[[2]uint32]int32 // known ones
}

// noID marks an id of the source that no entry has.
const noID = math.MaxUint16

// spacePenalty is what white space before a part of speech costs: the setting
// left-space-penalty-factor of mecab-ko-dic 2.1.1's dicrc, whose ids 100, 120,
// 172, 183–185 and 200–230 are endings, particles, the copula and suffixes.
func spacePenalty(pos string) uint16 {
	switch {
	case strings.HasPrefix(pos, "J"):
		return 6000
	case strings.HasPrefix(pos, "E"), strings.HasPrefix(pos, "XS"), pos == "VCP":
		return 3000
	}
	return 0
}

func mergeConnections(s source) connections {
	rows, cols := int(s.matrix.Col), int(s.matrix.Row) // the source stores a column per left id
	leftWeight, rightWeight := make([]float64, rows), make([]float64, cols)
	penalty := make([]uint16, rows)
	for _, e := range slices.Concat(s.entries, s.unknowns) {
		// An entry is used about exp(-cost/scale) times; mecab's cost factor of
		// this dictionary is 800.
		w := math.Exp(-float64(e.cost) / 800)
		leftWeight[e.left] += w
		rightWeight[e.right] += w
		penalty[e.left] = spacePenalty(e.pos[0])
	}
	leftWeight[0], rightWeight[0] = math.Inf(1), math.Inf(1) // the edge of a text: id 0 stays 0

	at := func(left, right int) int16 { return s.matrix.Vec[cols*left+right] }
	rightGroups := merge(rightWeight, leftWeight, make([]uint16, cols),
		func(right, left int) int16 { return at(left, right) })
	leftGroups := merge(leftWeight, rightWeight, penalty, at)
	c := connections{
		left: leftGroups.number, leftShift: leftGroups.shift, lefts: len(leftGroups.leaders),
		right: rightGroups.number, rightShift: rightGroups.shift, rights: len(rightGroups.leaders),
		leftExcesses: map[[2]uint32]int32{}, rightExcesses: map[[2]uint32]int32{},
	}
	c.costs = make([]int16, c.lefts*c.rights)
	c.byLeft = make([]int16, 2*c.lefts)
	for l, left := range leftGroups.leaders {
		row := c.costs[l*c.rights:][:c.rights]
		for r, right := range rightGroups.leaders {
			row[r] = at(left, right)
		}
		c.byLeft[2*l], c.byLeft[2*l+1] = slices.Min(row), int16(penalty[left])
	}
	c.byRight = columnBounds(c)
	c.costs = append(c.costs, make([]int16, dictfile.MaxRights)...)
	return c
}

// columnBounds returns the least and the greatest cost of each column, the end of a text aside.
func columnBounds(c connections) []int16 {
	bounds := make([]int16, 2*c.rights)
	for r := range c.rights {
		least, greatest := int16(math.MaxInt16), int16(math.MinInt16)
		for l := 1; l < c.lefts; l++ {
			cost := c.costs[l*c.rights+r]
			least, greatest = min(least, cost), max(greatest, cost)
		}
		bounds[2*r], bounds[2*r+1] = least, greatest
	}
	return bounds
}
