package expand

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex/field"
	"github.com/mundap/mundap/internal/localindex/rank"
)

const (
	// corrections is how many other spellings of a word are searched for.
	corrections = 2
	// maxLookups bounds how many terms are looked up for one question's
	// spelling. In how many segments is not counted: what is found must not
	// depend on how passages are spread over them.
	maxLookups = 4000
)

// Speller finds the words that a misspelt question may have meant. A typing
// error nearly always produces a pair of characters that no passage contains.
// For such a pair, a Speller tries syllables that differ in one jamo (a
// consonant or a vowel), form pairs that some passages contain, and belong to a
// word that some passages contain.
type Speller struct {
	Analyzer Analyzer
	// Held returns how many readable passages contain a term of a field.
	Held    func(field int, term string) (int, error)
	lookups int
	err     error
	terms   []morph.Term // memory of analysing
}

// Correction is another spelling of a word.
type Correction struct {
	// Terms are those that the other spelling makes different. Their places are
	// those of the word in the question.
	Terms  []morph.Term
	length int // of the longest word among them, in characters
	count  int // of the passages with it
}

// Correct returns, for each word of the question that looks misspelt, its most
// likely corrections, best first. absent are the terms that no readable passage
// contains. The error is that of Held.
func (s *Speller) Correct(text string, terms []morph.Term,
	absent []rank.AbsentTerm) ([][]Correction, error) {
	missing := map[rank.Term]bool{}
	for _, t := range absent {
		missing[rank.Term{Text: t.Text, Field: t.Field}] = true
	}
	var all [][]Correction
	add := func(c []Correction) {
		if len(c) > 0 {
			all = append(all, c)
		}
	}
	words(text, func(from, to int) {
		odd := map[int32]bool{} // where pairs of characters begin that no passage has
		for i := range terms {
			t := &terms[i]
			if t.Start < int32(from) || t.End > int32(to) ||
				!missing[rank.Term{Text: t.Text, Field: int(field.Of(t.Field))}] {
				continue
			}
			switch {
			case t.Field == morph.Bigrams:
				if misspelt(t, terms) {
					odd[t.Start-int32(from)] = true
				}
			case t.Kind == morph.Latin:
				add(s.latin(t))
			}
		}
		if len(odd) > 0 {
			add(s.syllables(text[from:to], from, odd))
		}
	})
	return all, s.err
}

// misspelt reports whether a pair of characters that no passage contains may be
// a typing error. It is not one inside a noun of the dictionary, which is spelt
// correctly and merely not mentioned in any passage; nor between such a noun
// and its particle; nor between particles and endings, which are not searched
// for. Nouns of one syllable don't count as such nouns, because typing errors
// often produce them.
func misspelt(pair *morph.Term, terms []morph.Term) bool {
	touched, nouns := false, 0
	for i := range terms {
		t := &terms[i]
		if t.Field != morph.Words || t.End <= pair.Start || t.Start >= pair.End {
			continue
		}
		noun := t.Kind == morph.Morpheme && t.POS.IsNoun()
		if noun && t.Start <= pair.Start && t.End >= pair.End {
			return false
		}
		if noun && utf8.RuneCountInString(t.Text) > 1 {
			nouns++
		} else {
			touched = true
		}
	}
	return touched || nouns > 1
}

// count is the number of readable passages that contain a term. It is 0 once
// too many terms have been looked up.
func (s *Speller) count(field int, term string) int {
	if s.err != nil || s.lookups >= maxLookups {
		return 0
	}
	s.lookups++
	n, err := s.Held(field, term)
	if err != nil {
		s.err = err
		return 0
	}
	return n
}

// syllables tries other syllables in place of those in pairs that no passage
// contains.
func (s *Speller) syllables(word string, from int, odd map[int32]bool) []Correction {
	runes := []rune(word)
	first := make([]bool, len(runes)) // of an odd pair
	i := 0
	for at := range word {
		first[i] = odd[int32(at)]
		i++
	}
	var found []Correction
	for i, r := range runes {
		if !korean.IsSyllable(r) || !suspect(first, i) {
			continue
		}
		for v := range neighbours(r) {
			if s.fits(runes, i, v) {
				if c := s.judge(runes, i, v); c.length > 0 {
					c.place(from, from+len(word))
					found = append(found, c)
				}
			}
		}
	}
	return likeliest(found)
}

