package segment

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"math"
	"slices"
)

// Input is a segment to be merged, without the documents in Dead.
type Input struct {
	*Reader
	Dead Bitmap
}

// Dropped is the number of a document that a merge left out.
const Dropped = math.MaxUint32

const dropped = Dropped

// Merged describes what Merge wrote.
type Merged struct {
	Documents int
	Passages  int
	Numbers   [][]uint32 // new number of each input's documents, or Dropped
}

// Merge writes one segment with the living documents of several, in the inputs'
// order. Vectors of another model than model are left out. It stops with ctx's
// error when ctx ends.
func Merge(ctx context.Context, out io.Writer, inputs []Input, model string,
	dimensions int) (Merged, error) {
	m := merger{ctx: ctx, w: newFileWriter(out), cols: newColumns(), inputs: inputs}
	m.cols.Model, m.cols.Dimensions = model, dimensions
	for _, step := range []func() error{m.documents, m.tokens, m.writeColumns, m.terms} {
		if err := step(); err != nil {
			return Merged{}, err
		}
	}
	if err := m.cols.writeMeta(m.w); err != nil {
		return Merged{}, err
	}
	return Merged{m.cols.Documents, m.cols.Passages, m.docs}, m.w.finish()
}

type merger struct {
	ctx      context.Context
	w        *fileWriter
	cols     *columns
	inputs   []Input
	docs     [][]uint32 // new number of each input's documents, or dropped
	passages [][]uint32 // the same of passages
}

// documents copies what lives and numbers it anew. Stored passages go straight to the file.
func (m *merger) documents() error {
	m.cols.out = m.w
	var failed error
	m.w.section(secStored, func() {
		failed = m.copyAll()
		m.cols.closeBlock()
	})
	return failed
}

func (m *merger) copyAll() error {
	for _, in := range m.inputs {
		c, err := m.newCopier(in)
		if err != nil {
			return err
		}
		docs := make([]uint32, in.Documents())
		passages := slices.Repeat([]uint32{dropped}, in.Passages())
		for d := range docs {
			if docs[d] = dropped; in.Dead.Has(uint32(d)) {
				continue
			}
			if err := m.ctx.Err(); err != nil {
				return err
			}
			docs[d] = uint32(m.cols.Documents)
			if err := c.copy(uint32(d), passages); err != nil {
				return err
			}
		}
		m.docs, m.passages = append(m.docs, docs), append(m.passages, passages)
	}
	return nil
}

// copier copies documents of one input, reading each stored block once.
type copier struct {
	cols       *columns
	in         Input
	documents  Column
	kinds      []byte
	languages  []byte
	lengths    [NumFields]Lengths
	vectors    []byte
	scales     []byte
	dimensions int
	block      []byte
	blockIndex int
	blockLeft  []byte
	nextInside uint32 // passage that blockLeft begins with
	skip       uint32 // passages before this one lie in a block that was looked at
	copied     uint32 // passages before this one were stored with their block
}

func (m *merger) newCopier(in Input) (*copier, error) {
	c := &copier{cols: m.cols, in: in, blockIndex: -1}
	var err [4 + NumFields]error
	c.kinds, err[0] = in.Kinds()
	c.languages, err[1] = in.Languages()
	c.vectors, c.scales, c.dimensions, err[2] = in.Vectors(m.cols.Model)
	for f := range c.lengths {
		c.lengths[f], err[3+f] = in.Lengths(f)
	}
	c.documents, err[3+NumFields] = in.DocumentOf()
	if c.dimensions != m.cols.Dimensions {
		c.scales = nil
	}
	return c, cmp.Or(err[:]...)
}

func (c *copier) copy(doc uint32, passages []uint32) error {
	rec, err := c.in.docRecord(doc)
	if err != nil {
		return err
	}
	c.cols.addDocument(rec.Document, int(rec.count))
	for p := rec.first; p < rec.first+rec.count; p++ {
		passages[p] = uint32(c.cols.Passages)
		if err := c.copyPassage(p); err != nil {
			return err
		}
	}
	return nil
}

