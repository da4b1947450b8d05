package layout

import (
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/content"
)

// hungSheet draws texts of lines in a column of their own, each with a label to
// its left.
func hungSheet(labels []string, texts ...string) *drawing {
	d := newDrawing()
	y := float32(100)
	for i, text := range texts {
		d.text(60, y, labels[i])
		for line := range strings.Lines(text) {
			d.text(120, y, strings.TrimSpace(line))
			y += 14
		}
		y += 8
	}
	return d
}

func TestHangingNumbersBelongToTheirTexts(t *testing.T) {
	texts := []string{
		"people with a stroke who are in fibrillation should be treated\nwith aspirin for the first two weeks before anything else",
		"people with valves who are at a significant risk of bleeding be\ntreated for one week only and then be seen again by a doctor",
		"people who had a thrombosis should receive another treatment in\npreference to aspirin unless there are other reasons against"}
	for _, labels := range [][]string{{"R32", "R33", "R34"}, {"8.7.7", "8.7.8", "8.7.9"}, {"Q1", "A1", "Q2"},
		{"제3조", "제4조", "제5조"}} {
		var want []string
		for i, text := range texts {
			want = append(want, labels[i]+" "+strings.ReplaceAll(text, "\n", " "))
		}
		got := strings.FieldsFunc(hungSheet(labels, texts...).read(), func(r rune) bool { return r == '\n' })
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	d := hungSheet([]string{"1", "2", "3"}, "총무팀", "인사팀", "연구소")
	p := Arrange(&d.Sheet)
	if _, blocks, _ := p.Write(Survey([]*Page{p})); len(blocks) != 1 || blocks[0].Kind != content.Table {
		t.Errorf("a table with numbers is no table: %+v", blocks)
	}
}

func TestATextBehindAnIndexIsAWordOfItsOwn(t *testing.T) {
	for _, c := range []struct {
		gap  float32
		next string
		want string
	}{{0.5, "S", "Ts S"}, {0.1, "O", "TsO"}, {0.5, "는", "Ts는"}, {0.5, ")", "Ts)"}} {
		index := word{Box: Box{6, 3, 10, 11}, text: "s", size: 7, base: 10}
		words := []word{{Box: Box{0, 0, 6, 10}, text: "T", size: 10, base: 8}, index,
			{Box: Box{10 + c.gap, 0, 16, 10}, text: c.next, size: 10, base: 8}}
		if got := lineText(words); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
