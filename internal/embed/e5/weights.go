package e5

import (
	"encoding/binary"
	"hash/crc32"
	"math"
	"slices"
	"sync"

	"github.com/mundap/mundap/internal/simd"
)

// weights are the file, checked and taken apart. The vocabulary and the
// embeddings are used where they lie in the file; the layers are unpacked.
type weights struct {
	sizes
	vocabulary
	normaliser
	embeddings []byte
	positions  []float32
	norm       layerNorm
	layers     []layer
}

type layer struct {
	attention, output   linear // attention gives queries, keys and values
	inner, outer        linear
	afterAttention, end layerNorm
}

// layerNorm scales and shifts a state after it was brought to mean 0 and variance 1.
type layerNorm struct{ weight, bias []float32 }

// linear is a product with a matrix, a row for each result.
type linear struct {
	in, out int
	blocks  []byte // in the file
	values  []int8 // the blocks unpacked, arranged for products
	simd.Rows
}

// read checks a file and takes it apart with the given loops.
func read(file []byte, loops *simd.Functions) (*weights, error) {
	n := len(file) - 4
	if n < len(fileMagic)+4 || string(file[:len(fileMagic)]) != fileMagic {
		return nil, damaged("not a file of weights")
	}
	if crc32.Checksum(file[:n], castagnoli) != binary.LittleEndian.Uint32(file[n:]) {
		return nil, damaged("the weights' checksum is wrong: the file is cut short or was altered")
	}
	c := &cursor{rest: file[len(fileMagic):n]}
	if format := c.uint32s(1).at(0); format != fileFormat {
		return nil, damaged("the weights have format %d, not %d", format, fileFormat)
	}
	w := &weights{}
	if err := w.sizes.read(c); err != nil {
		return nil, err
	}
	w.vocabulary.read(c, &w.sizes)
	w.normaliser.read(c, &w.sizes)
	w.readLayers(c, loops)
	if c.bad || len(c.rest) > 0 || !w.ends.ends(w.PieceBytes) ||
		!w.replacementEnds.ends(w.Replacements) {
		return nil, damaged("the weights' parts do not fit their sizes")
	}
	return w, nil
}

func (s *sizes) read(c *cursor) error {
	for _, field := range []*uint32{
		&s.Dimensions, &s.Layers, &s.Heads, &s.Inner, &s.Positions, &s.Pieces, &s.PieceBytes,
		&s.Mapped, &s.Replacements,
		&s.Unknown, &s.Begin, &s.End,
	} {
		if raw := c.uint32s(1); raw.len() == 1 {
			*field = raw.at(0)
		}
	}
	if least := c.floats(1); len(least) == 1 {
		s.Least = least[0]
	}
	const most = 1 << 20
	if c.bad || s.Dimensions == 0 || s.Dimensions > most || s.Dimensions%blockLen != 0 ||
		s.Inner > most || s.Inner%blockLen != 0 ||
		s.Heads == 0 || s.Dimensions%s.Heads != 0 || s.Positions < 3 || s.Positions > most ||
		s.Pieces > most || s.Layers > most ||
		max(s.Unknown, s.Begin, s.End) >= s.Pieces {
		return damaged("the weights have impossible sizes")
	}
	return nil
}

func (w *weights) readLayers(c *cursor, loops *simd.Functions) {
	d, inner := w.Dimensions, w.Inner
	w.embeddings = c.bytes(uint64(w.Pieces) * uint64(d) / blockLen * blockBytes)
	w.positions = c.floats(w.Positions * d)
	w.norm = readNorm(c, d)
	for range w.Layers {
		w.layers = append(w.layers, layer{
			attention: readLinear(c, d, 3*d), output: readLinear(c, d, d),
			afterAttention: readNorm(c, d),
			inner:          readLinear(c, d, inner), outer: readLinear(c, inner, d),
			end: readNorm(c, d),
		})
		if c.bad {
			return
		}
	}
	var all sync.WaitGroup // the first question waits for it
	for i := range w.layers {
		all.Go(func() { w.layers[i].unpack(loops) })
	}
	all.Wait()
}

