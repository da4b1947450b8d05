//go:build amd64 && goexperiment.simd

package simd

import (
	"math"
	"simd/archsimd"
	"unsafe"
)

type floats = archsimd.Float32x8

func load(x []float32, at int) floats { return archsimd.LoadFloat32x8((*[width]float32)(x[at:])) }

func store(v floats, x []float32, at int) { v.Store((*[width]float32)(x[at:])) }

func broadcast(x float32) floats { return archsimd.BroadcastFloat32x8(x) }

func sum(v floats) float32 {
	s := v.AddPairsGrouped(v)
	s = s.AddPairsGrouped(s)
	return s.GetLo().GetElem(0) + s.GetHi().GetElem(0)
}

func quantiseAVX2(dst []uint8, x []float32) (float32, int32) {
	var low, high floats
	n := len(x) &^ (4*width - 1)
	for at := 0; at < n; at += width {
		v := load(x, at)
		low, high = low.Min(v), high.Max(v)
	}
	var lows, highs [width]float32
	low.Store(&lows)
	high.Store(&highs)
	l, h := lows[0], highs[0]
	for i := range width {
		l, h = min(l, lows[i]), max(h, highs[i])
	}
	for _, v := range x[n:] {
		l, h = min(l, v), max(h, v)
	}
	scale, inverse, zero := steps(l, h)
	inverses, zeros := broadcast(inverse), broadcast(zero)
	for at := 0; at < n; at += 4 * width {
		quantise32(x[at:at+4*width], inverses, zeros).Store((*[lanes]uint8)(dst[at:]))
	}
	archsimd.ClearAVXUpperBits()
	quantiseRest(dst[n:], x[n:], inverse, zero)
	return scale, int32(zero)
}

// Shuffles that put the bytes of four registers of small 32-bit numbers, laid
// over one another, into their order.
var (
	transposeBytes = [lanes]int8{0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15, 0, 4, 8, 12,
		1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15}
	largest    = repeat(MaxActivation)
	interleave = [width]uint32{0, 4, 1, 5, 2, 6, 3, 7}
)

func quantise32(x []float32, inverse, zero floats) archsimd.Uint8x32 {
	q := func(at int) archsimd.Int32x8 {
		v := load(x, at).Mul(inverse).RoundToEven().Add(zero)
		return v.Max(constant(&zeroValues)).Min(constant(&largest)).ConvertToInt32()
	}
	packed := q(0).Or(q(8).ShiftAllLeft(8)).Or(q(16).ShiftAllLeft(16)).Or(q(24).ShiftAllLeft(24))
	packed = packed.AsInt8x32().PermuteOrZeroGrouped(archsimd.LoadInt8x32(&transposeBytes)).AsInt32x8()
	return packed.Permute(archsimd.LoadUint32x8(&interleave)).AsUint8x32()
}

func rescaleAVX2(dst []float32, sums []int32, scale float32, zero int32, r *Rows) {
	n := len(sums) &^ (width - 1)
	s, z := broadcast(scale), archsimd.BroadcastInt32x8(zero)
	for at := 0; at < n; at += width {
		v := archsimd.LoadInt32x8((*[width]int32)(sums[at:]))
		v = v.Sub(z.Mul(archsimd.LoadInt32x8((*[width]int32)(r.Totals[at:]))))
		store(v.ConvertToFloat32().MulAdd(s.Mul(load(r.Scales, at)), load(r.Bias, at)), dst, at)
	}
	archsimd.ClearAVXUpperBits()
	rescale(dst[n:], sums[n:], scale, zero, &Rows{r.Scales[n:], r.Totals[n:], r.Bias[n:]})
}

