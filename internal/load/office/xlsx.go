package office

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
)

func xlsxFormat() format.Format {
	return format.Format{Name: "xlsx", Extensions: []string{"xlsx", "xlsm", "xltx"}, Isolated: true,
		Matches: func(s format.Source, head []byte) bool { return archive.HasPart(s, head, "xl/workbook.xml") }, Open: openXlsx}
}

// xlsxFile reads a workbook row by row: a page for each part of a sheet, each row a record with the names of the
// sheet's first row, below the sheet's name.
type xlsxFile struct {
	about content.Info
	book  *excelize.File
}

func openXlsx(_ context.Context, s format.Source, e format.Env) (_ format.Reader, err error) {
	if err := checkSheets(s, e.Limits.Unpacked); err != nil {
		return nil, err
	}
	// With equal limits nothing goes to temporary files, which a worker that is killed would leave behind.
	book, err := excelize.OpenReader(s.Section(0), excelize.Options{
		UnzipSizeLimit: e.Limits.Unpacked, UnzipXMLSizeLimit: e.Limits.Unpacked})
	switch {
	case errors.Is(err, excelize.ErrWorkbookFileFormat), errors.Is(err, excelize.ErrWorkbookPassword):
		return nil, format.Fail(format.ErrDamaged, err)
	case err != nil && strings.Contains(err.Error(), "unzip size exceeds"):
		return nil, format.Fail(format.ErrTooLarge, err)
	case err != nil:
		return nil, format.Fail(format.ErrDamaged, err)
	}
	x := &xlsxFile{about: content.Info{Format: "xlsx", Unit: content.ByteUnit, Total: s.Size}, book: book}
	if p, err := book.GetDocProps(); err == nil {
		x.about.Title = content.GoodTitle(p.Title)
	}
	return x, nil
}

func (x *xlsxFile) Info() content.Info { return x.about }
func (x *xlsxFile) Close() error       { return x.book.Close() }

func (x *xlsxFile) Pages(ctx context.Context, from int) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		p := &content.Pager{Yield: yield, From: from}
		sheets := x.book.GetSheetList()
		for i, sheet := range sheets {
			if visible, err := x.book.GetSheetVisible(sheet); err == nil && !visible {
				continue
			}
			done := x.about.Total * int64(i+1) / int64(len(sheets))
			if err := x.sheet(ctx, p, sheet, done); err != nil {
				p.Fail(err)
				return
			}
			if !p.Flush(done) {
				return
			}
		}
	}
}

// sheet reads a sheet's rows. A row's cells beyond maxColumns are left out.
func (x *xlsxFile) sheet(ctx context.Context, p *content.Pager, sheet string, done int64) error {
	rows, err := x.book.Rows(sheet)
	if _, ok := errors.AsType[excelize.ErrSheetNotExist](err); ok {
		return nil // a chart sheet
	}
	if err != nil {
		return format.Fail(format.ErrDamaged, fmt.Errorf("sheet %q: %w", sheet, err))
	}
	defer rows.Close()
	p.Heading(1, sheet)
	empty := len(p.Blocks)
	table := &content.Records{Builder: &p.Builder, About: &x.about}
	for number := 1; rows.Next(); number++ {
		cells, err := rows.Columns()
		if err != nil {
			return format.Fail(format.ErrDamaged, fmt.Errorf("sheet %q, row %d: %w", sheet, number, err))
		}
		table.Add(cells, number)
		if !p.Full(done) {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	if err := rows.Error(); err != nil && fault.KindOf(err) != fault.Canceled {
		return format.Fail(format.ErrDamaged, fmt.Errorf("sheet %q: %w", sheet, err))
	}
	table.End()
	if len(p.Blocks) == empty && empty == 1 {
		p.Take() // nothing but the sheet's name
	}
	return nil
}

var cellReference = regexp.MustCompile(`<(?:\w{1,20}:)?c [^>]{0,200}?\br="([A-Z]{1,3})[0-9]{1,7}"`)

// checkSheets refuses sheets whose cells lie extremely far to the right: excelize makes room for every column before
// them in every row (a 100 KB file with one cell in column XFD costs half a minute and gigabytes).
func checkSheets(s format.Source, limit int64) error {
	a, err := archive.Open(s, limit)
	if err != nil {
		return err
	}
	far := 0
	for _, part := range a.NumberedParts(regexp.MustCompile(`^xl/worksheets/(?:sheet)?(\d+)\.xml$`)) {
		n, err := farCells(a, part)
		if err != nil {
			return err
		}
		far += n
	}
	if far > 100 {
		return format.Fail(format.ErrTooLarge, fmt.Errorf("%d cells beyond column %d", far, content.MaxColumns))
	}
	return nil
}

// farCells counts a sheet's cells beyond maxColumns.
func farCells(a *archive.Zip, part string) (far int, err error) {
	in, err := a.Part(part)
	if in == nil {
		return 0, err
	}
	defer in.Close()
	const overlap = 300
	buffer := make([]byte, 256<<10)
	kept := 0
	for {
		n, err := in.Read(buffer[kept:])
		data := buffer[:kept+n]
		for _, m := range cellReference.FindAllSubmatch(data, -1) {
			if column, err := excelize.ColumnNameToNumber(string(m[1])); err == nil && column > content.MaxColumns {
				far++
			}
		}
		kept = copy(buffer, data[max(0, len(data)-overlap):])
		switch {
		case n == 0 && err == nil:
		case err != nil && format.ProblemOf(err) != "":
			return far, err
		case err != nil: // the end, or damage that excelize will tell
			return far, nil
		}
	}
}
