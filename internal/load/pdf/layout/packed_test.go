package layout

import (
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/content"
)

// columns draws a table near the top of a page.
func columns(rows ...[]string) *drawing { return columnsAt(100, rows...) }

// columnsAt draws a frame 360 points wide with lines between its columns, and a
// horizontal line below each of the given rows. Cells are lines of text.
func columnsAt(top float32, rows ...[]string) *drawing {
	d := newDrawing()
	y := top
	n := float32(len(rows[0]))
	for _, row := range rows {
		most := 0
		for k, c := range row {
			lines := strings.Split(c, "\n")
			most = max(most, len(lines))
			for i, l := range lines {
				d.text(105+360/n*float32(k), y+14+14*float32(i), l)
			}
		}
		bottom := y + 14*float32(most) + 8
		d.frame(Box{100, y, 460, bottom})
		y = bottom
	}
	for k := range rows[0][1:] {
		x := 100 + 360/n*float32(k+1)
		d.Rules = append(d.Rules, Rule{Box{x, top, x, y}})
	}
	return d
}

// rowsOf gives the rows of the only table on a page.
func (d *drawing) rowsOf(t *testing.T) (rows []string) {
	t.Helper()
	p := Arrange(&d.Sheet)
	text, blocks, _ := p.Write(Survey([]*Page{p}))
	for _, b := range blocks {
		if b.Kind != content.Table {
			continue
		}
		for _, r := range b.Rows {
			rows = append(rows, text[r.Start:r.End])
		}
	}
	return rows
}

func TestLinesOfARuledRowThatAreEntriesAreRows(t *testing.T) {
	header := []string{"지점", "방문자", "매출"}
	cases := map[string]struct{ drawn, want []string }{
		"lines around groups": {[]string{"서울\n부산\n대전", "1,200\n870\n45", "12%\n-\n3%"},
			[]string{"서울 | 1,200 | 12%", "부산 | 870 | -", "대전 | 45 | 3%"}},
		"a missing value": {[]string{"서울\n부산\n대전", "1,200\n870\n45", "9명\n\n8명"},
			[]string{"서울 | 1,200 | 9명", "부산 | 870", "대전 | 45 | 8명"}},
		"a label for all": {[]string{"서울", "1,200\n870", "12%\n3%"},
			[]string{"서울 | 1,200 | 12%", "서울 | 870 | 3%"}},
		"thousands set apart": {[]string{"서울\n부산", "1 200\n870", "12\n3"},
			[]string{"서울 | 1 200 | 12", "부산 | 870 | 3"}},
		"no values": {[]string{"서울\n부산\n대전", "강남\n해운대\n둔산", "김\n이\n박"},
			[]string{"서울 | 강남 | 김", "부산 | 해운대 | 이", "대전 | 둔산 | 박"}},
	}
	for name, c := range cases {
		got := columns(header, c.drawn, []string{"합계", "9", "9"}).rowsOf(t)
		want := slices.Concat([]string{"지점 | 방문자 | 매출"}, c.want, []string{"합계 | 9 | 9"})
		if !slices.Equal(trimmed(got), want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestNumberedEntriesOfARuledRowAreRows(t *testing.T) {
	header := []string{"번호", "지점", "비고"}
	end := []string{"합계", "9", "9"}
	got := columns(header, []string{"7\n8.\n9\n\n10", "서울\n부산\n\n\n대전", "예약을 받는다.\n\n방문한 다음\n상담한다.\n\n"},
		end).rowsOf(t)
	if want := []string{"번호 | 지점 | 비고", "7 | 서울 | 예약을 받는다.", "8. | 부산", "9 |  | 방문한 다음 상담한다.",
		"10 | 대전", "합계 | 9 | 9"}; !slices.Equal(trimmed(got), want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for name, row := range map[string][]string{
		"no series":                    {"7\n9\n\n11", "서울\n부산\n\n대전", "예약\n\n한다\n"},
		"a text beside numbers":        {"1\n2\n3", "예약한 손님을 먼저\n모신다.", "그리고 안내한다.\n\n"},
		"a line above the numbers":     {"\n1\n2\n3", "서울시\n강남\n부산\n대전", "가\n\n\n"},
		"an entry that begins nowhere": {"1\n2\n3", "서울\n\n대전", "가\n\n다"},
	} {
		if got := columns(header, row, end).rowsOf(t); len(got) != 3 {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

// trimmed is rows without the marks of empty cells at their ends.
func trimmed(rows []string) (out []string) {
	for _, r := range rows {
		out = append(out, strings.TrimRight(r, " |"))
	}
	return out
}

func TestATableWithLinesOnlyBetweenItsColumnsHasRows(t *testing.T) {
	got := columns([]string{"지점\n서울\n부산", "방문자\n1,200\n870", "매출\n12%\n3%"}).rowsOf(t)
	if want := []string{"지점 | 방문자 | 매출", "서울 | 1,200 | 12%",
		"부산 | 870 | 3%"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLinesOfACellThatGoOnStayTogether(t *testing.T) {
	for name, row := range map[string][]string{
		"wrapped": {"서울특별시 강남구 테헤란로 백이십에\n자리잡은 본점과 그 예약 담당자 모두\n그리고 지점장",
			"영업시간 안에 예약한 손님을 먼저\n모시고 나머지는 차례대로 안내하며\n기다리게 한다", "12\n3\n4"},
		"lists":           {"○ 서울\n○ 부산\n○ 대전", "○ 예약\n○ 방문\n○ 상담", "○ 김\n○ 이\n○ 박"},
		"dates":           {"시작\n끝", "2025년\n3월", "2026년\n4월"},
		"a value below":   {"서울\n지점", "1,200", "12%"},
		"different lines": {"서울\n부산\n대전", "1,200\n870", "가\n나\n다\n라"},
	} {
		got := columns([]string{"지점", "방문자", "매출"}, row, []string{"합계", "9", "9"}).rowsOf(t)
		if len(got) != 3 {
			t.Errorf("%s: got %q", name, got)
		}
	}
	if got := columns([]string{"지점\n이름", "방문자\n(명)", "매출\n(원)"},
		[]string{"서울", "1", "2"}).rowsOf(t); len(got) != 2 {
		t.Errorf("a header of two lines: got %q", got)
	}
}
