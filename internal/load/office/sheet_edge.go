package office

import (
	"strings"
	"unicode"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
)

// sheetEdges are the lines of headers and footers that a workbook has written.
// Most sheets repeat those of the first.
type sheetEdges map[string]bool

// write writes the lines of a header or footer that are new.
func (s sheetEdges) write(b *content.Builder, code string) {
	for _, line := range edgeLines(code) {
		if !s[line] {
			s[line] = true
			b.Paragraph(line)
		}
	}
}

// edgeLines are the texts of a sheet's header or footer, which is written in
// codes (ECMA-376 part 1, 18.3.1.39): &L, &C and &R begin its parts, &P is the
// page's number. Parts that say nothing but page, date, file or sheet are left
// out.
func edgeLines(code string) (lines []string) {
	const page = "\x01"
	var b strings.Builder
	for code != "" {
		text, rest, found := strings.Cut(code, "&")
		b.WriteString(text)
		if !found || rest == "" {
			break
		}
		switch rest[0] {
		case 'L', 'C', 'R':
			b.WriteByte('\n')
		case 'P', 'N':
			b.WriteString(page)
		case '&':
			b.WriteByte('&')
		}
		code = afterCode(rest)
	}
	for line := range strings.SplitSeq(b.String(), "\n") {
		if pageNumber.MatchString(korean.Line(strings.ReplaceAll(line, page, "1"))) {
			continue
		}
		numbered := strings.Contains(line, page)
		line = korean.Line(strings.ReplaceAll(line, page, ""))
		label := strings.HasSuffix(line, ":") || strings.HasSuffix(line, "：") // of a date, say
		if strings.ContainsFunc(line, isWordRune) && !label && !(numbered && korean.Length(line) <= shortEdge) {
			lines = append(lines, line)
		}
	}
	return lines
}

// shortEdge is the longest line, in characters, that says nothing without the number of
// the page that stood in it: 제장.
const shortEdge = 2

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// afterCode is what follows a code: a letter, a font in quotes, a size or a colour.
func afterCode(rest string) string {
	switch c := rest[0]; {
	case c == '"':
		if _, after, ok := strings.Cut(rest[1:], `"`); ok {
			return after
		}
		return ""
	case c >= '0' && c <= '9':
		return strings.TrimLeft(rest, "0123456789")
	case c == 'K':
		const colour = 6
		return rest[min(len(rest), 1+colour):]
	case c == 'P' && len(rest) > 1 && (rest[1] == '+' || rest[1] == '-'):
		return strings.TrimLeft(rest[2:], "0123456789")
	}
	return rest[1:]
}
