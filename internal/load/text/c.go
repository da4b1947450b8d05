package text

import (
	"regexp"
	"strings"
)

var (
	cFunction = regexp.MustCompile(`^(?:[A-Za-z_][\w \t*]*?[ \t*]+)?([A-Za-z_]\w*) *\(.*\)[^;={]*\{`)
	cType     = regexp.MustCompile(`^(?:typedef +)?(?:static +|const +)*(?:struct|union|enum)\b *([A-Za-z_]\w*)?[^;()=]*\{`)
	// cResult is a line with nothing but the type that a function returns.
	cResult = regexp.MustCompile(`^[A-Za-z_][\w \t*]*$`)
)

var c = braced{
	syntax:   syntax{directives: true},
	comments: []string{"//", "/*", "*"},
	top: func(head string) (string, bool) {
		if m := cType.FindStringSubmatch(head); m != nil {
			return m[1], true
		}
		m := cFunction.FindStringSubmatch(head)
		if m == nil {
			return "", false
		}
		return m[1], true
	},
	holds: func(string) bool { return false },
	begin: func(s scanned, at int) int {
		if at > 0 && s.depth[at-1] == 0 && cResult.MatchString(strings.TrimSpace(s.code[at-1])) {
			return at - 1
		}
		return at
	},
}
