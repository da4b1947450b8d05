package segment

import (
	"bytes"
	"context"
	"io"
	"math"
	"runtime"
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

// Merge writes one segment with the documents of several that are not deleted,
// in the order of the inputs. Vectors of other models than model are left out.
// If ctx ends, Merge stops with its error.
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

// yield lets everything run that is ready to: a merge can take minutes, and questions
// go first. The error is that of the context.
func (m *merger) yield() error {
	runtime.Gosched()
	return m.ctx.Err()
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
			if err := m.yield(); err != nil {
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
