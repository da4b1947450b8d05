package content

import (
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

// Comment is how a comment is written: with a word before it, so that it is not
// taken for the document's own text, and with the beginning of what it is about
// unless that is "". Names of authors are left out.
func Comment(about, text string) string {
	const most = 40
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	if about = korean.Line(about); about != "" {
		if short := korean.Truncate(about, most); short != about {
			about = strings.TrimSpace(short) + "…"
		}
		about = "(" + about + ")"
	}
	return "메모" + about + ": " + strings.Join(lines, "\n")
}
