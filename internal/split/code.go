package split

import (
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
)

// maxExample is the longest piece of code in prose that stays with the
// sentences around it, in characters.
const maxExample = 400

// code makes a chunk of a function, several of one longer than two chunks. A
// short example in prose counts as a sentence of it.
func (b *builder) code(k content.Block, text string, at place) {
	if b.prose && korean.Length(text) <= min(maxExample, b.size) {
		b.add([]unit{at.unit(at.base+k.Start, at.base+k.End, text)})
		return
	}
	b.breakSection()
	headings := b.headings()
	if k.Name != "" {
		headings = append(headings, k.Name)
	}
	line := at.line
	for from := 0; from < len(text); {
		to := cutLines(text, from, 2*b.size)
		if strings.TrimSpace(text[from:to]) != "" {
			b.chunk(document.Chunk{Kind: document.Code, Headings: headings, Language: k.Language,
				Page: at.page, Line: line,
				Start: at.base + k.Start + from, End: at.base + k.Start + to})
		}
		next := to
		for next < len(text) && text[next] == '\n' {
			next++
		}
		if line > 0 {
			line += strings.Count(text[from:next], "\n")
		}
		from = next
	}
}

// cutLines gives where a piece of code from from on ends that has at most size
// characters: before an empty line in its second half, else between lines, else
// within a very long line.
func cutLines(text string, from, size int) int {
	window := korean.Truncate(text[from:], size)
	if len(window) == len(text)-from {
		return len(text)
	}
	if i := strings.LastIndex(window, "\n\n"); i > len(window)/2 {
		return from + i
	}
	if i := strings.LastIndexByte(window, '\n'); i > 0 {
		return from + i
	}
	return from + len(window)
}
