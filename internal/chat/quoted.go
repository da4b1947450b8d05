package chat

import "strings"

// quoted is the header of a table that is quoted from a document. The header has
// one row of names, or two if the names in the upper row span several columns.
type quoted struct{ names []string }

// newQuoted reads the lines of a header. If there are two, each name in the lower
// row is preceded by the one above it, provided that the upper names can be spread
// evenly over the columns.
func newQuoted(header string) quoted {
	upper, lower, two := strings.Cut(header, "\n")
	if !two {
		return quoted{cells(upper)}
	}
	above, names := spread(cells(upper), len(cells(lower))), cells(lower)
	for i := range names {
		if above != nil && above[i] != names[i] {
			names[i] = strings.TrimSpace(above[i] + " " + names[i])
		}
	}
	return quoted{names}
}

// spread returns the upper name of each column. If there are fewer names than
// columns, the first name belongs to the first column alone and the others are
// spread evenly. The result is nil if that is not possible.
func spread(names []string, columns int) []string {
	var all []string
	rest, first := names, 0
	if len(names) > 1 && columns > len(names) {
		all, rest, first = names[:1:1], names[1:], 1
	}
	if len(rest) == 0 || (columns-first)%len(rest) != 0 {
		return nil
	}
	for _, name := range rest {
		for range (columns - first) / len(rest) {
			all = append(all, name)
		}
	}
	return all
}

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
	all := cells(text)
	for i := range all {
		all[i] = escape(all[i])
	}
	return "| " + strings.Join(all, " | ") + mark + " |"
}

// pair is a row of a name and its value as an item of a list.
func pair(text string) string {
	both := cells(text)
	return "- " + escape(both[0]) + ": " + escape(strings.Join(both[1:], " "))
}

// cells are the cells of a line of a table. Bars at both ends enclose them.
func cells(line string) []string {
	line = strings.TrimSpace(line)
	if inner, ok := strings.CutPrefix(line, "|"); ok && strings.HasSuffix(inner, "|") {
		line = strings.TrimSuffix(inner, "|")
	}
	all := strings.Split(line, "|")
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all
}
