package prompt

import (
	"strings"
	"unicode/utf8"
)

// Stripper takes tags out of a stream of text: <name>, </name> and <name …>,
// whatever their case, wherever they stand, also when they arrive in pieces.
// Everything else passes as it is, except blanks at the stream's beginning and
// end if the prompt has tags. The zero value passes everything.
type Stripper struct {
	tags  []string
	held  string // begins like a tag
	blank string // blanks that may be the stream's last
	begun bool
}

// NewStripper makes a stripper of the prompt's tags.
func (p Prompt) NewStripper() *Stripper {
	s := &Stripper{}
	for _, t := range p.Tags {
		s.tags = append(s.tags, strings.ToLower(t))
	}
	return s
}

// maxTag is the longest tag that is waited for; more than that after a "<" is no tag of ours.
const maxTag = 80

// Push takes the next piece and gives what is certain to reach the user.
func (s *Stripper) Push(piece string) string {
	if len(s.tags) == 0 {
		return piece
	}
	s.held += piece
	return s.drain(false)
}

// Flush gives what was held back, at the stream's end.
func (s *Stripper) Flush() string { return s.drain(true) }

// Reset forgets everything, for a stream that begins anew.
func (s *Stripper) Reset() { s.held, s.blank, s.begun = "", "", false }

func (s *Stripper) drain(end bool) string {
	var out strings.Builder
	for s.held != "" {
		i := strings.IndexByte(s.held, '<')
		if i != 0 {
			if i < 0 {
				i = len(s.held)
			}
			out.WriteString(s.held[:i])
			s.held = s.held[i:]
			continue
		}
		length, maybe := s.tagAt(s.held)
		if maybe && !end {
			break
		}
		if length == 0 {
			out.WriteByte('<')
			length = 1
		}
		s.held = s.held[length:]
	}
	return s.trimEnds(out.String())
}

// trimEnds holds blanks back until something follows them, and drops those that
// nothing came before.
func (s *Stripper) trimEnds(text string) string {
	text = s.blank + text
	shown := strings.TrimRight(text, " \t\r\n")
	s.blank = text[len(shown):]
	if s.begun || shown == "" {
		return shown
	}
	s.begun = true
	return strings.TrimLeft(shown, " \t\r\n")
}

// tagAt gives the length of the tag that text begins with, 0 for none; maybe:
// it could still become one.
func (s *Stripper) tagAt(text string) (length int, maybe bool) {
	body := text[1:]
	closing := strings.HasPrefix(body, "/")
	if closing {
		body = body[1:]
	}
	lower := strings.ToLower(body[:min(len(body), maxTag)])
	for _, tag := range s.tags {
		if len(lower) < len(tag) {
			maybe = maybe || strings.HasPrefix(tag, lower)
			continue
		}
		rest, ok := strings.CutPrefix(lower, tag)
		if !ok {
			continue
		}
		if r, _ := utf8.DecodeRuneInString(rest); rest != "" && r != '>' && r != ' ' {
			continue
		}
		if end := strings.IndexByte(rest, '>'); end >= 0 {
			return len(text) - len(body) + len(tag) + end + 1, false
		}
		maybe = maybe || len(body) < maxTag
	}
	return 0, maybe
}

// Strip is a Stripper for a whole text: without the prompt's tags, and without
// blanks at its ends. If the text holds a whole <result>…</result>, only that
// counts: what a model says around it is no result.
func (p Prompt) Strip(text string) string {
	if inner, ok := between(text, resultTag); ok && len(p.Tags) > 0 && p.Tags[0] == resultTag {
		text = inner
	}
	s := p.NewStripper()
	return strings.TrimSpace(s.Push(text) + s.Flush())
}

func between(text, tag string) (string, bool) {
	_, rest, ok := strings.Cut(text, "<"+tag+">")
	if !ok {
		return "", false
	}
	inner, _, ok := strings.Cut(rest, "</"+tag+">")
	return inner, ok
}
