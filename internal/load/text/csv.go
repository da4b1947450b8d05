package text

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/charset"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
)

func csvFormat() format.Format {
	return format.Format{Name: "csv", Extensions: []string{"csv", "tsv"}, Open: openCSV("csv")}
}

// csvFile reads a table of text row by row: each row is a record with the header's names.
type csvFile struct {
	encoded
	comma rune
}

func openCSV(name string) func(context.Context, format.Source, format.Env) (format.Reader, error) {
	return func(_ context.Context, s format.Source, _ format.Env) (format.Reader, error) {
		e, err := openEncoded(s, name)
		if err != nil {
			return nil, err
		}
		c := &csvFile{encoded: e}
		sample, err := io.ReadAll(io.LimitReader(e.text(), charset.SampleBytes))
		if err != nil {
			return nil, err
		}
		c.comma = delimiter(string(sample))
		return c, nil
	}
}

func (c *csvFile) Pages(ctx context.Context, from int) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		p := &content.Pager{Yield: yield, From: from}
		count, limiter, rows := c.rows()
		var table table = &content.Records{Builder: &p.Builder, About: &c.about}
		if c.about.Format == format.FAQ {
			table = &faqRows{builder: &p.Builder, about: &c.about}
		}
		for !p.Stopped {
			row, at, err := rows.next()
			if limiter.broken {
				c.about.Warn(document.LongLines)
			}
			switch {
			case errors.Is(err, io.EOF):
				if err := table.End(); err != nil {
					p.Fail(err)
					return
				}
				p.Flush(c.source.Size)
				return
			case err == nil:
				err = ctx.Err()
			}
			if err != nil {
				p.Fail(format.Damaged(err))
				return
			}
			table.Add(row, at)
			p.Full(count.n)
		}
	}
}

// table takes the rows of a csv.
type table interface {
	Add(row []string, number int)
	End() error
}

// rows opens the file.
func (c *csvFile) rows() (*countingReader, *quoteLimiter, *csvRows) {
	count := &countingReader{in: charset.Reader(c.source.Section(c.bom), c.about.Charset)}
	limiter := newQuoteLimiter(count)
	rows := &csvRows{in: csv.NewReader(limiter)}
	rows.in.Comma = c.comma
	rows.in.LazyQuotes = true
	rows.in.FieldsPerRecord = -1
	rows.in.ReuseRecord = true
	return count, limiter, rows
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

// delimiter is the one of , ; tab | that stands in the sample's first lines,
// outside quotes, most evenly.
func delimiter(sample string) rune {
	best, bestScore := ',', 0
	for _, d := range []rune{',', '\t', ';', '|'} {
		if score := evenness(sample, d); score > bestScore {
			best, bestScore = d, score
		}
	}
	return best
}

// evenness is how many of the first rows have as many ds as the first one,
// which must have some; 1 more for each d of the first row breaks ties.
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

// maxField is the longest quoted field, and the longest row outside quotes,
// that is believed, in bytes. A quote that nobody closes, or a file without
// line breaks, would otherwise become one field or row.
const maxField = 1 << 20

// quoteLimiter passes a csv on, and ends fields and rows that have grown too long.
type quoteLimiter struct {
	in     *bufio.Reader
	quoted bool
	length int
	broken bool // a field or a row was too long
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
		case c == '\n' && !q.quoted:
			q.length = 0
		case q.length > maxField && utf8.RuneStart(c):
			if q.quoted {
				p[out] = '"'
				out++
			}
			p[out] = '\n'
			out++
			q.quoted, q.broken, q.length = false, true, 0
		default:
			q.length++
		}
		p[out] = c
		out++
	}
	return out, err
}
