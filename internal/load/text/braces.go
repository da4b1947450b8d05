package text

import (
	"strings"
)

// syntax is what the scanner has to know of a language with braces.
type syntax struct {
	expressions bool // regular expressions between slashes, and templates in backquotes
	textBlocks  bool // strings between three quotes
	directives  bool // lines for a preprocessor begin with #
}

// scanned is code without its comments and the insides of its strings.
type scanned struct {
	code  []string // by line; a string is ""
	depth []int    // in brackets at the line's beginning; -1 inside a comment or string
	whole bool     // every bracket, comment and string is closed
}

// maxHeader is how many lines the head of a definition may take.
const maxHeader = 30

// header is the code from line at to where the body begins, on one line.
func (s scanned) header(at int) string {
	var head []string
	open := 0
	for i := at; i < min(len(s.code), at+maxHeader); i++ {
		line := strings.TrimSpace(s.code[i])
		if line == "" && i > at {
			continue
		}
		complete := len(head) > 0 && open == 0
		if complete && !hasAnyPrefix(line, []string{"{", "throws ", "extends ", "implements "}) {
			break
		}
		head = append(head, line)
		open += strings.Count(line, "(") - strings.Count(line, ")")
		if open <= 0 && strings.ContainsAny(line, "{;") {
			break
		}
	}
	return strings.Join(head, " ")
}

// length is the number of lines from line at to where its depth is reached again.
func (s scanned) length(at int) int {
	begun := false
	for i := at + 1; i < len(s.depth); i++ {
		begun = begun || s.depth[i] > s.depth[at]
		if begun && s.depth[i] == s.depth[at] {
			return i - at
		}
	}
	return len(s.depth) - at
}

// braceScanner follows brackets through code. Of regular expressions it knows
// by what stands before them. On code that is none it only loses count.
type braceScanner struct {
	syntax
	depth   int
	block   bool  // inside a string between three quotes
	comment bool  // inside /* */
	quote   bool  // inside a template, at its text
	nested  []int // depths at which templates' ${ opened
	last    byte  // last character that is code and no blank
	lost    bool  // a bracket closed what was not open
	out     strings.Builder
}

// scan reads lines of a language with braces.
func (x syntax) scan(lines []string) scanned {
	r := scanned{code: make([]string, len(lines)), depth: make([]int, len(lines))}
	s := braceScanner{syntax: x}
	directive := false // the line before was one, and goes on
	for i, l := range lines {
		r.depth[i] = s.depth
		if s.comment || s.quote || s.block {
			r.depth[i] = -1
		}
		if x.directives && !s.comment && (directive || strings.HasPrefix(strings.TrimSpace(l), "#")) {
			directive = strings.HasSuffix(l, "\\")
			r.depth[i] = -1
			continue
		}
		r.code[i] = s.line(l)
	}
	r.whole = !s.lost && s.depth == 0 && !s.comment && !s.quote && !s.block
	return r
}

// linkage opens a block around declarations that is no body.
const linkage = `extern "" {`

func (s *braceScanner) line(l string) string {
	s.out.Reset()
	if s.directives && strings.HasPrefix(l, "}") { // branches of #if may open it twice
		s.depth = 1
	}
	for j := 0; j < len(l); {
		j += s.step(l[j:])
	}
	code := s.out.String()
	if s.directives && strings.Join(strings.Fields(code), " ") == linkage {
		s.depth = max(0, s.depth-1)
		return ""
	}
	s.last = ';'
	return code
}

// step takes the next token of a line and gives its length.
func (s *braceScanner) step(rest string) int {
	switch {
	case s.comment:
		return s.until(rest, "*/", &s.comment)
	case s.block:
		return s.until(rest, `"""`, &s.block)
	case s.quote:
		return s.template(rest)
	case strings.HasPrefix(rest, "//"):
		return len(rest)
	case strings.HasPrefix(rest, "/*"):
		s.comment = true
		return 2
	case s.textBlocks && strings.HasPrefix(rest, `"""`):
		s.block = true
		s.string()
		return 3
	case rest[0] == '"' || rest[0] == '\'':
		s.string()
		return shortString(rest)
	case s.expressions && rest[0] == '/' &&
		(s.last == 0 || strings.IndexByte("(,=:[!&|?{};+-*%<>~^", s.last) >= 0):
		s.string()
		return expressionLength(rest)
	}
	s.bracket(rest[0])
	s.out.WriteByte(rest[0])
	if rest[0] != ' ' && rest[0] != '\t' {
		s.last = rest[0]
	}
	return 1
}

// string stands for one in the code.
func (s *braceScanner) string() {
	s.last = '"'
	s.out.WriteString(`""`)
}

// until passes what is neither code nor a string's escape, to the mark that ends it.
func (s *braceScanner) until(rest, end string, inside *bool) int {
	if i := strings.Index(rest, end); i >= 0 {
		*inside = false
		return i + len(end)
	}
	return len(rest)
}

func (s *braceScanner) template(rest string) int {
	switch {
	case rest[0] == '\\':
		return min(2, len(rest))
	case rest[0] == '`':
		s.quote = false
		s.string()
	case strings.HasPrefix(rest, "${"):
		s.nested = append(s.nested, s.depth)
		s.depth++
		s.quote = false
		return 2
	}
	return 1
}

func (s *braceScanner) bracket(c byte) {
	switch c {
	case '`':
		s.quote = s.expressions
	case '{', '(', '[':
		s.depth++
	case '}', ')', ']':
		s.lost = s.lost || s.depth == 0
		s.depth = max(0, s.depth-1)
		if n := len(s.nested); n > 0 && c == '}' && s.depth == s.nested[n-1] {
			s.nested = s.nested[:n-1]
			s.quote = true
		}
	}
}

// expressionLength is the length of the regular expression that s begins with, or 1.
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
