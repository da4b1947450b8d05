package verify

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

// clauseEnd is where a clause ends within a sentence.
var clauseEnd = regexp.MustCompile(`[,;] |(?:으면|[가-힣]면|하되|지만|[으이]며|하며|되며|[으]나|[가-힣]고|(?:해|하여|어|아|여|려|겨|져|쳐|워|라|면)서|[가-힣]니|면서|때에는|때에|때는|때|경우에는|경우에|경우|한하여|한해|[:：]|→) |[가-힣%]\(`)

// clauses cuts a sentence. No cut lies within a value.
func clauses(text string, s korean.Span, values []value) []korean.Span {
	var out []korean.Span
	start := s.Start
	for _, m := range clauseEnd.FindAllStringIndex(text[s.Start:s.End], -1) {
		end := s.Start + m[1]
		if text[end-1] == '(' && !holdsValue(text[end:s.End], end, values) {
			continue
		}
		if notClause.MatchString(text[start:end]) || end-start < len("가나다") || inside(values, end-1) ||
			goesWith.MatchString(text[end:s.End]) {
			continue
		}
		out = append(out, trimSpan(text, korean.Span{Start: start, End: end}))
		start = end
	}
	if start < s.End {
		out = append(out, korean.Span{Start: start, End: s.End})
	}
	return out
}

// notClause is how nouns end that look like a clause's end.
var notClause = regexp.MustCompile(`(?:감면|화면|서면|측면|정면|표면|도면|방면|냉면|대면|수면|양면|단면|전면|앞면|뒷면|윗면|장면|국면|신고|보고|광고|권고|최고|경고|사고|예고|공고|창고|재고|금고|중고|까지만) $`)

// goesWith matches the beginning of a word that forms one predicate with the
// verb before it: 버리면 안 된다, 내면 된다, 하고 있다.
var goesWith = regexp.MustCompile(`^(?:안 |아니 |됩|된|돼|되|됨|있|싶|않)`)

// holdsValue reports whether a bracket's text, which begins at the offset from,
// has a word and then a value: (여름 20,000원).
func holdsValue(rest string, from int, values []value) bool {
	closing := strings.IndexByte(rest, ')')
	if closing < 0 || !bracketed.MatchString(rest[:closing]) {
		return false
	}
	for k := range values {
		if v := &values[k]; v.start > from && v.end <= from+closing {
			return true
		}
	}
	return false
}

var bracketed = regexp.MustCompile(`^[가-힣]{2,} [0-9]`)

func inside(values []value, i int) bool {
	for k := range values {
		if v := &values[k]; i > v.start && i < v.end {
			return true
		}
	}
	return false
}

var conditional = regexp.MustCompile(`(?:면|경우|경우에|경우에는|경우에만|한하여|한해|때|때만|때에만|때에는|때에|때는|자에|사람은|때에 한하여|사람만)[,.]?$`)

func isCondition(clause string) bool {
	return conditional.MatchString(strings.TrimRight(clause,
		", "))
}
