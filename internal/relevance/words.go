package relevance

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
)

func notInWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// fold brings text into the form in which words are compared.
func fold(text string) string { return strings.ToLower(korean.Normalise(text)) }

// particles are what follows a noun, the longest first. Taking one off too many
// costs little: words are compared by pairs of characters.
var particles = sortedByLength(
	"은", "는", "이", "가", "을", "를", "의", "에", "에서", "에게", "에는", "에도", "에서는", "에게서", "으로", "로", "으로는",
	"로는",
	"와", "과", "도", "만", "까지", "부터", "보다", "처럼", "이나", "나", "이란", "란", "이라는", "라는", "이며", "이고", "인",
	"인가",
	"이라고", "라고", "으로부터", "로부터", "으로서", "로서", "으로써", "로써", "한테", "께서", "마다", "조차", "밖에", "이라도", "라도",
	"에서의", "와의", "과의", "에의", "이었던", "였던", "이었다", "였다", "이다", "입니다", "이에요", "예요", "인가요", "은요", "는요",
	"하는", "하여", "하고", "하면", "하기", "하려면", "했던", "했을", "한", "할", "하나요", "되나요", "합니까", "됩니까", "한가요",
	"하는지", "되는지", "된", "되는", "되어", "되면", "될", "해서", "했는데",
)

func sortedByLength(list ...string) []string {
	slices.SortFunc(list, func(a, b string) int { return len(b) - len(a) })
	return list
}

// Stem returns a word without its final particle. At least two characters must
// remain; one is enough if the particle is a single character and the rest is
// not Hangul.
func Stem(word string) string {
	for _, p := range particles {
		rest, ok := strings.CutSuffix(word, p)
		if ok && utf8.RuneCountInString(rest) >= 2 {
			return rest
		}
	}
	return word
}

// askers are words of a question that say what kind of thing is asked, not
// about what, and the ways to ask politely. A word that begins with one of them
// carries no subject.
var askers = []string{
	"무엇", "무슨", "뭐", "뭘", "뭔", "어떻게", "어떤", "어느", "어디", "언제", "누구", "누가", "왜", "얼마", "몇", "알려",
	"설명해", "말해",
	"가르쳐", "주세요", "줘", "해줘", "해주", "하나요", "한가요", "인가요", "인가", "되나요", "될까요", "할까요", "있나요", "없나요",
	"있을까",
	"해야", "합니까", "입니까", "됩니까", "있습니까", "하는가", "있는가", "되는가", "대해", "대한", "관해", "관한", "관련", "싶어",
	"싶은",
	"궁금", "나요", "건가요", "은가요", "는지", "인지", "이유", "것은", "것이", "것을", "것", "거", "수", "좀", "및", "등", "중",
	"때", "또한",
}

// stopEnglish are the English ones.
var stopEnglish = map[string]bool{}

func init() {
	for w := range strings.FieldsSeq(`what which who whom whose when where why how is are was were be been do does did can
		could should would will may must have has had the a an of in on at to for from by with about into and or not no this
		that these those it its they them their there then i you he she we me my your our his her please tell explain give
		show list describe much many any some as if than so`) {
		stopEnglish[w] = true
	}
}

// isAsker reports whether a word of a question says nothing of its subject.
func isAsker(word string) bool {
	if stopEnglish[word] {
		return true
	}
	n := utf8.RuneCountInString(word)
	return slices.ContainsFunc(askers, func(a string) bool {
		if utf8.RuneCountInString(a) <= 1 { // "수", "몇": only alone, or before a unit and an ending
			return word == a || a == "몇" && strings.HasPrefix(word, a) && n <= 4
		}
		return strings.HasPrefix(word, a) && n <= utf8.RuneCountInString(a)+3
	})
}

// wordsOf gives a text's words in lower case. Where a script changes, a new
// word begins ("OTP카드를", "3년"): whether a blank stands there is a matter of
// taste. A particle alone behind a foreign word is left out.
func wordsOf(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for field := range strings.FieldsFuncSeq(fold(text), notInWord) {
			for at, part := range scripts(field) {
				if at > 0 && slices.Contains(particles, part) {
					continue
				}
				if !yield(part) {
					return
				}
			}
		}
	}
}

// scripts cuts a word where Hangul meets anything else, and gives the parts with
// where they begin.
func scripts(word string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		from := 0
		var last bool
		for i, r := range word {
			hangul := korean.IsHangul(r)
			if i > 0 && hangul != last {
				if !yield(from, word[from:i]) {
					return
				}
				from = i
			}
			last = hangul
		}
		yield(from, word[from:])
	}
}

// MainWords returns the words of a question that say what it is about, without
// their particles, in order and without duplicates.
func MainWords(text string) []string {
	var words []string
	counts := false // behind 몇
	for w := range wordsOf(text) {
		unit := counts && isUnit(w)
		if counts = w == "몇"; unit || isAsker(w) {
			continue
		}
		if w = Stem(w); !isAsker(w) && !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	return words
}

// isUnit reports whether a word is a unit of counting, with or without a particle,
// such as 명까지.
func isUnit(word string) bool {
	for _, p := range particles {
		if rest, ok := strings.CutSuffix(word, p); ok && units[rest] != "" {
			return true
		}
	}
	return units[word] != ""
}
