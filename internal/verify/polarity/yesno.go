package polarity

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/predicate"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

var (
	yesCell = regexp.MustCompile(`^(?:O|o|○|◯|●|✓|✔|√|V|v|있음|가능|제공|지원|포함|예|됨|됩니다)$`)
	noCell  = regexp.MustCompile(`^(?:X|x|×|✕|✗|-|–|—|없음|불가|불가능|미제공|미지원|미운영|해당 없음|이용 불가|사용 불가|아니요|안 됨|안 ?함|안 돼요|불포함|별도)$`)
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
func yesOrNo(v *view.View, g *passage.Part) (p *view.Problem, ok bool) {
	if len(g.Words) == 0 {
		return nil, false
	}
	mine := 1.0
	last := g.LastWord()
	if m := predicate.ModalOf(v.Claim.Text[last.Start:g.End]); m.Negative() || m == predicate.NeedNot || strings.Contains(v.Claim.Text[last.Start:g.End], "없") {
		mine = -1
	}
	for _, i := range v.NamedRows() {
		u := &v.Units[i]
		if !u.Row || u.Header == nil {
			continue
		}
		for k := u.First + 1; k < u.Last && k-u.First < len(u.Header); k++ {
			h := &v.Parts[k]
			theirs := cellSays(v.Text[h.Start:h.End])
			if theirs == 0 || !speaksOfColumn(v, g, u.Header[k-u.First]) {
				continue
			}
			if theirs != mine {
				return &view.Problem{Reason: view.Negated, Claim: korean.Span{Start: last.Start, End: g.End}}, true
			}
			ok = true
		}
	}
	return nil, ok
}

// speaksOfColumn reports whether a clause contains all nouns of a column's
// heading.
func speaksOfColumn(v *view.View, g *passage.Part, head string) bool {
	words := lexicon.WordsOf(head, nil)
	n := 0
	for k := range words {
		w := &words[k]
		if !w.Noun || lexicon.General[w.Text] {
			continue
		}
		if !v.Claim.Has(w) && !v.Claim.Asks(w) {
			return false
		}
		n++
	}
	return n > 0
}

// contrapositive reports whether the i-th clause of the claim negates both a
// condition of the passage and its consequence: 50명이 안 되면 할 수 없다 for
// 50명 이상일 때 할 수 있다.
func contrapositive(v *view.View, g, h *passage.Part) bool {
	if !predicate.ModalOf(v.Claim.Text[g.Start:g.End]).Negative() {
		return onlyIf.MatchString(v.Claim.Text[g.Start:g.End]) && unmetBefore(v, h)
	}
	conditioned := h.Condition
	u := &v.Units[h.Sentence]
	for k := u.First; k < u.Last; k++ {
		c := &v.Parts[k]
		if c.Condition && c.End <= h.Start && unmet.MatchString(v.Text[c.Start:c.End]) {
			return false // both make the same condition
		}
		conditioned = conditioned || c.Condition && c.End <= h.Start
	}
	text := v.Text[u.Start:u.End]
	if !conditioned && !Exclusive.MatchString(text+" ") && !limiting.MatchString(text) {
		return false
	}
	for k := range v.Claim.Parts {
		c := &v.Claim.Parts[k]
		if c.Start >= g.Start && c.Start != g.Start {
			break
		}
		if unmet.MatchString(v.Claim.Text[c.Start:c.End]) && (c.Condition || c.Start == g.Start) {
			return true
		}
		for j := range c.Values {
			if x := &c.Values[j]; c.Condition && (x.Limit == value.Below || x.Limit == value.Above) && Turned(v, c, h) {
				return true
			}
		}
	}
	return false
}

// unmetBefore reports whether a clause stands under a condition that something is
// missing.
func unmetBefore(v *view.View, h *passage.Part) bool {
	u := &v.Units[h.Sentence]
	for k := u.First; k < u.Last; k++ {
		if c := &v.Parts[k]; c.Condition && c.End <= h.Start && unmet.MatchString(v.Text[c.Start:c.End]) && speaksOf(v, c) {
			return true
		}
	}
	return false
}

// speaksOf reports whether the claim has a word or a value of a part.
func speaksOf(v *view.View, c *passage.Part) bool {
	return slices.ContainsFunc(c.Words, func(w lexicon.Word) bool { return !lexicon.General[w.Text] && v.Claim.Says(&w) }) ||
		slices.ContainsFunc(c.Values, func(e value.Value) bool { return v.Claim.HasValue(&e) })
}

// onlyIf matches a condition without which something is not so: 참여해야 열 수 있다.
var onlyIf = regexp.MustCompile(`[아어해여려겨져가와]야(?:만)? (?:[^.]*(?:수 있|가능|된|됩|돼)|[^하합한했됩된돼].+)`)

var (
	// limiting words make what stands before them the only case.
	limiting = regexp.MustCompile(`한한다|한합니다|한하여|한해|한정|이상|이하|이내|[아어해여가와려겨져워]야`)
	// unmet conditions are those under which something is missing.
	unmet = regexp.MustCompile(`없으면|없는|않으면|않는|않은|않을|아니면|아닌|안 되면|안 되는|안 된|못한|못하면|미만|넘으면|넘는|넘긴|지나면|모자라|부족하|외에는|기 전에`)
)
