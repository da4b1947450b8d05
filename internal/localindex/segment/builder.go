package segment

import (
	"cmp"
	"io"
	"slices"
)

// Term is one occurrence of a term in a field of a passage.
type Term struct {
	Text     string // not empty
	Position int32  // in the passage's text; below 0: not in it (a heading's)
	Field    uint8  // below NumFields
}

// Builder collects documents in memory and writes them as a segment. The zero value is not ready; use NewBuilder. Not safe
// for concurrent use.
type Builder struct {
	cols   *columns
	keys   []string
	fields [NumFields]fieldBuilder
	record []byte
}

// NewBuilder makes an empty Builder. model and dimensions describe the vectors that passages come with; "" and 0: none.
func NewBuilder(model string, dimensions int) *Builder {
	b := &Builder{cols: newColumns()}
	b.cols.Model, b.cols.Dimensions = model, dimensions
	return b
}

// Documents is the number of documents added.
func (b *Builder) Documents() int { return b.cols.Documents }

// Passages is the number of passages added.
func (b *Builder) Passages() int { return b.cols.Passages }

// Size is roughly the memory in use, in bytes.
func (b *Builder) Size() int {
	n := len(b.cols.docs) + len(b.cols.stored) + len(b.cols.vectors) + len(b.cols.tokens)
	for f := range b.fields {
		n += 12*len(b.fields[f].postings) + 40*b.fields[f].terms.len()
	}
	return n
}

// AddDocument begins a document whose passages follow, passages of them.
func (b *Builder) AddDocument(d Document, passages int) {
	b.keys = append(b.keys, d.Key)
	b.cols.addDocument(d, passages)
}

// AddPassage adds a passage of the last document. The strings of terms may be parts of larger ones; they are not kept.
func (b *Builder) AddPassage(p *Passage, terms []Term, v Vector) error {
	var lengths [NumFields]uint32
	n := uint32(b.cols.Passages)
	for i := range terms {
		f := terms[i].Field
		lengths[f]++
		b.fields[f].add(terms[i].Text, n)
	}
	b.record = appendPassage(b.record[:0], p)
	if err := b.cols.addPassage(p.Kind, p.Language, b.record, lengths); err != nil {
		return err
	}
	b.cols.tokens = appendTokens(b.cols.tokens, terms)
	b.cols.tokenPlaces = append(b.cols.tokenPlaces, uint64(len(b.cols.tokens)))
	b.cols.addVector(v)
	return nil
}

// Write writes the segment. The Builder can't be used afterwards.
func (b *Builder) Write(out io.Writer) error {
	w := newFileWriter(out)
	order := make([]uint32, len(b.keys))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortStableFunc(order, func(x, y uint32) int { return cmp.Compare(b.keys[x], b.keys[y]) })
	b.cols.write(w, order)
	var index []uint64
	w.section(secTerms, func() {
		for f := range b.fields {
			t := newTermWriter(w, &index, b.cols.lengths[f], b.cols.Totals[f])
			b.fields[f].write(t)
			b.cols.closeField(f, t)
		}
	})
	w.section(secTermIdx, func() { writeUint64s(w, index) })
	if err := b.cols.writeMeta(w); err != nil {
		return err
	}
	return w.finish()
}

// closeField ends a field and records how many terms and dictionary blocks it came to.
func (c *columns) closeField(f int, t *termWriter) {
	t.flush()
	c.Terms[f] = t.terms
	c.Blocks[f] = len(*t.index) / 2
	for _, n := range c.Blocks[:f] {
		c.Blocks[f] -= n
	}
}

// posting is one passage of a term.
type posting struct{ term, doc, freq uint32 }

// fieldBuilder collects the postings of a field in the order in which they come. Sorting them by term at the end costs
// less than a growing list for each term.
type fieldBuilder struct {
	terms    termTable
	last     []uint32 // index of the term's last posting
	count    []uint32 // number of the term's postings
	postings []posting
}

func (f *fieldBuilder) add(text string, doc uint32) {
	t, isNew := f.terms.id(text)
	if isNew {
		f.last = append(f.last, 0)
		f.count = append(f.count, 0)
	} else if p := &f.postings[f.last[t]]; p.doc == doc {
		p.freq++
		return
	}
	f.last[t] = uint32(len(f.postings))
	f.count[t]++
	f.postings = append(f.postings, posting{t, doc, 1})
}

func (f *fieldBuilder) write(w *termWriter) {
	order := f.terms.sorted()
	docs, freqs, begin := f.group(order)
	for _, t := range order {
		from, n := begin[t], f.count[t]
		w.add(f.terms.term(t), docs[from:from+n], freqs[from:from+n])
	}
}

// group lays the postings of each term side by side, in the terms' order, and gives where each term's begin.
func (f *fieldBuilder) group(order []uint32) (docs, freqs, begin []uint32) {
	begin = make([]uint32, f.terms.len())
	at := uint32(0)
	for _, t := range order {
		begin[t] = at
		at += f.count[t]
	}
	next := slices.Clone(begin)
	docs, freqs = make([]uint32, at), make([]uint32, at)
	for _, p := range f.postings {
		i := next[p.term]
		docs[i], freqs[i] = p.doc, p.freq
		next[p.term]++
	}
	return docs, freqs, begin
}