func (c *copier) copyPassage(p uint32) error {
	var raw []byte
	if whole, err := c.copyBlock(p); err != nil {
		return err
	} else if !whole {
		if raw, err = c.record(p); err != nil {
			return err
		}
	}
	k, l := int(c.kinds[p]), int(c.languages[p])
	if k >= len(c.in.KindNames()) || l >= len(c.in.LanguageNames()) {
		return damaged("passage %d: no such kind or language", p)
	}
	var lengths [NumFields]uint32
	for f := range lengths {
		lengths[f] = uint32(c.lengths[f].At(p))
	}
	if err := c.cols.addPassage(c.in.KindNames()[k], c.in.LanguageNames()[l], raw,
		lengths); err != nil {
		return err
	}
	if c.scales != nil {
		return c.copyVector(p)
	}
	return nil
}

// copyVector copies a passage's vector and those of its parts.
func (c *copier) copyVector(p uint32) error {
	parts, err := c.in.Parts(p)
	if err != nil {
		return err
	}
	list := make([]Vector, parts.Len())
	for i := range list {
		list[i] = parts.At(i)
	}
	c.cols.addVector(c.in.vectorAt(p, c.vectors, c.scales), list)
	return nil
}

// copyBlock stores the block that begins with p as it is, if all its passages
// live and it is in today's format, and reports whether p needs no storing any
// more.
func (c *copier) copyBlock(p uint32) (bool, error) {
	if c.in.former {
		return false, nil
	}
	if p < c.copied {
		return true, nil
	}
	if p < c.skip {
		return false, nil // in the middle of a block
	}
	i, err := c.in.storedIndex(p)
	if err != nil {
		return false, err
	}
	e, err := c.in.storedEntry(i)
	if err != nil {
		return false, err
	}
	end := uint32(c.in.Passages())
	if uint64(i+1)*storedEntrySize < c.in.sections[secStoredIdx][1] {
		next, err := c.in.storedEntry(i + 1)
		if err != nil {
			return false, err
		}
		end = next.first
	}
	if end <= p || end > uint32(c.in.Passages()) {
		return false, damaged("stored block %d ends at passage %d", i, end)
	}
	c.skip = end
	if e.first != p || !c.live(p, end) {
		return false, nil
	}
	packed, err := c.in.packedBlock(i, e)
	if err != nil {
		return false, err
	}
	if c.cols.addBlock(packed, e.size) {
		c.copied = end
	}
	return p < c.copied, nil
}

// live reports whether the documents of the passages from–to all live.
func (c *copier) live(from, to uint32) bool {
	for p := from; p < to; p++ {
		if doc := c.documents.At(p); doc >= uint32(c.in.Documents()) || c.in.Dead.Has(doc) {
			return false
		}
	}
	return true
}

// record gives the stored record of p; cheap when passages are read in order.
func (c *copier) record(p uint32) ([]byte, error) {
	if c.blockIndex < 0 || p != c.nextInside || len(c.blockLeft) == 0 {
		if err := c.seek(p); err != nil {
			return nil, err
		}
	}
	d := decoder{src: c.blockLeft}
	raw := d.bytes()
	if d.bad {
		return nil, damaged("stored block: cut off")
	}
	c.blockLeft = d.src
	c.nextInside = p + 1
	if !c.in.former {
		return raw, nil
	}
	passage, err := decodePassage(raw, true)
	return appendPassage(nil, &passage), err
}

// seek opens the block with p and skips to p.
func (c *copier) seek(p uint32) error {
	i, err := c.in.storedIndex(p)
	if err != nil {
		return err
	}
	e, err := c.in.storedEntry(i)
	if err != nil {
		return err
	}
	if i != c.blockIndex {
		if c.block, err = c.in.storedBlock(i, e); err != nil {
			return err
		}
		c.blockIndex = i
	}
	d := decoder{src: c.block}
	for range p - e.first {
		d.bytes()
	}
	if d.bad || len(d.src) == 0 {
		return damaged("passage %d is not stored", p)
	}
	c.blockLeft = d.src
	return nil
}

// tokens copies the passages' words straight to the file.
func (m *merger) tokens() error {
	var failed error
	var buf []byte
	at := uint64(0)
	m.w.section(secTokens, func() {
		for i, in := range m.inputs {
			for p, n := range m.passages[i] {
				if n == dropped {
					continue
				}
				t, err := in.Tokens(uint32(p))
				if err != nil {
					failed = err
					return
				}
				buf = t.appendTo(buf[:0])
				m.w.write(buf)
				at += uint64(len(buf))
				m.cols.tokenPlaces = append(m.cols.tokenPlaces, at)
			}
		}
	})
	return failed
}

