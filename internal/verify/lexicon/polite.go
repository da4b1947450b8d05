package lexicon

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/korean/morph"
)

// politeForm matches a word in the polite style whose stem ends in a vowel or in ㄹ: 알립니다.
var politeForm = regexp.MustCompile(`[가-힣]+니다`)

const (
	finals = 28 // syllables of a block with the same initial and vowel
	finalN = 4  // ㄴ
	finalB = 17 // ㅂ
)

// plainStyle gives polite verbs the word that their plain form has (알립니다: 알리, as in
// 알린다), where the dictionary cuts the polite form in pieces. Answers use the polite
// style and documents the plain one.
func plainStyle(text string, words []Word, values []korean.Span) []Word {
	for _, m := range politeForm.FindAllStringIndex(text, -1) {
		form := text[m[0] : m[1]-len("니다")]
		last, size := utf8.DecodeLastRuneInString(form)
		if (last-'가')%finals != finalB || last == '습' || m[0] > 0 && overlapsAny(values, m[0], m[1]) {
			continue
		}
		stem := korean.Span{Start: m[0], End: m[0] + len(form)}
		if !broken(words, stem, string(last-finalB)) {
			continue
		}
		w, ok := verbOf(form[:len(form)-size] + string(last-finalB+finalN) + "다")
		if !ok {
			continue
		}
		w.Start, w.End = stem.Start, stem.End
		words = slices.DeleteFunc(words, func(o Word) bool { return o.Start >= m[0] && o.Start < m[1] })
		at := slices.IndexFunc(words, func(o Word) bool { return o.Start > m[0] })
		if at < 0 {
			at = len(words)
		}
		words = slices.Insert(words, at, w)
	}
	return words
}

// broken reports whether the words that were read in a polite form are not its stem, whose
// last syllable is given: pieces of it, or a noun that ends in the form's last syllable.
func broken(words []Word, stem korean.Span, last string) bool {
	read := 0
	for i := range words {
		w := &words[i]
		if w.Start < stem.Start || w.Start >= stem.End {
			continue
		}
		read++
		if !w.Noun && w.Start == stem.Start && korean.Length(w.Text) == (stem.End-stem.Start)/len("가") &&
			strings.HasSuffix(w.Text, last) {
			return false
		}
		if w.Noun && w.End == stem.End-len("가") && w.Start == stem.Start && composed[last] {
			return false // a noun with 하다, 되다 or 이다
		}
	}
	return read > 0
}

// composed are the last syllables of verbs that are made of nouns.
var composed = Set("하 되 이 시키 드리 지 가 오 나 주")

// verbOf returns the word of a verb in the plain style; ok is false if it has none or several.
func verbOf(plain string) (w Word, ok bool) {
	for _, t := range analyzer.Analyze(nil, plain, morph.Words) {
		switch {
		case t.Kind == morph.Synonym || t.Kind == morph.Reading || t.Kind == morph.Stem:
		case t.Kind == morph.Part && ok:
			w.addPart(&t)
		case !isContent(&t) || t.POS.IsNoun():
			if isContent(&t) {
				return Word{}, false
			}
		case ok:
			return Word{}, false
		default:
			w, ok = Word{Text: strings.Clone(t.Text), Start: int(t.Start), End: int(t.End)}, t.Start == 0
		}
	}
	return w, ok
}
