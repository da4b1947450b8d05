package office

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/mundap/mundap/internal/load/compound"
)

// Places of the tables of lists and styles in the file information block.
const (
	wordStyles = 0xa2  // fcStshf
	wordLists  = 0x2e2 // fcPlfLst
	wordUses   = 0x2ea // fcPlfLfo
)

// wordLevelSize is the size of a level without its properties and its text
// ([MS-DOC] 2.9.150).
const wordLevelSize = 28

// readLists reads the definitions of lists, and their uses, which paragraphs
// refer to by their number.
func (w *wordFile) readLists(table, fib compound.Bytes) {
	w.lists = docxLists{lists: map[string]*docxList{}, nums: map[string]*docxNum{}}
	if definitions := part(table, fib, wordLists); len(definitions) > 2 {
		// The levels follow what the block counts as the table.
		levels := table[int(fib.U32(wordLists))+len(definitions):]
		w.lists.define(definitions, compound.Bytes(levels))
	}
	w.lists.use(part(table, fib, wordUses))
}

// define reads the definitions ([MS-DOC] 2.9.147 and 2.9.144).
func (l *docxLists) define(definitions, levels compound.Bytes) {
	const size, simple = 28, 1
	for i := range definitions.U16(0) {
		at := 2 + size*i
		if at+size > len(definitions) {
			return
		}
		list, count := newDocxList(), docxLevels
		if definitions[at+26]&simple != 0 {
			count = 1
		}
		for k := range count {
			n := 0
			if list.levels[k], n = wordLevel(levels); n == 0 {
				return
			}
			levels = levels[n:]
		}
		l.lists[fmt.Sprint(definitions.U32(at))] = list
	}
}

// wordLevel reads a level of a list, and gives its size; 0 if it is cut.
func wordLevel(r compound.Bytes) (l docxLevel, size int) {
	if len(r) < wordLevelSize {
		return l, 0
	}
	const legal, keeps = 1 << 2, 1 << 3
	l = docxLevel{start: int(min(r.U32(0), 1<<20)), format: wordNumberFormat(r[4]),
		legal: r[5]&legal != 0}
	if r[5]&keeps != 0 {
		if l.restart = int(r[26]); l.restart == 0 {
			l.restart = -1
		}
	}
	at := wordLevelSize + int(r[24]) + int(r[25])
	n := r.U16(at)
	if size = at + 2 + 2*n; size > len(r) {
		return l, 0
	}
	var text strings.Builder
	for i := range n {
		switch u := r.U16(at + 2 + 2*i); {
		case u < docxLevels: // the number of a level stands here
			fmt.Fprintf(&text, "%%%d", u+1)
		default:
			text.WriteString(string(utf16.Decode([]uint16{uint16(u)})))
		}
	}
	l.text = text.String()
	return l, size
}

// wordNumberFormat is the name that OOXML has for a format of numbers
// ([MS-OSHARED] 2.2.1.3).
func wordNumberFormat(code byte) string {
	switch code {
	case 1:
		return "upperRoman"
	case 2:
		return "lowerRoman"
	case 3:
		return "upperLetter"
	case 4:
		return "lowerLetter"
	case 18:
		return "decimalEnclosedCircle"
	case 22:
		return "decimalZero"
	case 23:
		return "bullet"
	case 24:
		return "ganada"
	case 25:
		return "chosung"
	case 41:
		return "koreanDigital"
	case 42:
		return "koreanCounting"
	case 43:
		return "koreanLegal"
	case 44:
		return "koreanDigital2"
	case 255:
		return "none"
	}
	return "decimal"
}

// use reads the uses of lists, which may start at other numbers ([MS-DOC]
// 2.9.148, 2.9.131 and 2.9.133).
func (l *docxLists) use(uses compound.Bytes) {
	const size, start, format = 16, 1 << 4, 1 << 5
	count := int(min(uses.U32(0), uint32(len(uses)/size)))
	at := 4 + size*count
	for i := range count {
		num := &docxNum{list: fmt.Sprint(uses.U32(4 + size*i)), starts: map[int]int{},
			levels: map[int]docxLevel{}}
		l.nums[strconv.Itoa(i+1)] = num
		at += 4
		for range uses.U16(4+size*i+12) & 255 {
			flags := uses.U32(at + 4)
			level := int(flags & 15)
			if flags&start != 0 && level < docxLevels {
				num.starts[level] = int(min(uses.U32(at), 1<<20))
			}
			at += 8
			if flags&format == 0 {
				continue
			}
			if at > len(uses) {
				return
			}
			own, n := wordLevel(uses[at:])
			if n == 0 {
				return
			}
			num.levels[min(level, docxLevels-1)] = own
			at += n
		}
	}
}

// readStyles finds the lists that styles belong to ([MS-DOC] 2.9.271 and
// 2.9.260).
func (w *wordFile) readStyles(r compound.Bytes) {
	count, base := r.U16(2), r.U16(4)
	at := 2 + r.U16(0)
	for range count {
		if at+2 > len(r) {
			break
		}
		size := r.U16(at)
		at += 2
		var s wordStyle
		if size > 0 && at+size <= len(r) {
			s = readWordStyle(r[at:at+size], base)
		}
		w.styles = append(w.styles, s)
		at += size
	}
}

// wordStyle is what a style says of lists, and the style that it is based on.
type wordStyle struct {
	list docxListRef
	base int
}

func readWordStyle(r compound.Bytes, base int) (s wordStyle) {
	const paragraph = 1
	s.base = r.U16(2) >> 4
	if r.U16(2)&15 != paragraph {
		return s
	}
	at := base + 2 + 2*r.U16(base) + 2 // behind the name and its zero
	at += at & 1
	size := r.U16(at)
	if at+2 > len(r) || size < 2 || at+2+size > len(r) {
		return s
	}
	var shape wordShape
	shape.read(r[at+2 : at+2+size])
	s.list = shape.list
	return s
}

// listOf is the list that a paragraph belongs to, by itself or by its style.
func (w *wordFile) listOf(s wordShape) docxListRef {
	ref := s.list
	for style, n := s.style, 0; !ref.given && style < len(w.styles) && n < docxLevels; n++ {
		of := w.styles[style].list
		if of.given {
			of.level = max(of.level, ref.level)
			return of
		}
		ref.level = max(ref.level, of.level)
		style = w.styles[style].base
	}
	return ref
}
