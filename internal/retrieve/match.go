package retrieve

import (
	"cmp"
	"slices"
	"strings"
)

// Match is what a store knows about how well a passage answers a query.
type Match struct {
	// Query is the text that Words refers to.
	Query string
	// Words are the words of the query in order, including the parts of
	// compounds. They are nil if the store does not know them.
	Words []Word
	// Meaning is the place of the cosine between query and passage: 0 is
	// typical of unrelated texts, and 1 of an answer. It is nil if there was no
	// vector.
	Meaning *float64
	// Part is the same for the few sentences of the passage that come nearest,
	// without its title. It is nil if they have no vectors of their own.
	Part *float64
	// Reranked is the score of a reranker on the reranker's own scale, which is
	// usually 0 to 1. It is nil if there was none.
	Reranked *float64
	// Kin tells whether the passage is about what the query names or about
	// something similar.
	Kin Kin
}

// Kin distinguishes passages about what the query names from passages about
// similar things, such as last year's version of the same rules, another
// branch, or another model of a machine.
type Kin int

// What a passage is about.
const (
	KinUnknown Kin = iota // the store doesn't tell
	NoKin                 // there are no similar things to confuse it with
	Meant                 // what the query names
	Sibling               // something similar, such as another year's version
)

// Word is a word of a query, with whether a passage contains it.
type Word struct {
	Text       string // as the index knows it
	Start, End int    // its place in the query, in bytes
	// Weight is the most that the word can add to a score. It depends on how
	// rare the word is among the passages that the asker may read. A word that
	// no passage contains has the highest weight.
	Weight float64
	Found  Found
	// Instead are the words of the passage for this word if it is Mended, such
	// as 사망 for 돌아가시 or 인터넷 for 인터냇.
	Instead []string
}

// Found says in which form a passage contains a word of the query.
type Found int

// How a word was found.
const (
	Missing Found = iota
	Exactly       // as the query has it
	Joined        // across white space that should not be in the query
	Mended        // in another spelling
	Nowhere       // no passage that the asker may read contains it in any form
)

// InPassage reports whether the passage contains the word in any form.
func (f Found) InPassage() bool { return f == Exactly || f == Joined || f == Mended }

// Covered returns the share of the query that the passage contains, by weight,
// from 0 to 1. A compound counts as contained if its parts are; if half of them
// are, half of it counts. The result for a query without words is 0.
func (m *Match) Covered() float64 {
	var held, total float64
	for _, c := range m.Concepts() {
		held += c.Weight * c.Share
		total += c.Weight
	}
	if total == 0 {
		return 0
	}
	return held / total
}

// Concept is a word of a query with its parts, if it is a compound.
type Concept struct {
	Start, End int     // its place in the query, in bytes
	Weight     float64 // that of its heaviest word
	Share      float64 // the share of it that the passage contains, 0 to 1
	Nowhere    bool    // no passage that the asker may read contains any of it
}

// Concepts returns the words of the query, each with its parts, in the query's
// order.
func (m *Match) Concepts() []Concept {
	words := slices.Clone(m.Words)
	slices.SortStableFunc(words, func(a, b Word) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start),
			cmp.Compare(b.End, a.End))
	})
	var concepts []Concept
	for len(words) > 0 {
		n, end := 1, words[0].End
		for n < len(words) && words[n].Start < end {
			end = max(end, words[n].End)
			n++
		}
		concepts = append(concepts, concept(words[:n], end))
		words = words[n:]
	}
	return concepts
}

// concept joins words that overlap.
func concept(words []Word, end int) Concept {
	c := Concept{Start: words[0].Start, End: end, Nowhere: true}
	named := false // by a number: a code, a version, a date, an amount; or a weekday
	var held, parts float64
	for _, w := range words {
		c.Weight = max(c.Weight, w.Weight)
		c.Nowhere = c.Nowhere && w.Found == Nowhere
		named = named || strings.ContainsAny(w.Text, "0123456789") || isWeekday(w.Text)
		whole := w.Start == c.Start && w.End == end
		if w.Found.InPassage() && (whole || longNumber(w.Text)) {
			c.Share = 1
		}
		if whole && len(words) > 1 {
			continue
		}
		parts += w.Weight
		if w.Found.InPassage() {
			held += w.Weight
		}
	}
	if parts > 0 && !named { // MX-500 is not half of MX-300, nor 2월 of 3월, nor 금요일 of 일요일
		c.Share = max(c.Share, held/parts)
	}
	return c
}

// isWeekday reports whether a word names a day of the week.
func isWeekday(text string) bool {
	day, ok := strings.CutSuffix(text, "요일")
	return ok && len(day) == len("월")
}

// longNumber reports whether a word is a number that hardly stands in a text by chance.
func longNumber(text string) bool {
	return len(text) >= 3 && strings.Trim(text, "0123456789") == ""
}
