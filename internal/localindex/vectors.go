package localindex

import (
	"cmp"
	"slices"

	"github.com/mundap/mundap/internal/localindex/segment"
)

// knownVectors sets those vectors of c's passages that the index already has:
// for the same passage of the same document, with the same text, from the same
// embedder. Documents are put again when their readers or the analyzer change, and
// embedding them is what takes long. It returns the indexes of the passages
// without a known vector.
func (ix *Index) knownVectors(c *change, with *embedders) []int {
	all := make([]int, len(c.passages))
	for i := range all {
		all[i] = i
	}
	return ix.vectorsFor(c, with).give(c, all)
}

// give gives those of c's passages that are left their vectors, and returns
// those that v has none of.
func (v vectorsByID) give(c *change, left []int) []int {
	var still []int
	for _, i := range left {
		p := &c.passages[i]
		if k, ok := v[p.ID]; ok && k.text == embeddedText(c, p) {
			p.vector, p.parts = k.vector, k.parts
		} else {
			still = append(still, i)
		}
	}
	return still
}

// vectorsOfChange are the vectors that a change's passages have.
func vectorsOfChange(c *change) vectorsByID {
	v := vectorsByID{}
	for i := range c.passages {
		if p := &c.passages[i]; p.vector.Values != nil {
			v[p.ID] = knownVector{embeddedText(c, p), p.vector, p.parts}
		}
	}
	return v
}

// vectorsByID are vectors by their passages' ids.
type vectorsByID map[string]knownVector

type knownVector struct {
	text   string // of the passage with its context
	vector segment.Vector
	parts  []segment.Vector
}

// vectorsFor are the vectors of the living document that a change puts again, as
// far as they are of passages that the change has, by the passages' ids. What
// can't be read is left out: it is made anew.
func (ix *Index) vectorsFor(c *change, with *embedders) vectorsByID {
	snap := ix.acquire()
	if snap == nil || with.now == nil {
		return nil
	}
	defer snap.release()
	known := vectorsByID{}
	for _, p := range snap.parts {
		found, err := p.find(c.document.Key)
		if err != nil || len(found) == 0 {
			continue
		}
		scales, err := p.Scales(with.model())
		if _, dims := p.VectorModel(); err != nil || scales == nil || with.otherDimensions(dims) {
			continue
		}
		for _, l := range found {
			if err := known.add(p, l, c); err != nil {
				continue
			}
		}
	}
	return known
}

// add adds the vectors of an entry, if it can have passages of a change.
func (v vectorsByID) add(p part, l located, c *change) error {
	doc, first, end, err := p.Document(l.number)
	if err != nil {
		return err
	}
	if apart, err := p.apart(doc, first, end, c); err != nil || apart {
		return err
	}
	for n := first; n < end; n++ {
		passage, err := p.Passage(n)
		whole, err2 := p.Vector(n)
		parts, err3 := p.Parts(n)
		if cmp.Or(err, err2, err3) != nil || whole.Scale == 0 || parts.Len() == 0 {
			continue
		}
		v[passage.ID] = knownVector{textWithContext(doc.Title, &passage),
			segment.Vector{Scale: whole.Scale, Values: slices.Clone(whole.Values)}, parts.Clone()}
	}
	return nil
}

// apart reports whether a piece of a long document has no passage of a change's:
// it is of another version, or of another place in the document.
func (p part) apart(d segment.Document, first, end uint32, c *change) (bool, error) {
	if d.Piece == 0 || first == end || len(c.passages) == 0 {
		return false, nil
	}
	if d.Version != c.document.Version {
		return true, nil
	}
	from, err := p.Passage(first)
	if err != nil {
		return false, err
	}
	to, err := p.Passage(end - 1)
	return from.Ordinal > c.passages[len(c.passages)-1].Ordinal ||
		to.Ordinal < c.passages[0].Ordinal, err
}
