package segment

import (
	"bytes"
	"cmp"
)

// terms writes the dictionary of each field with its postings.
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

// field merges the terms of a field. The terms of each input are in order, so it is
// enough to compare the inputs' present terms: the lowest of them is written with the
// postings of every input that has it. The postings stay in order, too, because the
// passages of an input get higher numbers than those of the inputs before it.
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
		if n%1024 == 0 { // yielding costs more than a rare term
			if err := m.yield(); err != nil {
				return err
			}
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
	passages []uint32 // the new numbers of the input's passages
	live     bool     // there is a present term
}

// advance goes to the next term.
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
