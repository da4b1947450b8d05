package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// kind is how a table of the set is drawn.
type kind struct {
	name  string
	ruled bool
	css   string // of table T and its cells
	merge bool   // cells span rows and columns
	long  bool   // it reaches over pages
	bare  bool   // the page break repeats no header
	wrap  bool   // cells have several lines
}

var kinds = []kind{
	{name: "grid", ruled: true, css: "T{border-collapse:collapse}T td,T th{border:1px solid #000}"},
	{name: "boxes", ruled: true, css: "T td,T th{border:1px solid #444}"},
	{name: "open", ruled: true, css: "T{border-collapse:collapse;border-top:2px solid;border-bottom:2px solid}T td,T th{border:1px solid #000}T td:first-child,T th:first-child{border-left:none}T td:last-child,T th:last-child{border-right:none}"},
	{name: "merged", ruled: true, merge: true,
		css: "T{border-collapse:collapse}T td,T th{border:.5px solid #000}T th{background:#e6e6e6}"},
	{name: "mergedboxes", ruled: true, merge: true, css: "T td,T th{border:1px solid #000}"},
	{name: "wrapped", ruled: true, wrap: true,
		css: "T{border-collapse:collapse;width:100%}T td,T th{border:1px solid #777}"},
	{name: "dotted", ruled: true, css: "T{border-collapse:collapse}T td,T th{border:1px dashed #000}"},
	{name: "longgrid", ruled: true, long: true,
		css: "T{border-collapse:collapse;width:100%}T td,T th{border:1px solid #000}"},
	{name: "longbare", ruled: true, long: true, bare: true, merge: true,
		css: "T{border-collapse:collapse;width:100%}T td,T th{border:1px solid #000}"},
	{name: "plain", css: "T td,T th{padding:3px 12px}T th{text-align:left}"},
	{name: "wide", css: "T{width:100%}T th{text-align:left}"},
	{name: "booktabs", css: "T{border-collapse:collapse;border-top:2px solid;border-bottom:2px solid}T td,T th{padding:4px 12px}T thead tr:last-child th{border-bottom:1px solid}"},
	{name: "lines", css: "T{border-collapse:collapse;width:90%}T td,T th{border-bottom:1px solid #999}"},
	{name: "zebra", css: "T{border-collapse:collapse;width:100%}T tr:nth-child(even){background:#eef}T td,T th{padding:4px 10px}"},
	{name: "plainwrapped", wrap: true, css: "T{width:100%}T td,T th{padding:6px 10px;vertical-align:top;text-align:left}"},
	{name: "longplain", long: true, css: "T{width:100%}T td,T th{padding:3px 10px}T th{text-align:left}"},
	{name: "linesmerged", merge: true, css: "T{border-collapse:collapse;width:100%;border-top:2px solid}T td,T th{border-bottom:1px solid #999;padding:4px 8px}"},
}

// cell is a cell of the truth.
type cell struct {
	text          string
	columns, rows int
}

// truth is a table as it was written.
type truth struct {
	kind   kind
	header int
	rows   [][]cell
}

// document is a file of the set.
type document struct {
	name   string
	html   string
	tables []truth
}

var words = strings.Fields(`부서 총무팀 인사팀 연구개발본부 예산 집행액 잔액 비고 담당자 홍길동 김민수 이나래 박서준 최유진 정하늘 계약 기간 금액 단가 수량
	합계 소계 국내 국외 출장 숙박비 일비 식비 교통비 항공료 보험료 지급 기준 상한액 실비 정액 승인 반려 검토 완료 진행 예정 서울 부산 대전 광주 제주
	2025년 2026년 상반기 하반기 1분기 2분기 품목 모델명 규격 제조사 납품일 검수 보증 유지보수 서버 노트북 모니터 프린터 소프트웨어 라이선스`)