func multiplyAVX2(dst, a, b Matrix, rows, inner, columns int) {
	n := columns &^ (width - 1)
	if inner == 0 {
		n = 0
	}
	i := 0
	for ; i+2 <= rows; i += 2 {
		at := 0
		for ; at+4*width <= n; at += 4 * width {
			multiply2x32(dst, a, b, i, inner, at)
		}
		for ; at < n; at += width {
			multiply1x8(dst, a, b, i, inner, at)
			multiply1x8(dst, a, b, i+1, inner, at)
		}
	}
	if i < rows {
		for at := 0; at < n; at += width {
			multiply1x8(dst, a, b, i, inner, at)
		}
	}
	archsimd.ClearAVXUpperBits()
	for i := range rows {
		multiplyRow(dst.Data[i*dst.Stride:], a.Data[i*a.Stride:], b, inner, n, columns)
	}
}

// multiply2x32 computes 32 columns from at of rows i and i+1.
func multiply2x32(dst, a, b Matrix, i, inner, at int) {
	a0, a1 := a.Data[i*a.Stride:], a.Data[(i+1)*a.Stride:]
	a0, a1 = a0[:inner], a1[:inner]
	_ = b.Data[(inner-1)*b.Stride+at+4*width-1] // the last value that is read
	p := unsafe.Pointer(&b.Data[at])
	var s00, s01, s02, s03, s10, s11, s12, s13 floats
	for k := 0; ; k++ {
		x0, x1 := broadcast(a0[k]), broadcast(a1[k])
		row := (*[4 * width]float32)(p)
		y := archsimd.LoadFloat32x8((*[width]float32)(row[0:]))
		s00, s10 = x0.MulAdd(y, s00), x1.MulAdd(y, s10)
		y = archsimd.LoadFloat32x8((*[width]float32)(row[width:]))
		s01, s11 = x0.MulAdd(y, s01), x1.MulAdd(y, s11)
		y = archsimd.LoadFloat32x8((*[width]float32)(row[2*width:]))
		s02, s12 = x0.MulAdd(y, s02), x1.MulAdd(y, s12)
		y = archsimd.LoadFloat32x8((*[width]float32)(row[3*width:]))
		s03, s13 = x0.MulAdd(y, s03), x1.MulAdd(y, s13)
		if k == len(a0)-1 {
			break // before p leaves b
		}
		p = unsafe.Add(p, 4*b.Stride)
	}
	d0, d1 := dst.Data[i*dst.Stride+at:], dst.Data[(i+1)*dst.Stride+at:]
	store(s00, d0, 0)
	store(s01, d0, width)
	store(s02, d0, 2*width)
	store(s03, d0, 3*width)
	store(s10, d1, 0)
	store(s11, d1, width)
	store(s12, d1, 2*width)
	store(s13, d1, 3*width)
}

func multiply1x8(dst, a, b Matrix, i, inner, at int) {
	var s floats
	for k, x := range a.Data[i*a.Stride:][:inner] {
		s = broadcast(x).MulAdd(load(b.Data, k*b.Stride+at), s)
	}
	store(s, dst.Data, i*dst.Stride+at)
}

func softmaxAVX2(x []float32, scale float32) {
	n := len(x) &^ (width - 1)
	if n == 0 {
		softmax(x, scale)
		return
	}
	top := float32(math.Inf(-1))
	most := broadcast(top)
	for at := 0; at < n; at += width {
		most = most.Max(load(x, at))
	}
	var tops [width]float32
	most.Store(&tops)
	for _, v := range tops {
		top = max(top, v)
	}
	for _, v := range x[n:] {
		top = max(top, v)
	}
	most = broadcast(top)
	factor := broadcast(scale)
	var added floats
	for at := 0; at < n; at += width {
		e := exps(load(x, at).Sub(most).Mul(factor))
		store(e, x, at)
		added = added.Add(e)
	}
	for at := n; at < len(x); at++ { // as the portable loops do, one after another
		x[at] = exp((x[at] - top) * scale)
	}
	share := sum(added)
	for _, e := range x[n:] {
		share += e
	}
	share = 1 / share
	shares := broadcast(share)
	for at := 0; at < n; at += width {
		store(load(x, at).Mul(shares), x, at)
	}
	for i := range x[n:] {
		x[n+i] *= share
	}
	archsimd.ClearAVXUpperBits()
}

