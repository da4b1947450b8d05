package layout

import (
	"slices"
	"testing"
)

// drawnApart draws stacks of fields with a gap between them.
func drawnApart(gap float32, stacks ...[]string) *drawing {
	d := newDrawing()
	for k, fields := range stacks {
		x := 80 + (100+gap)*float32(k)
		for i, text := range fields {
			y := 100 + 30*float32(i)
			d.text(x+5, y+18, text)
			d.frame(Box{x, y, x + 100, y + 30})
		}
	}
	return d
}

func TestColumnsDrawnApartAreATable(t *testing.T) {
	plan := [][]string{{"2023", "설계", "20억"}, {"2024", "개발", "30억"}, {"2025", "운영", "10억"}}
	want := []string{"2023 | 2024 | 2025", "설계 | 개발 | 운영", "20억 | 30억 | 10억"}
	if got := drawnApart(12, plan...).rowsOf(t); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	for name, d := range map[string]*drawing{
		"far apart": drawnApart(60, plan...),
		"of different heights": drawnApart(12, []string{"2023", "설계", "20억"},
			[]string{"2024", "개발", "30억", "예정"}),
		"boxes with titles": drawnApart(12, []string{"목표", "성장"}, []string{"전략", "혁신"}),
	} {
		if got := d.rowsOf(t); len(got) > 0 && slices.Equal(got, want) || len(got) == 2 {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

func TestStacksWithAnArrowBetweenThemAreNoTable(t *testing.T) {
	d := drawnApart(20, []string{"접수", "1월", "총무"}, []string{"심사", "2월", "위원"})
	d.text(184, 145, "→")
	if got := d.rowsOf(t); slices.Contains(got, "접수 | 심사") {
		t.Errorf("got %q", got)
	}
}
