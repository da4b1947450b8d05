package office

import (
	"iter"
	"sort"
	"strconv"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/compound"
)

// wordShape is what the file says of the paragraphs whose marks lie in a range of it.
type wordShape struct {
	from, to uint32
	heading  int // 1 to 9, 0 for none
	table    bool
	rowEnd   bool
	edges    cellEdges // of the row that the paragraph ends
	outside  bool      // further properties are in the data stream
	at       uint32    // where they are, if they are outside
	style    int
	list     docxListRef // as far as the paragraph says it by itself
}

// readShapes reads the pages of paragraph properties ([MS-DOC] 2.9.174, PapxFkp).
func (w *wordFile) readShapes(data []byte, plc compound.Bytes) {
	for page := range w.propertyPages(data, plc) {
		if !w.readShapePage(page) {
			w.about.Warn(document.PartsLeftOut)
		}
	}
	sort.SliceStable(w.paragraphs, func(i,
		j int) bool {
		return w.paragraphs[i].from < w.paragraphs[j].from
	})
}

// readElsewhere reads the properties that are too long for the pages: those of rows
// with many cells. Their length stands before them in the data stream.
func (w *wordFile) readElsewhere(c *compound.File) {
	var data compound.Bytes
	for i := range w.paragraphs {
		s := &w.paragraphs[i]
		if !s.outside {
			continue
		}
		if data == nil {
			stream, err := c.Stream("Data")
			if err != nil {
				return // costs the spans of cells, not their text
			}
			data = stream
		}
		from := int(min(s.at, 1<<30))
		if to := from + 2 + data.U16(from); to <= len(data) {
			s.readProperties(data[from+2 : to])
		}
	}
}

// propertyPage is the size of a page of properties, in bytes.
const propertyPage = 512

// propertyPages yields the pages of properties that a table lists. It warns of
// those that lie beyond the end of the file.
func (w *wordFile) propertyPages(data []byte, plc compound.Bytes) iter.Seq[compound.Bytes] {
	return func(yield func(compound.Bytes) bool) {
		n := (len(plc) - 4) / 8
		for i := range max(0, n) {
			from := int64(plc.U32(4*(n+1)+4*i)&0x3fffff) * propertyPage
			if from+propertyPage > int64(len(data)) {
				w.about.Warn(document.PartsLeftOut)
				continue
			}
			if !yield(data[from : from+propertyPage]) {
				return
			}
		}
	}
}

// readShapePage reads a page of properties. It reports whether it can be one: a
// page has at least one paragraph, and no more than fit.
func (w *wordFile) readShapePage(p compound.Bytes) bool {
	runs := int(p[511])
	for i := range runs {
		s := wordShape{from: p.U32(4 * i), to: p.U32(4*i + 4)}
		offset := 4*(runs+1) + 13*i
		if offset >= 511 {
			return false
		}
		if at := 2 * int(p[offset]); at > 0 && at < 510 {
			size := 2*int(p[at]) - 1
			if p[at] == 0 {
				at++
				size = 2 * int(p[at])
			}
			end := min(at+1+max(0, size), 511)
			s.read(compound.Bytes(p[at+1 : end]))
		}
		w.paragraphs = append(w.paragraphs, s)
	}
	return runs > 0
}

// read reads a style and the properties that differ from it. The styles 1 to 9
// are the headings in every document.
func (s *wordShape) read(r compound.Bytes) {
	if s.style = r.U16(0); s.style >= 1 && s.style <= 9 {
		s.heading = s.style
	}
	if len(r) > 2 {
		s.readProperties(r[2:])
	}
}

func (s *wordShape) readProperties(r compound.Bytes) {
	for at := 0; at+2 < len(r); {
		code := r.U16(at)
		at += 2
		value := r[at]
		switch code {
		case 0x2416: // sprmPFInTable
			s.table = value != 0
		case 0x2417: // sprmPFTtp
			s.rowEnd = value != 0
		case 0x260a: // sprmPIlvl
			s.list.level = int(min(value, docxLevels-1))
		case 0x460b: // sprmPIlfo
			s.list.given, s.list.num = true, listUse(r.U16(at))
		case tableDefinition:
			s.edges = readEdges(r[at:])
		case 0xd62b: // sprmTVertMerge
			if of := r.U16(at + 1); of&0xff < len(s.edges.cells) {
				s.edges.cells[of&0xff].continues = of>>8 == verticallyMerged
			}
		case 0x6646: // sprmPHugePapx
			s.outside, s.at = true, r.U32(at)
		case 0x2640: // sprmPOutLvl
			if value < 9 {
				s.heading = int(value) + 1
			}
		}
		at += operandSize(code, r, at)
	}
}

// sprmTDefTable ([MS-DOC] 2.9.321)
const tableDefinition = 0xd608

// verticallyMerged says of a cell that the one above reaches into it.
const verticallyMerged = 1

// readEdges reads the definition of a row: after its length the number of cells,
// their edges in twips, and 20 bytes about each cell.
func readEdges(r compound.Bytes) cellEdges {
	const counted, about = 3, 20
	cells := r.U16(2) & 0xff
	if len(r) < counted+2*(cells+1) {
		return cellEdges{}
	}
	e := cellEdges{left: int(int16(r.U16(counted)))}
	for i := range cells {
		c := cellEdge{right: int(int16(r.U16(counted + 2*(i+1))))}
		if at := counted + 2*(cells+1) + about*i; at+2 <= min(len(r), r.U16(0)+1) {
			flags := r.U16(at)
			c.covered = flags&3 == 1
			c.continues = flags>>5&3 == verticallyMerged
		}
		e.cells = append(e.cells, c)
	}
	return e
}

// listUse returns the number of the list use that a paragraph refers to, or "0"
// if it is in no list. Negative numbers mean a list whose indents were changed.
func listUse(n int) string {
	const none, negative = 0xf801, 0xf802
	switch {
	case n == none:
		n = 0
	case n >= negative:
		n = 1<<16 - n
	}
	return strconv.Itoa(n)
}

// operandSize is the size of a property's operand, by the three upper bits of
// its code ([MS-DOC] 2.6).
func operandSize(code int, r compound.Bytes, at int) int {
	switch code >> 13 {
	case 0, 1:
		return 1
	case 2, 4, 5:
		return 2
	case 3:
		return 4
	case 7:
		return 3
	}
	if code == tableDefinition || code == 0xd606 { // two operands of tables count their length in two bytes
		return r.U16(at) + 1
	}
	return int(r[at]) + 1
}
