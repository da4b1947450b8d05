package korean

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Pieces cuts a text between sentences into parts of at most limit characters. A
// sentence that is longer by itself is cut between words, or anywhere when it has
// none. White space between sentences becomes one blank; pieces without any text
// are left out.
func Pieces(text string, limit int) iter.Seq[string] {
	return func(yield func(string) bool) {
		var b strings.Builder
		length := 0
		flush := func() bool {
			piece := b.String()
			b.Reset()
			length = 0
			return strings.TrimSpace(piece) == "" || yield(piece)
		}
		for span := range Sentences(text) {
			for _, part := range cutSentence(span.Of(text), limit) {
				n := utf8.RuneCountInString(part)
				if length+n+1 > limit && !flush() {
					return
				}
				if length > 0 {
					b.WriteByte(' ')
					length++
				}
				b.WriteString(part)
				length += n
			}
		}
		flush()
	}
}

// cutSentence cuts a sentence into parts of at most limit characters.
func cutSentence(sentence string, limit int) []string {
	var parts []string
	r := []rune(sentence)
	for len(r) > limit {
		end := limit
		for i := end; i > limit/2; i-- {
			if unicode.IsSpace(r[i-1]) {
				end = i
				break
			}
		}
		parts = append(parts, string(r[:end]))
		r = r[end:]
	}
	return append(parts, string(r))
}
