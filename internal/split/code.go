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

// code makes one chunk of a function, or several of a function that is longer
// than two chunks. A short example in prose counts as one of its sentences.
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

// cutLines returns the end of a piece of code that begins at from and has at
// most size characters. It cuts before an empty line in the second half of the
// piece, else between lines, and inside a line only if the line is very long.
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