func (l *layer) unpack(loops *simd.Functions) {
	for _, product := range []*linear{&l.attention, &l.output, &l.inner, &l.outer} {
		product.unpack(loops)
	}
}

func readNorm(c *cursor, n uint32) layerNorm {
	return layerNorm{weight: c.floats(n), bias: c.floats(n)}
}

func readLinear(c *cursor, in, out uint32) linear {
	blocks := c.bytes(uint64(in) * uint64(out) / blockLen * blockBytes)
	return linear{in: int(in), out: int(out), blocks: blocks,
		Rows: simd.Rows{Bias: c.floats(out)}}
}

func (l *linear) unpack(loops *simd.Functions) {
	l.values = make([]int8, l.in*l.out)
	l.Scales, l.Totals = make([]float32, l.out), make([]int32, l.out)
	rowBytes := l.in / blockLen * blockBytes
	ones, table := slices.Repeat([]int8{1}, l.in), new([16]int8)
	for i := range l.Scales {
		row := l.values[i*l.in : (i+1)*l.in]
		l.Scales[i] = unpackRow(loops, row, l.blocks[i*rowBytes:(i+1)*rowBytes], table)
		l.Totals[i] = loops.Dot(row, ones)
	}
	loops.Pack(l.values, l.in)
}

// unpackRow turns a row of blocks, each with its own scale, into integers of
// one scale, from -127 to 127. It changes table, which would otherwise be
// allocated for every block.
func unpackRow(loops *simd.Functions, dst []int8, blocks []byte, table *[16]int8) (scale float32) {
	const largest = 8 // of a block's values, without sign
	for at := 0; at < len(blocks); at += blockBytes {
		scale = max(scale, abs(half(blocks[at:]))*largest/127)
	}
	if scale == 0 {
		return 0
	}
	for at := 0; at < len(blocks); at += blockBytes {
		multiples(table, half(blocks[at:])/scale)
		loops.Expand((*[blockLen]int8)(dst), (*[blockLen / 2]byte)(blocks[at+2:]), table)
		dst = dst[blockLen:]
	}
	return scale
}

// multiples fills a table with factor times -8 to 7, rounded.
func multiples(table *[16]int8, factor float32) {
	table[0] = int8(math.RoundToEven(float64(-8 * factor)))
	for q := range 7 {
		m := int8(math.RoundToEven(float64(float32(q+1) * factor)))
		table[8+q+1], table[8-q-1] = m, -m
	}
}

// embedding stores a piece's row in dst.
func (w *weights) embedding(dst []float32, id uint32) {
	n := len(dst) / blockLen * blockBytes
	row := w.embeddings[int(id)*n : (int(id)+1)*n]
	for at := 0; at < n; at += blockBytes {
		scale := half(row[at:])
		out := (*[blockLen]float32)(dst)
		for i, b := range (*[blockLen / 2]byte)(row[at+2:]) {
			out[i] = float32(int(b&15)-8) * scale
			out[i+blockLen/2] = float32(int(b>>4)-8) * scale
		}
		dst = dst[blockLen:]
	}
}

func abs(x float32) float32 { return math.Float32frombits(math.Float32bits(x) &^ (1 << 31)) }

func float(raw []byte) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(raw)) }

// half is a number of 16 bits (IEEE 754 binary16).
func half(raw []byte) float32 {
	h := uint32(binary.LittleEndian.Uint16(raw))
	sign, exponent, fraction := h>>15<<31, h>>10&31, h&1023
	switch exponent {
	case 0:
		return math.Float32frombits(sign | math.Float32bits(float32(fraction)*0x1p-24))
	case 31: // infinite, or no number, which no scale is
		return math.Float32frombits(sign | 255<<23)
	}
	return math.Float32frombits(sign | (exponent+127-15)<<23 | fraction<<13)
}
