package retrieve

import (
	"cmp"
	"slices"
	"strings"
)

// Match is what a store knows about how well a passage answers a query.
type Match struct {
	// Query is the text that the words are of.
	Query string
	// Words are the query's words in its order, parts of compounds beside the
	// whole; nil: the store does not know.
	Words []Word
	// Meaning is the place of the cosine between query and passage: 0 is that
	// of unrelated texts, 1 that of a typical answer; nil: there was no vector.
	Meaning *float64
	// Part is the same of the few sentences of the passage that come nearest,
	// without its title; nil: they have no vectors of their own.
	Part *float64
	// Reranked is the score that a reranker gave, as the reranker scales it,
	// usually 0 to 1; nil: there was none.
	Reranked *float64
	// Kin tells whether the passage is about what the query names or about
	// something similar.
	Kin Kin
}

// Kin tells a passage about what the query names from passages about similar
// things: last year's version of the same rules, another branch, another model of
// a machine.
type Kin int

// What a passage is about.
const (
	KinUnknown Kin = iota // the store doesn't tell
	NoKin                 // there are no similar things to confuse it with
	Meant                 // what the query names
	Sibling               // something similar, such as another year's version
)

// Word is a word of a query and whether a passage holds it.
type Word struct {
	Text       string // as the index knows it
	Start, End int    // its place in the query, bytes
	// Weight is the most that the word can add to a score: how rare it is among
	// what the asker may read. A word that no passage holds weighs most.
	Weight float64
	Found  Found
	// Instead are the passage's words for it if it is Mended: 사망 for 돌아가시,
	// 인터넷 for 인터냇.
	Instead []string
}

// Found says how a passage holds a word of the query.
type Found int

// How a word was found.
const (
	Missing Found = iota
	Exactly       // as the query has it
	Joined        // across white space that the query has too much
	Mended        // in another spelling
	Nowhere       // no passage that the asker may read holds it in any way
)

// InPassage reports whether the passage holds the word in some way.
func (f Found) InPassage() bool { return f == Exactly || f == Joined || f == Mended }

// Covered is the share of the query that the passage holds, by weight, 0 to 1.
// A compound of which the passage holds the parts counts as held; of one that
// it holds half of, that half does. A query without words is not covered.
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
	Start, End int     // its place in the query, bytes
	Weight     float64 // that of its heaviest word
	Share      float64 // of it that the passage holds, 0 to 1
	Nowhere    bool    // no passage that the asker may read holds any of it
}

// Concepts gives the query's words, each with its parts, in the query's order.
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
