package spreadsheet

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/formattest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var numeral = regexp.MustCompile(`^-?[\d,]+(\.\d+)?%?$`)

// sheet draws a sheet: a line a row, cells divided by bars, an empty line an
// empty row. "<" reaches a cell on from the left, "^" from above; "#" before a
// row hides it; "{…}" is a comment.
func sheet(drawn string) (rows []Row, merges []Range, hidden []int) {
	lines := strings.Split(strings.Trim(drawn, "\n"), "\n")
	cells := make([][]string, len(lines))
	for i, l := range lines {
		l, hide := strings.CutPrefix(l, "#")
		if hide {
			hidden = append(hidden, i+1)
		}
		for _, c := range strings.Split(l, "|") {
			cells[i] = append(cells[i], strings.TrimSpace(c))
		}
	}
	at := func(i, j int) string {
		if i < len(cells) && j < len(cells[i]) {
			return cells[i][j]
		}
		return ""
	}
	for i := range cells {
		row := Row{Number: i + 1}
		for j, text := range cells[i] {
			if text == "" || text == "<" || text == "^" {
				continue
			}
			text, note, _ := strings.Cut(strings.TrimSuffix(text, "}"), "{")
			row.Cells = append(row.Cells, Cell{Column: j, Text: text, Note: note,
				Number: numeral.MatchString(text)})
			m := Range{Top: i + 1, Bottom: i + 1, Left: j, Right: j}
			for at(i, m.Right+1) == "<" {
				m.Right++
			}
			for at(m.Bottom, j) == "^" {
				m.Bottom++
			}
			merges = append(merges, m)
		}
		rows = append(rows, row)
	}
	return rows, merges, hidden
}

// written shows what is written of a drawn sheet, as formattest.Outline does.
func written(t *testing.T, drawn string) []string {
	t.Helper()
	var pages []content.Page
	p := &content.Pager{Yield: func(page content.Page, err error) bool {
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, page)
		return true
	}}
	rows, merges, hidden := sheet(drawn)
	w := New(p, merges, 0)
	for _, r := range rows {
		if slices.Contains(hidden, r.Number) {
			w.Skip(r.Number)
		} else if len(r.Cells) > 0 {
			w.Add(r)
		}
	}
	w.End()
	p.Flush(0)
	formattest.CheckPages(t, pages)
	return formattest.Outline(pages)
}

// numbers draws n rows of a name and two numbers.
func numbers(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "지점%d|%d|%s\n", i, i*10, strconv.Itoa(i)+"%")
	}
	return b.String()
}
