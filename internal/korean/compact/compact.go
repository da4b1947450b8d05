// Package compact encodes Korean text in about half the bytes that UTF-8 needs.
// [Append] encodes and [Decode] decodes.
//
// UTF-8 needs three bytes for every syllable. In this encoding, the 110 most
// common syllables, which make up two thirds of a text, take one byte, and all
// others take two. ASCII letters and digits stay as they are. Any string can be
// encoded, even if it is not valid UTF-8, and decoding returns exactly that
// string.
//
// The codes are part of a file format, because segments of the search index
// contain them. Never change the meaning of a byte.
package compact

import (
	"strings"
	"unicode/utf8"
)

// The first byte of a code tells its kind. ASCII bytes stand for themselves,
// except for controlCodes. These and the bytes from firstSyllable to firstPair
// stand for the syllables in common.
const (
	firstSyllable = 0x80 // a common syllable
	firstPair     = 0xD0 // with a second byte: one of all syllables
	symbol        = 0xFC // with a second byte: a number in symbols
	wide          = 0xFD // with two more bytes: a character that takes three in UTF-8
	two           = 0xFE // with two bytes of the text
	one           = 0xFF // with one byte of the text
)

// controlCodes are the control characters that hardly ever occur in a text.
const controlCodes = "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0B\x0C" +
	"\x0E\x0F\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1A\x1B\x1C\x1D\x1E\x1F\x7F"

// common are the syllables with one-byte codes, the commonest first. They were
// counted in an encyclopaedia and in office documents.
const common = "다이에는하을의지은로한서고가기시인일를사수원대으전정도리자면해부만있어니스장나터보년월상제아과주용비안라내신" +
	"그회동며했간여소금문국공게조들되위세와요드우개구경증당까후었명적마연입화영무관선계트모오할방분발등성행체실미유않"

const firstOfAll, lastOfAll = '가', '힣'

// symbols are the ranges of characters that are numbered consecutively for codes
// of the kind symbol.
var symbols = [...]struct{ first, last rune }{
	{0x00A0, 0x00FF}, // accents, ·
	{0x2010, 0x203F}, // quotation marks, dashes, ※
	{0x2190, 0x219F}, // arrows
	{0x2460, 0x246F}, // ①
	{0x3000, 0x301F}, // brackets
	{0x25A0, 0x25CF}, // bullets
}

// singles are the characters with one-byte codes, by code: three bytes of UTF-8
// and its length. Length 0: the byte begins a longer code.
var singles = func() (table [256][4]byte) {
	for b := range utf8.RuneSelf {
		if strings.IndexByte(controlCodes, byte(b)) < 0 {
			table[b] = [4]byte{byte(b), 0, 0, 1}
		}
	}
	for r, code := range codes {
		var utf [4]byte
		utf8.EncodeRune(utf[:], r)
		utf[3] = 3
		table[code] = utf
	}
	return table
}()

// codes are the codes of common.
var codes = func() map[rune]byte {
	all := make(map[rune]byte, len(common)/3)
	i := 0
	for _, r := range common {
		if i < len(controlCodes) {
			all[r] = controlCodes[i]
		} else {
			all[r] = byte(firstSyllable + i - len(controlCodes))
		}
		i++
	}
	return all
}()

// syllableCodes are the one-byte codes by the number of the syllable; 0xFF: the
// syllable is not common.
var syllableCodes = func() []byte {
	table := make([]byte, lastOfAll-firstOfAll+1)
	for i := range table {
		table[i] = one
	}
	for r, code := range codes {
		table[r-firstOfAll] = code
	}
	return table
}()

// Append appends the encoded text to dst.
func Append(dst []byte, text string) []byte {
	for len(text) > 0 {
		if b := text[0]; b < utf8.RuneSelf {
			if singles[b][3] != 1 {
				dst = append(dst, one)
			}
			dst = append(dst, b)
			text = text[1:]
			continue
		}
		r, n := utf8.DecodeRuneInString(text)
		dst = appendRune(dst, r, text[:n])
		text = text[n:]
	}
	return dst
}

// appendRune appends the code of a character that is not ASCII. bytes are those
// of the character in the text.
func appendRune(dst []byte, r rune, bytes string) []byte {
	if r >= firstOfAll && r <= lastOfAll {
		if code := syllableCodes[r-firstOfAll]; code != one {
			return append(dst, code)
		}
		return append(dst, byte(firstPair+(r-firstOfAll)>>8), byte(r-firstOfAll))
	}
	if n, ok := symbolNumber(r); ok {
		return append(dst, symbol, n)
	}
	switch len(bytes) {
	case 3:
		return append(dst, wide, byte(r>>8), byte(r))
	case 2:
		return append(dst, two, bytes[0], bytes[1])
	case 4:
		return append(dst, two, bytes[0], bytes[1], two, bytes[2], bytes[3])
	}
	return append(dst, one, bytes[0])
}

func symbolNumber(r rune) (byte, bool) {
	n := rune(0)
	for _, s := range symbols {
		if r >= s.first && r <= s.last {
			return byte(n + r - s.first), true
		}
		n += s.last - s.first + 1
	}
	return 0, false
}

func symbolAt(n rune) rune {
	for _, s := range symbols {
		if n <= s.last-s.first {
			return s.first + n
		}
		n -= s.last - s.first + 1
	}
	return utf8.RuneError
}

// Decode appends the text encoded in src to dst. ok is false if src is not valid;
// text then ends before the invalid code.
func Decode(dst, src []byte) (text []byte, ok bool) {
	for len(src) > 0 {
		if c := &singles[src[0]]; c[3] != 0 {
			dst = append(dst, c[:3]...)
			dst = dst[:len(dst)-3+int(c[3])]
			src = src[1:]
			continue
		}
		n := 0
		if dst, n = decodeLong(dst, src); n == 0 {
			return dst, false
		}
		src = src[n:]
	}
	return dst, true
}

// decodeLong decodes the longer code at the beginning of src. It returns the
// code's length in bytes, or 0 if the code is not valid.
func decodeLong(dst, src []byte) ([]byte, int) {
	if len(src) < 2 {
		return dst, 0
	}
	switch first := src[0]; {
	case first == one:
		return append(dst, src[1]), 2
	case first == symbol:
		return utf8.AppendRune(dst, symbolAt(rune(src[1]))), 2
	case first < symbol:
		r := firstOfAll + rune(first-firstPair)<<8 + rune(src[1])
		if r > lastOfAll {
			return dst, 0
		}
		return append(dst, byte(0xE0|r>>12), byte(0x80|r>>6&0x3F), byte(0x80|r&0x3F)), 2
	case len(src) < 3:
		return dst, 0
	case first == two:
		return append(dst, src[1], src[2]), 3
	}
	return utf8.AppendRune(dst, rune(src[1])<<8|rune(src[2])), 3
}
