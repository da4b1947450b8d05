package relevance

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/retrieve"
)

// scoreParts scores all candidates. For a question that asks for several things
// it gives the best sentence for each of them, another one for each; any
// sentence's score is then that of the part that it answers best.
func scoreParts(q string, all []candidate, passages []retrieve.Passage) []candidate {
	parts := partsOf(q)
	if len(parts) == 0 {
		score(q, all, passages)
		return nil
	}
	var ranked []ofPart
	for i, part := range parts {
		own := slices.Clone(all)
		score(part, own, passages)
		for _, c := range own {
			ranked = append(ranked, ofPart{c, i})
		}
	}
	for i := range all {
		for part := range parts {
			all[i].Score = max(all[i].Score, ranked[part*len(all)+i].Score)
		}
	}
	slices.SortStableFunc(ranked, func(a, b ofPart) int { return cmp.Compare(b.Score, a.Score) })
	return bestOfParts(ranked, len(parts))
}

// ofPart is a candidate as an answer to one part of a question.
type ofPart struct {
	candidate
	part int
}

// bestOfParts takes the best of the ranked sentences for every part, and none
// twice.
func bestOfParts(ranked []ofPart, parts int) []candidate {
	answered := make([]bool, parts)
	var best []candidate
	for _, r := range ranked {
		if r.Score < enough*ranked[0].Score {
			break
		}
		if answered[r.part] || slices.ContainsFunc(best,
			func(c candidate) bool { return alike(c, r.candidate) }) {
			continue
		}
		answered[r.part] = true
		best = append(best, r.candidate)
	}
	return best
}

// asks is a word of a question that says what it asks for.
var asks = regexp.MustCompile(`며칠|몇|언제|얼마|어디|누구|누가|무엇|무슨|뭐|뭔|뭘|왜|어떻게|어떤|어느`)

// joins is how a word ends after which a question goes on to ask for something
// else: "며칠이고", "누구이며", "얼마인지,".
var joins = regexp.MustCompile(`(?:고|며|는지|은지|인지|[,?])$`)

// partsOf takes apart a question that asks for several things: "연차는 며칠이고 어떻게
// 신청하나요?" asks "연차는 며칠이고" and "연차는 어떻게 신청하나요?". What stands before the first
// word that asks is the subject of every part. A question that asks for one
// thing has no parts.
func partsOf(q string) []string {
	var parts []string
	var subject, part []string
	asking := false
	for word := range strings.FieldsSeq(q) {
		if asks.MatchString(word) {
			if !asking && subject == nil {
				subject = slices.Clone(part)
			}
			asking = true
		}
		part = append(part, word)
		if asking && joins.MatchString(word) {
			parts = append(parts, strings.Join(part, " "))
			part, asking = slices.Clone(subject), false
		}
	}
	if asking {
		parts = append(parts, strings.Join(part, " "))
	}
	if len(parts) < 2 {
		return nil
	}
	return parts
}
