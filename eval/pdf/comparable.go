package main

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/load/content"
)

// compare counts what a reader may not lose. It differs from a comparison
// letter by letter in what says nothing about a reader:
//
//   - Words are runs of letters and digits in one normal form, so that ligatures
//     and commas behind an index are alike.
//   - Lines at the edges of a page that repeat those of the pages before, and
//     page numbers, are left out: reading them once is right.
//   - A word that pdftotext leaves divided between two lines may be whole.
//   - A pair counts only if pdftotext finds it in two of its three orders: the
//     columns of a table are read down in one and across in another.
func compare(poppler [3][]byte, read []content.Page) recall {
	var got []string
	for _, p := range read {
		got = append(got, tokens(p.Text)...)
	}
	known := countOf(got)
	var orders [3][]string
	for i, text := range poppler {
		orders[i] = body(string(text), known)
	}
	others := countOf(neighbours(orders[1]))
	for pair, n := range countOf(neighbours(orders[2])) {
		others[pair] = max(others[pair], n)
	}
	pairs := pairsIn(neighbours(orders[0]), others)
	return recall{words: len(orders[0]), found: shared(orders[0], got),
		pairs: len(pairs), foundNext: shared(pairs, neighbours(got))}
}

// pairsIn gives the pairs that stand in others, too, each as often as there.
func pairsIn(pairs []string, others map[string]int) (out []string) {
	for _, p := range pairs {
		if others[p] > 0 {
			others[p]--
			out = append(out, p)
		}
	}
	return out
}

var controls = strings.NewReplacer("\u00ad", "", "\u202a", "", "\u202b", "", "\u202c", "",
	"\u200e", "", "\u200f", "", "\u200b", "", "\u200c", "", "\u200d", "")

// tokens are the words of a text: runs of letters and digits. Letters that a
// font gives no meaning are none.
func tokens(text string) []string {
	text = controls.Replace(norm.NFKC.String(text))
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}

// body gives the words of pdftotext's output without running heads and feet.
// known are the words that a word divided between lines may be.
func body(text string, known map[string]int) []string {
	var b bodyText
	var before [2][]string // the edges of the pages before
	for page := range strings.SplitSeq(text, "\f") {
		lines := slices.DeleteFunc(strings.Split(page, "\n"), func(l string) bool {
			return strings.TrimSpace(l) == ""
		})
		var edges []string
		for i, l := range lines {
			if !atEdge(i, len(lines)) {
				b.line(l, known)
				continue
			}
			stem := stemOf(l)
			edges = append(edges, stem)
			if stem != "" && !slices.Contains(before[0], stem) && !slices.Contains(before[1], stem) {
				b.line(l, known)
			}
		}
		before = [2][]string{edges, before[0]}
	}
	return b
}

// bodyText is the words of lines.
type bodyText []string

func (b *bodyText) line(text string, known map[string]int) {
	words := tokens(text)
	if n := len(*b); n > 0 && len(words) > 0 {
		last := &(*b)[n-1]
		whole := *last + words[0]
		if known[whole] > 0 && !numbersMeet(*last, words[0]) &&
			(known[*last] == 0 || known[words[0]] == 0 || known[whole] > 1) {
			*last, words = whole, words[1:]
		}
	}
	*b = append(*b, words...)
}

// numbersMeet reports whether a digit would be joined with a digit: they are the
// numbers of two cells, whose lines pdftotext writes one below the other.
func numbersMeet(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(after)
	return unicode.IsDigit(last) && unicode.IsDigit(first)
}

// atEdge: the first and last four lines of a page.
func atEdge(i, n int) bool {
	const deep = 4
	return i < deep || i >= n-deep
}

var numbers = regexp.MustCompile(`\d+`)

// stemOf is a line without what counts on from page to page. "" means a page number.
func stemOf(line string) string {
	return strings.Trim(strings.Join(strings.Fields(numbers.ReplaceAllString(line, "")), " "), " -–—|·")
}
