package office

import (
	"context"
	"encoding/binary"
	"errors"
	"iter"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/compound"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
)

func xlsFormat() format.Format {
	return format.Format{Name: "xls", Extensions: []string{"xls", "xlt"}, Isolated: true, Open: openXls,
		Matches: func(s format.Source, head []byte) bool {
			names := compound.Entries(s, head)
			return slices.Contains(names, "Workbook") || slices.Contains(names, "Book")
		}}
}

// xlsFile reads Excel 97–2003 ([MS-XLS]): the rows of each visible sheet as records, as those of an xlsx.
type xlsFile struct {
	about   content.Info
	data    []byte
	sheets  []xlsSheet
	strings []string       // the workbook's shared ones
	formats map[int]string // number formats of its own, by index
	cells   []int          // by a cell's format, the index of its number format
	epoch   time.Time      // day 0
}

type xlsSheet struct {
	name string
	at   uint32
}

// Types of records.
const (
	xlsFormula  = 0x0006
	xlsEnd      = 0x000a
	xlsDateMode = 0x0022
	xlsPassword = 0x002f
	xlsContinue = 0x003c
	xlsBound    = 0x0085
	xlsManyRK   = 0x00bd
	xlsCell     = 0x00e0 // XF
	xlsShared   = 0x00fc
	xlsText     = 0x00fd // a shared string
	xlsNumber   = 0x0203
	xlsLabel    = 0x0204
	xlsBool     = 0x0205
	xlsString   = 0x0207 // what the formula before it gives
	xlsRK       = 0x027e
	xlsBegin    = 0x0809
	xlsFormatOf = 0x041e
)

// xlsRecord is a record with the place behind it. Those that continue it are chained to it.
type xlsRecord struct {
	compound.Bytes
	kind int
	more [][]byte
}

// xlsRecords gives the records from a place on, up to the end of the part.
func xlsRecords(data []byte, at uint32) iter.Seq[xlsRecord] {
	return func(yield func(xlsRecord) bool) {
		rest := data[min(int64(at), int64(len(data))):]
		next := func() (r xlsRecord, ok bool) {
			head := compound.Bytes(rest)
			if len(rest) < 4 || 4+head.U16(2) > len(rest) {
				return r, false
			}
			r = xlsRecord{compound.Bytes(rest[4 : 4+head.U16(2)]), head.U16(0), nil}
			rest = rest[4+head.U16(2):]
			return r, true
		}
		for {
			r, ok := next()
			for ok && len(rest) >= 4 && (compound.Bytes(rest)).U16(0) == xlsContinue {
				more, whole := next()
				if !whole {
					break
				}
				r.more = append(r.more, more.Bytes)
			}
			if !ok || !yield(r) || r.kind == xlsEnd {
				return
			}
		}
	}
}

func openXls(_ context.Context, s format.Source, e format.Env) (format.Reader, error) {
	c, err := compound.Open(s, e.Limits.Unpacked)
	if err != nil {
		return nil, err
	}
	if !c.Has("Workbook") {
		return nil, format.Fail(format.ErrUnsupported, errors.New("older than Excel 97"))
	}
	x := &xlsFile{about: content.Info{Format: "xls", Unit: content.ByteUnit, Total: s.Size}, formats: map[int]string{},
		epoch: time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)}
	if x.data, err = c.Stream("Workbook"); err != nil {
		return nil, err
	}
	x.about.Title = content.GoodTitle(c.SummaryTitle("SummaryInformation"))
	begun := false
	for r := range xlsRecords(x.data, 0) {
		if r.kind == xlsPassword {
			return nil, format.Fail(format.ErrEncrypted, nil)
		}
		begun = begun || r.kind == xlsBegin
		x.global(r)
	}
	if !begun {
		return nil, format.Fail(format.ErrDamaged, errors.New("no workbook"))
	}
	return x, nil
}

// global reads a record of the workbook.
func (x *xlsFile) global(r xlsRecord) {
	switch r.kind {
	case xlsBound:
		const visible, sheet = 0, 0
		if len(r.Bytes) > 8 && r.Bytes[4] == visible && r.Bytes[5] == sheet {
			s := xlsStrings{rest: r.Bytes[7:]}
			x.sheets = append(x.sheets, xlsSheet{s.chars(int(r.Bytes[6])), r.U32(0)})
		}
	case xlsShared:
		x.strings = r.shared()
	case xlsCell:
		x.cells = append(x.cells, r.U16(2))
	case xlsFormatOf:
		if len(r.Bytes) > 4 {
			s := xlsStrings{rest: r.Bytes[2:]}
			x.formats[r.U16(0)] = s.next()
		}
	case xlsDateMode:
		if r.U16(0) == 1 { // Macintosh
			x.epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
		}
	}
}

// shared reads the shared strings, which run on through the records that continue the first.
func (r xlsRecord) shared() (all []string) {
	if len(r.Bytes) < 8 {
		return nil
	}
	s := xlsStrings{rest: r.Bytes[8:], more: r.more}
	for n := r.U32(4); n > 0 && !s.over(); n-- {
		all = append(all, s.next())
	}
	return all
}

// xlsStrings reads strings. Where one goes on in the next record, that begins with how its characters are stored.
type xlsStrings struct {
	rest []byte
	more [][]byte
}

func (s *xlsStrings) over() bool { return len(s.rest) == 0 && len(s.more) == 0 }

// take gives n bytes, fewer at the end of the record.
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

// chars reads a string of n characters: how they are stored, then they, then their formatting, which is passed over.
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
			flags = flags&^wide | s.take(1)[0]&wide
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
	return string(utf16.Decode(units))
}

