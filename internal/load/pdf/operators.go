package pdf

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
)

// operators are those of content streams (ISO 32000-1, annex A).
var operators = wordSet(`b B b* B* BDC BI BMC BT c cm CS cs d d0 d1 Do DP EI EMC ET f F f* G g gs h i j J K k l
	m M MP n q Q re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' "
	true false null R`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// numeric is a number, also one that programs write wrongly, such as 1.-5 and --3,
// or nan, inf and -1.#IND for what they could not compute.
var numeric = regexp.MustCompile(
	`^(?:[+\-\d.]+(?:[eE]-?\d+)?|(?i:[+-]?(?:nan|inf|infinity)|-?1\.#(?:ind|qnan|inf)\d*))$`)

// garbled reports whether a content stream was overwritten: it contains a word that
// is neither an operator nor a number, or a string without its end. Pictures in the
// stream, and parts that are marked as foreign (BX), are not looked at.
func garbled(content []byte) bool {
	s := syntax{data: content}
	for {
		s.skip(whiteSpace)
		if s.at >= len(s.data) {
			return false
		}
		switch c := s.data[s.at]; c {
		case '%':
			s.at += len(s.data[s.at:]) - len(bytes.TrimLeftFunc(s.data[s.at:],
				func(r rune) bool { return r != '\n' && r != '\r' }))
		case '(':
			s.at++
			if _, ok := s.literal(); !ok {
				return true
			}
		case '[', ']', '{', '}':
			s.at++
		case '/':
			s.at++
			s.word()
		case '<', '>':
			if bracketed, ok := s.bracket(c); !bracketed {
				return !ok
			}
		case ')':
			return true
		default:
			switch w := string(s.word()); {
			case w == "BX" || w == "ID":
				return false
			case !operators[w] && !numeric.MatchString(w):
				return true
			}
		}
	}
}

// bracket skips << or >>, or a string of hexadecimal digits. further: it was one.
func (s *syntax) bracket(c byte) (further, ok bool) {
	if bytes.HasPrefix(s.data[s.at:], []byte{c, c}) {
		s.at += 2
		return true, true
	}
	if c == '>' {
		return false, false
	}
	s.at++
	_, ok = s.hexadecimal()
	return ok, ok
}

// length is the length of a stream, if its dictionary gives it directly.
var length = regexp.MustCompile(`/Length\s+(\d{1,9})\s*(?:/|>>)`)

// shortened reports whether a stream that is not packed has another length than
// its dictionary says: bytes were taken out of it. data begins behind the word
// stream.
func (s stream) shortened(n int) bool {
	// Encryption adds up to 32 bytes, and programs count line ends in their own ways.
	const slack = 48
	m := length.FindSubmatch(s.before)
	if m == nil {
		return false
	}
	said, err := strconv.Atoi(string(m[1]))
	return err == nil && n < said-slack
}
