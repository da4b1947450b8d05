package load

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/mundap/mundap/internal/fault"
)

func xlsxFormat() Format {
	return Format{Name: "xlsx", Extensions: []string{"xlsx", "xlsm", "xltx"}, Isolated: true,
		matches: func(s Source, head []byte) bool { return hasPart(s, head, "xl/workbook.xml") }, open: openXlsx}
}

// xlsxFile reads a workbook row by row: a page for each part of a sheet, each row a record with the names of the
// sheet's first row, below the sheet's name.
type xlsxFile struct {
	about Info
	book  *excelize.File
}

func openXlsx(_ context.Context, s Source, e env) (_ reader, err error) {
	if err := checkSheets(s, e.limits.Unpacked); err != nil {
		return nil, err
	}
	// With equal limits nothing goes to temporary files, which a worker that is killed would leave behind.
	book, err := excelize.OpenReader(s.section(0), excelize.Options{
		UnzipSizeLimit: e.limits.Unpacked, UnzipXMLSizeLimit: e.limits.Unpacked})
	switch {
	case errors.Is(err, excelize.ErrWorkbookFileFormat), errors.Is(err, excelize.ErrWorkbookPassword):
		return nil, fail(ErrDamaged, err)
	case err != nil && strings.Contains(err.Error(), "unzip size exceeds"):
		return nil, fail(ErrTooLarge, err)
	case err != nil:
		return nil, fail(ErrDamaged, err)
	}
	x := &xlsxFile{about: Info{Format: "xlsx", Unit: ByteUnit, Total: s.Size}, book: book}
	if p, err := book.GetDocProps(); err == nil {
		x.about.Title = goodTitle(p.Title)
	}
	return x, nil
}

func (x *xlsxFile) info() Info   { return x.about }
func (x *xlsxFile) close() error { return x.book.Close() }

func (x *xlsxFile) pages(ctx context.Context, from int) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		p := &pager{yield: yield, from: from}
		sheets := x.book.GetSheetList()
		for i, sheet := range sheets {
			if visible, err := x.book.GetSheetVisible(sheet); err == nil && !visible {
				continue
			}
			done := x.about.Total * int64(i+1) / int64(len(sheets))
			if err := x.sheet(ctx, p, sheet, done); err != nil {
				p.fail(err)
				return
			}
			if !p.flush(done) {
				return
			}
		}
	}
}

// sheet reads a sheet's rows. A row's cells beyond maxColumns are left out.
func (x *xlsxFile) sheet(ctx context.Context, p *pager, sheet string, done int64) error {
	rows, err := x.book.Rows(sheet)
	if _, ok := errors.AsType[excelize.ErrSheetNotExist](err); ok {
		return nil // a chart sheet
	}
	if err != nil {
		return fail(ErrDamaged, fmt.Errorf("sheet %q: %w", sheet, err))
	}
	defer rows.Close()
	p.heading(1, sheet)
	empty := len(p.blocks)
	table := &records{builder: &p.builder, about: &x.about}
	for number := 1; rows.Next(); number++ {
		cells, err := rows.Columns()
		if err != nil {
			return fail(ErrDamaged, fmt.Errorf("sheet %q, row %d: %w", sheet, number, err))
		}
		table.add(cells, number)
		if !p.full(done) {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	if err := rows.Error(); err != nil && fault.KindOf(err) != fault.Canceled {
		return fail(ErrDamaged, fmt.Errorf("sheet %q: %w", sheet, err))
	}
	table.end()
	if len(p.blocks) == empty && empty == 1 {
		p.take() // nothing but the sheet's name
	}
	return nil
}

var cellReference = regexp.MustCompile(`<(?:\w{1,20}:)?c [^>]{0,200}?\br="([A-Z]{1,3})[0-9]{1,7}"`)

// checkSheets refuses sheets whose cells lie extremely far to the right: excelize makes room for every column before
// them in every row (a 100 KB file with one cell in column XFD costs half a minute and gigabytes).
func checkSheets(s Source, limit int64) error {
	a, err := openArchive(s, limit)
	if err != nil {
		return err
	}
	far := 0
	for _, part := range a.numberedParts(regexp.MustCompile(`^xl/worksheets/(?:sheet)?(\d+)\.xml$`)) {
		n, err := a.farCells(part)
		if err != nil {
			return err
		}
		far += n
	}
	if far > 100 {
		return fail(ErrTooLarge, fmt.Errorf("%d cells beyond column %d", far, maxColumns))
	}
	return nil
}

// farCells counts a sheet's cells beyond maxColumns.
func (a *archive) farCells(part string) (far int, err error) {
	in, err := a.part(part)
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
			if column, err := excelize.ColumnNameToNumber(string(m[1])); err == nil && column > maxColumns {
				far++
			}
		}
		kept = copy(buffer, data[max(0, len(data)-overlap):])
		switch {
		case n == 0 && err == nil:
		case err != nil && problemOf(err) != "":
			return far, err
		case err != nil: // the end, or damage that excelize will tell
			return far, nil
		}
	}
}
