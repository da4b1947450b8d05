package text

import "strings"

// braced is a language with braces around bodies.
type braced struct {
	syntax
	comments []string // beginnings of lines that belong to the definition below them
	// top reads the head of a definition outside all braces, and gives its name.
	top func(head string) (name string, ok bool)
	// holds reports whether a definition has members that are cut when it is long.
	holds func(head string) bool
	// member reads the head of a method or inner type.
	member func(head string) (name string, ok bool)
	// begin moves a definition's first line up to where its head begins; if nil, it is there.
	begin func(s scanned, at int) int
}

// cut cuts at functions and types of the top level, long classes at their
// members, and where the code between them continues.
func (b braced) cut(lines []string) (pieces []piece, whole bool) {
	s := b.scan(lines)
	class, open := "", false // the class whose body this is; whether a definition's body is open
	for i := range lines {
		t := strings.TrimSpace(s.code[i])
		switch {
		case t == "" || s.depth[i] > 1 || s.depth[i] < 0:
		case s.depth[i] == 0:
			head := s.header(i)
			if name, ok := b.top(head); ok {
				pieces = appendPiece(pieces, piece{b.first(lines, s, i), name})
				class, open = "", true
				if b.holds(head) && s.length(i) > longPiece {
					class = name
				}
			} else if open && strings.Trim(t, "})];,") != "" && !hasAnyPrefix(t, []string{"@", "}", ")", "]", "{"}) {
				pieces = appendPiece(pieces, piece{withComments(lines, i, b.comments...), ""})
				class, open = "", false
			}
		case class != "":
			if name, ok := b.member(s.header(i)); ok {
				pieces = appendPiece(pieces, piece{b.first(lines, s, i), class + "." + name})
			}
		}
	}
	return pieces, s.whole
}

// first is the line at which the definition at line at begins, comments above it included.
func (b braced) first(lines []string, s scanned, at int) int {
	if b.begin != nil {
		at = b.begin(s, at)
	}
	return withComments(lines, at, b.comments...)
}
