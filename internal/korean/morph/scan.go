package morph

import (
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean/morph/dictfile"
)

// maxJoined bounds the bytes to which a token may grow by joining runs, so that
// none takes more than linear time.
const maxJoined = 96

// unit is what the lattice is made of: a character, or a whole token such as a
// number or a run of Latin letters. White space is between units.
type unit struct {
	from, to int32  // offsets in the normal text
	code     uint16 // the character's code in the trie, 0 for one in no word and for a token
	class    dictfile.Class
	flags    unitFlags
}

type unitFlags uint8

const (
	afterSpace unitFlags = 1 << iota // white space, or the beginning of the text, before the unit
	afterBlank                       // an empty line before the unit
	isToken                          // a run of letters and digits, with what joins them
	// a token with something between its runs, such as 1,000 or err-1042
	isComposed
	endsClause // a mark that ends a sentence
	beginsWord // no word reaches from before the unit beyond it
)

// scan cuts normal text into units.
func scan(units []unit, d *dictionary, text string) []unit {
	flags, newlines := afterSpace, 0
	for i := 0; i < len(text); {
		c := text[i]
		if c <= ' ' || c == 0x7F {
			flags |= afterSpace
			if c == '\n' {
				newlines++
			}
			if newlines > 1 {
				flags |= afterBlank
			}
			i++
			continue
		}
		u := scanUnit(d, text, i)
		u.flags |= flags
		flags, newlines = 0, 0
		units = append(units, u)
		i = int(u.to)
		if u.class == dictfile.ClassNumber && u.flags&afterSpace == 0 {
			separateArticles(units, text)
		}
	}
	return units
}

// separateArticles marks 제 before the number at the end of the units when it
// begins an article after another one: 제3항 in 제12조제3항. (The dictionary has a
// word 조제.)
func separateArticles(units []unit, text string) {
	n := len(units)
	if n < 4 || units[n-4].class != dictfile.ClassNumber || units[n-2].flags&afterSpace != 0 {
		return
	}
	if isArticle(text[units[n-3].from:units[n-3].to]) &&
		text[units[n-2].from:units[n-2].to] == "제" {
		units[n-2].flags |= beginsWord
	}
}

// scanUnit returns the unit at i.
func scanUnit(d *dictionary, text string, i int) unit {
	if i+2 < len(text) {
		if r := syllable(text[i], text[i+1], text[i+2]); r != 0 { // most text
			return unit{from: int32(i), to: int32(i + 3), code: d.codes[r],
				class: dictfile.ClassHangul}
		}
	}
	u := unit{from: int32(i)}
	if runEnd(text, i) > i {
		end, class, composed := scanToken(text, i)
		u.to, u.class, u.flags = int32(end), class, isToken
		if composed {
			u.flags |= isComposed
		}
		return u
	}
	r, size := utf8.DecodeRuneInString(text[i:])
	u.to = int32(i + size)
	if r <= 0xFFFF {
		u.code = d.codes[r]
	}
	u.class = classOf(r)
	if isForeign(u.class) {
		u.to = int32(foreignEnd(text, int(u.to), u.class))
		u.code, u.flags = 0, isToken
	}
	if r == '.' || r == '?' || r == '!' || r == '。' {
		u.flags = endsClause
	}
	return u
}

// syllable returns the Hangul syllable that three bytes spell, 0 if they spell none.
func syllable(a, b, c byte) rune {
	if a < 0xEA || a > 0xED || b&0xC0 != 0x80 || c&0xC0 != 0x80 {
		return 0
	}
	if r := rune(a&0xF)<<12 | rune(b&0x3F)<<6 | rune(c&0x3F); r >= hangulFirst && r <= hangulLast {
		return r
	}
	return 0
}

// classOf returns the class of a character that is not part of a token.
func classOf(r rune) dictfile.Class {
	switch {
	case r >= hangulFirst && r <= hangulLast, r >= 0x1100 && r < 0x1200, r >= 0x3131 && r < 0x318F:
		return dictfile.ClassHangul
	case r < 0x370:
		break
	case r < 0x400:
		return dictfile.ClassGreek
	case r < 0x530:
		return dictfile.ClassCyrillic
	case r >= 0x3040 && r < 0x3100 && r != '・':
		return dictfile.ClassKana
	case unicode.Is(unicode.Han, r):
		return dictfile.ClassHanja
	}
	if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r) {
		return dictfile.ClassOther
	}
	return dictfile.ClassSymbol
}

