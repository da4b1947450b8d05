package ingest

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
)

// formatsWithTitles are formats whose files carry a title that readers don't see. A
// document that was made from an older one often still has the title of that one.
var formatsWithTitles = []string{"doc", "docx", "xls", "xlsx", "ppt", "pptx", "hwp", "hwpx", "pdf"}

// foreignTitle reports whether a file's title is another document's: most of its words
// are neither in the beginning of the text nor in the file's name.
func foreignTitle(format, title, name string, beginning []document.Block) bool {
	if title == "" || !slices.Contains(formatsWithTitles, format) {
		return false
	}
	var text strings.Builder
	text.WriteString(dense(name))
	for _, b := range beginning {
		text.WriteString(dense(b.Text))
	}
	all := text.String()
	words, found := 0, 0
	for word := range strings.FieldsFuncSeq(title, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		words++
		if strings.Contains(all, dense(word)) {
			found++
		}
	}
	return words > 0 && 2*found < words
}

// dense returns a text in lower case and without white space, because titles and texts
// are often spaced differently.
func dense(text string) string {
	return strings.Join(strings.Fields(strings.ToLower(korean.Normalise(text))), "")
}