var sentences = []string{
	"이 규정은 임직원의 출장에 드는 여비의 지급 기준을 정함을 목적으로 한다.",
	"다음 표는 부서별 집행 현황을 정리한 것이며, 자세한 내용은 붙임 자료를 참고하기 바란다.",
	"예산은 분기마다 다시 나누며, 남은 금액은 다음 분기로 넘긴다.",
	"신청서는 출장 3일 전까지 총무팀에 내야 하고, 늦으면 사유서를 함께 내야 한다.",
	"장비를 잃어버리거나 망가뜨린 사람은 지체 없이 담당자에게 알려야 한다.",
	"보증 기간 안에 고장이 나면 제조사가 무상으로 수리한다.",
	"위 기준은 2026년 1월 1일부터 시행하며, 종전의 기준은 폐지한다.",
}

type writer struct {
	*rand.Rand
	html strings.Builder
	doc  document
}

// documents makes the set: two files for each kind, three pages or so each.
// The sets of different numbers share their kinds only. Set 1 is held out: it
// is measured, and never looked at.
func documents(set int) []document {
	var all []document
	for i, k := range kinds {
		seed := uint64(2*i + 1 + 1000*set)
		w := writer{Rand: rand.New(rand.NewPCG(seed, 7))}
		all = append(all, w.document(k))
	}
	return all
}

func (w *writer) document(k kind) document {
	font := pick(w, "Noto Sans CJK KR", "Noto Serif CJK KR", "Noto Sans CJK KR")
	size := pick(w, "9.5pt", "10pt", "11pt", "12pt")
	fmt.Fprintf(&w.html, `<meta charset=utf-8><style>@page{size:A4;margin:%s}body{font:%s/%s "%s"}td,th{padding:%s}
h2{font-size:1.5em}p{text-align:justify}caption{text-align:left}.r{text-align:right}%s</style>`,
		pick(w, "20mm", "25mm", "18mm 15mm"), size, pick(w, "1.4", "1.6"), font,
		pick(w, "2px 5px", "4px 8px", "3px 6px"), strings.ReplaceAll(k.css, "T", "table"))
	w.doc.name = k.name
	n := 4
	if k.long {
		n = 2
	}
	for range n {
		w.section(k)
	}
	w.doc.html = w.html.String()
	return w.doc
}

func pick[T any](w *writer, all ...T) T { return all[w.IntN(len(all))] }

func (w *writer) section(k kind) {
	fmt.Fprintf(&w.html, "<h2>%d. %s %s</h2>", len(w.doc.tables)+1, pick(w, words...),
		pick(w, "현황", "기준", "내역"))
	for range 1 + w.IntN(3) {
		w.paragraph()
	}
	if w.IntN(2) == 0 {
		fmt.Fprintf(&w.html, "<p>[표 %d] %s 내역</p>", len(w.doc.tables)+1, pick(w, words...))
	}
	if w.IntN(3) == 0 {
		w.html.WriteString("<p class=r>(단위: 천원)</p>")
	}
	t := w.table(k)
	w.doc.tables = append(w.doc.tables, t)
	w.write(t)
	if w.IntN(3) == 0 {
		fmt.Fprintf(&w.html, "<p>※ %s</p>", pick(w, sentences...))
	}
	w.paragraph()
}

func (w *writer) paragraph() {
	w.html.WriteString("<p>")
	for range 1 + w.IntN(4) {
		w.html.WriteString(pick(w, sentences...) + " ")
	}
	w.html.WriteString("</p>")
}

// table makes a table's contents.
func (w *writer) table(k kind) truth {
	columns, rows := 2+w.IntN(5), 3+w.IntN(8)
	if k.merge {
		columns = max(columns, 4)
	}
	if k.long {
		rows = 45 + w.IntN(30)
	}
	if !k.ruled {
		columns = max(columns, 3)
	}
	numeric := make([]bool, columns)
	for c := range numeric {
		numeric[c] = c > 0 && w.IntN(2) == 0
	}
	t := truth{kind: k, header: 1}
	t.rows = append(t.rows, w.header(columns))
	if k.merge {
		t.rows, t.header = w.doubleHeader(columns), 2
	}
	for range rows {
		t.rows = append(t.rows, w.row(numeric, k))
	}
	if k.merge {
		w.mergeLabels(&t, columns)
	}
	return t
}