// Constants, as registers want them: loading eight values is one instruction,
// repeating one is several.
var (
	one        = repeat(1)
	half       = repeat(0.5)
	lowest     = repeat(-87)
	log2e      = repeat(math.Log2E)
	ln2High    = repeat(-0.693359375)
	ln2Low     = repeat(2.12194440e-4)
	factorials = [...][width]float32{repeat(1.0 / 720), repeat(1.0 / 120), repeat(1.0 / 24),
		repeat(1.0 / 6)}
	rootHalf   = repeat(math.Sqrt2 / 2)
	erfStep    = repeat(0.3275911)
	erfFactors = [...][width]float32{repeat(1.061405429), repeat(-1.453152027),
		repeat(1.421413741), repeat(-0.284496736), repeat(0.254829592)}
	zeroValues  [width]float32
	noSign      = repeat(math.Float32frombits(1<<31 - 1))
	exponentOne = [width]int32{127, 127, 127, 127, 127, 127, 127, 127}
)

func repeat(x float32) [width]float32 { return [width]float32{x, x, x, x, x, x, x, x} }

func constant(c *[width]float32) floats { return archsimd.LoadFloat32x8(c) }

// exps is exp for eight values.
func exps(x floats) floats {
	x = x.Max(constant(&lowest))
	n := x.Mul(constant(&log2e)).RoundToEven()
	r := n.MulAdd(constant(&ln2High), x)
	r = n.MulAdd(constant(&ln2Low), r)
	p := r.MulAdd(constant(&factorials[0]), constant(&factorials[1]))
	p = p.MulAdd(r, constant(&factorials[2]))
	p = p.MulAdd(r, constant(&factorials[3]))
	p = p.MulAdd(r, constant(&half))
	p = p.MulAdd(r, constant(&one))
	p = p.MulAdd(r, constant(&one))
	power := n.ConvertToInt32().Add(archsimd.LoadInt32x8(&exponentOne)).ShiftAllLeft(23)
	return p.Mul(power.AsFloat32x8())
}

func geluAVX2(x []float32) {
	n := len(x) &^ (width - 1)
	for at := 0; at < n; at += width {
		v := load(x, at)
		store(v.Mul(constant(&half)).Mul(erfs(v.Mul(constant(&rootHalf))).Add(constant(&one))), x,
			at)
	}
	archsimd.ClearAVXUpperBits()
	gelu(x[n:])
}

// erfs is erf for eight values.
func erfs(z floats) floats {
	bits, mask := z.AsInt32x8(), constant(&noSign).AsInt32x8()
	a := bits.And(mask).AsFloat32x8()
	t := constant(&one).Div(a.MulAdd(constant(&erfStep), constant(&one)))
	p := t.MulAdd(constant(&erfFactors[0]), constant(&erfFactors[1]))
	p = p.MulAdd(t, constant(&erfFactors[2]))
	p = p.MulAdd(t, constant(&erfFactors[3]))
	p = p.MulAdd(t, constant(&erfFactors[4])).Mul(t)
	e := constant(&one).Sub(p.Mul(exps(constant(&zeroValues).Sub(a.Mul(a)))))
	return e.AsInt32x8().Or(bits.AndNot(mask)).AsFloat32x8()
}

func addNormalisedAVX2(x, y, weight, bias []float32) {
	n := len(x)
	if n%width != 0 {
		addNormalised(x, y, weight, bias)
		return
	}
	var added floats
	for at := 0; at < n; at += width {
		v := load(x, at).Add(load(y, at))
		store(v, x, at)
		added = added.Add(v)
	}
	mean := broadcast(sum(added) / float32(n))
	var squares floats
	for at := 0; at < n; at += width {
		d := load(x, at).Sub(mean)
		squares = d.MulAdd(d, squares)
	}
	scale := broadcast(deviation(sum(squares), n))
	for at := 0; at < n; at += width {
		v := load(x, at).Sub(mean).Mul(scale)
		store(v.MulAdd(load(weight, at), load(bias, at)), x, at)
	}
	archsimd.ClearAVXUpperBits()
}
