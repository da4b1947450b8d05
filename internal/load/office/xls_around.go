package office

import (
	"strconv"

	"github.com/mundap/mundap/internal/load/compound"
)

// rule handles a rule for the values of cells ([MS-XLS] 2.4.104).
func (w *xlsContents) rule(r xlsRecord) {
	const (
		kind    = 0xf
		list    = 3
		literal = 1 << 7
		note    = 1 << 18
		message = 1 << 19
	)
	flags := r.U32(0)
	s := xlsStrings{rest: r.Bytes[min(4, len(r.Bytes)):], more: r.more}
	noteTitle, messageTitle, noteText, messageText := s.next(), s.next(), s.next(), s.next()
	h := inputHint{texts: shownTexts(flags&note != 0, noteTitle, noteText,
		flags&message != 0, messageTitle, messageText)}
	first := s.formula()
	if flags&kind == list && flags&literal != 0 {
		h.choices = literalOf(first)
	}
	s.formula()
	place := compound.Bytes(s.take(10)) // a count, then the first range
	if s.short || len(place) < 10 || len(w.hints) >= maxHints || w.columns[place.U16(6)] {
		return
	}
	h.place = cellName(place.U16(2), place.U16(6))
	if last := cellName(place.U16(4), place.U16(8)); last != h.place {
		h.place += ":" + last
	}
	w.hints = append(w.hints, h)
}

// formula reads a formula: its length, two bytes that say nothing, its code.
func (s *xlsStrings) formula() []byte {
	n := compound.Bytes(s.take(4)).U16(0)
	return s.take(n)
}

// literalOf are the values of a list that a formula names itself: one text, with
// zeros between the values.
func literalOf(formula []byte) []string {
	const text = 0x17
	if len(formula) < 3 || formula[0] != text {
		return nil
	}
	s := xlsStrings{rest: formula[2:]}
	return splitChoices(s.chars(int(formula[1])), "\x00")
}

// cellName is the name of a cell by its row and column from 0: "B3".
func cellName(row, column int) string {
	name := ""
	for ; column >= 0; column = column/26 - 1 {
		name = string(rune('A'+column%26)) + name
	}
	return name + strconv.Itoa(row+1)
}
