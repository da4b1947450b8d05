package office

import (
	"bytes"
	"encoding/binary"
	"iter"
	"math"
	"unicode/utf16"

	"github.com/mundap/mundap/internal/load/compound"
)

// xlsRecord is a record. Those that continue it are chained to it.
type xlsRecord struct {
	compound.Bytes
	kind int
	more [][]byte
}

// xlsRecords yields the records from a place on, up to the end of the part that
// begins there, including those of parts inside it such as charts. whole
// becomes false if the data end before that.
func xlsRecords(data []byte, at uint32, whole *bool) iter.Seq[xlsRecord] {
	return func(yield func(xlsRecord) bool) {
		rest := data[min(int64(at), int64(len(data))):]
		depth := 0
		for {
			r, ok := nextXls(&rest)
			for ok && len(rest) >= 4 && compound.Bytes(rest).U16(0) == xlsContinue {
				more, complete := nextXls(&rest)
				if !complete {
					break
				}
				r.more = append(r.more, more.Bytes)
			}
			switch {
			case !ok:
				*whole = false
				return
			case r.filler(rest):
			case !r.plausible():
				*whole = false
			case r.kind == xlsBegin:
				depth++
			case r.kind == xlsEnd:
				depth--
			}
			if !yield(r) || depth <= 0 && r.kind == xlsEnd {
				return
			}
		}
	}
}

// filler reports whether a record is a single one of four zeros, as some
// programs write them. Data that were overwritten with zeros have many.
func (r xlsRecord) filler(rest []byte) bool {
	return r.kind == 0 && len(r.Bytes) == 0 && !bytes.HasPrefix(rest, make([]byte, 4))
}

// plausible reports whether there are records of this kind and size: behind
// damage, anything may be taken for one ([MS-XLS] 2.1.4 and 2.3).
func (r xlsRecord) plausible() bool {
	const (
		largest = 8224
		last    = 0x10ff
	)
	return len(r.Bytes) <= largest && r.kind > 0 && r.kind <= last
}

// nextXls reads the next record. It returns none if the record is incomplete.
func nextXls(rest *[]byte) (r xlsRecord, ok bool) {
	head := compound.Bytes(*rest)
	if len(head) < 4 || 4+head.U16(2) > len(head) {
		return r, false
	}
	end := 4 + head.U16(2)
	r = xlsRecord{head[4:end], head.U16(0), nil}
	*rest = head[end:]
	return r, true
}

// beginOf is where a sheet begins. Programs that change a workbook may leave
// wrong places in it, or none. Then the sheets are in the order in which the
// workbook lists them.
func (x *xlsFile) beginOf(s xlsSheet) uint32 {
	if x.begin(s.at) {
		return s.at
	}
	if x.begins == nil {
		x.begins = x.findSheets()
	}
	if s.index < len(x.begins) {
		return x.begins[s.index]
	}
	return uint32(len(x.data))
}

// begin reports whether a sheet begins at a place.
func (x *xlsFile) begin(at uint32) bool {
	const workbook = 5
	rest := x.data[min(int64(at), int64(len(x.data))):]
	r, ok := nextXls(&rest)
	return ok && r.kind == xlsBegin && r.U16(2) != workbook
}

// findSheets finds where the parts after the workbook's own begin.
func (x *xlsFile) findSheets() []uint32 {
	begins := []uint32{}
	depth := 0
	for rest := x.data; ; {
		at := uint32(len(x.data) - len(rest))
		r, ok := nextXls(&rest)
		switch {
		case !ok:
			return begins
		case r.kind == xlsBegin:
			if depth == 0 && x.begin(at) {
				begins = append(begins, at)
			}
			depth++
		case r.kind == xlsEnd:
			depth = max(0, depth-1)
		}
	}
}

// shared reads the shared strings, which run on through the records that
// continue the first. whole: there is nothing behind them. Zeros in the place
// of strings read as many short ones, which shifts the rest. Some programs
// count more strings than there are; a cell whose string is missing shows that.
func (r xlsRecord) shared() (all []string, whole bool) {
	if len(r.Bytes) < 8 {
		return nil, false
	}
	s := xlsStrings{rest: r.Bytes[8:], more: r.more}
	n := r.U32(4)
	for ; n > 0 && !s.over(); n-- {
		all = append(all, s.next())
	}
	return all, s.over() && !s.short
}

// xlsStrings reads strings. Where one continues in the next record, that begins
// with how its characters are stored.
type xlsStrings struct {
	rest  []byte
	more  [][]byte
	short bool // a string ended early
}

func (s *xlsStrings) over() bool {
	for len(s.more) > 0 && len(s.more[0]) == 0 {
		s.more = s.more[1:]
	}
	return len(s.rest) == 0 && len(s.more) == 0
}

// take returns n bytes, or fewer at the end of the record.
func (s *xlsStrings) take(n int) []byte {
	b := s.rest[:min(n, len(s.rest))]
	s.rest = s.rest[len(b):]
	return b
}

// turn goes to the next record when this one is over.
func (s *xlsStrings) turn() bool {
	if len(s.rest) > 0 || len(s.more) == 0 {
		return false
	}
	s.rest, s.more = s.more[0], s.more[1:]
	return true
}

// next reads a string with a 16-bit length.
func (s *xlsStrings) next() string {
	s.turn()
	return s.chars(compound.Bytes(s.take(2)).U16(0))
}

// chars reads a string of n characters: a byte that says how they are stored,
// the characters, and then their formatting, which it skips.
func (s *xlsStrings) chars(n int) string {
	const (
		wide      = 1 << 0
		phonetic  = 1 << 2
		formatted = 1 << 3
	)
	flags := byte(0)
	if b := s.take(1); len(b) == 1 {
		flags = b[0]
	}
	skip := 0
	if flags&formatted != 0 {
		skip += 4 * compound.Bytes(s.take(2)).U16(0)
	}
	if flags&phonetic != 0 {
		skip += int(min(compound.Bytes(s.take(4)).U32(0), 1<<24))
	}
	var units []uint16
	for n > 0 && !s.over() {
		if s.turn() {
			if b := s.take(1); len(b) == 1 {
				flags = flags&^wide | b[0]&wide
			}
		}
		if flags&wide != 0 {
			b := s.take(min(2*n, len(s.rest)&^1))
			for i := 0; i+1 < len(b); i += 2 {
				units = append(units, binary.LittleEndian.Uint16(b[i:]))
			}
			n -= len(b) / 2
			if len(b) == 0 {
				s.take(1) // half a character: damage
			}
			continue
		}
		b := s.take(n)
		for _, c := range b {
			units = append(units, uint16(c))
		}
		n -= len(b)
	}
	for skip > 0 && !s.over() {
		s.turn()
		skip -= len(s.take(skip))
	}
	s.short = s.short || n > 0 || skip > 0
	return string(utf16.Decode(units))
}

func (r xlsRecord) float(at int) float64 {
	if at+8 > len(r.Bytes) {
		return 0
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(r.Bytes[at:]))
}

// rkNumber unpacks a number of 30 bits: an integer or the upper part of a
// float, either perhaps a hundredth.
func rkNumber(rk uint32) float64 {
	v := float64(int32(rk) >> 2)
	if rk&2 == 0 {
		v = math.Float64frombits(uint64(rk&^3) << 32)
	}
	if rk&1 != 0 {
		v /= 100
	}
	return v
}