// suspect reports whether character i stands in an odd pair and none beside it stands in two.
func suspect(first []bool, i int) bool {
	at := func(i int) bool { return i >= 0 && i < len(first) && first[i] }
	before, behind := at(i-1), at(i)
	switch {
	case before && behind:
		return true
	case before:
		return !at(i - 2)
	case behind:
		return !at(i + 1)
	}
	return false
}

// neighbours goes through the syllables that differ from r in one jamo (the
// Unicode standard, section 3.12).
func neighbours(r rune) func(yield func(rune) bool) {
	const firstSyllable, vowels, finals = '가', 21, 28
	return func(yield func(rune) bool) {
		n := r - firstSyllable
		for _, jamo := range [...]struct{ step, count rune }{{vowels * finals, 19},
			{finals, vowels}, {1, finals}} {
			own := n / jamo.step % jamo.count
			for other := range jamo.count {
				if other != own && !yield(r+(other-own)*jamo.step) {
					return
				}
			}
		}
	}
}

// fits reports whether the pairs that v makes in the place of character i occur.
func (s *Speller) fits(runes []rune, i int, v rune) bool {
	if i > 0 && korean.IsSyllable(runes[i-1]) &&
		s.count(field.Bigrams, string([]rune{runes[i-1], v})) == 0 {
		return false
	}
	return i+1 == len(runes) || !korean.IsSyllable(runes[i+1]) ||
		s.count(field.Bigrams, string([]rune{v, runes[i+1]})) > 0
}

// judge analyses a word with v in the place of character i.
func (s *Speller) judge(runes []rune, i int, v rune) Correction {
	other := slices.Clone(runes)
	other[i] = v
	at := prefix(other, i)
	var c Correction
	s.terms = s.Analyzer.Analyze(s.terms[:0], string(other), morph.Words|morph.Bigrams)
	for _, t := range s.terms {
		if t.Start > at || t.End <= at {
			continue
		}
		n := s.count(int(field.Of(t.Field)), t.Text)
		if n == 0 {
			continue
		}
		c.Terms = append(c.Terms, t)
		if length := utf8.RuneCountInString(t.Text); isWord(&t) && length > 1 {
			if length > c.length || length == c.length && n > c.count {
				c.length, c.count = length, n
			}
		}
	}
	return c
}

// place sets the place of all terms: that of the whole word, since a corrected
// one has no place of its own.
func (c *Correction) place(from, to int) {
	for i := range c.Terms {
		c.Terms[i].Start, c.Terms[i].End = int32(from), int32(to)
	}
}

func isWord(t *morph.Term) bool {
	return t.Field == morph.Words && (t.Kind == morph.Morpheme || t.Kind == morph.Part ||
		t.Kind == morph.Unknown)
}

// shortestLatin is the length from which on a Latin word is corrected: shorter
// ones are names and abbreviations.
const shortestLatin = 5

// latin tries words that differ from t in one letter left out, put in, changed
// or swapped with the next. The first one stays.
func (s *Speller) latin(t *morph.Term) []Correction {
	word := t.Text
	if len(word) < shortestLatin || !isLetters(word) {
		return nil
	}
	var found []Correction
	try := func(text string) {
		if n := s.count(field.Words, text); n > 0 {
			other := *t
			other.Text = text
			found = append(found, Correction{Terms: []morph.Term{other}, length: len(text),
				count: n})
		}
	}
	// These are about 54 words for each letter, few enough to look up each of them.
	for i := 1; i <= len(word); i++ {
		for letter := 'a'; letter <= 'z'; letter++ {
			try(word[:i] + string(letter) + word[i:])
			if i < len(word) {
				try(word[:i] + string(letter) + word[i+1:])
			}
		}
		if i < len(word) {
			try(word[:i] + word[i+1:])
		}
		if i+1 < len(word) {
			try(word[:i] + word[i+1:i+2] + word[i:i+1] + word[i+2:])
		}
	}
	return likeliest(found)
}

func isLetters(word string) bool {
	for _, c := range []byte(word) {
		if c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

// likeliest are the corrections that make the longest words, of those the most frequent ones.
func likeliest(found []Correction) []Correction {
	slices.SortStableFunc(found, func(a, b Correction) int {
		return cmp.Or(cmp.Compare(b.length, a.length), cmp.Compare(b.count, a.count))
	})
	return found[:min(len(found), corrections)]
}
