package main

import (
	"io"
	"strings"
)

// plain writes Markdown to a terminal, which does not render it: of a backslash
// that keeps a character from being markup, only the character is shown. Code
// stays as it is.
type plain struct {
	to      io.Writer
	held    bool // the last byte was a backslash, which is not written yet
	ticks   int  // backticks that have come one after the other
	opening int  // backticks that began the code that goes on; 0 if there is none
}

const punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

// Write takes the next part of a text. It may end anywhere.
func (p *plain) Write(part []byte) (int, error) {
	var out strings.Builder
	for _, c := range part {
		if c == '`' && !p.held {
			p.ticks++
			out.WriteByte(c)
			continue
		}
		p.endTicks()
		switch {
		case p.held:
			p.held = false
			if strings.IndexByte(punctuation, c) < 0 {
				out.WriteByte('\\')
			}
			out.WriteByte(c)
		case c == '\\' && p.opening == 0:
			p.held = true
		default:
			out.WriteByte(c)
		}
	}
	if _, err := io.WriteString(p.to, out.String()); err != nil {
		return 0, err
	}
	return len(part), nil
}

// endTicks begins or ends code when its backticks are over.
func (p *plain) endTicks() {
	switch {
	case p.ticks == 0:
	case p.opening == 0:
		p.opening = p.ticks
	case p.opening == p.ticks:
		p.opening = 0
	}
	p.ticks = 0
}

// Close writes what is held back.
func (p *plain) Close() error {
	if !p.held {
		return nil
	}
	p.held = false
	_, err := io.WriteString(p.to, `\`)
	return err
}
