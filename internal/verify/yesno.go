package verify

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

var (
	yesCell = regexp.MustCompile(`^(?:O|o|○|◯|●|✓|✔|√|V|v|있음|가능|제공|지원|포함|예)$`)
	noCell  = regexp.MustCompile(`^(?:X|x|×|✕|✗|-|–|—|없음|불가|불가능|미제공|미지원|미운영|해당 없음|이용 불가|사용 불가|아니요)$`)
)

// cellSays is 1 if a cell says that the row has what its column is about, -1 if
// it says that the row does not have it, and 0 if it says something else.
func cellSays(cell string) float64 {
	switch {
	case yesCell.MatchString(cell):
		return 1
	case noCell.MatchString(cell):
		return -1
	}
	return 0
}

// yesOrNo compares a clause of the claim with the cell of a named row that says
// whether the row has what its column is about. ok is false if there is no such cell.
func (v *view) yesOrNo(g *part) (p *problem, ok bool) {
	if len(g.words) == 0 {
		return nil, false
	}
	mine := 1.0
	last := g.lastWord()
	if m := modalOf(v.c.text[last.start:g.end]); m.negative() || m == needNot || strings.Contains(v.c.text[last.start:g.end], "없") {
		mine = -1
	}
	for _, i := range v.namedRows() {
		u := &v.units[i]
		if !u.row || u.header == nil {
			continue
		}
		for k := u.first + 1; k < u.last && k-u.first < len(u.header); k++ {
			h := &v.parts[k]
			theirs := cellSays(v.text[h.start:h.end])
			if theirs == 0 || !v.speaksOfColumn(g, u.header[k-u.first]) {
				continue
			}
			if theirs != mine {
				return &problem{reason: Negated, claim: korean.Span{Start: last.start, End: g.end}}, true
			}
			ok = true
		}
	}
	return nil, ok
}

// speaksOfColumn reports whether a clause contains all nouns of a column's
// heading.
func (v *view) speaksOfColumn(g *part, head string) bool {
	words := wordsOf(head, nil)
	n := 0
	for k := range words {
		w := &words[k]
		if !w.noun || general[w.text] {
			continue
		}
		if !v.c.has(w) && !v.c.asks(w) {
			return false
		}
		n++
	}
	return n > 0
}

// contrapositive reports whether the i-th clause of the claim negates both a
// condition of the passage and its consequence: 50명이 안 되면 할 수 없다 for
// 50명 이상일 때 할 수 있다.
func (v *view) contrapositive(g, h *part) bool {
	if !modalOf(v.c.text[g.start:g.end]).negative() {
		return false
	}
	conditioned := h.condition
	u := &v.units[h.sentence]
	for k := u.first; k < u.last; k++ {
		c := &v.parts[k]
		if c.condition && c.end <= h.start && unmet.MatchString(v.text[c.start:c.end]) {
			return false // both make the same condition
		}
		conditioned = conditioned || c.condition && c.end <= h.start
	}
	text := v.text[u.start:u.end]
	if !conditioned && !exclusive.MatchString(text+" ") && !limiting.MatchString(text) {
		return false
	}
	for k := range v.c.parts {
		c := &v.c.parts[k]
		if c.start >= g.start && c.start != g.start {
			break
		}
		if unmet.MatchString(v.c.text[c.start:c.end]) && (c.condition || c.start == g.start) {
			return true
		}
		for j := range c.values {
			if x := &c.values[j]; c.condition && (x.limit == below || x.limit == above) && v.turned(c, h) {
				return true
			}
		}
	}
	return false
}

var (
	// limiting words make what stands before them the only case.
	limiting = regexp.MustCompile(`한한다|한합니다|한하여|한해|한정|이상|이하|이내|[아어해]야`)
	// unmet conditions are those under which something is missing.
	unmet = regexp.MustCompile(`없으면|없는|않으면|않는|않은|않을|아니면|아닌|안 되면|안 되는|안 된|못한|못하면|미만|넘으면|넘는|넘긴|지나면|모자라|부족하|외에는`)
)
