package office

import (
	"context"
	"errors"
	"iter"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/charset"
	"github.com/mundap/mundap/internal/load/compound"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/spreadsheet"
)

func xlsFormat() format.Format {
	return format.Format{Name: "xls", Plain: "csv", Extensions: []string{"xls", "xlt"},
		Isolated: true, Open: openXls,
		Matches: func(s format.Source, head []byte) bool {
			return compound.Holds(s, head, "Workbook") || compound.Holds(s, head, "Book")
		}}
}

// xlsFile reads Excel 5 to 2003 ([MS-XLS]): each visible sheet as those of an xlsx.
type xlsFile struct {
	about   content.Info
	data    []byte
	narrow  bool              // Excel 5 and 95: texts are in a character set of their time
	set     encoding.Encoding // which
	said    bool              // the file says which
	sheets  []xlsSheet
	bound   int                        // how many sheets there are, hidden ones included
	begins  []uint32                   // where they begin, once it has been looked for
	strings []string                   // the workbook's shared ones
	codes   map[int]string             // number formats of its own, by index
	formats []spreadsheet.NumberFormat // by the index of a cell's format
	epoch   time.Time                  // day 0
	whole   bool                       // nothing of the globals is missing
	edges   sheetEdges
}

type xlsSheet struct {
	name  string
	index int    // among all sheets
	at    uint32 // where the workbook says that it begins
}

// Types of records.
const (
	xlsFormula  = 0x0006
	xlsEnd      = 0x000a
	xlsHeader   = 0x0014
	xlsFooter   = 0x0015
	xlsNote     = 0x001c
	xlsDateMode = 0x0022
	xlsPassword = 0x002f
	xlsFont     = 0x0031
	xlsContinue = 0x003c
	xlsCodepage = 0x0042
	xlsObject   = 0x005d
	xlsColumns  = 0x007d
	xlsBound    = 0x0085
	xlsManyRK   = 0x00bd
	xlsRich     = 0x00d6 // a text with its formatting
	xlsCell     = 0x00e0 // XF
	xlsMerged   = 0x00e5
	xlsShared   = 0x00fc
	xlsText     = 0x00fd // a shared string
	xlsBox      = 0x01b6 // the text of an object
	xlsRule     = 0x01be // for the values of cells
	xlsNumber   = 0x0203
	xlsLabel    = 0x0204
	xlsBool     = 0x0205
	xlsString   = 0x0207 // what the formula before it gives
	xlsRow      = 0x0208
	xlsRK       = 0x027e
	xlsBegin    = 0x0809
	xlsSeries   = 0x1003 // of a chart
	xlsTitle    = 0x100d // the text of a title or the name of a series
	xlsLegend   = 0x1015
	xlsTitleBox = 0x1025
	xlsFormatOf = 0x041e
)

// openXls reads the workbook's globals: sheets, shared strings and formats. The
// stream is called Book up to Excel 95.
func openXls(_ context.Context, s format.Source, e format.Env) (format.Reader, error) {
	c, err := compound.Open(s, e.Limits.Unpacked)
	if err != nil {
		return nil, err
	}
	x := &xlsFile{about: content.Info{Format: "xls", Unit: content.ByteUnit, Total: s.Size},
		codes: map[int]string{},
		epoch: epoch1900, set: charmap.Windows1252, whole: true}
	name := "Workbook"
	if !c.Has(name) {
		name = "Book"
	}
	if x.data, err = c.Stream(name); err != nil {
		return nil, err
	}
	x.about.Title = content.GoodTitle(c.SummaryTitle("SummaryInformation"))
	return x, x.globals()
}

// globals reads the records of the workbook.
func (x *xlsFile) globals() error {
	begun := false
	var cells []int // by a cell's format, the index of its number format
	for r := range xlsRecords(x.data, 0, &x.whole) {
		switch r.kind {
		case xlsPassword:
			return format.Fail(format.ErrEncrypted, nil)
		case xlsBegin:
			if !begun && r.U16(0) < 0x500 {
				return format.Fail(format.ErrTooOld, errors.New("older than Excel 5"))
			}
			begun, x.narrow = true, r.U16(0) < 0x600
		case xlsCell:
			cells = append(cells, r.U16(2))
		default:
			x.global(r)
		}
	}
	if !begun {
		return format.Fail(format.ErrDamaged, errors.New("no workbook"))
	}
	for _, index := range cells {
		x.formats = append(x.formats, spreadsheet.Format(index, x.codes[index]))
	}
	if !x.whole {
		x.about.Warn(document.Incomplete)
	}
	return nil
}

// global reads a record of the workbook.
func (x *xlsFile) global(r xlsRecord) {
	switch r.kind {
	case xlsBound:
		const visible, sheet = 0, 0
		if len(r.Bytes) > 7 && r.Bytes[4] == visible && r.Bytes[5] == sheet {
			x.sheets = append(x.sheets, xlsSheet{x.short(r.Bytes[6:]), x.bound, r.U32(0)})
		}
		x.bound++
	case xlsShared:
		var whole bool
		if x.strings, whole = r.shared(); !whole {
			x.about.Warn(document.Incomplete)
		}
	case xlsFormatOf:
		if len(r.Bytes) > 4 && x.narrow {
			x.codes[r.U16(0)] = x.short(r.Bytes[2:])
		} else if len(r.Bytes) > 4 {
			s := xlsStrings{rest: r.Bytes[2:]}
			x.codes[r.U16(0)] = s.next()
		}
	case xlsDateMode:
		if r.U16(0) == 1 {
			x.epoch = epoch1904
		}
	case xlsCodepage:
		x.set, x.said = charset.CodePage(r.U16(0)), true
	case xlsFont:
		x.setOfFont(r)
	}
}

// setOfFont takes the character set of a font if the workbook, as some programs
// write it, says nothing else of the set.
func (x *xlsFile) setOfFont(r xlsRecord) {
	const at = 12
	if x.said || !x.narrow || len(r.Bytes) <= at {
		return
	}
	if set := charset.OfFont(int(r.Bytes[at])); set != nil {
		x.set = set
	}
}

// short reads a text with a length of one byte.
func (x *xlsFile) short(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	n := int(b[0])
	if x.narrow {
		return x.decode(b[1:min(len(b), 1+n)])
	}
	s := xlsStrings{rest: b[1:]}
	return s.chars(n)
}

// long reads a text with a length of two bytes.
func (x *xlsFile) long(b []byte, more [][]byte) string {
	if x.narrow {
		n := compound.Bytes(b).U16(0)
		return x.decode(b[min(len(b), 2):min(len(b), 2+n)])
	}
	s := xlsStrings{rest: b, more: more}
	return s.next()
}

func (x *xlsFile) decode(b []byte) string {
	text, _ := x.set.NewDecoder().Bytes(b)
	return string(text)
}

func (x *xlsFile) Info() content.Info { return x.about }
func (x *xlsFile) Close() error       { return nil }

func (x *xlsFile) Pages(ctx context.Context, from int) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		p := &content.Pager{Yield: yield, From: from}
		x.edges = sheetEdges{}
		for i, s := range x.sheets {
			done := x.about.Total * int64(i+1) / int64(len(x.sheets))
			sheet := x.read(x.beginOf(s))
			if !sheet.whole {
				x.about.WarnOf(document.Warning{Code: document.Incomplete,
					Percent: percent(i, len(x.sheets))})
			}
			sheet.write(p, s.name, done)
			if err := ctx.Err(); err != nil {
				p.Fail(err)
			}
			if !p.Flush(done) {
				return
			}
		}
	}
}
