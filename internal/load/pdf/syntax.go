package pdf

import (
	"bytes"
	"encoding/hex"
)

// value is an object of a PDF, as far as encryption needs it. The zero value is
// none.
type value struct {
	text    []byte // a string's bytes; a name without its slash; anything else as written
	items   []value
	entries map[string]value
}

// syntax reads objects (ISO 32000-1, 7.3) from a place on.
type syntax struct {
	data []byte
	at   int
}

const (
	whiteSpace = "\x00\t\n\f\r "
	delimiters = whiteSpace + "()<>[]{}/%"
	// maxDepth bounds objects within objects; encryption needs three.
	maxDepth = 8
)

func (s *syntax) skip(chars string) {
	for s.at < len(s.data) && bytes.IndexByte([]byte(chars), s.data[s.at]) >= 0 {
		s.at++
	}
}

// take skips white space and a mark, if that is what follows.
func (s *syntax) take(mark string) bool {
	s.skip(whiteSpace)
	found := bytes.HasPrefix(s.data[s.at:], []byte(mark))
	if found {
		s.at += len(mark)
	}
	return found
}

// word reads up to the next delimiter.
func (s *syntax) word() []byte {
	begin := s.at
	n := bytes.IndexAny(s.data[begin:], delimiters)
	if n < 0 {
		n = len(s.data) - begin
	}
	s.at += n
	return s.data[begin:s.at]
}

// value reads the next object. ok: there is one.
func (s *syntax) value(depth int) (v value, ok bool) {
	switch {
	case depth > maxDepth:
		return value{}, false
	case s.take("<<"):
		return s.dictionary(depth)
	case s.take("["):
		for !s.take("]") {
			item, ok := s.value(depth + 1)
			if !ok {
				return v, false
			}
			v.items = append(v.items, item)
		}
		return v, true
	case s.take("<"):
		v.text, ok = s.hexadecimal()
		return v, ok
	case s.take("("):
		v.text, ok = s.literal()
		return v, ok
	}
	s.take("/")
	v.text = s.word()
	return v, len(v.text) > 0
}

func (s *syntax) dictionary(depth int) (v value, ok bool) {
	v.entries = map[string]value{}
	for !s.take(">>") {
		if !s.take("/") {
			if len(s.word()) == 0 { // no part of a reference
				return v, false
			}
			continue
		}
		name := string(s.word())
		entry, ok := s.value(depth + 1)
		if !ok {
			return v, false
		}
		v.entries[name] = entry
	}
	return v, true
}

func (s *syntax) hexadecimal() ([]byte, bool) {
	digits, _, ok := bytes.Cut(s.data[s.at:], []byte(">"))
	s.at += len(digits) + 1
	if !ok {
		return nil, false
	}
	digits = bytes.Join(bytes.Fields(digits), nil)
	if len(digits)%2 == 1 {
		digits = append(digits, '0')
	}
	out, err := hex.DecodeString(string(digits))
	return out, err == nil
}

// literal reads a string up to its closing bracket.
func (s *syntax) literal() (out []byte, ok bool) {
	for open := 1; s.at < len(s.data); s.at++ {
		c := s.data[s.at]
		switch c {
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				s.at++
				return out, true
			}
		case '\\':
			out = s.escaped(out)
			continue
		case '\r':
			if bytes.HasPrefix(s.data[s.at:], []byte("\r\n")) {
				s.at++
			}
			c = '\n'
		}
		out = append(out, c)
	}
	return out, false
}

// escaped reads what follows a backslash and stays at its last byte.
func (s *syntax) escaped(out []byte) []byte {
	if s.at++; s.at == len(s.data) {
		return out
	}
	c := s.data[s.at]
	if i := bytes.IndexByte([]byte("nrtbf"), c); i >= 0 {
		return append(out, "\n\r\t\b\f"[i])
	}
	if c == '\r' && bytes.HasPrefix(s.data[s.at:], []byte("\r\n")) {
		s.at++
	}
	if c == '\r' || c == '\n' {
		return out // the line goes on
	}
	if c < '0' || c > '7' {
		return append(out, c)
	}
	code := 0
	for i := 0; i < 3 && s.at < len(s.data) && s.data[s.at] >= '0' && s.data[s.at] <= '7'; i++ {
		code = code<<3 | int(s.data[s.at]-'0')
		s.at++
	}
	s.at--
	return append(out, byte(code))
}
