package verify

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

// scale is what a table's heading says of its numbers: (단위: 백만 원).
type scale struct {
	measure
	unit string
}

var unitNote = regexp.MustCompile(`단위\s*[:：]?\s*([^)\n,]+)`)

// captionUnit is a unit of money at the end of a table's caption: 등록비(원).
var captionUnit = regexp.MustCompile(`\(((?:[십백천만억]+ ?)?원)\)$`)

// isRule: |---|---|
func isRule(line string) bool { return strings.Trim(line, "|-: ") == "" }

// scaleOf reads 백만 원, 천 원, %, 명.
func scaleOf(note string) scale {
	n := number{value: 1}
	if v, ok := sinoAmount(note); ok {
		n = v
	}
	rest := strings.TrimSpace(note[n.end:])
	rest = strings.TrimPrefix(rest, "연 ")
	if rest == "미국 달러" || rest == "미화" {
		rest = "달러"
	}
	if rest == "" && n.end > 0 {
		rest = "원"
	}
	m := measureOf(rest)
	m.factor *= n.value
	return scale{m, rest}
}

func sinoAmount(note string) (number, bool) {
	var total float64 = 1
	end := 0
	for i, r := range note {
		m := multipliers[r]
		if m == 0 {
			break
		}
		total *= m
		end = i + len(string(r))
	}
	return number{value: total, end: end}, end > 0
}

func cellsOf(text string, s korean.Span) []korean.Span {
	line := s.Of(text)
	if !strings.Contains(line, " | ") && !strings.HasPrefix(line, "|") &&
		strings.Count(line, "\t") == 0 {
		return nil
	}
	sep := byte('|')
	if !strings.Contains(line, "|") {
		sep = '\t'
	}
	var cells []korean.Span
	at := s.Start
	for i := s.Start; i <= s.End; i++ {
		if i == s.End || text[i] == sep {
			cells = append(cells, trimSpan(text, korean.Span{Start: at, End: i}))
			at = i + 1
		}
	}
	if len(cells) > 0 && strings.HasPrefix(line, "|") {
		cells = cells[1:]
	}
	if n := len(cells); n > 0 && strings.HasSuffix(line, "|") {
		cells = cells[:n-1]
	}
	return cells
}

// row adds a row of a table. Each cell is a part that stands with its row's
// first cell and its column's head.
func (r *reader) row(s korean.Span, cells []korean.Span, header []string) {
	p := r.p
	u := unit{start: s.Start, end: s.End, first: len(p.parts), row: true, cells: cells,
		header: header}
	words, values := r.read(s)
	u.own = newBag(s.Of(p.text), words)
	u.above = bagOf{words: map[string]bool{}}
	if r.headed {
		u.above.add(r.heading)
	}
	for _, h := range header {
		u.above.add(newBag(h, wordsOf(h, nil)))
	}
	u.marks = scan(cells[0].Of(p.text))
	u.name = dense(cells[0].Of(p.text))
	u.label = wordsOf(cells[0].Of(p.text), u.marks)
	label := newBag(cells[0].Of(p.text), u.label)
	for i, c := range cells {
		own := newBag("", nil)
		own.add(label)
		inner := part{start: c.Start, end: c.End, sentence: len(p.units)}
		for _, w := range words {
			if w.start >= c.Start && w.end <= c.End {
				inner.words = append(inner.words, w)
			}
		}
		own.add(newBag(c.Of(p.text), inner.words))
		if i > 0 {
			inner.given = slices.Clone(u.marks)
		}
		if i < len(header) {
			own.add(newBag(header[i], wordsOf(header[i], nil)))
			inner.given = append(inner.given, scan(header[i])...)
			inner.given = append(inner.given, perOf(header[i])...)
		}
		for _, v := range values {
			if v.start >= c.Start && v.end <= c.End {
				inner.values = append(inner.values, r.scaled(v, header, i))
			}
		}
		if i < len(header) && len(inner.values) == 0 {
			inner.values = inCell(c, p.text, header[i])
		}
		inner.own = own
		p.parts = append(p.parts, inner)
	}
	r.finish(u)
}

// scaled gives a bare number in a cell the table's unit, or the one in its column's head: 무게(kg).
func (r *reader) scaled(v value, header []string, column int) value {
	if v.class != quantity || v.dim != bare {
		return v
	}
	sc := r.scale
	if column < len(header) {
		if m := columnUnit.FindStringSubmatch(header[column]); m != nil {
			amount, _, _ := strings.Cut(m[1], "/")
			if own := scaleOf(strings.TrimSpace(amount)); own.dim != bare {
				sc = own
			}
		}
	}
	if sc.factor != 0 && sc.dim != bare {
		v.scaled = v.number * sc.factor
		v.dim, v.unit = sc.dim, sc.unit
	}
	return v
}

// perOf gives the unit of which a column's head names the price: 요금(원/㎥).
func perOf(head string) []value {
	m := columnUnit.FindStringSubmatch(head)
	if m == nil {
		return nil
	}
	_, per, ok := strings.Cut(m[1], "/")
	if !ok {
		return nil
	}
	unit := strings.TrimSpace(per)
	of := measureOf(unit)
	if of.dim == bare {
		return nil
	}
	return []value{{dim: of.dim, number: of.factor, unit: unit, word: true, period: true}}
}

var columnUnit = regexp.MustCompile(`\(([^()]+)\)\s*$`)
