package segment

import (
	"cmp"
	"io"
	"slices"
)

// Builder collects documents in memory and writes them as a segment. The zero
// value is ready for use after Reset. It is not safe for concurrent use.
type Builder struct {
	cols   columns
	keys   []string
	fields [NumFields]fieldBuilder
	record []byte

	postings []uint64 // scratch
}

// NewBuilder makes an empty Builder. model and dimensions describe the
// passages' vectors; they are "" and 0 if there are none.
func NewBuilder(model string, dimensions int) *Builder {
	b := &Builder{}
	b.Reset(model, dimensions)
	return b
}

// Reset makes the Builder empty, as NewBuilder does, but keeps its largest
// pieces of memory for the next segment.
func (b *Builder) Reset(model string, dimensions int) {
	b.cols.reset()
	b.keys = b.keys[:0]
	b.cols.Model, b.cols.Dimensions = model, dimensions
	for f := range b.fields {
		b.fields[f].reset()
	}
}

// SetVectors sets the model and the length of the vectors that follow. It may
// be called until the first vector is added; passages before that have none.
func (b *Builder) SetVectors(model string, dimensions int) {
	b.cols.Model, b.cols.Dimensions = model, dimensions
}

// Documents returns the number of documents added.
func (b *Builder) Documents() int { return b.cols.Documents }

// Passages returns the number of passages added.
func (b *Builder) Passages() int { return b.cols.Passages }

// Size returns the approximate memory in use, in bytes.
func (b *Builder) Size() int {
	n := len(b.cols.docs) + len(b.cols.stored) + len(b.cols.vectors) + len(b.cols.tokens) +
		len(b.cols.partValues)
	for f := range b.fields {
		n += b.fields[f].size()
	}
	return n
}

// AddDocument starts a document. The given number of passages must follow.
func (b *Builder) AddDocument(d Document, passages int) {
	b.keys = append(b.keys, d.Key)
	b.cols.addDocument(d, passages)
}

// AddPassage adds a passage to the last document, with its terms, its vector
// and those of its parts. It retains none of the arguments.
func (b *Builder) AddPassage(p *Passage, terms *Counts, v Vector, parts ...Vector) error {
	b.record = appendPassage(b.record[:0], p)
	if err := b.cols.addPassage(p.Kind, p.Language, b.record, terms.lengths); err != nil {
		return err
	}
	for f := range b.fields {
		b.fields[f].add(terms.fields[f], terms.text)
	}
	b.cols.tokens = append(b.cols.tokens, terms.tokens...)
	b.cols.tokenPlaces = append(b.cols.tokenPlaces, uint64(len(b.cols.tokens)))
	b.cols.addVector(v, parts)
	return nil
}

// Write writes the segment. Call Reset before using the Builder again.
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
			b.postings = b.fields[f].write(t, b.postings)
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

// fieldBuilder collects the postings of a field in the order in which they
// come. Sorting them by term at the end costs less than a growing list for each
// term.
type fieldBuilder struct {
	table termTable
	ids   []uint32 // terms of the passages, one passage after the other
	freqs []uint16
	ends  []uint32 // of each passage's
}

func (f *fieldBuilder) reset() {
	f.table.reset()
	f.ids, f.freqs, f.ends = f.ids[:0], f.freqs[:0], f.ends[:0]
}

func (f *fieldBuilder) size() int {
	return 6*len(f.ids) + 4*len(f.ends) + 16*len(f.table.slots) + 16*len(f.table.terms) +
		len(f.table.text)
}

// add adds the next passage.
func (f *fieldBuilder) add(terms []count, text []byte) {
	for i := range terms {
		n := &terms[i]
		f.ids = append(f.ids, f.table.id(n.key, text, n.at))
		f.freqs = append(f.freqs, uint16(n.freq))
	}
	f.ends = append(f.ends, uint32(len(f.ids)))
}

func (f *fieldBuilder) write(w *termWriter, scratch []uint64) []uint64 {
	order, counts := f.table.sorted(), f.passages()
	postings := f.group(order, counts, scratch)
	var docs, freqs []uint32
	var term []byte
	rest := postings
	for _, t := range order {
		n := counts[t.id]
		docs, freqs = docs[:0], freqs[:0]
		for _, p := range rest[:n] {
			docs, freqs = append(docs, uint32(p>>16)), append(freqs, uint32(p&MaxFrequency))
		}
		rest = rest[n:]
		term = f.table.append(term[:0], t)
		w.add(term, docs, freqs)
	}
	return postings
}

// passages returns the number of passages of each term.
func (f *fieldBuilder) passages() []uint32 {
	counts := make([]uint32, f.table.len())
	for _, id := range f.ids {
		counts[id]++
	}
	return counts
}

// group lays the postings of each term side by side, in the terms' order:
// passage<<16 | frequency. It reuses scratch.
func (f *fieldBuilder) group(order []orderedTerm, counts []uint32, scratch []uint64) []uint64 {
	next := make([]uint32, len(order))
	at := uint32(0)
	for _, t := range order {
		next[t.id] = at
		at += counts[t.id]
	}
	postings := slices.Grow(scratch[:0], int(at))[:at]
	from := uint32(0)
	for doc, to := range f.ends {
		freqs := f.freqs[from:to]
		for i, id := range f.ids[from:to] {
			postings[next[id]] = uint64(doc)<<16 | uint64(freqs[i])
			next[id]++
		}
		from = to
	}
	return postings
}
