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

// counter counts what is written.
type counter struct{ n int }

func (c *counter) Write(p []byte) (int, error) {
	c.n += len(p)
	return len(p), nil
}

func TestAMergeThatIsStoppedWritesNoPassages(t *testing.T) {
	r, err := segment.Open(write(t, samples(12, 3000)))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stopped, whole counter
	if _, err := segment.Merge(ctx, &stopped, []segment.Input{{Reader: r}}, "m",
		8); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := segment.Merge(t.Context(), &whole, []segment.Input{{Reader: r}}, "m", 8); err != nil {
		t.Fatal(err)
	}
	if stopped.n > whole.n/10 {
		t.Errorf("%d of %d bytes were written after the stop", stopped.n, whole.n)
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
