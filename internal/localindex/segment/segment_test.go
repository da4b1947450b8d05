package segment_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/localindex/segment"
)

// sample is a document of the model.
type sample struct {
	segment.Document
	passages []passage
}

type passage struct {
	segment.Passage
	terms  []segment.Term
	vector segment.Vector
	parts  []segment.Vector
}

// samples makes documents with terms of very different frequency, so that every
// form of posting list occurs.
func samples(seed uint64, n int) []sample {
	rng := rand.New(rand.NewPCG(seed, 9))
	docs := make([]sample, n)
	for i := range docs {
		d := &docs[i]
		d.Document = segment.Document{
			Key: fmt.Sprintf("docs/%d-%d.txt", rng.IntN(1000), i), Version: "0a",
			Title:     fmt.Sprint("제목 ", i),
			Readers:   []string{[]string{"*", "kim", "lee"}[rng.IntN(3)]},
			Forgotten: rng.IntN(20) == 0,
		}
		for p := range rng.IntN(4) {
			d.passages = append(d.passages, randomPassage(rng, i, p))
		}
		if d.Forgotten {
			d.passages = nil
		}
	}
	return docs
}

func randomPassage(rng *rand.Rand, doc, ordinal int) passage {
	p := passage{Passage: segment.Passage{
		ID: fmt.Sprintf("id-%d-%d", doc, ordinal), Ordinal: ordinal,
		Kind:     []string{"text", "code"}[rng.IntN(2)],
		Language: []string{"ko", "en", ""}[rng.IntN(3)], Text: fmt.Sprintf("본문 %d %x", doc,
			rng.Uint64()), Start: ordinal, End: 9,
		Page: rng.IntN(3), Line: rng.IntN(3),
	}}
	if rng.IntN(2) == 0 {
		p.Headings = []string{"장", "절"}
	}
	for f := range uint8(segment.NumFields) {
		for i := range 1 + rng.IntN(30) {
			term := fmt.Sprint("t", rng.IntN(1<<rng.IntN(10)))
			p.terms = append(p.terms, segment.Term{Text: term, Field: f, Position: int32(2 * i)})
		}
	}
	p.vector = randomVector(rng)
	for range rng.IntN(4) {
		p.parts = append(p.parts, randomVector(rng))
	}
	return p
}

// randomVector is of a length that has codes.
func randomVector(rng *rand.Rand) segment.Vector {
	v := make([]float32, 8)
	for i := range v {
		v[i] = rng.Float32() - 0.5
	}
	return segment.Quantise(v)
}

func write(t testing.TB, docs []sample) []byte {
	t.Helper()
	b := segment.NewBuilder("m", 8)
	for _, d := range docs {
		b.AddDocument(d.Document, len(d.passages))
		for i := range d.passages {
			p := &d.passages[i]
			if err := b.AddPassage(&p.Passage, counts(p.terms), p.vector,
				p.parts...); err != nil {
				t.Fatal(err)
			}
		}
	}
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// contents is everything that a segment says, in a form that can be compared.
type contents struct {
	Documents []segment.Document
	Order     map[string][]uint32
	Passages  []segment.Passage
	Terms     [segment.NumFields]map[string][2][]uint32
	Lengths   [segment.NumFields][]uint16
	Tokens    []string
	Vectors   []string
	Parts     [][]segment.Vector
}

// dump reads a segment whole.
func dump(data []byte) (c contents, err error) {
	r, err := segment.Open(data)
	if err != nil {
		return c, err
	}
	c.Order = map[string][]uint32{}
	for d := range uint32(r.Documents()) {
		doc, _, _, err := r.Document(d)
		if err != nil {
			return c, err
		}
		c.Documents = append(c.Documents, doc)
		if c.Order[doc.Key], err = r.Find(doc.Key); err != nil {
			return c, err
		}
	}
	values, scales, dims, err := r.Vectors("m")
	if err != nil {
		return c, err
	}
	for p := range uint32(r.Passages()) {
		stored, err := r.Passage(p)
		if err != nil {
			return c, err
		}
		tokens, err := r.Tokens(p)
		if err != nil {
			return c, err
		}
		parts, err := r.Parts(p)
		if err != nil {
			return c, err
		}
		c.Passages = append(c.Passages, stored)
		c.Parts = append(c.Parts, parts.Clone())
		if n, err := r.NumParts(p); err != nil || n != parts.Len() {
			return c, fmt.Errorf("passage %d has %d parts, told %d: %w", p, parts.Len(), n, err)
		}
		for i := range tokens.Len() {
			hash, step := tokens.At(i)
			c.Tokens = append(c.Tokens, fmt.Sprint(p, hash, step))
		}
		c.Vectors = append(c.Vectors, fmt.Sprint(segment.ScaleAt(scales, p),
			values[int(p)*dims:int(p+1)*dims]))
	}
	for f := range c.Terms {
		if err := c.field(r, f); err != nil {
			return c, err
		}
	}
	return c, nil
}

func (c *contents) field(r *segment.Reader, f int) error {
	lengths, err := r.Lengths(f)
	if err != nil {
		return err
	}
	for p := range uint32(r.Passages()) {
		c.Lengths[f] = append(c.Lengths[f], lengths.At(p))
	}
	c.Terms[f] = map[string][2][]uint32{}
	for terms := r.Iterate(f); ; {
		ok, err := terms.Next()
		if err != nil || !ok {
			return err
		}
		term := string(terms.Term())
		list, ok, err := r.Lookup(f, term)
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("term %q is not found", term)
		}
		docs, freqs, err := list.Decode(nil, nil)
		if err != nil {
			return err
		}
		c.Terms[f][term] = [2][]uint32{docs, freqs}
	}
}