// isForeign reports whether the dictionary has no words of the class: then a
// run of letters is one unit.
func isForeign(c dictfile.Class) bool {
	switch c {
	case dictfile.ClassKana, dictfile.ClassGreek, dictfile.ClassCyrillic, dictfile.ClassOther:
		return true
	}
	return false
}

// foreignEnd returns where the run of letters of a class that goes on at i
// ends. It is bounded by maxJoined.
func foreignEnd(text string, i int, class dictfile.Class) int {
	limit := i + maxJoined
	for i < min(limit, len(text)) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r < utf8.RuneSelf || classOf(r) != class {
			break
		}
		i += size
	}
	return i
}

// runEnd returns where the run of letters and digits at i ends; i if none
// begins there. Letters are those of Latin scripts.
func runEnd(text string, i int) int {
	for i < len(text) {
		c := text[i]
		switch {
		case c < utf8.RuneSelf:
			if !isLower(c) && !isDigit(c) {
				return i
			}
			i++
		case c >= 0xC3 && c <= 0xC9 || c == 0xE1:
			r, size := utf8.DecodeRuneInString(text[i:])
			if !isLatin(r) {
				return i
			}
			i += size
		default:
			return i
		}
	}
	return i
}

func isLatin(r rune) bool {
	return r >= 0xC0 && r < 0x250 && r != '×' && r != '÷' || r >= 0x1E00 && r < 0x1F00
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// scanToken returns the end of the token that begins with a run at i, its class
// (number or Latin), and whether it consists of more than the run.
func scanToken(text string, i int) (end int, class dictfile.Class, composed bool) {
	end = runEnd(text, i)
	for end-i < maxJoined {
		next := joinedEnd(text, i, end)
		if next == end {
			break
		}
		end, composed = next, true
	}
	class = dictfile.ClassNumber
	for _, c := range []byte(text[i:end]) {
		if !isDigit(c) && c != ',' && c != '.' {
			return end, dictfile.ClassLatin, composed
		}
	}
	return end, class, composed
}

// joinedEnd returns the end of the token from–at when what follows at belongs to it, otherwise at.
func joinedEnd(text string, from, at int) int {
	if at >= len(text) {
		return at
	}
	next := runEnd(text, at+1)
	if next == at+1 {
		return signEnd(text, from, at)
	}
	before, after := text[at-1], text[at+1]
	joins := false
	switch text[at] {
	case '-', '_', '.', '@', '&':
		joins = true
	case '\'':
		joins = !isDigit(before) && !isDigit(after)
	case ',':
		joins = isDigit(before) && next == at+4 && allDigits(text[at+1:next]) &&
			thousands(text[from:at])
	case ':':
		joins = isDigit(before) && next == at+3 && allDigits(text[at+1:next]) // 10:30
	case '/':
		joins = isDigit(before) && isDigit(after) && at-from == len("2025") || // 2025/11/23
			at-from > len("2025/") && text[from+4] == '/'
	}
	if joins {
		return next
	}
	return at
}

// signEnd takes in the plus and number signs of names such as c++ and c#.
func signEnd(text string, from, at int) int {
	if at-from > 2 || !isLower(text[at-1]) {
		return at
	}
	end := at
	for end < len(text) && end < at+2 && (text[end] == '+' || text[end] == '#') {
		end++
	}
	return end
}

// thousands reports whether digits before a comma can be the head of a number
// written in groups of three.
func thousands(head string) bool {
	for len(head) > 3 {
		if head[len(head)-4] != ',' {
			return false
		}
		head = head[:len(head)-4]
	}
	return allDigits(head)
}

func allDigits(s string) bool {
	for _, c := range []byte(s) {
		if !isDigit(c) {
			return false
		}
	}
	return s != ""
}
