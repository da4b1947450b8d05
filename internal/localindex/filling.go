package localindex

import (
	"slices"

	"github.com/mundap/mundap/internal/localindex/segment"
)

// filling is a segment that is being built.
type filling struct {
	builder *segment.Builder // nil: nothing was added
	spare   *segment.Builder // of an earlier segment: the memory is used again
	model   string
	dims    int
	version string // of the analyzer; "" if unknown, or several
}

func (f *filling) size() int {
	if f.builder == nil {
		return 0
	}
	return f.builder.Size()
}

// add adds a change's document and gives its number. The change's passages are
// used up.
func (f *filling) add(c *change) (uint32, error) {
	if f.builder == nil {
		if f.builder, f.spare = f.spare, nil; f.builder == nil {
			f.builder = &segment.Builder{}
		}
		f.builder.Reset("", 0)
	}
	f.vectors(c)
	// A segment notes one version of the analyzer. Where it has passages of two,
	// it notes none: it then counts as outdated, and its documents are put again.
	if len(c.passages) > 0 {
		if f.builder.Passages() == 0 {
			f.version = c.analyzer
		} else if f.version != c.analyzer {
			f.version = ""
		}
	}
	number := uint32(f.builder.Documents())
	d := c.document
	if d.Forgotten {
		d.Key = tombstone(d.Key)
	}
	f.builder.AddDocument(d, len(c.passages))
	for i := range c.passages {
		p := &c.passages[i]
		if err := f.builder.AddPassage(&p.Passage, p.terms, p.vector,
			p.parts...); err != nil {
			return 0, err
		}
		spareCounts.Put(p.terms)
		p.terms = nil
	}
	return number, nil
}

// vectors tells the builder of the first vectors that come. Those of another
// model or length are left out then, and made again.
func (f *filling) vectors(c *change) {
	i := slices.IndexFunc(c.passages, func(p analysed) bool { return p.vector.Values != nil })
	if i < 0 {
		return
	}
	if dims := len(c.passages[i].vector.Values); f.dims == 0 {
		f.model, f.dims = c.model, dims
		f.builder.SetVectors(c.model, dims)
	}
	if c.model == f.model {
		return
	}
	for i := range c.passages {
		c.passages[i].vector, c.passages[i].parts = segment.Vector{}, nil
	}
}
