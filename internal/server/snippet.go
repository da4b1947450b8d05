package server

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/wire"
)

// A snippet begins at most this many characters before the first match, and is at
// most that long.
const (
	snippetBefore = 40
	snippetLength = 220
)

// snippet cuts out the part of a text around the first of its marks (byte
// ranges), with the marks inside that part. Lines stay lines; other white space
// becomes single spaces.
func snippet(text string, marks [][2]int) wire.Snippet {
	first := 0
	if len(marks) > 0 {
		first = marks[0][0]
	}
	from := first
	for n := 0; n < snippetBefore && from > 0; n++ {
		_, size := utf8.DecodeLastRuneInString(text[:from])
		from -= size
	}
	to := from
	for n := 0; n < snippetLength && to < len(text); n++ {
		_, size := utf8.DecodeRuneInString(text[to:])
		to += size
	}
	out := wire.Snippet{Marks: []wire.Mark{}}
	var w snippetWriter
	if from > 0 {
		w.write("…")
	}
	at := from
	for _, m := range marks {
		if m[0] < at || m[1] > to {
			continue
		}
		w.write(text[at:m[0]])
		w.flush()
		start := w.units
		w.write(text[m[0]:m[1]])
		out.Marks = append(out.Marks, wire.Mark{Start: start, End: w.units})
		at = m[1]
	}
	w.write(text[at:to])
	if to < len(text) {
		w.write("…")
	}
	out.Text = w.text.String()
	return out
}

// snippetWriter writes the text of a snippet. Of white space it keeps a line break, or
// else a single space.
type snippetWriter struct {
	text  strings.Builder
	units int    // UTF-16 code units written so far, in which marks are counted
	gap   string // white space that is written before what follows
}

func (w *snippetWriter) write(s string) {
	for _, r := range s {
		switch {
		case r == '\n':
			w.gap = "\n"
		case !unicode.IsSpace(r):
			w.flush()
			w.text.WriteRune(r)
			w.units += utf16Units(r)
		case w.gap == "":
			w.gap = " "
		}
	}
}

// flush writes the white space that is due, so that a mark begins behind it.
func (w *snippetWriter) flush() {
	w.text.WriteString(w.gap)
	w.units += len(w.gap)
	w.gap = ""
}

func utf16Units(r rune) int {
	if r > 0xffff {
		return 2
	}
	return 1
}

// findWords finds query in text as findLoosely does, or else each of its words.
// It returns byte ranges of text in ascending order, none if a word is missing.
func findWords(text, query string) [][2]int {
	if at, ok := findLoosely(text, query); ok {
		return [][2]int{at}
	}
	var all [][2]int
	for _, word := range strings.Fields(query) {
		at, ok := findLoosely(text, word)
		if !ok {
			return nil
		}
		all = append(all, at)
	}
	slices.SortFunc(all, func(a, b [2]int) int { return a[0] - b[0] })
	return all
}

// findLoosely finds query in text, ignoring case and white space, and returns
// its byte range in text.
func findLoosely(text, query string) ([2]int, bool) {
	wanted := squeeze(query)
	if len(wanted.runes) == 0 {
		return [2]int{}, false
	}
	t := squeeze(text)
	i := strings.Index(string(t.runes), string(wanted.runes))
	if i < 0 {
		return [2]int{}, false
	}
	first := utf8.RuneCountInString(string(t.runes)[:i])
	last := first + len(wanted.runes) - 1
	_, size := utf8.DecodeRuneInString(text[t.at[last]:])
	return [2]int{t.at[first], t.at[last] + size}, true
}

// markup matches what Markdown and citations add to the words of an answer.
var markup = regexp.MustCompile(`(?m)^[ \t]*(?:#{1,6}|[-*+>])[ \t]+` +
	`|^[ \t]*\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+[ \t]*(?::?-{2,}:?)?[ \t]*$` +
	`|\[\d+\]|\*\*|\||` + "`")

// unmarked returns an answer without the marks of Markdown and citations, so
// that a snippet of it reads like the answer that people saw.
func unmarked(answer string) string { return markup.ReplaceAllString(answer, "") }

// squeezed is a text in lower case without white space.
type squeezed struct {
	runes []rune
	at    []int // the offset of each rune in the text, in bytes
}

func squeeze(text string) (s squeezed) {
	for i, r := range text {
		if !unicode.IsSpace(r) {
			s.runes = append(s.runes, unicode.ToLower(r))
			s.at = append(s.at, i)
		}
	}
	return s
}
