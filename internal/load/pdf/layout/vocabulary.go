package layout

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mundap/mundap/internal/korean"
)

// breaks says where a document breaks its lines, and holds the words that tell
// whether a line was broken inside a word.
type breaks struct {
	wrap  wrapping
	words vocabulary
}

// vocabulary holds Hangul words from the middle of lines, where no word is
// broken.
type vocabulary map[string]bool

// maxVocabulary bounds the words of a sample of pages.
const maxVocabulary = 20_000

// add adds the words of a line except for the first and the last.
func (v vocabulary) add(ws []word) {
	for i := 1; i+1 < len(ws) && len(v) < maxVocabulary; i++ {
		if !parted(&ws[i-1], &ws[i]) || !parted(&ws[i], &ws[i+1]) {
			continue
		}
		if w := trimWord(ws[i].text); w != "" {
			v[w] = true
		}
	}
}

// trimWord is a word without punctuation around it, or "" if it is not a Hangul
// word.
func trimWord(text string) string {
	text = strings.TrimFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, r := range text {
		if !korean.IsSyllable(r) {
			return ""
		}
	}
	return text
}

// knows reports whether a word, or what is left of it without its particle, is
// in the vocabulary.
func (v vocabulary) knows(w string) bool {
	if v[w] {
		return true
	}
	return slices.ContainsFunc(particles, func(p string) bool {
		stem, ok := strings.CutSuffix(w, p)
		return ok && len(stem) > len("가") && v[stem]
	})
}

var (
	// alone are words that are always written separately. single are words of one
	// syllable that are words of their own more often than they begin a longer one.
	alone  = []string{"또는", "및", "있는", "없는", "하는", "위한", "통한", "따른", "의한", "관한", "그리고"}
	single = []string{"등", "수", "것", "그", "중", "때", "후", "각", "약"}
	// closing end a word, unless attached follows.
	closing = []string{"를", "에서", "에는", "에게", "으로", "에도", "하며", "하여", "하는", "되는", "적인", "된"}
	// marking end a word if a known word comes before them.
	marking  = []string{"은", "는", "이", "가", "을", "의", "에", "와", "과", "도", "로"}
	attached = []string{"써", "서", "부터", "까지", "도", "는", "만", "금", "야", "의", "라", "다"}
	// verbal makes verbs of nouns: "구체화"⏎"하고자" is one word, although both parts
	// are words.
	verbal = []string{"하", "한", "할", "함", "했", "해", "되", "된", "될", "됨", "됐", "돼", "시"}
)

// apart reports whether a line ended between two words, although the document
// breaks lines anywhere. This is so if the text so far ends with a word, the next
// line begins with another one, and the two together are not a word.
func (b breaks) apart(text []byte, next string) bool {
	last := string(text[strings.LastIndexByte(string(text), ' ')+1:])
	if i := strings.LastIndexFunc(last, notSyllable); i >= 0 {
		last = strings.TrimLeftFunc(last[i:], notSyllable)
	}
	first := next
	if i := strings.IndexFunc(next, notSyllable); i >= 0 {
		first = next[:i]
	}
	const syllable = len("가")
	if last == "" || len(first) <= syllable || b.words.knows(last+first) || particle(first) {
		return false
	}
	switch {
	case slices.Contains(alone, last):
		return true
	case (closes(last) || b.marked(last)) && !beginsWith(first, attached):
		return true
	}
	return (len(last) > syllable || slices.Contains(single, last)) && !beginsWith(first, verbal) &&
		b.words.knows(last) && b.words.knows(first)
}

func notSyllable(r rune) bool { return !korean.IsSyllable(r) }

// closes reports whether a word has an ending after which no word continues. 을
// counts only in longer words, because short nouns end in it as well (마을).
func closes(w string) bool {
	return slices.ContainsFunc(closing, func(e string) bool { return strings.HasSuffix(w, e) && w != e }) ||
		strings.HasSuffix(w, "을") && len(w) > 2*len("가")
}

// marked reports whether a word is a known one with a particle.
func (b breaks) marked(w string) bool {
	return slices.ContainsFunc(marking, func(e string) bool {
		stem, ok := strings.CutSuffix(w, e)
		return ok && len(stem) > len("가") && b.words.knows(stem)
	})
}

func beginsWith(w string, any []string) bool {
	return slices.ContainsFunc(any, func(p string) bool { return strings.HasPrefix(w, p) })
}
