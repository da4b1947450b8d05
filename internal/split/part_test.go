package split_test

import (
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/split"
)

func TestEveryBlockIsAPartOfTheWholeText(t *testing.T) {
	page := func(i int, b *content.Builder) content.Page {
		text, blocks := b.Take()
		return content.Page{Index: i, Text: text, Blocks: blocks}
	}
	var first, second content.Builder
	first.Heading(2, "요금")
	second.Table([][]content.GridCell{{{Text: "지역"}, {Text: "요금"}}, {{Text: "서울"},
		{Text: "100원"}}}, 1, 0)
	c, err := split.Splitter{}.Split("docs/a.hwpx", "01", func(yield func(content.Page, error) bool) {
		_ = yield(page(0, &first), nil) && yield(page(1, &second), nil)
	})
	if err != nil || len(c.Parts) != 2 {
		t.Fatal(c.Parts, err)
	}
	heading, table := c.Parts[0], c.Parts[1]
	cell := table.Rows[1][1]
	if heading.Kind != document.HeadingPart || heading.Level != 2 || table.Header != 1 ||
		c.Text[cell.Start:cell.End] != "100원" || c.Text[heading.Start:heading.End] != "요금" {
		t.Errorf("%+v", c.Parts)
	}
}
