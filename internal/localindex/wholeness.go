package localindex

import "github.com/mundap/mundap/internal/localindex/segment"

// wholeness counts a document's pieces.
type wholeness struct {
	there, all int
	places     []entry
}

func (n wholeness) whole() bool { return n.all > 0 && n.there == n.all }

// count adds an entry.
func (n *wholeness) count(d segment.Document) {
	n.there++
	if n.all = max(n.all, d.Pieces); d.Piece == 0 {
		n.all = n.there
	}
}

// incomplete returns the entries of documents that lack some of their pieces.
// It ignores what can't be read; the next reader will report it.
func (b *batch) incomplete() (all []entry) {
	type version struct{ key, version string }
	documents := map[version]*wholeness{}
	for i, p := range b.parts {
		for n := range uint32(p.Documents()) {
			d, _, _, err := p.Document(n)
			if err != nil || p.dead.Has(n) || d.Piece == 0 {
				continue
			}
			of := version{d.Key, d.Version}
			if documents[of] == nil {
				documents[of] = &wholeness{}
			}
			documents[of].count(d)
			documents[of].places = append(documents[of].places, entry{i, located{d, n}})
		}
	}
	for _, n := range documents {
		if !n.whole() {
			all = append(all, n.places...)
		}
	}
	return all
}
