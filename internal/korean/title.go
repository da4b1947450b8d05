package korean

import (
	"strings"
	"unicode/utf8"
)

// longestTitle is how many characters a line has at most that is taken for a title.
const longestTitle = 60

// ReadsLikeTitle reports whether a line is short and no sentence.
func ReadsLikeTitle(line string) bool {
	line = strings.TrimSpace(line)
	return line != "" && utf8.RuneCountInString(line) <= longestTitle &&
		!strings.HasSuffix(line, "다") && !strings.HasSuffix(line, "요") &&
		!strings.ContainsAny(line[len(line)-1:], ".?!:|,")
}
