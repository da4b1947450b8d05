// Package embedtest is the conformance suite of [embed.Embedder]. Every
// implementation runs it.
package embedtest

import (
	"context"
	"fmt"
	"math"
	"sync"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
)

// Behaviour is what the adapter's other side does with every call.
type Behaviour struct {
	// Fault, when not zero, is answered instead of vectors: the provider's own
	// form of an error of this kind.
	Fault fault.Kind
	// RetryAfter is told with a Throttled fault, in whole seconds.
	RetryAfter time.Duration
}

// Harness makes an embedder whose other side behaves so, for the length of the
// test. It calls t.Skip with the reason where a provider has no form of the
// behaviour. Without a fault the other side must give vectors that depend on
// the text alone.
type Harness func(t *testing.T, b Behaviour) embed.Embedder

// Run tests an adapter.
func Run(t *testing.T, harness Harness) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Harness)
	}{
		{"one vector per text, in order, of one length", oneEach},
		{"the same text has the same vector, alone or in a list", order},
		{"no texts, no vectors", none},
		{"an empty text has a vector too", emptyText},
		{"a long list is split", longList},
		{"an ended context is an error", endedContext},
		{"calls run side by side", sideBySide},
		{"faults are classified", faults},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, harness) })
	}
}

// Cosine is the likeness of two vectors of one length, -1 to 1; 0 when one of them is null.
func Cosine(a, b []float32) float64 {
	var dot, aa, bb float64
	for i := range a {
		dot += float64(a[i]) * float64(b[i])
		aa += float64(a[i]) * float64(a[i])
		bb += float64(b[i]) * float64(b[i])
	}
	if aa == 0 || bb == 0 {
		return 0
	}
	return dot / math.Sqrt(aa*bb)
}

func embedAll(t *testing.T, e embed.Embedder, kind embed.Kind, texts []string) [][]float32 {
	t.Helper()
	vectors, err := e.Embed(t.Context(), kind, texts)
	if err != nil {
		t.Fatal(err)
	}
	if len(vectors) != len(texts) {
		t.Fatalf("%d vectors for %d texts", len(vectors), len(texts))
	}
	for i, v := range vectors {
		if len(v) == 0 || len(v) != len(vectors[0]) {
			t.Fatalf("vector %d has %d dimensions, the first %d", i, len(v), len(vectors[0]))
		}
		for _, x := range v {
			if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
				t.Fatalf("vector %d is not finite", i)
			}
		}
	}
	return vectors
}

func oneEach(t *testing.T, harness Harness) {
	e := harness(t, Behaviour{})
	for _, kind := range []embed.Kind{embed.Query, embed.Passage} {
		v := embedAll(t, e, kind, []string{"문서 검색", "a <b> & \"c\"", "줄\n바꿈"})
		if info := e.Info(); info.Model == "" || info.Dimensions != 0 &&
			info.Dimensions != len(v[0]) {
			t.Errorf("info %+v, vectors of %d", info, len(v[0]))
		}
	}
}

func order(t *testing.T, harness Harness) {
	e := harness(t, Behaviour{})
	texts := []string{"하나와 둘", "completely different words", "셋째 문장이에요"}
	together := embedAll(t, e, embed.Passage, texts)
	for i, text := range texts {
		alone := embedAll(t, e, embed.Passage, []string{text})
		if c := Cosine(alone[0], together[i]); c < 0.999 {
			t.Errorf("%q alone and in a list: cosine %.4f", text, c)
		}
	}
	if c := Cosine(together[0], together[1]); c > 0.999 {
		t.Errorf("two texts share a vector: cosine %.4f", c)
	}
}

func none(t *testing.T, harness Harness) {
	embedAll(t, harness(t, Behaviour{}), embed.Passage, nil)
}

func emptyText(t *testing.T, harness Harness) {
	embedAll(t, harness(t, Behaviour{}), embed.Passage, []string{"앞", "", "뒤"})
}

func longList(t *testing.T, harness Harness) {
	e := harness(t, Behaviour{})
	n := 3
	if most := e.Info().MaxTexts; most > 0 {
		n = 2*most + 1
	}
	texts := make([]string, n)
	for i := range texts {
		texts[i] = fmt.Sprintf("%d번째 글", i*i)
	}
	v := embedAll(t, e, embed.Passage, texts)
	last := embedAll(t, e, embed.Passage, texts[n-1:])
	if c := Cosine(v[n-1], last[0]); c < 0.999 {
		t.Errorf("the last of %d texts has another vector than alone: cosine %.4f", n, c)
	}
}

func endedContext(t *testing.T, harness Harness) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	v, err := harness(t, Behaviour{}).Embed(ctx, embed.Query, []string{"질문"})
	if !fault.Is(err, fault.Canceled) || v != nil {
		t.Errorf("%d vectors, %v", len(v), err)
	}
}

func sideBySide(t *testing.T, harness Harness) {
	e := harness(t, Behaviour{})
	want := embedAll(t, e, embed.Query, []string{"같은 글"})[0]
	var all sync.WaitGroup
	failures := make(chan string, 8)
	for range cap(failures) {
		all.Go(func() {
			v, err := e.Embed(t.Context(), embed.Query, []string{"같은 글"})
			if err != nil || len(v) != 1 || Cosine(v[0], want) < 0.999 {
				failures <- fmt.Sprintf("%d vectors, %v", len(v), err)
			}
		})
	}
	all.Wait()
	close(failures)
	for f := range failures {
		t.Error(f)
	}
}

func faults(t *testing.T, harness Harness) {
	for _, kind := range []fault.Kind{
		fault.Throttled, fault.Overloaded, fault.Unavailable, fault.Timeout, fault.TooLarge,
		fault.Invalid,
		fault.Forbidden, fault.NotFound,
	} {
		t.Run(kind.String(), func(t *testing.T) {
			v, err := harness(t, Behaviour{Fault: kind}).Embed(t.Context(), embed.Passage,
				[]string{"글"})
			if !fault.Is(err, kind) || v != nil {
				t.Errorf("%d vectors, kind %v, want %v: %v", len(v), fault.KindOf(err), kind, err)
			}
		})
	}
	t.Run("throttled tells when to come again", func(t *testing.T) {
		_, err := harness(t, Behaviour{Fault: fault.Throttled,
			RetryAfter: 7 * time.Second}).Embed(t.Context(), embed.Passage, []string{"글"})
		if got := fault.RetryAfter(err); got != 7*time.Second {
			t.Errorf("retry after %v: %v", got, err)
		}
	})
}
