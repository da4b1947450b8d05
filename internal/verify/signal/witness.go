package signal

import (
	"math"

	"github.com/mundap/mundap/internal/verify/passage"
)

// Witness compares the vectors of a claim's words with those of the passages'
// words. The mean vector of all words of the passages is subtracted from both.
type Witness struct {
	mean  []float32
	claim []vector
	whole vector
}

type vector []float32

func NewWitness(list []*passage.Passage, claim [][]float32) *Witness {
	w := &Witness{mean: meanOf(list, claim)}
	w.claim = w.centred(claim)
	w.whole = together(w.claim)
	return w
}

// meanOf is the mean of the vectors of all words of the passages, or of the
// claim's if there are none.
func meanOf(list []*passage.Passage, claim [][]float32) []float32 {
	var all [][]float32
	for _, p := range list {
		for _, unit := range p.States {
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
func (w *Witness) centred(words [][]float32) []vector {
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
