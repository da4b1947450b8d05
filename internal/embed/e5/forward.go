package e5

import (
	"context"
	"math"
	"runtime"

	"github.com/mundap/mundap/internal/simd"
)

// tile is how many tokens go through a product together: few enough for the
// processor's nearest cache, many enough to make use of each weight.
const tile = 32

// scratch is the memory of one run over a window of tokens.
type scratch struct {
	ids, framed []uint32

	states   []float32 // of the tokens, as all others are by rows
	joined   []float32 // queries, keys and values
	context  []float32
	keys     []float32 // of one head, transposed
	likeness []float32 // of a tile's tokens to all
	inner    []float32 // of a tile
	result   []float32 // of a tile
	sums     []int32
	rounded  []uint8
	scales   [tile]float32
	zeros    [tile]int32
}

// grow gives n values of memory, keeping what is there if it is enough.
func grow[T any](s *[]T, n int) []T {
	if cap(*s) < n {
		*s = make([]T, n)
	}
	*s = (*s)[:n]
	return *s
}

// run computes the mean of the states of a window's tokens, which must not be
// more than the model's positions, and adds it times factor to dst.
func (e *engine) run(ctx context.Context, s *scratch, dst []float32, ids []uint32,
	factor float32) error {
	d := int(e.w.Dimensions)
	states := grow(&s.states, len(ids)*d)
	for t, id := range ids {
		row := states[t*d : (t+1)*d]
		e.w.embedding(row, id)
		e.loops.AddNormalised(row, e.w.positions[t*d:(t+1)*d], e.w.norm.weight, e.w.norm.bias)
	}
	for i := range e.w.layers {
		if err := ctx.Err(); err != nil {
			return err
		}
		e.layer(s, &e.w.layers[i], len(ids))
	}
	factor /= float32(len(ids))
	for t := range ids {
		for i, x := range states[t*d : (t+1)*d] {
			dst[i] += x * factor
		}
	}
	return nil
}

// layer changes the states of n tokens.
func (e *engine) layer(s *scratch, l *layer, n int) {
	d := int(e.w.Dimensions)
	grow(&s.joined, n*3*d)
	grow(&s.context, n*d)
	for from := 0; from < n; from += tile {
		// what waits for this processor, such as a search, need not wait for a whole text
		runtime.Gosched()
		to := min(from+tile, n)
		e.product(s, s.joined[from*3*d:to*3*d], s.states[from*d:to*d], &l.attention)
	}
	e.attend(s, n)
	for from := 0; from < n; from += tile {
		runtime.Gosched()
		to := min(from+tile, n)
		e.forward(s, l, s.states[from*d:to*d], s.context[from*d:to*d])
	}
}

// forward takes a tile of states through the rest of a layer.
func (e *engine) forward(s *scratch, l *layer, states, context []float32) {
	d := int(e.w.Dimensions)
	n := len(states) / d
	result := grow(&s.result, n*d)
	e.product(s, result, context, &l.output)
	e.normalise(states, result, &l.afterAttention)
	inner := grow(&s.inner, n*int(e.w.Inner))
	e.product(s, inner, states, &l.inner)
	e.loops.GELU(inner)
	e.product(s, result, inner, &l.outer)
	e.normalise(states, result, &l.end)
}

func (e *engine) normalise(states, add []float32, n *layerNorm) {
	d := len(n.bias)
	for at := 0; at < len(states); at += d {
		e.loops.AddNormalised(states[at:at+d], add[at:at+d], n.weight, n.bias)
	}
}

// product stores the product of a tile's rows with l in dst.
func (e *engine) product(s *scratch, dst, x []float32, l *linear) {
	n := len(x) / l.in
	rounded, sums := grow(&s.rounded, len(x)), grow(&s.sums, n*l.out)
	for i := range n {
		s.scales[i], s.zeros[i] = e.loops.Quantise(rounded[i*l.in:(i+1)*l.in], x[i*l.in:(i+1)*l.in])
	}
	e.loops.Products(sums, rounded, l.values, l.in)
	for i := range n {
		e.loops.Rescale(dst[i*l.out:(i+1)*l.out], sums[i*l.out:(i+1)*l.out], s.scales[i],
			s.zeros[i], &l.Rows)
	}
}

// attend lets every token gather from all others what its heads look for.
func (e *engine) attend(s *scratch, n int) {
	size := int(e.w.Dimensions / e.w.Heads)
	stride := (n + columns - 1) / columns * columns
	clear(grow(&s.keys, size*stride))
	grow(&s.likeness, tile*stride)
	for head := 0; head < int(e.w.Dimensions); head += size {
		e.attendHead(s, n, head, size, stride)
	}
}

// columns is what the rows of a head's keys are filled up to: the loops are
// fastest with multiples of it.
const columns = 32

// attendHead does so for the head whose queries, keys and values begin at the
// given place in each token's and have the given size.
func (e *engine) attendHead(s *scratch, n, head, size, stride int) {
	d := int(e.w.Dimensions)
	for t := range n {
		for i, x := range s.joined[t*3*d+d+head:][:size] {
			s.keys[i*stride+t] = x
		}
	}
	keys := simd.Matrix{Data: s.keys, Stride: stride}
	values := simd.Matrix{Data: s.joined[2*d+head:], Stride: 3 * d}
	likeness := simd.Matrix{Data: s.likeness, Stride: stride}
	scale := float32(1 / math.Sqrt(float64(size)))
	for from := 0; from < n; from += tile {
		rows := min(tile, n-from)
		queries := simd.Matrix{Data: s.joined[from*3*d+head:], Stride: 3 * d}
		e.loops.Multiply(likeness, queries, keys, rows, size, stride)
		for i := range rows {
			e.loops.Softmax(s.likeness[i*stride:i*stride+n], scale)
		}
		e.loops.Multiply(simd.Matrix{Data: s.context[from*d+head:], Stride: d}, likeness, values,
			rows, n, size)
	}
}
