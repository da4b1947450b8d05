package layout

import "testing"

// writing puts lines of characters on a sheet: marks at the left, their texts in a
// column of their own, as word processors print lists.
func writing(marks, texts []string) *Sheet {
	s := &Sheet{Width: 595, Height: 842}
	run := int32(0)
	put := func(x, y float32, text string) {
		run++
		for _, r := range text {
			s.Chars = append(s.Chars, Char{Rune: r, Box: Box{x, y, x + 10, y + 10}, Base: y + 9,
				Size: 10, Run: run})
			x += 10
		}
	}
	for i := range marks {
		y := 100 + 16*float32(i)
		put(60, y, marks[i])
		put(110, y, texts[i])
	}
	return s
}

func TestMarksBesideTextsAreAListAndNoTable(t *testing.T) {
	texts := []string{"점화에러입니다", "화염에러입니다", "실화에러입니다", "통신이상에러입니다"}
	for _, marks := range [][]string{{"•", "•", "•", "•"}, {"1.", "2.", "3.", "4."},
		{"가)", "나)", "다)", "라)"}, {"①", "②", "③", "④"}} {
		p := Arrange(writing(marks, texts))
		_, blocks, _ := p.Write(Survey([]*Page{p}))
		for _, b := range blocks {
			if b.Kind == "table" {
				t.Errorf("%s: a list is taken for a table", marks[0])
			}
		}
	}
	p := Arrange(writing([]string{"임원", "팀장", "팀원", "인턴"}, []string{"30,000원", "25,000원", "20,000원",
		"10,000원"}))
	_, blocks, _ := p.Write(Survey([]*Page{p}))
	if len(blocks) != 1 || blocks[0].Kind != "table" {
		t.Errorf("a table is no table any more: %+v", blocks)
	}
}
