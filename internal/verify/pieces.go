package verify

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/passage"
)

// Piece is a part of an answer that is judged as one: a sentence, an item of a
// list, or a row of a table.
type Piece struct {
	Start, End int // bytes of the text, citations behind it included, blanks around it not
	Row        bool
	Claim      bool // false: a heading, code, a rule: nothing that is judged
}

// trailing are citations behind a sentence.
var trailing = regexp.MustCompile(`^(?:[ \t]*\[\d{1,2}\])+`)

// NextPiece gives the first piece of a text that is complete: another one, or a
// new line, follows it. With end the text goes no further, and what is left is
// a piece too. ok is false if there is none yet. Markdown of code must not be
// in the text.
func NextPiece(text string, end bool) (p Piece, ok bool) {
	start := len(text) - len(strings.TrimLeft(text, " \t\n"))
	rest := text[start:]
	if rest == "" {
		return Piece{}, false
	}
	newline := strings.IndexByte(rest, '\n')
	line, closed := rest, end
	if newline >= 0 {
		line, closed = rest[:newline], true
	}
	p = Piece{Start: start, End: start + len(strings.TrimRight(line, " \t")), Claim: true}
	switch {
	case strings.HasPrefix(line, "|"):
		p.Row = true
		p.Claim = !passage.IsRule(line)
		return p, closed
	case strings.HasPrefix(line, "#"), strings.Trim(line, "-*_= ") == "":
		p.Claim = false
		return p, closed
	}
	for s := range korean.Sentences(line) {
		if s.End == len(strings.TrimRight(line, " \t")) {
			break
		}
		stop := s.End + len(trailing.FindString(line[s.End:]))
		if strings.TrimSpace(line[stop:]) == "" {
			break
		}
		p.End = start + stop
		return p, true
	}
	return p, closed
}
