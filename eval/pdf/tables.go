package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
)

// count is how many cells were found, wanted and right.
type count struct{ found, wanted, right int }

func (c count) f1() float64 {
	if c.found+c.wanted == 0 {
		return 1
	}
	return 2 * float64(c.right) / float64(c.found+c.wanted)
}

func (c *count) add(d count) {
	c.found, c.wanted, c.right = c.found+d.found, c.wanted+d.wanted, c.right+d.right
}

// tables renders the set into dir, reads it and prints the F1 of its cells.
func tables(reader format.Opener, dir string, set int) error {
	dir = filepath.Join(dir, strconv.Itoa(set))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var ruled, unruled count
	printed := 0
	for _, d := range documents(set) {
		name := filepath.Join(dir, d.name+".pdf")
		if err := render(d, name); err != nil {
			return err
		}
		all, _, err := pages(reader, name)
		if err != nil {
			return fmt.Errorf("%s: %w", d.name, err)
		}
		printed += len(all)
		c := score(d, all)
		fmt.Printf("%-14s %2d pages %6.3f  (%d of %d cells, %d found)\n", d.name, len(all), c.f1(),
			c.right, c.wanted, c.found)
		if d.tables[0].kind.ruled {
			ruled.add(c)
		} else {
			unruled.add(c)
		}
	}
	fmt.Printf("%d pages: cell F1 ruled %.3f, unruled %.3f\n", printed, ruled.f1(), unruled.f1())
	return nil
}

// render prints a document with Chromium, unless that was done before.
func render(d document, name string) error {
	page := strings.TrimSuffix(name, ".pdf") + ".html"
	if old, err := os.ReadFile(page); err == nil && string(old) == d.html {
		if _, err := os.Stat(name); err == nil {
			return nil
		}
	}
	if err := os.WriteFile(page, []byte(d.html), 0o644); err != nil {
		return err
	}
	return chromium(page, name)
}

// printAll prints the pages of a folder.
func printAll(dir string) error {
	all, err := filepath.Glob(filepath.Join(dir, "*.html"))
	for _, page := range all {
		if err := chromium(page, strings.TrimSuffix(page, ".html")+".pdf"); err != nil {
			return err
		}
	}
	return err
}

// chromium prints a page to a PDF.
func chromium(page, name string) error {
	page, err := filepath.Abs(page)
	if err != nil {
		return err
	}
	out, err := exec.CommandContext(context.Background(), "chromium", "--headless", "--no-sandbox",
		"--disable-gpu",
		"--no-pdf-header-footer", "--print-to-pdf="+name, "file://"+page).CombinedOutput()
	if err != nil {
		return fmt.Errorf("printing %s: %w\n%s", page, err, out)
	}
	return nil
}

// score compares the tables of a document with the truth, row by row in the
// order of both. Headers that are repeated on a further page count nothing.
func score(d document, all []content.Page) count {
	var wanted [][]string
	for _, t := range d.tables {
		wanted = append(wanted, t.grid()...)
	}
	found := readTables(all)
	c := count{right: align(found, wanted)}
	for _, row := range found {
		c.found += len(row)
	}
	for _, row := range wanted {
		c.wanted += len(row)
	}
	return c
}

// readTables gives the rows of all tables, laid out.
func readTables(all []content.Page) (rows [][]string) {
	var last [][]string // header of the table before
	for _, p := range all {
		for _, b := range p.Blocks {
			if b.Kind != content.Table {
				continue
			}
			var table [][]string
			for _, r := range b.Rows {
				var row []string
				for _, c := range r.Cells {
					if c.Covered {
						continue
					}
					for range max(1, c.Columns) {
						row = append(row, p.Text[c.Start:c.End])
					}
				}
				table = append(table, row)
			}
			header := table[:b.Header]
			if b.Header > 0 && slices.EqualFunc(header, last, slices.Equal) {
				table = table[b.Header:]
			}
			last = header
			rows = append(rows, table...)
		}
	}
	return rows
}

// align gives the most equal cells that rows of both can have in order.
func align(a, b [][]string) int {
	best := make([][]int, len(a)+1)
	for i := range best {
		best[i] = make([]int, len(b)+1)
	}
	for i := range a {
		for j := range b {
			best[i+1][j+1] = max(best[i][j+1], best[i+1][j], best[i][j]+equal(a[i], b[j]))
		}
	}
	return best[len(a)][len(b)]
}

func equal(a, b []string) (n int) {
	for i := range min(len(a), len(b)) {
		if plain(a[i]) == plain(b[i]) {
			n++
		}
	}
	return n
}

// plain is a cell's text without blanks: where lines break is no matter here.
func plain(s string) string { return strings.Join(strings.Fields(s), "") }
