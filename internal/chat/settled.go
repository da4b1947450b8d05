package chat

import (
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

// settled returns how many bytes at the beginning of an answer will be read as
// they are, whatever follows: whole lines, and sentences of the last line after
// which another one has begun.
func settled(answer string) int {
	end := strings.LastIndexByte(answer, '\n') + 1
	if n := wholeSentences(answer[end:]); n > 0 {
		return end + n
	}
	for end > 0 { // a line with a bar may turn out to be the first of a table
		line := strings.LastIndexByte(answer[:end-1], '\n') + 1
		if !strings.Contains(answer[line:end], "|") {
			break
		}
		end = line
	}
	return end
}

// wholeSentences returns how many bytes at the beginning of a line that is being
// written are sentences after which another one has begun, with a whole word. 0
// where that can't be told yet: in a table or a block of code, or between marks
// that come in pairs.
func wholeSentences(line string) int {
	if strings.Contains(line, "|") || strings.Contains(line, "~~~") {
		return 0
	}
	line = line[:strings.LastIndexAny(line, " \t")+1]
	whole, before := 0, 0
	for s := range korean.Sentences(line) {
		if before > 0 && paired(line[:before]) {
			whole = before
		}
		before = s.End
	}
	return whole
}

// paired reports whether no mark of Markdown is left open in a text.
func paired(text string) bool {
	for _, mark := range [...]string{"*", "_", "`", "~"} {
		if strings.Count(text, mark)%2 != 0 {
			return false
		}
	}
	for _, pair := range [...][2]string{{"[", "]"}, {"(", ")"}, {"<", ">"}} {
		if strings.Count(text, pair[0]) != strings.Count(text, pair[1]) {
			return false
		}
	}
	return true
}
