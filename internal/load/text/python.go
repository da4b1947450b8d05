package text

import (
	"regexp"
	"strings"
)

var (
	pythonTop    = regexp.MustCompile(`^(?:async +)?(?:def|class) +([\p{L}_][\p{L}\p{N}_]*)`)
	pythonMethod = regexp.MustCompile(`^(?: {2,4}|\t)(?:async +)?def +([\p{L}_][\p{L}\p{N}_]*)`)
)

// cutPython cuts at functions and classes of the top level, long classes at
// their methods, and where the code between them continues. Lines inside strings
// and brackets begin nothing.
func cutPython(lines []string) (pieces []piece, whole bool) {
	inside, whole := pythonInside(lines)
	class, open := "", false // the class whose body this is; whether a definition's body is open
	for i, l := range lines {
		switch {
		case inside[i] || strings.TrimSpace(l) == "":
		case pythonTop.MatchString(l):
			name := pythonTop.FindStringSubmatch(l)[1]
			pieces = appendPiece(pieces, piece{withComments(lines, i, "#", "@"), name})
			class, open = "", true
			if strings.HasPrefix(l, "class") && pythonLength(lines, inside, i) > longPiece {
				class = name
			}
		case class != "" && pythonMethod.MatchString(l):
			name := class + "." + pythonMethod.FindStringSubmatch(l)[1]
			pieces = appendPiece(pieces, piece{withComments(lines, i, "#", "@"), name})
		case open && !strings.HasPrefix(l, " ") && !strings.HasPrefix(l, "\t") &&
			!hasAnyPrefix(l, []string{"#", "@", ")", "]", "}"}):
			pieces = appendPiece(pieces, piece{withComments(lines, i, "#"), ""})
			class, open = "", false
		}
	}
	return pieces, whole
}

// appendPiece keeps pieces in order: comments already taken by the piece before stay with it.
func appendPiece(pieces []piece, p piece) []piece {
	if n := len(pieces); n > 0 && p.line <= pieces[n-1].line {
		pieces[n-1] = piece{pieces[n-1].line, p.name}
		return pieces
	}
	return append(pieces, p)
}

// pythonLength is the number of lines of the definition at line at.
func pythonLength(lines []string, inside []bool, at int) int {
	for i := at + 1; i < len(lines); i++ {
		l := lines[i]
		if !inside[i] && strings.TrimSpace(l) != "" &&
			!hasAnyPrefix(l, []string{" ", "\t", "#", ")", "]", "}"}) {
			return i - at
		}
	}
	return len(lines) - at
}

// pythonInside tells for each line whether it begins inside a triple-quoted
// string, and whether the last of them is closed.
func pythonInside(lines []string) (inside []bool, whole bool) {
	inside = make([]bool, len(lines))
	quote := "" // the quote that ends the open string
	for i, l := range lines {
		inside[i] = quote != ""
		for j := 0; j < len(l); {
			switch rest := l[j:]; {
			case quote != "":
				switch {
				case rest[0] == '\\':
					j++
				case strings.HasPrefix(rest, quote):
					j += len(quote) - 1
					quote = ""
				}
			case rest[0] == '#':
				j = len(l)
			case strings.HasPrefix(rest, `"""`), strings.HasPrefix(rest, "'''"):
				quote = rest[:3]
				j += 2
			case rest[0] == '"' || rest[0] == '\'':
				j += shortString(rest) - 1
			}
			j++
		}
	}
	return inside, quote == ""
}

// shortString is the length of the string on one line that s begins with; of
// the whole line if nothing closes it.
func shortString(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case s[0]:
			return i + 1
		}
	}
	return len(s)
}
