package main

import (
	"bytes"
	"cmp"
	"index/suffixarray"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
)

// kept chooses the pieces of the vocabulary that stay:
//
//   - the control pieces;
//   - every single character but those of scripts that are never written
//     among Korean, English or Japanese;
//   - pieces of Hangul, of kana, and of Chinese characters that Korean or
//     Japanese has (in EUC-KR or Shift JIS), mixed with one another too;
//   - pieces of symbols and digits;
//   - of the pieces with ASCII letters, those that some English word contains,
//     abbreviations in capitals, and of the others the given number with the highest scores, for names.
func kept(pieces []piece, words *wordList, others int) []piece {
	var list, letters []piece
	for _, p := range pieces {
		switch c := classify(p); {
		case c == keep || c == english && (abbreviation(p.text) || words.contain(p.text)):
			list = append(list, p)
		case c == english:
			letters = append(letters, p)
		}
	}
	slices.SortStableFunc(letters, func(a, b piece) int { return cmp.Compare(b.score, a.score) })
	return append(list, letters[:min(others, len(letters))]...)
}

type class int

const (
	cut class = iota
	keep
	english
)

func classify(p piece) class {
	if p.score == 0 {
		return keep // a control piece
	}
	text := []rune(strings.TrimPrefix(p.text, "▁"))
	found := keep
	for _, r := range text {
		switch {
		case r < 0x80 && unicode.IsLetter(r):
			found = max(found, english)
		case unicode.Is(unicode.Han, r):
			if len(text) > 1 && !eastern(r) {
				return cut
			}
		case unicode.In(r, unicode.Hangul, unicode.Hiragana, unicode.Katakana):
		case unicode.IsLetter(r) && r > 0x7f:
			if len(text) > 1 || !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic) {
				return common(r, len(text))
			}
		case unicode.IsMark(r):
			return cut
		}
	}
	return found
}

// abbreviation reports whether a piece is two to five capitals.
func abbreviation(text string) bool {
	text = strings.TrimPrefix(text, "▁")
	return 2 <= len(text) && len(text) <= 5 &&
		strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// common decides about letters of no script in particular, such as ー and ª.
func common(r rune, length int) class {
	if unicode.Is(unicode.Common, r) || length == 1 && unicode.Is(unicode.Latin, r) {
		return keep
	}
	return cut
}

// eastern reports whether Korean or Japanese text has a Chinese character.
func eastern(r rune) bool {
	if _, err := korean.EUCKR.NewEncoder().String(string(r)); err == nil {
		return true
	}
	_, err := japanese.ShiftJIS.NewEncoder().String(string(r))
	return err == nil
}

// wordList finds parts of words.
type wordList struct{ index *suffixarray.Index }

// newWordList takes words, one a line.
func newWordList(lines []byte) *wordList {
	return &wordList{suffixarray.New(bytes.ToLower(append([]byte("\n"), lines...)))}
}

// contain reports whether every run of letters of a piece occurs in a word: at
// its beginning if the piece begins a word.
func (w *wordList) contain(text string) bool {
	text = strings.ToLower(text)
	runs := strings.FieldsFunc(text, func(r rune) bool { return r != '\'' && !unicode.IsLetter(r) })
	for i, run := range runs {
		if i == 0 && strings.HasPrefix(text, "▁"+run) {
			run = "\n" + run
		}
		if len(w.index.Lookup([]byte(run), 1)) == 0 {
			return false
		}
	}
	return true
}
