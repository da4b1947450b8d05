package chat

import (
	"strings"

	"github.com/mundap/mundap/internal/tabletext"
)

// quoted is the header of a table that is quoted from a document.
type quoted struct{ names []string }

func newQuoted(header string) quoted { return quoted{tabletext.Names(header)} }

// header is the header of the table in Markdown.
func (q quoted) header() string {
	var b strings.Builder
	for _, name := range q.names {
		b.WriteString("| " + escape(name) + " ")
	}
	return b.String() + "|\n" + strings.Repeat("|---", len(q.names)) + "|"
}

// row is a row of the table in Markdown, with a citation at the end of its last
// cell.
func (q quoted) row(text, mark string) string {
	all := tabletext.Cells(strings.TrimSpace(text))
	for i := range all {
		all[i] = escape(all[i])
	}
	return "| " + strings.Join(all, " | ") + mark + " |"
}

// pair is a row of a name and its value as an item of a list.
func pair(text string) string {
	both := tabletext.Cells(text)
	return "- " + escape(both[0]) + ": " + escape(strings.Join(both[1:], " "))
}
