package lexicon

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/korean/morph/sejong"
)

// mend restores nouns of which the dictionary knows only a part: it reads 재발급
// as a prefix and 발급, 한들공원 as a verb and 공원, 완속 as a numeral and a counter.
// What it left out of such a noun tells it from others.
func mend(text string, terms []morph.Term, words []Word, values []korean.Span) []Word {
	for i := range words {
		w := &words[i]
		start := EojeolStart(text, w.Start)
		if !w.Noun || StopWords[w.Text] || start == w.Start || i > 0 && words[i-1].End > start ||
			overlapsAny(values, start, w.End) || !misread(terms, start, w.Start) {
			continue
		}
		before := text[start:w.Start]
		if goesBefore[before] {
			continue
		}
		if len(w.parts) == 0 {
			w.parts = []string{w.Text}
		}
		w.parts = append([]string{before}, w.parts...)
		w.Text, w.Start = before+w.Text, start
	}
	if more := lost(text, terms, words, values); more != nil {
		words = append(words, more...)
		slices.SortFunc(words, func(a, b Word) int { return cmp.Compare(a.Start, b.Start) })
	}
	return words
}

// goesBefore are syllables that go before any noun and leave it what it is.
var goesBefore = Set("총 제 매 각 약 전 현 본 첫 새 옛 타 양 한 두 세 네 이 그 저 만 최")

// EojeolStart returns where the run of Hangul begins that ends at i.
func EojeolStart(text string, i int) int {
	for i > 0 {
		r, size := utf8.DecodeLastRuneInString(text[:i])
		if !unicode.Is(unicode.Hangul, r) {
			break
		}
		i -= size
	}
	return i
}

func overlapsAny(values []korean.Span, start, end int) bool {
	return slices.ContainsFunc(values, func(v korean.Span) bool { return v.Start < end && start < v.End })
}

// misread reports whether the text from start to end was read as what does not
// stand directly before a noun.
func misread(terms []morph.Term, start, end int) bool {
	for i := range terms {
		t := &terms[i]
		if t.Kind != morph.Morpheme || int(t.Start) < start || int(t.End) > end {
			continue
		}
		switch t.POS {
		case sejong.XPN, sejong.MAG, sejong.VV, sejong.VA, sejong.NR, sejong.NNBC, sejong.IC:
		default:
			return false
		}
	}
	return true
}

// lost gives the words that were read as a numeral and a counter, though no
// number is meant.
func lost(text string, terms []morph.Term, words []Word, values []korean.Span) []Word {
	var out []Word
	for i := 0; i+1 < len(terms); i++ {
		a, b := &terms[i], &terms[i+1]
		start, end := int(a.Start), int(b.End)
		if a.POS != sejong.NR || b.POS != sejong.NNBC || a.End != b.Start ||
			EojeolStart(text, start) != start || overlapsAny(values, start, end) {
			continue
		}
		w := Word{Text: strings.Clone(text[start:end]), Start: start, End: end, Noun: true}
		taken := slices.ContainsFunc(words,
			func(o Word) bool { return o.Start < end && start < o.End })
		if !taken && korean.Length(w.Text) >= 2 {
			out = append(out, w)
		}
	}
	return out
}
