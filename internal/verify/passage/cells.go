package passage

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/value"
)

// scale is what a table's heading says of its numbers: (단위: 백만 원).
type scale struct {
	value.Measure
	unit string
}

var unitNote = regexp.MustCompile(`단위\s*[:：]?\s*([^)\n,]+)`)

// captionUnit is a unit of money at the end of a table's caption: 등록비(원).
var captionUnit = regexp.MustCompile(`\(((?:[십백천만억]+ ?)?원)\)$`)

// IsRule reports whether a line only separates rows of a table, such as
// |---|---|.
func IsRule(line string) bool { return strings.Trim(line, "|-: ") == "" }

// scaleOf reads 백만 원, 천 원, %, 명.
func scaleOf(note string) scale {
	n := value.Number{Value: 1}
	if v, ok := sinoAmount(note); ok {
		n = v
	}
	rest := strings.TrimSpace(note[n.End:])
	rest = strings.TrimPrefix(rest, "연 ")
	if rest == "미국 달러" || rest == "미화" {
		rest = "달러"
	}
	if rest == "" && n.End > 0 {
		rest = "원"
	}
	m := value.MeasureOf(rest)
	m.Factor *= n.Value
	return scale{m, rest}
}

func sinoAmount(note string) (value.Number, bool) {
	var total float64 = 1
	end := 0
	for i, r := range note {
		m := value.Multipliers[r]
		if m == 0 {
			break
		}
		total *= m
		end = i + len(string(r))
	}
	return value.Number{Value: total, End: end}, end > 0
}

func CellsOf(text string, s korean.Span) []korean.Span {
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
			cells = append(cells, TrimSpan(text, korean.Span{Start: at, End: i}))
			at = i + 1
		}
	}
	// A Markdown table has bars at both ends, outside of which there are no cells.
	if n := len(cells); n > 2 && strings.HasPrefix(line, "|") && strings.HasSuffix(line, "|") {
		cells = cells[1 : n-1]
	}
	return cells
}

// row adds a row of a table. Each cell is a part that stands with its row's
// first cell and its column's head.
func (r *reader) row(s korean.Span, cells []korean.Span, header []string) {
	p := r.p
	u := Unit{Start: s.Start, End: s.End, First: len(p.Parts), Row: true, Cells: cells,
		Header: header}
	words, values := r.read(s)
	u.Own = lexicon.NewBag(s.Of(p.Text), words)
	u.Above = lexicon.BagOf{Words: map[string]bool{}}
	if r.headed {
		u.Above.Add(r.heading)
	}
	for _, h := range header {
		u.Above.Add(lexicon.NewBag(h, lexicon.WordsOf(h, nil)))
	}
	name := nameOf(cells, p.Text)
	u.Marks = value.Scan(name)
	u.Name = lexicon.Dense(name)
	u.Label = lexicon.WordsOf(name, value.Spans(u.Marks))
	label := lexicon.NewBag(name, u.Label)
	u.Labels = label
	for i, c := range cells {
		own := lexicon.NewBag("", nil)
		own.Add(label)
		inner := Part{Start: c.Start, End: c.End, Sentence: len(p.Units)}
		for _, w := range words {
			if w.Start >= c.Start && w.End <= c.End {
				inner.Words = append(inner.Words, w)
			}
		}
		own.Add(lexicon.NewBag(c.Of(p.Text), inner.Words))
		if i > 0 {
			inner.Given = slices.Clone(u.Marks)
		}
		if i < len(header) {
			own.Add(lexicon.NewBag(header[i], lexicon.WordsOf(header[i], nil)))
			inner.Given = append(inner.Given, value.Scan(header[i])...)
			inner.Given = append(inner.Given, perOf(header[i])...)
		}
		for _, v := range values {
			if v.Start >= c.Start && v.End <= c.End {
				inner.Values = append(inner.Values, r.scaled(v, header, i))
			}
		}
		// The head may say that a cell holds a person's name: 담당 above 김서연.
		if i < len(header) && len(inner.Values) == 0 {
			inner.Values = value.InCell(c, p.Text, header[i])
		}
		inner.Own = own
		inner.ReadOften(p.Text)
		p.Parts = append(p.Parts, inner)
	}
	r.finish(u)
}

// nameOf returns the first cell of a row that is not empty.
func nameOf(cells []korean.Span, text string) string {
	for _, c := range cells {
		if name := c.Of(text); name != "" {
			return name
		}
	}
	return ""
}

// scaled gives a bare number in a cell the table's unit, or the one in its column's head: 무게(kg).
func (r *reader) scaled(v value.Value, header []string, column int) value.Value {
	if v.Class != value.Quantity || v.Dim != value.Bare {
		return v
	}
	sc := r.scale
	if column < len(header) {
		if m := columnUnit.FindStringSubmatch(header[column]); m != nil {
			amount, _, _ := strings.Cut(m[1], "/")
			if own := scaleOf(strings.TrimSpace(amount)); own.Dim != value.Bare {
				sc = own
			}
		}
	}
	if sc.Factor != 0 && sc.Dim != value.Bare {
		if column < len(header) && sc.Dim.Money() && counting.MatchString(header[column]) && !strings.ContainsAny(header[column], "0123456789") {
			return v
		}
		v.Scaled = v.Number * sc.Factor
		v.Dim, v.Unit = sc.Dim, sc.unit
	}
	return v
}

// perOf gives the unit of which a column's head names the price: 요금(원/㎥).
func perOf(head string) []value.Value {
	m := columnUnit.FindStringSubmatch(head)
	if m == nil {
		return nil
	}
	_, per, ok := strings.Cut(m[1], "/")
	if !ok {
		return nil
	}
	unit := strings.TrimSpace(per)
	of := value.MeasureOf(unit)
	if of.Dim == value.Bare {
		return nil
	}
	return []value.Value{{Dim: of.Dim, Number: of.Factor, Unit: unit, Word: true, Period: true}}
}

// counting matches the heads of columns whose numbers are no money, whatever unit the table's
// caption gives.
var counting = regexp.MustCompile(`(?:회차|횟수|차수|인원|정원|기간|일수|시간|연령|나이|개수|수량|등급|학년|번호|순번|순위|대수|면적|무게|높이|길이|용량|주기)(?: ?\([^()]*\))?$`)

var columnUnit = regexp.MustCompile(`\(([^()]+)\)\s*$`)
