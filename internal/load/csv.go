package load

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

func csvFormat() Format {
	return Format{Name: "csv", Extensions: []string{"csv", "tsv"}, open: openCSV}
}

// csvFile reads a table of text row by row: each row is a record with the header's names.
type csvFile struct {
	source Source
	about  Info
	bom    int64
	comma  rune
}

func openCSV(_ context.Context, s Source, _ env) (reader, error) {
	charset, bom, err := charsetOf(s)
	if err != nil {
		return nil, err
	}
	c := &csvFile{source: s, about: Info{Format: "csv", Charset: charset, Total: s.Size, Unit: ByteUnit}, bom: bom}
	sample, err := io.ReadAll(io.LimitReader(textReader(s, charset, bom), sampleBytes))
	if err != nil {
		return nil, err
	}
	c.comma = delimiter(string(sample))
	return c, nil
}

func (c *csvFile) info() Info   { return c.about }
func (c *csvFile) close() error { return nil }

func (c *csvFile) pages(ctx context.Context, from int) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		p := &pager{yield: yield, from: from}
		count := &countingReader{in: textReader(c.source, c.about.Charset, c.bom)}
		rows := &csvRows{in: csv.NewReader(newQuoteLimiter(count))}
		rows.in.Comma = c.comma
		rows.in.LazyQuotes = true
		rows.in.FieldsPerRecord = -1
		rows.in.ReuseRecord = true
		table := &records{builder: &p.builder, about: &c.about}
		for !p.stopped {
			row, at, err := rows.next()
			switch {
			case errors.Is(err, io.EOF):
				table.end()
				p.flush(c.source.Size)
				return
			case err == nil:
				err = ctx.Err()
			}
			if err != nil {
				p.fail(damaged(err))
				return
			}
			table.add(row, at)
			p.full(count.n)
		}
	}
}

// csvRows gives the rows of a csv file with their numbers.
type csvRows struct {
	in     *csv.Reader
	number int
}

func (r *csvRows) next() (row []string, number int, err error) {
	row, err = r.in.Read()
	if parse, ok := errors.AsType[*csv.ParseError](err); ok && parse.Err != nil && len(row) > 0 {
		err = nil // what could be parsed of a malformed row is better than nothing
	}
	r.number++
	return row, r.number, err
}

// delimiter is the one of , ; tab | that stands in the sample's first lines, outside quotes, most evenly.
func delimiter(sample string) rune {
	best, bestScore := ',', 0
	for _, d := range []rune{',', '\t', ';', '|'} {
		if score := evenness(sample, d); score > bestScore {
			best, bestScore = d, score
		}
	}
	return best
}

// evenness is how many of the first rows have as many ds as the first one, which must have some; 1 more for each d of
// the first row breaks ties.
func evenness(sample string, d rune) int {
	const most = 20
	quoted, n, row, score, first := false, 0, 0, 0, 0
	for _, r := range sample {
		switch {
		case r == '"':
			quoted = !quoted
		case r == d && !quoted:
			n++
		case r == '\n' && !quoted:
			if row == 0 {
				first = n
			}
			if n == first && n > 0 {
				score += 100
			}
			n = 0
			if row++; row == most {
				return score + min(first, 99)
			}
		}
	}
	if n > 0 && (row == 0 || n == first) {
		score += 100
		first = max(first, n)
	}
	if score == 0 {
		return 0
	}
	return score + min(first, 99)
}

// records turns rows into record blocks: the first row with text names the columns, if it looks like names. csv and
// spreadsheets share it.
type records struct {
	builder *builder
	about   *Info
	names   []string
	pending []string // the first row, until the second shows whether it is a header
	at      int      // its number
	started bool
}

// add takes the next row; the slice is not kept.
func (t *records) add(row []string, number int) {
	if len(row) > maxColumns {
		row = row[:maxColumns]
		t.about.warn(CellsLeftOut)
	}
	switch {
	case strings.TrimSpace(strings.Join(row, "")) == "":
	case t.started:
		t.write(row, number)
	case t.pending == nil:
		t.pending, t.at = append([]string(nil), row...), number
	case count(t.pending) == 1 && count(row) > 1: // a title above the table
		t.builder.add(Block{Kind: Paragraph, Line: t.at}, strings.Join(t.pending, " "))
		t.pending, t.at = append([]string(nil), row...), number
	default:
		t.start(row)
		t.write(row, number)
	}
}

// count is the number of cells with text.
func count(row []string) (n int) {
	for _, c := range row {
		if strings.TrimSpace(c) != "" {
			n++
		}
	}
	return n
}

// end writes a table's only row.
func (t *records) end() {
	if !t.started && t.pending != nil {
		t.write(t.pending, t.at)
	}
}

// start decides what the pending first row is, next to the second.
func (t *records) start(second []string) {
	t.started = true
	if isHeader(t.pending, second) {
		for _, n := range t.pending {
			t.names = append(t.names, korean.Truncate(korean.Line(n), 200))
		}
		return
	}
	t.write(t.pending, t.at)
}

func (t *records) write(row []string, number int) {
	for len(t.names) < len(row) {
		t.names = append(t.names, "")
	}
	for i, n := range t.names {
		if n == "" {
			t.names[i] = fmt.Sprintf("열 %d", i+1)
		}
	}
	t.builder.record(t.names, row, number)
}

// isHeader: names are text, not numbers, mostly there, different from one another, and not long.
func isHeader(first, second []string) bool {
	seen := map[string]bool{}
	named := 0
	for _, cell := range first {
		cell = korean.Line(cell)
		if cell == "" {
			continue
		}
		if isNumber(cell) || seen[cell] || korean.Length(cell) > 100 {
			return false
		}
		seen[cell] = true
		named++
	}
	return named > 0 && named*2 >= min(len(first), len(second))
}

// isNumber: digits with the signs of amounts, dates and times.
func isNumber(s string) bool {
	return strings.ContainsAny(s, "0123456789") && strings.Trim(s, "0123456789.,-+/:%₩$() 원년월일") == ""
}

// maxField is the longest quoted field that is believed, in bytes. A quote that nobody closes would otherwise make the
// rest of the file one field.
const maxField = 1 << 20

// quoteLimiter passes a csv on and closes a quoted field that has grown too long.
type quoteLimiter struct {
	in     *bufio.Reader
	quoted bool
	length int
}

func newQuoteLimiter(in io.Reader) *quoteLimiter {
	return &quoteLimiter{in: bufio.NewReaderSize(in, 64<<10)}
}

// Read fills at most half of p from its source, which leaves room for the quote that it may put in.
func (q *quoteLimiter) Read(p []byte) (int, error) {
	if len(p) < 4 {
		p = p[:min(len(p), 1)]
		return q.in.Read(p) // csv.Reader asks for far more
	}
	data := p[len(p)/2:]
	n, err := q.in.Read(data)
	out := 0
	for _, c := range data[:n] {
		switch {
		case c == '"':
			q.quoted = !q.quoted
			q.length = 0
		case q.quoted && c == '\n' && q.length > maxField:
			p[out] = '"'
			out++
			q.quoted = false
		case q.quoted:
			q.length++
		}
		p[out] = c
		out++
	}
	return out, err
}
