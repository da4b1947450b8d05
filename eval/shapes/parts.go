package main

import (
	"crypto/md5"
	"slices"
	"strings"
)

// part is a passage of an article, with the ranges of the paragraphs that it holds.
type part struct {
	text   string
	ranges []span
}

// span is characters from first to before end of a paragraph.
type span struct{ paragraph, first, end int }

func (p part) has(paragraph, at int) bool {
	return slices.ContainsFunc(p.ranges, func(s span) bool {
		return s.paragraph == paragraph &&
			s.first <= at && at < s.end
	})
}

func (a article) heading() string { return strings.ReplaceAll(a.Title, "_", " ") + "\n" }

// paragraphsOf are the whole paragraphs.
func paragraphsOf(a article) []part {
	var parts []part
	for i, p := range a.Paragraphs {
		parts = append(parts, part{p.Context, []span{{i, 0, len(p.Context)}}})
	}
	return parts
}

// sectionsOf are the title and n paragraphs each.
func sectionsOf(a article, n int) []part {
	var parts []part
	for i, p := range a.Paragraphs {
		if i%n == 0 {
			parts = append(parts, part{text: strings.TrimSuffix(a.heading(), "\n")})
		}
		last := &parts[len(parts)-1]
		last.text += "\n" + p.Context
		last.ranges = append(last.ranges, span{i, 0, len(p.Context)})
	}
	return parts
}

// pagesOf cuts the whole article at white space, into parts of about size characters.
func pagesOf(a article, size int, titled bool) []part {
	var text []rune
	var starts []int // of the paragraphs in text
	for _, p := range a.Paragraphs {
		starts = append(starts, len(text))
		text = append(text, []rune(p.Context+"\n")...)
	}
	var parts []part
	for from := 0; from < len(text); {
		to := len(text)
		if 2*(len(text)-from) > 3*size {
			to = from + size
			for to > from+1 && text[to] != ' ' {
				to--
			}
		}
		p := part{text: strings.TrimSpace(string(text[from:to]))}
		if titled {
			p.text = a.heading() + p.text
		}
		for i, start := range starts {
			p.ranges = append(p.ranges, span{i, from - start, to - start})
		}
		parts = append(parts, p)
		from = to
	}
	return parts
}

// mixedOf is one of: the paragraphs; the title and all of the article; the
// title and half a paragraph each.
func mixedOf(a article) []part {
	switch sum := md5.Sum([]byte(a.Title)); sum[15] % 3 {
	case 0:
		return paragraphsOf(a)
	case 1:
		return sectionsOf(a, len(a.Paragraphs))
	}
	var parts []part
	for i, p := range a.Paragraphs {
		runes := []rune(p.Context)
		middle := len(runes) / 2
		for middle < len(runes) && runes[middle] != ' ' {
			middle++
		}
		parts = append(parts,
			part{a.heading() + string(runes[:middle]), []span{{i, 0, middle}}},
			part{a.heading() + string(runes[middle:]), []span{{i, middle, len(runes)}}})
	}
	return parts
}