func (m *merger) writeColumns() error {
	order, err := m.order()
	if err != nil {
		return err
	}
	m.cols.write(m.w, order)
	return nil
}

// order merges the inputs' orders of keys.
func (m *merger) order() ([]uint32, error) {
	order := make([]uint32, 0, m.cols.Documents)
	heads := make([]keyHead, len(m.inputs))
	for i := range heads {
		heads[i] = keyHead{in: m.inputs[i], docs: m.docs[i]}
		if err := heads[i].advance(); err != nil {
			return nil, err
		}
	}
	for {
		best := -1
		for i := range heads {
			if heads[i].live && (best < 0 || bytes.Compare(heads[i].key, heads[best].key) < 0) {
				best = i
			}
		}
		if best < 0 {
			return order, nil
		}
		order = append(order, heads[best].doc)
		if err := heads[best].advance(); err != nil {
			return nil, err
		}
	}
}

// keyHead goes through the living documents of an input in the order of their keys.
type keyHead struct {
	in   Input
	docs []uint32
	at   int
	key  []byte
	doc  uint32 // its new number
	live bool
}

func (h *keyHead) advance() error {
	for h.live = false; h.at < h.in.Documents(); {
		key, doc, err := h.in.keyAt(h.at)
		if err != nil {
			return err
		}
		h.at++
		if h.doc = h.docs[doc]; h.doc != dropped {
			h.key, h.live = key, true
			return nil
		}
	}
	return nil
}

func (m *merger) terms() error {
	var index []uint64
	var failed error
	m.w.section(secTerms, func() {
		for f := range NumFields {
			t := newTermWriter(m.w, &index, m.cols.lengths[f], m.cols.Totals[f])
			failed = cmp.Or(failed, m.field(f, t))
			m.cols.closeField(f, t)
		}
	})
	m.w.section(secTermIdx, func() { writeUint64s(m.w, index) })
	return failed
}

// field merges the terms of a field.
func (m *merger) field(f int, out *termWriter) error {
	heads := make([]termHead, len(m.inputs))
	for i := range heads {
		heads[i] = termHead{terms: m.inputs[i].Iterate(f), passages: m.passages[i]}
		if err := heads[i].advance(); err != nil {
			return err
		}
	}
	var docs, freqs []uint32
	var term []byte
	for n := 0; ; n++ {
		if n%1024 == 0 && m.ctx.Err() != nil {
			return m.ctx.Err()
		}
		var ok bool
		if term, ok = lowest(term[:0], heads); !ok {
			return nil
		}
		docs, freqs = docs[:0], freqs[:0]
		for i := range heads {
			if !heads[i].live || !bytes.Equal(heads[i].terms.Term(), term) {
				continue
			}
			var err error
			if docs, freqs, err = heads[i].collect(docs, freqs); err != nil {
				return err
			}
		}
		if len(docs) > 0 {
			out.add(term, docs, freqs)
		}
	}
}

// lowest appends the first term in order of all heads to dst.
func lowest(dst []byte, heads []termHead) ([]byte, bool) {
	best := -1
	for i := range heads {
		if heads[i].live && (best < 0 || bytes.Compare(heads[i].terms.Term(),
			heads[best].terms.Term()) < 0) {
			best = i
		}
	}
	if best < 0 {
		return dst, false
	}
	return append(dst, heads[best].terms.Term()...), true
}

// termHead goes through the terms of an input.
type termHead struct {
	terms    *Terms
	passages []uint32
	live     bool
}

func (h *termHead) advance() error {
	var err error
	h.live, err = h.terms.Next()
	return err
}

// collect appends the present term's postings under their new numbers and moves on.
func (h *termHead) collect(docs, freqs []uint32) ([]uint32, []uint32, error) {
	list, err := h.terms.List()
	if err != nil {
		return docs, freqs, err
	}
	from := len(docs)
	if docs, freqs, err = list.Decode(docs, freqs); err != nil {
		return docs, freqs, err
	}
	n := from
	for i := from; i < len(docs); i++ {
		if p := h.passages[docs[i]]; p != dropped {
			docs[n], freqs[n] = p, freqs[i]
			n++
		}
	}
	return docs[:n], freqs[:n], h.advance()
}
