package segment_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/localindex/segment"
)

func TestVectorsOfAnotherModelAreNotRead(t *testing.T) {
	data := write(t, samples(11, 20))
	r, err := segment.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	if values, scales, n, err := r.Vectors("other"); values != nil || scales != nil || n != 0 || err != nil {
		t.Errorf("%d values, %d scales of %d dimensions, %v", len(values), len(scales), n, err)
	}
	if scales, err := r.Scales("other"); scales != nil || err != nil {
		t.Errorf("%d scales, %v", len(scales), err)
	}
	var out bytes.Buffer
	if _, err := segment.Merge(t.Context(), &out, []segment.Input{{Reader: r}}, "other", 8); err != nil {
		t.Fatal(err)
	}
	merged, err := segment.Open(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	scales, err := merged.Scales("other")
	if err != nil {
		t.Fatal(err)
	}
	for p := range uint32(merged.Passages()) {
		if segment.ScaleAt(scales, p) != 0 {
			t.Fatalf("passage %d has a vector of the former model", p)
		}
	}
}

// fading ends when it has been asked some times whether it has.
type fading struct {
	context.Context
	left int
}

func (f *fading) Err() error {
	if f.left--; f.left < 0 {
		return context.Canceled
	}
	return f.Context.Err()
}

func TestAMergeStopsBetweenTwoDocuments(t *testing.T) {
	r, err := segment.Open(write(t, samples(12, 50)))
	if err != nil {
		t.Fatal(err)
	}
	ctx := &fading{t.Context(), 10}
	_, err = segment.Merge(ctx, &bytes.Buffer{}, []segment.Input{{Reader: r}}, "m", 8)
	if !errors.Is(err, context.Canceled) || ctx.left != -1 { // it does not ask again
		t.Errorf("got %v after %d more documents", err, -1-ctx.left)
	}
}

func TestADamagedListOfDeletionsIsNotRead(t *testing.T) {
	b := segment.NewBitmap(1000)
	for i := range uint32(100) {
		b.Set(i * 7)
	}
	data := b.Encode()
	for at := range data {
		damaged := bytes.Clone(data)
		damaged[at] ^= 4
		if _, err := segment.DecodeBitmap(damaged, 1000); !fault.Is(err, fault.Damaged) {
			t.Fatalf("byte %d was changed: %v", at, err)
		}
	}
}

func TestAllDocumentsOfAKeyAreFound(t *testing.T) {
	var docs []sample
	for i := range 5 {
		d := samples(13, 1)[0]
		d.Key = []string{"a", "b", "b", "b", "c"}[i]
		docs = append(docs, d)
	}
	r, err := segment.Open(write(t, docs))
	if err != nil {
		t.Fatal(err)
	}
	if found, err := r.Find("b"); fmt.Sprint(found) != "[1 2 3]" || err != nil {
		t.Errorf("found %v, %v", found, err)
	}
}

// Search leaves blocks out whose points say that none of their postings can
// score high enough. A point that is too low loses results silently.
func TestEveryPostingIsWithinAPointOfItsBlock(t *testing.T) {
	rng := rand.New(rand.NewPCG(14, 14))
	var docs []sample
	for i := range 1000 {
		d := sample{Document: segment.Document{Key: fmt.Sprint(i), Version: "0a", Readers: []string{"*"}}}
		p := passage{Passage: segment.Passage{ID: fmt.Sprint(i), Kind: "text", Text: "글"}}
		for n := range 1 + rng.IntN(12) {
			p.terms = append(p.terms, segment.Term{Text: "often", Position: int32(n)})
		}
		for n := range rng.IntN(40) {
			p.terms = append(p.terms, segment.Term{Text: fmt.Sprint("t", rng.IntN(500)),
				Position: int32(20 + n)})
		}
		d.passages = []passage{p}
		docs = append(docs, d)
	}
	r, err := segment.Open(write(t, docs))
	if err != nil {
		t.Fatal(err)
	}
	lengths, err := r.Lengths(0)
	if err != nil {
		t.Fatal(err)
	}
	list, ok, err := r.Lookup(0, "often")
	if err != nil || !ok || !list.Long() {
		t.Fatalf("found %v, %v", ok, err)
	}
	var passages, freqs [segment.BlockSize]uint32
	for i := range list.Blocks() {
		open, err := list.Open(i)
		if err != nil {
			t.Fatal(err)
		}
		n, err := open.Docs(&passages)
		if err != nil {
			t.Fatal(err)
		}
		open.Freqs(&freqs)
		points := list.Block(i).Points
		for j := range n {
			within := false
			for _, p := range points {
				within = within || freqs[j] <= uint32(p.Freq) && lengths.At(passages[j]) >= p.Length
			}
			if !within {
				t.Fatalf("block %d: %d times in a passage of length %d is beyond %v", i, freqs[j],
					lengths.At(passages[j]), points)
			}
		}
	}
}

func TestABuilderThatIsResetIsAsGoodAsNew(t *testing.T) {
	b := segment.NewBuilder("m", 8)
	for round := range 3 {
		docs := samples(uint64(15+round), 40)
		b.Reset("m", 8)
		for _, d := range docs {
			b.AddDocument(d.Document, len(d.passages))
			for i := range d.passages {
				p := &d.passages[i]
				if err := b.AddPassage(&p.Passage, counts(p.terms), p.vector, p.parts...); err != nil {
					t.Fatal(err)
				}
			}
		}
		var out bytes.Buffer
		if err := b.Write(&out); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(out.Bytes(), write(t, docs)) {
			t.Fatalf("round %d: the segment differs from a new builder's", round)
		}
	}
}

// shapes makes passages whose terms are of all shapes: long ones that begin
// alike, many of them, as many passages as a block has, and fields without any.
func shapes() []sample {
	var docs []sample
	for i := range 300 {
		d := sample{Document: segment.Document{Key: fmt.Sprintf("%03d", i), Version: "0a",
			Readers: []string{"*"}}}
		p := passage{Passage: segment.Passage{ID: fmt.Sprint(i), Kind: "text", Text: "글"}}
		add := func(text string, times int) {
			for range times {
				p.terms = append(p.terms, segment.Term{Text: text, Position: int32(2 * len(p.terms))})
			}
		}
		for n := range 20 {
			add(fmt.Sprintf("one-of-many-%d", 20*i+n), 1)
			add(fmt.Sprintf("a long term that begins alike, %d", (n*7919+i*31)%400), 1)
		}
		add("everywhere", 1+i%3)
		if i%3 != 1 {
			add("often", 1+i%5)
		}
		if i < segment.BlockSize {
			add("in a block", 2)
		}
		if i <= segment.BlockSize {
			add("in a block and one more", 1)
		}
		d.passages = []passage{p}
		docs = append(docs, d)
	}
	return docs
}

func TestTermsOfAllShapesAreFoundWithTheirPassages(t *testing.T) {
	docs := shapes()
	data := write(t, docs)
	c, err := dump(data)
	if err != nil {
		t.Fatal(err)
	}
	want := model(docs)
	for f := range want {
		if len(c.Terms[f]) != len(want[f]) {
			t.Errorf("field %d has %d terms, want %d", f, len(c.Terms[f]), len(want[f]))
		}
		for term, lists := range want[f] {
			if fmt.Sprint(c.Terms[f][term]) != fmt.Sprint(lists) {
				t.Errorf("field %d, %q: %v, want %v", f, term, c.Terms[f][term], lists)
			}
		}
	}
}

func TestAFrequencyIsReadFromADenseBlockAlone(t *testing.T) {
	docs := shapes()
	r, err := segment.Open(write(t, docs))
	if err != nil {
		t.Fatal(err)
	}
	list, ok, err := r.Lookup(0, "often")
	if err != nil || !ok || !list.Long() {
		t.Fatalf("found %v, %v", ok, err)
	}
	freqs := map[uint32]uint32{}
	of := model(docs)[0]["often"]
	for i, p := range of[0] {
		freqs[p] = of[1][i]
	}
	from := uint32(0)
	for i := range list.Blocks() {
		open, err := list.Open(i)
		if err != nil || !open.Dense() {
			t.Fatalf("block %d: dense %v, %v", i, open.Dense(), err)
		}
		for p := from; p <= list.Last(i); p++ {
			if got := open.FreqOf(p); got != freqs[p] {
				t.Errorf("passage %d: %d times, want %d", p, got, freqs[p])
			}
		}
		from = list.Last(i) + 1
	}
}

// TestATermIsFoundIfItIsThereAlone has terms that share beginnings in all ways, and
// looks for them and for those that are missing among them.
func TestATermIsFoundIfItIsThereAlone(t *testing.T) {
	words := []string{""}
	for from, length := 0, 1; length <= 5; length++ {
		for to := len(words); from < to; from++ {
			for _, letter := range "abc" {
				words = append(words, words[from]+string(letter))
			}
		}
	}
	rng := rand.New(rand.NewPCG(71, 1))
	for range 20 {
		there := map[string]bool{}
		p := passage{Passage: segment.Passage{ID: "1", Kind: "text", Text: "1"}}
		for _, word := range words[1:] {
			if rng.IntN(4) == 0 {
				there[word] = true
				p.terms = append(p.terms, segment.Term{Text: word})
			}
		}
		r, err := segment.Open(write(t, []sample{{Document: segment.Document{Key: "1"},
			passages: []passage{p}}}))
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range words {
			if _, ok, err := r.Lookup(0, word); err != nil || ok != there[word] {
				t.Fatalf("%q is found: %t, %v", word, ok, err)
			}
		}
	}
}