func (w *writer) header(columns int) (row []cell) {
	for range columns {
		row = append(row, cell{text: pick(w, words[:30]...), columns: 1, rows: 1})
	}
	return row
}

// doubleHeader: the first cell over both rows, the second over two columns.
func (w *writer) doubleHeader(columns int) [][]cell {
	first := []cell{{pick(w, words...), 1, 2}, {pick(w, words...), 2, 1}}
	second := []cell{{pick(w, words...), 1, 1}, {pick(w, words...), 1, 1}}
	for c := 3; c < columns; c++ {
		first = append(first, cell{pick(w, words...), 1, 2})
	}
	return [][]cell{first, second}
}

func (w *writer) row(numeric []bool, k kind) (row []cell) {
	for c := range numeric {
		text := pick(w, words...)
		switch {
		case numeric[c]:
			text = fmt.Sprintf("%d,%03d%s", 1+w.IntN(900), w.IntN(1000), pick(w, "", "원", ""))
		case c > 0 && k.wrap && w.IntN(2) == 0:
			text = pick(w, sentences...)
			if w.IntN(3) == 0 {
				text += " " + pick(w, sentences...)
			}
		case c > 0 && w.IntN(4) == 0:
			text += " " + pick(w, words...)
		case c > 1 && w.IntN(12) == 0:
			text = ""
		}
		row = append(row, cell{text, 1, 1})
	}
	return row
}

// mergeLabels makes the first cells of neighbouring rows one.
func (w *writer) mergeLabels(t *truth, columns int) {
	for r := t.header; r < len(t.rows); {
		n := min(1+w.IntN(3), len(t.rows)-r)
		t.rows[r][0].rows = n
		for i := 1; i < n; i++ {
			t.rows[r+i] = t.rows[r+i][1:]
		}
		r += n
	}
	if last := len(t.rows) - 1; w.IntN(2) == 0 && len(t.rows[last]) == columns {
		t.rows[last] = append([]cell{{"합계", 2, 1}}, t.rows[last][2:]...)
	}
}

func (w *writer) write(t truth) {
	w.html.WriteString("<table>")
	if !t.kind.bare {
		w.html.WriteString("<thead>")
	}
	for r, row := range t.rows {
		if r == t.header && !t.kind.bare {
			w.html.WriteString("</thead><tbody>")
		}
		w.html.WriteString("<tr>")
		tag := "td"
		if r < t.header {
			tag = "th"
		}
		for _, c := range row {
			fmt.Fprintf(&w.html, "<%s", tag)
			if c.columns > 1 {
				fmt.Fprintf(&w.html, " colspan=%d", c.columns)
			}
			if c.rows > 1 {
				fmt.Fprintf(&w.html, " rowspan=%d", c.rows)
			}
			if strings.ContainsRune(c.text, ',') && !strings.ContainsRune(c.text, ' ') {
				w.html.WriteString(" class=r")
			}
			fmt.Fprintf(&w.html, ">%s</%s>", c.text, tag)
		}
		w.html.WriteString("</tr>")
	}
	w.html.WriteString("</table>")
}

// grid lays a table out: each position has the text of the cell that covers it.
func (t truth) grid() [][]string {
	var out [][]string
	covered := map[[2]int]string{}
	for r, row := range t.rows {
		var line []string
		fill := func() {
			for {
				text, ok := covered[[2]int{r, len(line)}]
				if !ok {
					return
				}
				line = append(line, text)
			}
		}
		for _, c := range row {
			fill()
			for i := range c.columns {
				for j := 1; j < c.rows; j++ {
					covered[[2]int{r + j, len(line) + i}] = c.text
				}
			}
			for range c.columns {
				line = append(line, c.text)
			}
		}
		fill()
		out = append(out, line)
	}
	return out
}
