package embed_test

import (
	"context"
	"math"
	"testing"
	"unicode"

	"github.com/mundap/mundap/internal/embed"
)

// bilingual is an encoder that puts each language into a corner of its own, far
// from what the texts are about: the third dimension is about cats, the fourth
// about boats.
type bilingual struct{ calls int }

func (b *bilingual) Info() embed.Info { return embed.Info{Model: "bilingual", Dimensions: 4} }

func (b *bilingual) Embed(_ context.Context, _ embed.Kind, texts []string) ([][]float32, error) {
	b.calls++
	vectors := make([][]float32, len(texts))
	for i, t := range texts {
		v := []float32{0, 0, 0.1, 0.1}
		for _, r := range t {
			switch {
			case unicode.Is(unicode.Hangul, r):
				v[0] = 1
			case unicode.IsLetter(r):
				v[1] = 1
			}
		}
		switch t {
		case "고양이", "cat":
			v[2] += 0.5
		case "배", "boat":
			v[3] += 0.5
		}
		vectors[i] = v
	}
	return vectors, nil
}

func cosine(a, b []float32) float64 {
	var dot, aa, bb float64
	for i := range a {
		dot += float64(a[i]) * float64(b[i])
		aa += float64(a[i]) * float64(a[i])
		bb += float64(b[i]) * float64(b[i])
	}
	return dot / math.Sqrt(aa*bb)
}

func TestCentredVectorsAreAboutMeaningAndNotLanguage(t *testing.T) {
	for _, e := range []embed.Embedder{&bilingual{}, embed.Centre(&bilingual{})} {
		q, err := e.Embed(t.Context(), embed.Query, []string{"고양이"})
		if err != nil {
			t.Fatal(err)
		}
		p, err := e.Embed(t.Context(), embed.Passage, []string{"cat", "배"})
		if err != nil {
			t.Fatal(err)
		}
		_, centred := e.(*embed.Centred)
		if right := cosine(q[0], p[0]) > cosine(q[0], p[1]); right != centred {
			t.Errorf("centred %v: the right passage is the nearest: %v", centred, right)
		}
	}
}

func TestAnEmbedderIsCalibratedOnce(t *testing.T) {
	b := &bilingual{}
	e := embed.Centre(b)
	for range 3 {
		for _, k := range []embed.Kind{embed.Query, embed.Passage} {
			if _, err := e.Embed(t.Context(), k, []string{"고양이"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if b.calls != 6+2 {
		t.Errorf("%d calls", b.calls)
	}
}

func TestCentringHappensOnce(t *testing.T) {
	once := embed.Centre(&bilingual{})
	if embed.Centre(once) != once || embed.Centre(nil) != nil {
		t.Error("centred again")
	}
	if once.Info().Model == "bilingual" {
		t.Error("centred vectors would be compared with those that are not")
	}
}

func TestTheZeroVectorAndNoTextsAreNoTrouble(t *testing.T) {
	e := embed.Centre(&embed.Fake{})
	if v, err := e.Embed(t.Context(), embed.Query, nil); err != nil || len(v) != 0 {
		t.Errorf("%v, %v", v, err)
	}
	v, err := e.Embed(t.Context(), embed.Query, []string{""})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range v[0] {
		if math.IsNaN(float64(x)) {
			t.Fatal("not a number")
		}
	}
}

func TestACosineHasItsPlaceBetweenUnrelatedAndTheSame(t *testing.T) {
	e := embed.Centre(&embed.Fake{}).(*embed.Centred)
	if e.Place(0.5) != 0 {
		t.Error("a place before anything is known")
	}
	if _, err := e.Embed(t.Context(), embed.Query, []string{"고양이"}); err != nil {
		t.Fatal(err)
	}
	cal, err := embed.Calibrate(t.Context(), &embed.Fake{})
	if err != nil {
		t.Fatal(err)
	}
	if got := e.Place(cal.Unrelated); got != 0 {
		t.Errorf("unrelated: %v", got)
	}
	if cal.Same > cal.Unrelated && e.Place(cal.Same) != 1 {
		t.Errorf("the same: %v", e.Place(cal.Same))
	}
}
