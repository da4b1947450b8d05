package segment

import (
	"cmp"
)

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
		if c.block, err = c.in.storedBlock(c.block, i, e); err != nil {
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
