package verify

import "math"

// rarity weighs words by how few of the units of all passages have them.
type rarity struct {
	units int
	count map[string]int
}

func newRarity(list []*passage) rarity {
	r := rarity{count: map[string]int{}}
	for _, p := range list {
		for i := range p.units {
			r.units++
			for w := range p.units[i].own.words {
				r.count[w]++
			}
		}
	}
	return r
}

// of is a word's weight for finding what it is about: its own one, times 0.4 to
// about 2 by its rarity.
func (r *rarity) of(w *word) float64 {
	n := r.count[w.text]
	if w.class != "" {
		n = max(n, r.count[w.class])
	}
	share := float64(n) / float64(max(1, r.units))
	return w.weight() * (.4 + math.Min(1.6, -.5*math.Log(share+.02)))
}
