package verify

import (
	"context"
	"math"
	"strings"
)

// Encoder is a model that makes a vector for each word of a text, depending on
// the words around it. Words are separated by white space. There may be fewer
// vectors than words. It must be safe for concurrent use if CheckWith is called
// concurrently.
type Encoder interface {
	Words(ctx context.Context, text string) ([][]float32, error)
}

// Encode computes the vectors of a passage for CheckWith. No other goroutine may
// use the passage meanwhile. Errors are those of the encoder.
func (r *Read) Encode(ctx context.Context, e Encoder) error {
	states := make([][][]float32, len(r.p.units))
	for i := range r.p.units {
		text := r.p.plainText(&r.p.units[i])
		words, err := e.Words(ctx, text)
		if err != nil {
			return err
		}
		states[i] = words
	}
	r.p.states = states
	return nil
}

// CheckWith is Check with an encoder as a second witness. All passages must have
// been encoded with the same encoder. Errors are those of the encoder.
func (p *Passages) CheckWith(ctx context.Context, e Encoder, s Sentence) (Finding, error) {
	s, ok := s.withoutConcession()
	if !ok {
		return Finding{Verdict: NoClaim}, nil
	}
	words, err := e.Words(ctx, spaced(s.Text))
	if err != nil {
		return Finding{}, err
	}
	return p.check(s, newWitness(p, words)), nil
}

// spaced is a sentence without markup, with single spaces between its words.
func spaced(sentence string) string { return strings.Join(strings.Fields(blank(sentence)), " ") }

// witness compares the vectors of a claim's words with those of the passages'
// words. The mean vector of all words of the passages is subtracted from both.
type witness struct {
	mean  []float32
	claim []vector
	whole vector
}

type vector []float32

func newWitness(p *Passages, claim [][]float32) *witness {
	w := &witness{mean: meanOf(p.list, claim)}
	w.claim = w.centred(claim)
	w.whole = together(w.claim)
	return w
}

// meanOf is the mean of the vectors of all words of the passages, or of the
// claim's if there are none.
func meanOf(list []*passage, claim [][]float32) []float32 {
	var all [][]float32
	for _, p := range list {
		for _, unit := range p.states {
			all = append(all, unit...)
		}
	}
	if len(all) == 0 {
		all = claim
	}
	if len(all) == 0 {
		return nil
	}
	mean := make([]float32, len(all[0]))
	for _, v := range all {
		for i, x := range v {
			mean[i] += x / float32(len(all))
		}
	}
	return mean
}

// centred returns the vectors minus the mean, scaled to unit length.
func (w *witness) centred(words [][]float32) []vector {
	out := make([]vector, len(words))
	for k, word := range words {
		out[k] = make(vector, len(word))
		for i, x := range word {
			out[k][i] = x - w.mean[i]
		}
		out[k].scale()
	}
	return out
}

func (v vector) scale() {
	length := math.Sqrt(v.dot(v))
	for i := range v {
		v[i] /= float32(max(length, 1e-9))
	}
}

func (v vector) dot(o vector) float64 {
	var sum float32
	for i, x := range v {
		sum += x * o[i]
	}
	return float64(sum)
}

// together is the direction of the sum of several words' vectors, as a vector of
// unit length; nil if there are no words.
func together(words []vector) vector {
	if len(words) == 0 {
		return nil
	}
	s := make(vector, len(words[0]))
	for _, w := range words {
		for i, x := range w {
			s[i] += x
		}
	}
	s.scale()
	return s
}

// nearest is the cosine of a word with the nearest of some others; -1 if there
// are none.
func nearest(w vector, words []vector) float64 {
	most := -1.0
	for _, o := range words {
		most = max(most, w.dot(o))
	}
	return most
}
