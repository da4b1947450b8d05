package office

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/formattest"
)

// definition is the property that describes a row: the edges of its cells, and what
// a TC80 says of the first ones, if anything.
func definition(edges []int, flags ...int) string {
	data := string(rune(len(edges)-1)) + formattest.U16s(edges...)
	for _, f := range flags {
		data += formattest.U16s(f) + strings.Repeat("\x00", 18)
	}
	return "\x08\xd6" + formattest.U16s(len(data)+1) + data
}

// reached says of a cell, by its number, that the one above reaches into it.
func reached(cell int) string { return "\x2b\xd6\x02" + string(rune(cell)) + "\x01" }

// fares are the cells and rows of a table whose header has two rows; ends are the
// properties of its rows.
func fares(ends ...string) []wordPart {
	var parts []wordPart
	for i, row := range []string{"구분 교통비 식비", "- 철도 선박 -", "임원 1 2 3"} {
		for cell := range strings.FieldsSeq(row) {
			parts = append(parts, wordPart{strings.Trim(cell, "-") + "\x07", 0, inTable})
		}
		parts = append(parts, wordPart{"\x07", 0, rowEnd + ends[i]})
	}
	return append(parts, wordPart{"끝.\r", 0, ""})
}

const faresRead = "table 구분 | 교통비 | 교통비 | 식비 ⏎ 구분 | 철도 | 선박 | 식비 ⏎ 임원 | 1 | 2 | 3"

func TestMergedCellsOfWord(t *testing.T) {
	data := word(0, "a\r", fares(
		definition([]int{0, 1000, 3000, 4000}),
		definition([]int{5, 1010, 2000, 3000, 3990})+reached(0)+reached(3),
		definition([]int{0, 1000, 2000, 3000, 4000})), "", "")
	expect(t, formattest.Source("a.doc", data), "p a", faresRead, "p 끝.")
}

// Word writes the definitions of rows with many cells into another stream.
func TestMergedCellsOfWordThatAreDescribedElsewhere(t *testing.T) {
	var stream string
	elsewhere := func(properties string) string {
		at := len(stream)
		stream += formattest.U16s(len(properties)) + properties
		return "\x46\x66" + formattest.U16s(at, 0)
	}
	const below = 1 << 5 // the cell above reaches into it
	parts := fares(
		elsewhere(definition([]int{0, 1000, 3000, 4000})),
		elsewhere(definition([]int{0, 1000, 2000, 3000, 4000}, below, 0, 0, below)),
		elsewhere(definition([]int{0, 1000, 2000, 3000, 4000})))
	body, tables := wordStreams(0, "a\r", parts, "", "")
	data := formattest.Compound("WordDocument", string(body), "1Table", tables, "Data", stream)
	expect(t, formattest.Source("a.doc", data), "p a", faresRead, "p 끝.")
}

func TestMergedCellsOfRTF(t *testing.T) {
	row := func(edges, cells string) string {
		var b strings.Builder
		b.WriteString(`\trowd\trleft0` + edges + `\pard\intbl `)
		for cell := range strings.FieldsSeq(cells) {
			b.WriteString(fmt.Sprintf(`{%s}\cell `, rtfBytes(strings.Trim(cell, "-"))))
		}
		return b.String() + "\\row\n"
	}
	data := `{\rtf1\ansi{\fonttbl{\f1\fcharset129 Batang;}}\f1 ` +
		row(`\clvmgf\cellx1000\clmgf\cellx2000\clmrg\cellx3000\clvmgf\cellx4000`, "구분 교통비 - 식비") +
		row(`\clvmrg\cellx1000\cellx2000\cellx3000\clvmrg\cellx4000`, "- 철도 선박 -") +
		row(`\cellx1000\cellx2000\cellx3000\cellx4000`, "임원 1 2 3") + `\pard ` + rtfBytes("끝.") + `\par}`
	expect(t, formattest.Source("a.rtf", data), faresRead, "p 끝.")
}

func TestRowsWithoutEdgesStayAsTheyAre(t *testing.T) {
	data := word(0, "a\r", fares("", "", ""), "", "")
	expect(t, formattest.Source("a.doc", data), "p a",
		"table 구분 | 교통비 | 식비 ⏎  | 철도 | 선박 |  ⏎ 임원 | 1 | 2 | 3", "p 끝.")
}

func TestEdgesOfTables(t *testing.T) {
	cell := func(texts ...string) (row []content.GridCell) {
		for _, text := range texts {
			row = append(row, content.GridCell{Text: text})
		}
		return row
	}
	edges := func(right ...int) (e cellEdges) {
		for _, x := range right {
			e.cells = append(e.cells, cellEdge{right: x})
		}
		return e
	}
	t.Run("rows drawn by hand", func(t *testing.T) {
		rows := [][]content.GridCell{cell("구분", "요금"), cell("성인", "5,000"), cell("어린이", "1,000")}
		got := mergeCells(rows, []cellEdges{edges(1000, 2000), edges(1000, 2000), edges(1170, 2190)})
		for i, row := range got {
			if len(row) != 2 || row[0].Columns > 1 || row[1].Columns > 1 {
				t.Errorf("row %d: %+v", i, row)
			}
		}
	})
	t.Run("a row without a text of its own", func(t *testing.T) {
		rows := [][]content.GridCell{cell("검수 대상", "서류"), cell("", ""), cell("", "도면")}
		below := edges(1000, 2000)
		below.cells[0].continues = true
		got := mergeCells(rows, []cellEdges{edges(1000, 2000), below, below})
		if got[1][0].Text != "" || got[2][0].Text != "검수 대상" {
			t.Errorf("%+v", got)
		}
	})
}
