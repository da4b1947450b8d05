package passage

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/value"
)

// clauseEnd is where a clause ends within a sentence.
var clauseEnd = regexp.MustCompile(`[,;] |(?:으면|[가-힣]면|하되|지만|[으이]며|하며|되며|[으]나|[가-힣]고|(?:해|하여|어|아|여|려|겨|져|쳐|워|라|면)서|[가-힣]니|면서|때에는|때에|때는|때|경우에는|경우에|경우|한하여|한해|[:：]|→) |[가-힣%]\(|\)(?:과|와|하고|이고|이며|,)? `)

// Clauses divides a sentence into clauses. It never divides a value.
func Clauses(text string, s korean.Span, values []value.Value) []korean.Span {
	var out []korean.Span
	start, open := s.Start, false
	for _, m := range clauseEnd.FindAllStringIndex(text[s.Start:s.End], -1) {
		end := s.Start + m[1]
		switch {
		case text[end-1] == '(':
			if !holdsValue(text[end:s.End], end, values) {
				continue
			}
			open = true
		case text[s.Start+m[0]] == ')':
			if !open {
				continue
			}
			open = false
		}
		if lexicon.NotClause.MatchString(text[start:end]) || end-start < len("가나다") || inside(values, end-1) ||
			goesWith.MatchString(text[end:s.End]) {
			continue
		}
		out = append(out, TrimSpan(text, korean.Span{Start: start, End: end}))
		start = end
	}
	if start < s.End {
		out = append(out, korean.Span{Start: start, End: s.End})
	}
	return out
}

// goesWith matches the beginning of a word that forms one predicate with the
// verb before it: 버리면 안 된다, 내면 된다, 하고 있다.
var goesWith = regexp.MustCompile(`^(?:안 |아니 |됩|된|돼|되|됨|있|싶|않)`)

// holdsValue reports whether a bracket's text, which begins at the offset from,
// has a word and then a value: (여름 20,000원).
func holdsValue(rest string, from int, values []value.Value) bool {
	closing := strings.IndexByte(rest, ')')
	if closing < 0 || !bracketed.MatchString(rest[:closing]) {
		return false
	}
	for k := range values {
		if v := &values[k]; v.Start > from && v.End <= from+closing {
			return true
		}
	}
	return false
}

var bracketed = regexp.MustCompile(`^[가-힣]{2,} [0-9]`)

func inside(values []value.Value, i int) bool {
	for k := range values {
		if v := &values[k]; i > v.Start && i < v.End {
			return true
		}
	}
	return false
}

var conditional = regexp.MustCompile(`(?:면|경우|경우에|경우에는|경우에만|한하여|한해|때|때만|때에만|때에는|때에|때는|자에|사람은|때에 한하여|사람만)[,.]?$`)

func IsCondition(clause string) bool {
	return conditional.MatchString(strings.TrimRight(clause,
		", "))
}
