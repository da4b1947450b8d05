package spreadsheet

import (
	"strings"
	"unicode/utf8"
)

// parseSection reads one section of a format.
func parseSection(code string) (s section) {
	p := formatParser{rest: code, section: &s}
	for p.rest != "" && len(s.tokens) < 200 {
		p.next()
	}
	s.minutes()
	return s
}

// formatParser takes a section apart.
type formatParser struct {
	rest    string
	section *section
	point   bool // behind the decimal point
	started bool // the number has begun
	apart   bool // a literal follows digits
}

func (p *formatParser) literal(text string) {
	p.apart = p.started
	p.section.tokens = append(p.section.tokens, token{kind: 'l', text: text})
}

// take takes n bytes.
func (p *formatParser) take(n int) string {
	n = min(n, len(p.rest))
	s := p.rest[:n]
	p.rest = p.rest[n:]
	return s
}

// next reads one element of a format code (ECMA-376 Part 1, 18.8.31): a literal
// in quotes or after a backslash, a blank as wide as the next character (_), a
// fill character (*, which is left out), a condition or colour in brackets, or
// letters and digits that stand for parts of the value.
func (p *formatParser) next() {
	s := p.section
	switch c := p.rest[0]; {
	case c == '"':
		p.take(1)
		end := strings.IndexByte(p.rest, '"')
		if end < 0 {
			end = len(p.rest)
		}
		p.literal(p.take(end))
		p.take(1)
	case c == '\\':
		p.take(1)
		_, n := utf8.DecodeRuneInString(p.rest)
		p.literal(p.take(n))
	case c == '_':
		p.take(1)
		_, n := utf8.DecodeRuneInString(p.rest)
		p.take(n)
		p.literal(" ")
	case c == '*':
		p.take(1)
		_, n := utf8.DecodeRuneInString(p.rest)
		p.take(n)
	case c == '[':
		p.bracket()
	case len(p.rest) >= 7 && strings.EqualFold(p.rest[:7], "General"):
		p.take(7)
		s.general = true
	case len(p.rest) >= 5 && strings.EqualFold(p.rest[:5], "AM/PM"):
		p.take(5)
		s.half = true
		s.tokens = append(s.tokens, token{kind: 'p', text: "AM"})
	case c == '@':
		p.take(1)
		s.text = true
		s.tokens = append(s.tokens, token{kind: '@'})
	case strings.HasPrefix(p.rest, "오전/오후"):
		p.take(len("오전/오후"))
		s.half = true
		s.tokens = append(s.tokens, token{kind: 'p'})
	case strings.IndexByte("yYmMdDhHsS", c) >= 0, (c == 'a' || c == 'A') &&
		strings.HasPrefix(strings.ToLower(p.rest), "aaa"):
		p.letters(c | 0x20)
	case strings.IndexByte("0#?", c) >= 0 && p.ratio():
	case strings.IndexByte("0#?", c) >= 0:
		p.digit(c)
	default:
		p.other(c)
	}
}

// bracket reads [Red], [>100], [$₩-412], [h].
func (p *formatParser) bracket() {
	end := strings.IndexByte(p.rest, ']')
	if end < 0 {
		p.literal(p.take(1))
		return
	}
	inside := p.take(end + 1)[1:end]
	if c, ok := parseCondition(inside); ok {
		p.section.condition = c
		return
	}
	if currency, ok := strings.CutPrefix(inside, "$"); ok {
		sign, _, _ := strings.Cut(currency, "-")
		p.literal(sign)
		return
	}
	if lower := strings.ToLower(inside); lower != "" && strings.Trim(lower, lower[:1]) == "" &&
		strings.Contains("hms", lower[:1]) {
		p.section.date, p.section.elapsed = true, true
		kind := map[byte]byte{'h': 'H', 'm': 'E', 's': 'S'}[lower[0]]
		p.section.tokens = append(p.section.tokens, token{kind: kind, n: len(lower)})
	}
}

func (p *formatParser) letters(c byte) {
	n := 0
	for n < len(p.rest) && p.rest[n]|0x20 == c {
		n++
	}
	p.take(n)
	p.section.date = true
	p.section.tokens = append(p.section.tokens, token{kind: c, n: n})
}

func (p *formatParser) digit(c byte) {
	s := p.section
	p.take(1)
	if s.date { // parts of a second
		return
	}
	if !p.started {
		p.started = true
		s.tokens = append(s.tokens, token{kind: 'n'})
	}
	if p.apart && !p.point && !s.exp {
		s.tokens = append(s.tokens, token{kind: 'n'})
		p.apart = false
	}
	if last := &s.tokens[len(s.tokens)-1]; last.kind == 'n' && !p.point && s.pieces() > 1 {
		last.n++
	}
	switch {
	case s.exp:
		s.powers++
	case p.point:
		s.digits = min(s.digits+1, 15)
	default:
		s.places++
		if c == '0' {
			s.whole++
		}
	}
}

// other reads a character whose meaning depends on what came before. A comma
// between digits groups thousands; after the last digit it divides by 1,000
// instead. A point in a date begins fractions of a second.
func (p *formatParser) other(c byte) {
	s := p.section
	switch {
	case c == '.' && s.date:
		n := 1
		for n < len(p.rest) && p.rest[n] == '0' {
			n++
		}
		p.take(n)
		if n > 1 {
			s.tokens = append(s.tokens, token{kind: 'f', n: n - 1})
		} else {
			p.literal(".")
		}
	case c == '.':
		p.take(1)
		p.point = true
		if !p.started && p.rest != "" && strings.IndexByte("0#?", p.rest[0]) >= 0 {
			p.started = true
			s.tokens = append(s.tokens, token{kind: 'n'})
		}
	case c == ',' && p.started && !s.date:
		p.take(1)
		if p.rest == "" || strings.IndexByte("0#?,.", p.rest[0]) < 0 || p.scales() {
			s.scale++
		} else if p.rest[0] != '.' {
			s.groups = true
		} else {
			s.scale++
		}
	case c == '%':
		p.take(1)
		s.percent++
		p.literal("%")
	case (c == 'E' || c == 'e') && p.started && len(p.rest) > 1 &&
		(p.rest[1] == '+' || p.rest[1] == '-'):
		s.bare = p.take(2)[1] == '-'
		s.exp = true
	default:
		_, n := utf8.DecodeRuneInString(p.rest)
		p.literal(p.take(n))
	}
}

// scales reports whether only commas and what is no digit follow.
func (p *formatParser) scales() bool {
	rest := strings.TrimLeft(p.rest, ",")
	return p.rest[0] == ',' && (rest == "" || strings.IndexByte("0#?", rest[0]) < 0)
}

// minutes tells the m of minutes from that of months: it follows hours or precedes seconds.
func (s *section) minutes() {
	if !s.date {
		return
	}
	last := byte(0)
	for i := range s.tokens {
		t := &s.tokens[i]
		if t.kind == 'l' || t.kind == 'p' {
			continue
		}
		if t.kind == 'm' && t.n <= 2 && (last == 'h' || last == 'H' || s.followed(i+1)) {
			t.kind = 'M'
		}
		last = t.kind
	}
}

// followed reports whether seconds are the next part of a date.
func (s *section) followed(from int) bool {
	for _, t := range s.tokens[min(from, len(s.tokens)):] {
		if t.kind != 'l' {
			return t.kind == 's' || t.kind == 'S'
		}
	}
	return false
}

// pieces counts the pieces that literals divide a number into.
func (s *section) pieces() (n int) {
	for _, t := range s.tokens {
		if t.kind == 'n' {
			n++
		}
	}
	return n
}
