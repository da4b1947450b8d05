package verify

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/passage"
)

// Piece is a part of an answer that is checked separately: a sentence, an item
// of a list, or a row of a table.
type Piece struct {
	Start, End int // range in the text, in bytes, including citations at its end and without surrounding blanks
	Row        bool
	Claim      bool // whether it is checked; false for headings, code and rules
}

// trailing are citations behind a sentence.
var trailing = regexp.MustCompile(`^(?:[ \t]*\[\d{1,2}\])+`)

// NextPiece returns the first complete piece of a text. A piece is complete if
// another one or a new line follows it. If end is true, the text is complete,
// and the rest of it is a piece too. ok is false if there is no complete piece
// yet. The text must not contain Markdown code.
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
