package main

import (
	"math"

	"github.com/mundap/mundap/internal/korean/morph/dictfile"
)

// competitive returns those records of one surface that can be on the best path. It
// leaves out every record that costs more than another one in any context.
func (c *connections) competitive(run []dictfile.Record) []dictfile.Record {
	var kept []dictfile.Record
	beaten := make([]bool, len(run))
	for i, b := range run {
		for j, a := range run {
			if i == j || beaten[j] {
				continue
			}
			most := a.Cost() + c.leftExcess(a.Left(), b.Left()) + c.rightExcess(a.Right(),
				b.Right())
			if most < b.Cost() || most == b.Cost() && j < i {
				beaten[i] = true
				break
			}
		}
		if !beaten[i] {
			kept = append(kept, b)
		}
	}
	return kept
}

// leftExcess is the most by which the connection to left id a can cost more than the
// connection to left id b, whatever stands before.
func (c *connections) leftExcess(a, b uint32) int32 {
	if a == b {
		return 0
	}
	return remember(c.leftExcesses, [2]uint32{a, b}, func() int32 {
		excess := int32(math.MinInt32)
		rowA, rowB := c.costs[int(a)*c.rights:][:c.rights], c.costs[int(b)*c.rights:][:c.rights]
		for r := range rowA {
			excess = max(excess, int32(rowA[r])-int32(rowB[r]))
		}
		return excess + max(0, int32(c.byLeft[2*a+1])-int32(c.byLeft[2*b+1])) // white space before
	})
}

// rightExcess is the most that it can cost to go on from an entry with one
// right id rather than from one with another.
func (c *connections) rightExcess(a, b uint32) int32 {
	if a == b {
		return 0
	}
	return remember(c.rightExcesses, [2]uint32{a, b}, func() int32 {
		excess := int32(math.MinInt32)
		for l := range c.lefts {
			row := c.costs[l*c.rights:]
			excess = max(excess, int32(row[a])-int32(row[b]))
		}
		return excess
	})
}

func remember(known map[[2]uint32]int32, key [2]uint32, compute func() int32) int32 {
	v, ok := known[key]
	if !ok {
		v = compute()
		known[key] = v
	}
	return v
}

// least is the least that a path can cost more for going through a record,
// white space before it aside.
func (c *connections) least(r dictfile.Record) int32 {
	return int32(c.byLeft[2*r.Left()]) + r.Cost() + int32(c.byRight[2*r.Right()])
}
