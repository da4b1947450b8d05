package text

import (
	"regexp"
	"strings"
)

var (
	scriptTop = regexp.MustCompile(`^(?:export +)?(?:default +)?(?:(?:async +)?function\b *\*? *([\p{L}_$][\p{L}\p{N}_$]*)?` +
		`|class +([\p{L}_$][\p{L}\p{N}_$]*)` +
		`|(?:const|let|var) +([\p{L}_$][\p{L}\p{N}_$]*)[^=]{0,200}= *(?:async\b *)?(?:function\b|\([^()]*\) *(?::[^=]{0,100})?=>|[\p{L}_$][\p{L}\p{N}_$]* *=>|class\b)` +
		`|(?:module\.)?exports\.([\p{L}_$][\p{L}\p{N}_$]*) *= *(?:async\b *)?(?:function\b|\())`)
	scriptMethod = regexp.MustCompile(`^\s*(?:static +)?(?:async +)?(?:get +|set +)?[*#]?([\p{L}_$][\p{L}\p{N}_$]*) *\([^;]*\{\s*$`)
	scriptWord   = regexp.MustCompile(`^(?:if|for|while|switch|catch|function|return|with)$`)
)

// cutJavaScript cuts at functions and classes of the top level, long classes at
// their methods, and where the code between them goes on.
func cutJavaScript(lines []string) []piece {
	depth := scriptDepths(lines)
	var pieces []piece
	class, open := "", false
	for i, l := range lines {
		t := strings.TrimSpace(l)
		switch m := scriptTop.FindStringSubmatch(l); {
		case t == "" || depth[i] < 0:
		case depth[i] == 0 && m != nil:
			name := firstOf(m[1:])
			pieces = appendPiece(pieces, piece{withComments(lines, i, "//", "/*", "*", "@"), name})
			class, open = "", true
			if strings.Contains(l, "class") && scriptLength(depth, i) > longPiece {
				class = name
			}
		case depth[i] == 1 && class != "":
			if m := scriptMethod.FindStringSubmatch(l); m != nil && !scriptWord.MatchString(m[1]) {
				pieces = appendPiece(pieces, piece{withComments(lines, i, "//", "/*", "*", "@"),
					class + "." + m[1]})
			}
		case depth[i] == 0 && open && strings.Trim(t, "})];,") != "" &&
			!hasAnyPrefix(t, []string{"//", "/*", "*", "@", "}", ")", "]"}):
			pieces = appendPiece(pieces, piece{withComments(lines, i, "//", "/*", "*"), ""})
			class, open = "", false
		}
	}
	return pieces
}

func firstOf(names []string) string {
	for _, n := range names {
		if n != "" {
			return n
		}
	}
	return ""
}

func scriptLength(depth []int, at int) int {
	for i := at + 1; i < len(depth); i++ {
		if depth[i] == 0 {
			return i - at
		}
	}
	return len(depth) - at
}

// scriptScanner follows brackets through JavaScript. It knows strings,
// templates, comments and, by what stands before them, regular expressions; on
// code that is none it only loses count.
type scriptScanner struct {
	depth   int
	comment bool  // inside /* */
	quote   bool  // inside a template, at its text
	nested  []int // depths at which templates' ${ opened
	last    byte  // last character that is code and no blank
}

// scriptDepths gives for each line how deep in brackets it begins, -1 inside a comment or template.
func scriptDepths(lines []string) []int {
	depths := make([]int, len(lines))
	var s scriptScanner
	for i, l := range lines {
		depths[i] = s.depth
		if s.comment || s.quote {
			depths[i] = -1
		}
		for j := 0; j < len(l); {
			j += s.step(l[j:])
		}
		s.last = ';'
	}
	return depths
}

// step takes the next token of a line and gives its length.
func (s *scriptScanner) step(rest string) int {
	switch {
	case s.comment:
		return s.untilCommentEnd(rest)
	case s.quote:
		return s.template(rest)
	case strings.HasPrefix(rest, "//"):
		return len(rest)
	case strings.HasPrefix(rest, "/*"):
		s.comment = true
		return 2
	case rest[0] == '"' || rest[0] == '\'':
		s.last = '"'
		return shortString(rest)
	case rest[0] == '/' && (s.last == 0 || strings.IndexByte("(,=:[!&|?{};+-*%<>~^", s.last) >= 0):
		s.last = '"'
		return expressionLength(rest)
	}
	s.bracket(rest[0])
	if rest[0] != ' ' && rest[0] != '\t' {
		s.last = rest[0]
	}
	return 1
}

func (s *scriptScanner) untilCommentEnd(rest string) int {
	if i := strings.Index(rest, "*/"); i >= 0 {
		s.comment = false
		return i + 2
	}
	return len(rest)
}

func (s *scriptScanner) template(rest string) int {
	switch {
	case rest[0] == '\\':
		return min(2, len(rest))
	case rest[0] == '`':
		s.quote = false
		s.last = '"'
	case strings.HasPrefix(rest, "${"):
		s.nested = append(s.nested, s.depth)
		s.depth++
		s.quote = false
		return 2
	}
	return 1
}

func (s *scriptScanner) bracket(c byte) {
	switch c {
	case '`':
		s.quote = true
	case '{', '(', '[':
		s.depth++
	case '}', ')', ']':
		s.depth = max(0, s.depth-1)
		if n := len(s.nested); n > 0 && c == '}' && s.depth == s.nested[n-1] {
			s.nested = s.nested[:n-1]
			s.quote = true
		}
	}
}

// expressionLength is the length of the regular expression that s begins with; 1 if it is none.
func expressionLength(s string) int {
	class := false
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
		case c == '[':
			class = true
		case c == ']':
			class = false
		case c == '/' && !class:
			return i + 1
		}
	}
	return 1
}
