package office

import (
	"cmp"
	"slices"
	"sort"

	"github.com/mundap/mundap/internal/load/compound"
)

// wordCharacters is the offset of the table of the characters' properties
// (fcPlcfBteChpx) in the file information block.
const wordCharacters = 0xfa

// readHidden finds the text that Word does not show: deleted text whose
// deletion was tracked, and text that was formatted as hidden. The properties
// of characters are in pages of the file ([MS-DOC] 2.9.33, ChpxFkp).
func (w *wordFile) readHidden(data []byte, plc compound.Bytes) {
	const last = propertyPage - 1 // the byte that counts the runs of a page
	for p := range w.propertyPages(data, plc) {
		runs := int(p[last])
		for r := range min(runs, (last-4)/5) {
			at := 2 * int(p[4*(runs+1)+r])
			if at == 0 || at >= last {
				continue
			}
			end := min(at+1+int(p[at]), last)
			if hides(p[at+1 : end]) {
				w.hidden = append(w.hidden, [2]uint32{p.U32(4 * r), p.U32(4*r + 4)})
			}
		}
	}
	slices.SortFunc(w.hidden, func(a, b [2]uint32) int { return cmp.Compare(a[0], b[0]) })
}

// hides reports whether properties of characters hide them.
func hides(properties compound.Bytes) bool {
	hidden, removed := false, false
	for at := 0; at+2 < len(properties); {
		code := properties.U16(at)
		at += 2
		switch code {
		case 0x0800: // sprmCFRMarkDel
			removed = properties[at] != 0
		case 0x083c: // sprmCFVanish
			hidden = properties[at] == 1
		}
		at += operandSize(code, properties, at)
	}
	return hidden || removed
}

// hides reports whether Word does not show the character at a place in the
// file.
func (w *wordFile) hides(at uint32) bool {
	i := sort.Search(len(w.hidden), func(i int) bool { return w.hidden[i][0] > at }) - 1
	return i >= 0 && at < w.hidden[i][1]
}
