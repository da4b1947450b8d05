package localindex

import (
	"cmp"
	"slices"

	"github.com/mundap/mundap/internal/localindex/segment"
)

// knownVectors gives c's passages the vectors that the index has of them: the
// same passage of the same document, with the same text, by the same model.
// Documents are put again when their readers or the analyzer change, and
// embedding them is what takes long. It returns the indexes of the passages
// that it knows nothing of.
func (ix *Index) knownVectors(c *change, model string) []int {
	all := make([]int, len(c.passages))
	for i := range all {
		all[i] = i
	}
	return ix.vectorsOf(c.document.Key, model).give(c, all)
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

// vectorsOf are the vectors of a living document's passages by the passages'
// ids. What can't be read is left out: it is made anew.
func (ix *Index) vectorsOf(key, model string) vectorsByID {
	snap := ix.acquire()
	if snap == nil || model == "" {
		return nil
	}
	defer snap.release()
	known := vectorsByID{}
	for _, p := range snap.parts {
		d, err := p.find(key)
		if err != nil || d == nil {
			continue
		}
		scales, err := p.Scales(model)
		doc, first, end, err2 := p.Document(d.number)
		if _, dims := p.VectorModel(); err != nil || err2 != nil || scales == nil ||
			ix.otherDimensions(dims) {
			continue
		}
		for n := first; n < end; n++ {
			passage, err := p.Passage(n)
			v, err2 := p.Vector(n)
			parts, err3 := p.Parts(n)
			if cmp.Or(err, err2, err3) != nil || v.Scale == 0 || parts.Len() == 0 {
				continue
			}
			known[passage.ID] = knownVector{textWithContext(doc.Title, &passage),
				segment.Vector{Scale: v.Scale, Values: slices.Clone(v.Values)}, parts.Clone()}
		}
	}
	return known
}
