package split_test

import (
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/split"
)

// tableOf gives n rows, 1,000 a page.
func tableOf(n int, value func(i int) string) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		for from := 0; from < n; from += 1000 {
			var b content.Builder
			for i := from; i < from+1000; i++ {
				b.Record([]string{"값"}, []string{value(i)}, i+1)
			}
			text, blocks := b.Take()
			if !yield(content.Page{Index: from / 1000, Text: text, Blocks: blocks}, nil) {
				return
			}
		}
	}
}

func TestTinyRowsOfAHugeTableShareChunks(t *testing.T) {
	const n = 150_000
	for name, test := range map[string]struct {
		value func(i int) string
		most  int
	}{
		"tiny":     {func(i int) string { return fmt.Sprint(i) }, 101_000},
		"not tiny": {func(i int) string { return fmt.Sprint(i, strings.Repeat(" 부서", 20)) }, n},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := split.Splitter{}.Split("d", "1", tableOf(n, test.value))
			if err != nil {
				t.Fatal(err)
			}
			if len(c.Chunks) > test.most || test.most == n && len(c.Chunks) != n {
				t.Errorf("%d chunks, want %d", len(c.Chunks), test.most)
			}
			rows := 0
			for _, k := range c.Chunks {
				if k.Kind != document.Row || c.Text[k.Start:k.End] != k.Text || len(k.Text) > 4000 {
					t.Fatalf("chunk %+v", k)
				}
				rows += strings.Count(k.Text, "값: ")
			}
			if rows != n || strings.Count(c.Chunks[99_000].Text, "값: ") != 1 {
				t.Errorf("%d rows are in chunks; one in the middle is %q", rows, c.Chunks[99_000].Text)
			}
		})
	}
}

// Rows share a chunk with those above them only below the same headings.
func TestTinyRowsStayBelowTheirOwnHeading(t *testing.T) {
	const n = 100_010
	pages := func(yield func(content.Page, error) bool) {
		for page, err := range tableOf(n, func(i int) string { return fmt.Sprint(i) }) {
			if !yield(page, err) {
				return
			}
		}
		var b content.Builder
		b.Heading(1, "다른 표")
		b.Record([]string{"값"}, []string{"다른 값"}, 1)
		text, blocks := b.Take()
		yield(content.Page{Index: n, Text: text, Blocks: blocks}, nil)
	}
	c, err := split.Splitter{}.Split("d", "1", pages)
	if err != nil {
		t.Fatal(err)
	}
	last := c.Chunks[len(c.Chunks)-1]
	if last.Text != "값: 다른 값" || len(last.Headings) != 1 || last.Headings[0] != "다른 표" {
		t.Errorf("the last chunk: %+v", last)
	}
}

func TestTinyRowsStayUnderTheirHeading(t *testing.T) {
	pages := func(yield func(content.Page, error) bool) {
		for page := range tableOf(150_000, func(i int) string { return fmt.Sprint(i) }) {
			if !yield(page, nil) {
				return
			}
		}
		var b content.Builder
		b.Heading(1, "다른 표")
		for i := range 5 {
			b.Record([]string{"수"}, []string{fmt.Sprint(i)}, i+1)
		}
		text, blocks := b.Take()
		yield(content.Page{Index: 150, Text: text, Blocks: blocks}, nil)
	}
	c, err := split.Splitter{}.Split("d", "1", pages)
	if err != nil {
		t.Fatal(err)
	}
	under := 0
	for _, k := range c.Chunks {
		if strings.Contains(k.Text, "값: ") && strings.Contains(k.Text, "수: ") {
			t.Errorf("rows of two tables share a chunk: %q", k.Text)
		}
		if len(k.Headings) == 1 && k.Headings[0] == "다른 표" {
			under += strings.Count(k.Text, "수: ")
		}
	}
	if under != 5 {
		t.Errorf("%d of 5 rows are under their heading", under)
	}
}
