package scope

import (
	"math"

	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
)

// Rarity weighs words by how few of the units of all passages have them.
type Rarity struct {
	units int
	Count map[string]int
}

func newRarity(list []*passage.Passage) Rarity {
	r := Rarity{Count: map[string]int{}}
	for _, p := range list {
		for i := range p.Units {
			r.units++
			for w := range p.Units[i].Own.Words {
				r.Count[w]++
			}
		}
	}
	return r
}

// Of returns the weight of a word for finding what a text is about: its own
// weight, times 0.4 to about 2 according to its rarity.
func (r *Rarity) Of(w *lexicon.Word) float64 {
	n := r.Count[w.Text]
	if w.Class != "" {
		n = max(n, r.Count[w.Class])
	}
	share := float64(n) / float64(max(1, r.units))
	return w.Weight() * (.4 + math.Min(1.6, -.5*math.Log(share+.02)))
}
