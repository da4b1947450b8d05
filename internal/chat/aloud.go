package chat

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean"
)

// What is read aloud in place of a table or a block of code. The browser's
// voice says the same (aloud.table and aloud.code in web/src/i18n).
var (
	tableSaid = fault.Text{Ko: "표는 화면에서 확인해 주세요.", En: "See the table on the screen."}
	codeSaid  = fault.Text{Ko: "코드는 화면에서 확인해 주세요.", En: "See the code on the screen."}
)

// sentences turns an answer in Markdown into the sentences that a voice reads:
// without citations, addresses and marks, links by their text, each line a
// sentence of its own at least. A table or a block of code is announced, not
// read. The rules are those of the browser's voice, web/src/chat/aloud.ts;
// testdata/aloud.json holds both to them.
func sentences(answer string) []string {
	var all []string
	for _, line := range aloud(answer) {
		if !endsSentence.MatchString(line) {
			line += "." // a voice makes no pause at the end of a line
		}
		for s := range korean.Sentences(line) {
			all = append(all, s.Of(line))
		}
	}
	return all
}

var endsSentence = regexp.MustCompile(`[.!?…。:,;]["'”’)\]]*$`)

var (
	// prefix is what stands before a line's text in a quotation or a list.
	prefix = regexp.MustCompile(`^\s*(?:>\s?|[-*+]\s+(?:\[[ xX]\]\s+)?)`)
	fence  = regexp.MustCompile("^\\s*(?:\\d+[.)]\\s+)?(`{3,}|~{3,})(.*)$")
	// divider is the second line of a table: |---|:-:|.
	divider = regexp.MustCompile(`^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$`)
)

// aloud returns the lines of an answer that are read.
func aloud(answer string) (lines []string) {
	add := func(text string) {
		if text != "" && (len(lines) == 0 || lines[len(lines)-1] != text) {
			lines = append(lines, text)
		}
	}
	language := korean.Language(answer)
	var open string // the fence of the block of code that the line is in
	inTable := false
	all := strings.Split(answer, "\n")
	for i, line := range all {
		line = unprefixed(line)
		mark := fence.FindStringSubmatch(line)
		switch {
		case open != "":
			if mark != nil && strings.HasPrefix(mark[1], open) && strings.TrimSpace(mark[2]) == "" {
				open = ""
			}
			continue
		case mark != nil:
			open = mark[1]
			add(codeSaid.In(language))
			continue
		}
		next := ""
		if i+1 < len(all) {
			next = unprefixed(all[i+1])
		}
		inTable = strings.HasPrefix(strings.TrimSpace(line), "|") ||
			strings.Contains(line, "|") &&
				(inTable || strings.Contains(next, "|") && divider.MatchString(next))
		if inTable {
			add(tableSaid.In(language))
			continue
		}
		add(unmarked(line))
	}
	return lines
}

// unprefixed removes the marks of quotations and lists, however deeply nested.
func unprefixed(line string) string {
	for !rule.MatchString(line) {
		at := prefix.FindStringIndex(line)
		if at == nil {
			return line
		}
		line = line[at[1]:]
	}
	return ""
}

// rule is a line across the page, or below a heading.
var rule = regexp.MustCompile(`^\s*(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|={2,}\s*)$`)

var (
	escaped = regexp.MustCompile("\\\\([!-/:-@[-`{-~])")
	kept    = regexp.MustCompile("[\uE021-\uE07E]")
	// An address in a link may hold one pair of parentheses.
	linked  = regexp.MustCompile(`!?\[([^\]]*)\]\((?:[^()]|\([^()]*\))*\)`)
	address = regexp.MustCompile(`https?://[^\s<>)\]]+`)
	tag     = regexp.MustCompile(`</?[A-Za-z][^>]*>|<>`)
	heading = regexp.MustCompile(`^\s*#{1,6}\s+(.*?)(?:\s+#+)?\s*$`)
	strong  = regexp.MustCompile("\\*\\*|__|~~|`")
	// Emphasis by single marks; between spaces an asterisk is a sign of its own.
	stressed = regexp.MustCompile(`\*([^\s*](?:[^*]*[^\s*])?)\*`)
	slanted  = regexp.MustCompile(`(^|[\s("'])_([^\s_](?:[^_]*[^\s_])?)_`)
)

// unmarked is a line without what Markdown and citations add to it. Escaped
// characters pass through it in Unicode's private range, so that they are
// never taken for marks.
func unmarked(line string) string {
	line = escaped.ReplaceAllStringFunc(line,
		func(s string) string { return string(rune(s[1]) + 0xE000) })
	line = linked.ReplaceAllString(line, "$1")
	c := citations{}
	line = c.Push(line) + c.Flush()
	line = address.ReplaceAllString(line, "")
	line = heading.ReplaceAllString(line, "$1")
	line = strong.ReplaceAllString(line, "")
	line = stressed.ReplaceAllString(line, "$1")
	line = slanted.ReplaceAllString(line, "$1$2")
	line = tag.ReplaceAllString(line, " ")
	line = kept.ReplaceAllStringFunc(line,
		func(s string) string { return string([]rune(s)[0] - 0xE000) })
	return strings.Join(strings.Fields(line), " ")
}
