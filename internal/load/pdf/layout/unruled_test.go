package layout

import (
	"strings"
	"testing"
)

func TestColumnsOfTextWithWideGapsAreNoTable(t *testing.T) {
	d := newDrawing()
	// The gaps behind sentences are as wide as between columns of a table.
	left := [][]string{
		{"the first line of the left", "column"}, {"ends.", "Another sentence goes on"},
		{"to the third.", "It ends.", "And one"}, {"more of them comes.", "And then"},
		{"another.", "There are five of them"},
	}
	right := [][]string{
		{"meanwhile.", "The right column is"}, {"read after the left.", "It has"},
		{"as many lines.", "They are as"}, {"long as those.", "Some end."}, {"And here.", "It is the last one"},
	}
	write := func(x, y float32, pieces []string) {
		for _, p := range pieces {
			d.text(x, y, p)
			x += 5*float32(len(p)) + 9
		}
	}
	for i := range left {
		write(60, 100+float32(i)*12, left[i])
		write(260, 100+float32(i)*12, right[i])
	}
	got := d.read()
	for _, want := range []string{"left column ends. Another sentence goes on to the third. It ends.",
		"The right column is read after the left. It has as many lines."} {
		if !strings.Contains(strings.Join(strings.Fields(got), " "), want) {
			t.Errorf("%q is not in %q", want, got)
		}
	}
}

func TestColumnsOfAnIndexAreNoTable(t *testing.T) {
	entries := []string{"argument 33, 43", "array 81", "literal 84", "of bytes 91, 93–95", "arrow key",
		"assembly 234", "assertion 205", "assignment", "implicit 38", "to maps 94"}
	for _, index := range []bool{true, false} {
		d := newDrawing()
		for i := range entries {
			y := 100 + float32(i)*14
			d.text(60, y, entries[i])
			if index {
				d.text(200, y, entries[len(entries)-1-i])
			} else {
				d.text(200, y, "12,000")
			}
		}
		got := d.read()
		down := strings.Contains(strings.Join(strings.Fields(got), " "), "argument 33, 43 array 81")
		if down != index {
			t.Errorf("an index: %v, read down its columns: %v\n%s", index, down, got)
		}
	}
}

func TestPiecesOfARowStandFromLeftToRight(t *testing.T) {
	at := func(x, base float32, text string) atom {
		return newAtom([]word{{Box: Box{x, base - 8, x + 40, base + 2}, text: text, base: base, size: 10}})
	}
	rows := rowsOf([]atom{at(200, 100, "three"), at(50, 100.2, "one"), at(100, 100.1, "two")})
	if len(rows) != 1 || len(rows[0]) != 3 {
		t.Fatalf("%+v", rows)
	}
	var texts []string
	for _, a := range rows[0] {
		texts = append(texts, lineText(a.words))
	}
	if got := strings.Join(texts, " "); got != "one two three" {
		t.Errorf("got %q", got)
	}
}

func TestTextBetweenTwoTablesWithTheSameColumnsDividesThem(t *testing.T) {
	for between, want := range map[string]int{"2. before the first of May": 2, "": 1} {
		d := newDrawing()
		for _, top := range []float32{100, 160} {
			for row := range 2 {
				for column := range 3 {
					x, y := 100+60*float32(column), top+20*float32(row)
					d.frame(Box{x, y, x + 60, y + 20})
					d.text(x+20, y+14, "12")
				}
			}
		}
		if between == "" {
			d.text(120, 154, "34")
			d.text(180, 154, "56")
		} else {
			d.text(72, 154, between)
		}
		p := Arrange(&d.Sheet)
		_, blocks, _ := p.Write(Survey([]*Page{p}))
		tables := 0
		for _, k := range blocks {
			if k.Kind == "table" {
				tables++
			}
		}
		if tables != want {
			t.Errorf("%q: %d tables", between, tables)
		}
	}
}
