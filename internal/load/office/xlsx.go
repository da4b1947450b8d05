package office

import (
	"cmp"
	"context"
	"encoding/xml"
	"iter"
	"regexp"
	"slices"
	"time"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/spreadsheet"
)

func xlsxFormat() format.Format {
	return format.Format{Name: "xlsx", Plain: "csv", Extensions: []string{"xlsx", "xlsm", "xltx"},
		Isolated: true,
		Open:     openXlsx, Matches: xlsxMain.Matches}
}

const xlsxPart = "xl/workbook.xml"

var xlsxMain = archive.Main{Part: xlsxPart, Root: "workbook"}

// xlsxFile reads SpreadsheetML (ECMA-376 part 1, chapter 18): a stream over
// each visible sheet, with shared strings and number formats known beforehand.
// Parts that text does not need are never opened.
type xlsxFile struct {
	about   content.Info
	archive *archive.Zip
	sheets  []xlsxSheet
	strings []string
	formats []spreadsheet.NumberFormat // by the index of a cell's style
	epoch   time.Time
	edges   sheetEdges
}

type xlsxSheet struct {
	name   string
	part   string
	hidden bool
}

func openXlsx(_ context.Context, s format.Source, e format.Env) (format.Reader, error) {
	a, err := xlsxMain.Open(s, e.Limits.Unpacked)
	if err != nil {
		return nil, err
	}
	x := &xlsxFile{archive: a, about: content.Info{Format: "xlsx", Unit: content.ByteUnit,
		Total: s.Size}, epoch: epoch1900}
	if err := x.workbook(); err != nil {
		return nil, err
	}
	if err := x.sharedStrings(); err != nil {
		if fatal(err) {
			return nil, err
		}
		x.about.Warn(document.PartsLeftOut)
	}
	if err := x.styles(); err != nil {
		if fatal(err) {
			return nil, err
		}
		x.about.Warn(document.PartsLeftOut)
	}
	x.about.Title, _ = a.CoreTitle() // a workbook is read even if its properties are broken
	return x, nil
}

// The days from which dates count: 1900 as Lotus had it, and the Macintosh's.
var (
	epoch1900 = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	epoch1904 = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
)

var sheetPart = regexp.MustCompile(`^xl/worksheets/(?:sheet)?(\d+)\.xml$`)

// workbook reads the list of sheets.
func (x *xlsxFile) workbook() error {
	targets, byType, err := x.archive.Relations(xlsxPart)
	if err != nil {
		targets = nil
	}
	err = x.archive.Each(xlsxPart, func(s *archive.XML, _ xml.StartElement) error {
		return s.Children(func(s *archive.XML, e xml.StartElement) error {
			switch e.Name.Local {
			case "workbookPr":
				if isOn(cmp.Or(archive.Attr(e, "date1904"), "0")) {
					x.epoch = epoch1904
				}
			case "sheets":
				return s.Children(func(s *archive.XML, e xml.StartElement) error {
					state := archive.Attr(e, "state")
					x.sheets = append(x.sheets, xlsxSheet{archive.Attr(e, "name"),
						targets[relationID(e)],
						state == "hidden" || state == "veryHidden"})
					return s.Skip()
				})
			}
			return s.Skip()
		})
	})
	if err != nil {
		if fatal(err) {
			return err
		}
		x.about.Warn(document.PartsLeftOut) // names of sheets at least
	}
	if !slices.ContainsFunc(x.sheets, func(s xlsxSheet) bool { return x.archive.Has(s.part) }) {
		x.sheetsByName()
	}
	x.complete(targets)
	if len(x.sheets) == 0 && byType["worksheet"] == "" {
		return x.archive.Lacking(cmp.Or(err, errNoSheets))
	}
	if x.archive.Cut() {
		x.about.Warn(document.Incomplete)
	}
	return nil
}

// sheetsByName takes every part that is named as a sheet is, because the list of
// relations is missing or broken.
func (x *xlsxFile) sheetsByName() {
	if len(x.sheets) > 0 {
		x.about.Warn(document.PartsLeftOut)
	}
	x.sheets = nil
	for _, part := range x.archive.NumberedParts(sheetPart) {
		x.sheets = append(x.sheets, xlsxSheet{part: part})
	}
}

// complete warns of sheets that are listed but are not there.
func (x *xlsxFile) complete(targets map[string]string) {
	if x.archive.Missing() || len(targets) == 0 {
		x.about.Warn(document.PartsLeftOut)
	}
	for i, s := range x.sheets {
		if s.part != "" && !s.hidden && !x.archive.Has(s.part) {
			x.about.WarnOf(document.Warning{Code: document.Incomplete,
				Percent: percent(i, len(x.sheets))})
		}
	}
}

// sharedStrings reads the texts that cells refer to.
func (x *xlsxFile) sharedStrings() error {
	return x.archive.Rooted("xl/sharedStrings.xml", "sst", func(s *archive.XML, _ xml.StartElement) error {
		return s.Children(func(s *archive.XML, e xml.StartElement) error {
			if e.Name.Local != "si" && e.Name.Local != "sstItem" { // of Excel 2007's first versions
				return s.Skip()
			}
			text, err := richText(s)
			x.strings = append(x.strings, text)
			return err
		})
	})
}

// styles reads how numbers are shown.
func (x *xlsxFile) styles() error {
	codes := map[int]string{}
	return x.archive.Rooted("xl/styles.xml", "styleSheet", func(s *archive.XML, _ xml.StartElement) error {
		return s.Children(func(s *archive.XML, e xml.StartElement) error {
			switch e.Name.Local {
			case "numFmts":
				return s.Children(func(s *archive.XML, e xml.StartElement) error {
					codes[number(archive.Attr(e, "numFmtId"))] = archive.Attr(e, "formatCode")
					return s.Skip()
				})
			case "cellXfs":
				return s.Children(func(s *archive.XML, e xml.StartElement) error {
					id := number(archive.Attr(e, "numFmtId"))
					x.formats = append(x.formats, spreadsheet.Format(id, codes[id]))
					return s.Skip()
				})
			}
			return s.Skip()
		})
	})
}

func (x *xlsxFile) Info() content.Info { return x.about }
func (x *xlsxFile) Close() error       { return nil }

// Pages yields the sheets that are shown. A sheet that can't be read costs a
// warning; only if none can be read is the file damaged.
func (x *xlsxFile) Pages(ctx context.Context, from int) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		p := &content.Pager{Yield: yield, From: from}
		x.edges = sheetEdges{}
		var damage error
		read := 0
		for i, sheet := range x.sheets {
			if sheet.hidden || !x.archive.Has(sheet.part) {
				continue
			}
			done := x.about.Total * int64(i+1) / int64(len(x.sheets))
			err := x.sheet(ctx, p, sheet, done)
			switch {
			case p.Stopped:
				return
			case err != nil && (ctx.Err() != nil || fatal(err)):
				p.Fail(cmp.Or(ctx.Err(), err))
				return
			case err != nil:
				damage = err
				x.about.WarnOf(document.Warning{Code: document.Incomplete,
					Percent: percent(i, len(x.sheets))})
			default:
				read++
			}
			if !p.Flush(done) {
				return
			}
		}
		if damage != nil && read == 0 && p.Empty() {
			p.Fail(damage)
		}
	}
}