func (x *xlsFile) Info() content.Info { return x.about }
func (x *xlsFile) Close() error       { return nil }

func (x *xlsFile) Pages(ctx context.Context, from int) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		p := &content.Pager{Yield: yield, From: from}
		for i, s := range x.sheets {
			w := &xlsWalker{file: x, pager: p, name: s.name, done: x.about.Total * int64(i+1) / int64(len(x.sheets)),
				table: content.Records{Builder: &p.Builder, About: &x.about}}
			for r := range xlsRecords(x.data, s.at) {
				w.record(r)
				if p.Stopped || ctx.Err() != nil {
					break
				}
			}
			w.endRow()
			w.table.End()
			if err := ctx.Err(); err != nil {
				p.Fail(err)
			}
			if !p.Flush(w.done) {
				return
			}
		}
	}
}

// xlsWalker gathers a sheet's cells into rows.
type xlsWalker struct {
	file    *xlsFile
	pager   *content.Pager
	name    string
	begun   bool // the sheet's name has been written
	table   content.Records
	row     int
	values  []string
	formula int // column of the formula whose text comes next
	done    int64
}

// record handles a record of a sheet: cells come in the order of rows.
func (w *xlsWalker) record(r xlsRecord) {
	row, column, format := r.U16(0), r.U16(2), r.U16(4)
	switch r.kind {
	case xlsText:
		if i := r.U32(6); int64(i) < int64(len(w.file.strings)) {
			w.put(row, column, w.file.strings[i])
		}
	case xlsLabel:
		s := xlsStrings{rest: r.Bytes[min(6, len(r.Bytes)):]}
		w.put(row, column, s.next())
	case xlsNumber:
		w.put(row, column, w.file.number(r.float(6), format))
	case xlsRK:
		w.put(row, column, w.file.number(rkNumber(r.U32(6)), format))
	case xlsManyRK:
		for i := 0; 4+6*i+6 < len(r.Bytes); i++ {
			w.put(row, column+i, w.file.number(rkNumber(r.U32(6+6*i)), r.U16(4+6*i)))
		}
	case xlsBool:
		if len(r.Bytes) > 7 && r.Bytes[7] == 0 {
			w.put(row, column, strings.ToUpper(strconv.FormatBool(r.Bytes[6] != 0)))
		}
	case xlsFormula:
		w.result(r, row, column, format)
	case xlsString:
		s := xlsStrings{rest: r.Bytes, more: r.more}
		w.put(w.row, w.formula, s.next())
	}
}

// result handles what a formula gave: a number, or a mark of something else.
func (w *xlsWalker) result(r xlsRecord, row, column, format int) {
	if len(r.Bytes) < 14 {
		return
	}
	switch {
	case r.U16(12) != 0xffff:
		w.put(row, column, w.file.number(r.float(6), format))
	case r.Bytes[6] == 0: // the text follows
		w.put(row, column, "")
		w.formula = column
	case r.Bytes[6] == 1:
		w.put(row, column, strings.ToUpper(strconv.FormatBool(r.Bytes[8] != 0)))
	}
}

func (w *xlsWalker) put(row, column int, value string) {
	if row != w.row {
		w.endRow()
		w.row = row
	}
	if column >= content.MaxColumns {
		w.file.about.Warn(document.CellsLeftOut)
		return
	}
	for len(w.values) <= column {
		w.values = append(w.values, "")
	}
	w.values[column] = value
}

func (w *xlsWalker) endRow() {
	if content.Count(w.values) > 0 {
		if !w.begun {
			w.pager.Heading(1, w.name)
			w.begun = true
		}
		w.table.Add(w.values, w.row+1)
		w.pager.Full(w.done)
	}
	w.values = w.values[:0]
}

func (r xlsRecord) float(at int) float64 {
	if at+8 > len(r.Bytes) {
		return 0
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(r.Bytes[at:]))
}

// rkNumber unpacks a number of 30 bits: an integer or the upper part of a float, either perhaps a hundredth.
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

// number writes a number as its cell shows it, as far as that changes its meaning: dates, times and shares.
func (x *xlsFile) number(v float64, cell int) string {
	index := 0
	if cell < len(x.cells) {
		index = x.cells[cell]
	}
	format := x.formats[index]
	switch {
	case index == 9 || index == 10 || strings.HasSuffix(format, "%"):
		return strconv.FormatFloat(math.Round(v*1e6)/1e4, 'f', -1, 64) + "%"
	case isDateFormat(index, format) && v >= 0 && v < 3e6:
		return x.date(v)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

var quotedFormat = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*\]`)

// isDateFormat: the built-in formats of dates and times, Korean ones among them, and those of the user's own that name
// parts of a date.
func isDateFormat(index int, format string) bool {
	switch {
	case index >= 14 && index <= 22, index >= 27 && index <= 36, index >= 45 && index <= 47, index >= 50 && index <= 58:
		return true
	}
	return strings.ContainsAny(strings.ToLower(quotedFormat.ReplaceAllString(format, "")), "ymdhs") && !strings.Contains(format, "General")
}

func (x *xlsFile) date(days float64) string {
	whole := math.Trunc(days)
	t := x.epoch.AddDate(0, 0, int(whole)).Add(time.Duration(math.Round((days-whole)*86400)) * time.Second)
	switch {
	case days < 1:
		return t.Format("15:04:05")
	case days == whole:
		return t.Format("2006-01-02")
	}
	return t.Format("2006-01-02 15:04:05")
}