// model is what a segment of docs should say about its terms.
func model(docs []sample) (terms [segment.NumFields]map[string][2][]uint32) {
	for f := range terms {
		terms[f] = map[string][2][]uint32{}
	}
	n := uint32(0)
	for _, d := range docs {
		for _, p := range d.passages {
			for _, t := range p.terms {
				l := terms[t.Field][t.Text]
				if last := len(l[0]) - 1; last >= 0 && l[0][last] == n {
					l[1][last]++
				} else {
					l[0], l[1] = append(l[0], n), append(l[1], 1)
				}
				terms[t.Field][t.Text] = l
			}
			n++
		}
	}
	return terms
}

func TestASegmentSaysWhatWasPutIn(t *testing.T) {
	docs := samples(1, 700)
	c, err := dump(write(t, docs))
	if err != nil {
		t.Fatal(err)
	}
	if want := model(docs); !reflect.DeepEqual(c.Terms, want) {
		t.Error("the postings differ")
	}
	n := 0
	for i, d := range docs {
		if !reflect.DeepEqual(c.Documents[i], d.Document) {
			t.Fatalf("document %d: %+v, want %+v", i, c.Documents[i], d.Document)
		}
		if found := c.Order[d.Key]; len(found) != 1 || found[0] != uint32(i) {
			t.Fatalf("%s is found at %v, want %d", d.Key, found, i)
		}
		for _, p := range d.passages {
			if !reflect.DeepEqual(c.Passages[n], p.Passage) {
				t.Fatalf("passage %d: %+v, want %+v", n, c.Passages[n], p.Passage)
			}
			if !reflect.DeepEqual(c.Parts[n], p.parts) {
				t.Fatalf("passage %d has the parts %v, want %v", n, c.Parts[n], p.parts)
			}
			n++
		}
	}
	if n != len(c.Passages) {
		t.Errorf("%d passages, want %d", len(c.Passages), n)
	}
}

func TestAMergeSaysWhatOneSegmentOfTheLivingWould(t *testing.T) {
	docs := samples(2, 600)
	rng := rand.New(rand.NewPCG(2, 2))
	var inputs []segment.Input
	var living []sample
	for _, part := range [][]sample{docs[:50], docs[50:51], docs[51:400], docs[400:]} {
		r, err := segment.Open(write(t, part))
		if err != nil {
			t.Fatal(err)
		}
		dead := segment.NewBitmap(len(part))
		for i, d := range part {
			if rng.IntN(3) == 0 {
				dead.Set(uint32(i))
			} else {
				living = append(living, d)
			}
		}
		inputs = append(inputs, segment.Input{Reader: r, Dead: dead})
	}
	var out bytes.Buffer
	merged, err := segment.Merge(t.Context(), &out, inputs, "m", 8)
	if err != nil {
		t.Fatal(err)
	}
	if merged.Documents != len(living) {
		t.Errorf("%d documents, want %d", merged.Documents, len(living))
	}
	got, err := dump(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	want, err := dump(write(t, living))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Error("the merged segment differs from one that was written at once")
	}
}

func TestAMergeStopsWhenItsContextEnds(t *testing.T) {
	r, err := segment.Open(write(t, samples(3, 50)))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := segment.Merge(ctx, &bytes.Buffer{}, []segment.Input{{Reader: r}}, "",
		0); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// FuzzDamage changes, cuts or lengthens a segment. Whatever is read must be
// what was written, or fault.Damaged.
func FuzzDamage(f *testing.F) {
	whole := write(f, samples(4, 60))
	want, err := dump(whole)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint32(0), []byte{1}, 0)
	f.Add(uint32(len(whole)-40), []byte{0xff, 0xff, 0xff, 0xff}, 0)
	f.Add(uint32(len(whole)/2), []byte{7}, 0)
	f.Add(uint32(10), []byte{0}, -33)
	f.Add(uint32(10), []byte{0}, 12)
	f.Fuzz(func(t *testing.T, at uint32, xor []byte, resize int) {
		data := bytes.Clone(whole)
		switch {
		case resize < 0:
			data = data[:max(0, len(data)+resize%len(data))]
		case resize > 0:
			data = append(data, make([]byte, resize%4096)...)
		}
		for i, x := range xor {
			if n := len(data); n > 0 {
				data[(int(at)+i)%n] ^= x
			}
		}
		got, err := dump(data)
		if err == nil && !reflect.DeepEqual(got, want) {
			t.Error("a damaged segment gave a wrong answer")
		}
		if err != nil && !fault.Is(err, fault.Damaged) {
			t.Errorf("got %v", err)
		}
	})
}

// FuzzOpen gives the reader bytes that no writer made.
func FuzzOpen(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte("mundapS1"))
	f.Add([]byte("mundapS2"))
	f.Add(write(f, nil))
	f.Add(write(f, samples(5, 3)))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := dump(data); err != nil && !fault.Is(err, fault.Damaged) {
			t.Errorf("got %v", err)
		}
	})
}

func FuzzBitmap(f *testing.F) {
	b := segment.NewBitmap(70)
	b.Set(69)
	f.Add(b.Encode(), 70)
	f.Fuzz(func(t *testing.T, data []byte, n int) {
		got, err := segment.DecodeBitmap(data, max(0, n%100_000))
		if err == nil && !bytes.Equal(got.Encode(), data) {
			t.Error("another set was read than was written")
		}
	})
}

func counts(terms []segment.Term) *segment.Counts {
	var c segment.Counter
	var n segment.Counts
	c.Count(&n, terms)
	return &n
}
