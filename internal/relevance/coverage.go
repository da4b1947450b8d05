package relevance

import (
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
)

// pairs gives the pairs of neighbouring characters of a Hangul word, of others
// the word without an English ending; of one character the word itself.
func pairs(word string) []string {
	if !korean.HasHangul(word) {
		return []string{root(word)}
	}
	r := []rune(word)
	if len(r) < 2 {
		return []string{word}
	}
	out := make([]string, len(r)-1)
	for i := range out {
		out[i] = string(r[i : i+2])
	}
	return out
}

// root removes the most common English endings from a word as long as four
// letters remain. Both sides of a comparison are treated alike, so a wrong
// removal costs little.
func root(word string) string {
	word = cutEnding(word, "ings", "ing", "ed", "es", "s")
	word = cutEnding(word, "e", "y", "i")
	if n := len(word); n > 4 && word[n-1] == word[n-2] { // resetting
		word = word[:n-1]
	}
	return word
}

func cutEnding(word string, endings ...string) string {
	for _, ending := range endings {
		if rest, ok := strings.CutSuffix(word, ending); ok && len(rest) >= 4 {
			return rest
		}
	}
	return word
}

// bag is the set of what pairs gives for every word of a text.
func bag(text string) map[string]bool {
	set := map[string]bool{}
	for w := range wordsOf(text) {
		for _, p := range pairs(w) {
			set[p] = true
		}
	}
	return set
}

// Coverage returns the share of a question's main words that a text mentions,
// from 0 to 1.
func Coverage(words []string, text string) float64 { return coverage(words, bag(text)) }

// coverage is which share of a question's subject a text mentions, 0 to 1: the
// mean over its main words of the square of the share of their pairs (half a
// word is less than half a mention), longer words counting more, up to four
// characters.
func coverage(words []string, set map[string]bool) float64 {
	var sum, total float64
	for _, w := range words {
		weight := float64(min(4, utf8.RuneCountInString(w)))
		ps := pairs(w)
		hit := 0
		for _, p := range ps {
			if set[p] {
				hit++
			}
		}
		share := float64(hit) / float64(len(ps))
		sum += weight * share * share
		total += weight
	}
	if total == 0 {
		return 0
	}
	return sum / total
}
