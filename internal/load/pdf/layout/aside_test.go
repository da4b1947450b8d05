package layout

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/content"
)

// article is a text of a number of lines.
func article(lines int) (all []string) {
	for i := range lines {
		all = append(all, fmt.Sprintf("%d째 줄에는 이 회사가 무엇을 하는지에 대한 긴 이야기가 있으며", i+1))
	}
	return all
}

// factsBeside draws a box of facts with lines between them, and a text beside it
// in the same frame.
func factsBeside(facts [][2]string, text []string, textFirst bool) *drawing {
	d := newDrawing()
	const step, top = 30, 100
	bottom := top + max(step*float32(len(facts)), 14*float32(len(text))+10)
	left, middle, right := float32(60), float32(220), float32(540)
	at, beside := left, middle
	if textFirst {
		middle = 380
		at, beside = middle, left
	}
	d.frame(Box{left, top, right, bottom})
	d.Rules = append(d.Rules, Rule{Box{middle, top, middle, bottom}})
	edge := map[bool]float32{false: middle, true: right}[textFirst]
	d.Rules = append(d.Rules, Rule{Box{at + 60, top, at + 60, bottom}})
	for i, f := range facts {
		y := top + step*float32(i)
		d.text(at+5, y+18, f[0])
		d.text(at+65, y+18, f[1])
		if i > 0 {
			d.Rules = append(d.Rules, Rule{Box{at, y, edge, y}})
		}
	}
	for i, l := range text {
		d.text(beside+5, top+16+14*float32(i), l)
	}
	return d
}

func TestATextBesideABoxOfFactsIsNoCell(t *testing.T) {
	facts := [][2]string{{"설립", "1998년"}, {"대표", "홍길동"}, {"직원", "120명"}}
	for name, textFirst := range map[string]bool{"facts first": false, "text first": true} {
		p := Arrange(&factsBeside(facts, article(8), textFirst).Sheet)
		text, blocks, _ := p.Write(Survey([]*Page{p}))
		var rows []string
		for _, b := range blocks {
			for _, r := range b.Rows {
				rows = append(rows, text[r.Start:r.End])
			}
			if b.Kind == content.Table && strings.Contains(text[b.Start:b.End], "이야기") {
				t.Errorf("%s: the text is in the table: %q", name, text[b.Start:b.End])
			}
		}
		if want := []string{"설립 | 1998년", "대표 | 홍길동", "직원 | 120명"}; !slices.Equal(rows, want) {
			t.Errorf("%s: rows %q, want %q", name, rows, want)
		}
		if n := strings.Count(text, "이야기"); n != 8 {
			t.Errorf("%s: %d lines of the text, want 8: %q", name, n, text)
		}
	}
}

func TestAShortCellBesideRowsStaysTheirs(t *testing.T) {
	got := factsBeside([][2]string{{"설립", "1998년"}, {"대표", "홍길동"}}, []string{"서울 본사"}, false).
		rowsOf(t)
	if want := []string{"설립 | 1998년 | 서울 본사", "대표 | 홍길동 | 서울 본사"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// The text begins below the names of the columns, so that it belongs to the
// table.
func TestALongTextOverSeveralRowsStandsInTheFirstOne(t *testing.T) {
	d := newDrawing()
	d.frame(Box{60, 80, 540, 240})
	for _, x := range []float32{120, 220} {
		d.Rules = append(d.Rules, Rule{Box{x, 80, x, 240}})
	}
	d.Rules = append(d.Rules, Rule{Box{60, 100, 540, 100}}, Rule{Box{60, 170, 220, 170}})
	for i, name := range []string{"구분", "값", "설명"} {
		d.text([]float32{65, 125, 225}[i], 95, name)
	}
	d.text(65, 118, "설립")
	d.text(125, 118, "1998년")
	d.text(65, 188, "대표")
	d.text(125, 188, "홍길동")
	for i, l := range article(8) {
		d.text(225, 114+14*float32(i), l)
	}
	got := trimmed(d.rowsOf(t))
	if len(got) != 3 || !strings.HasPrefix(got[1], "설립 | 1998년 | 1째") || got[2] != "대표 | 홍길동" {
		t.Errorf("got %q", got)
	}
}
