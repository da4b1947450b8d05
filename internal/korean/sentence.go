package korean

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Span is a range of a text in bytes of UTF-8: text[Start:End].
type Span struct{ Start, End int }

// Of is the part of text that s covers.
func (s Span) Of(text string) string { return text[s.Start:s.End] }

// Sentences gives the spans of text's sentences in order. Spans are not empty,
// do not overlap, begin and end with something that is no blank, and only
// blanks lie between them, so that text[first.Start:last.End] reproduces.
//
// A sentence ends
//   - at . ? ! 。 … before a blank, together with the quotes and brackets that close after it;
//   - at "다." and "요." (and ? ! after Hangul) directly before Hangul, as PDFs and hurried writers have it;
//   - at 。？！ whatever follows;
//   - at a line's end, and before a bullet.
//
// It does not end after an enumerator or abbreviation (1. 가. 제3조. A. No. Dr.),
// inside a number (3.5, 2024. 3. 15.), before a lower-case letter (unless
// Hangul precedes), or before the particle of a quotation ("갑니다." 라고).
func Sentences(text string) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		for start := skipBlanks(text, 0); start < len(text); {
			end := sentenceEnd(text, start)
			next := skipBlanks(text, end)
			trimmed := strings.TrimRightFunc(text[start:end], unicode.IsSpace)
			if !yield(Span{start, start + len(trimmed)}) {
				return
			}
			start = next
		}
	}
}

// FirstSentences is the beginning of text up to the last sentence that ends
// within n characters; if the first one is longer, its first n characters. It
// is what a summary without a model consists of.
func FirstSentences(text string, n int) string {
	start, end := -1, 0
	for s := range Sentences(text) {
		if start < 0 {
			start = s.Start
		}
		if Length(text[start:s.End]) > n {
			if end == 0 {
				return Truncate(text[start:], n)
			}
			break
		}
		end = s.End
	}
	if start < 0 {
		return ""
	}
	return text[start:end]
}

func skipBlanks(text string, i int) int {
	return len(text) - len(strings.TrimLeftFunc(text[i:], unicode.IsSpace))
}

// sentenceEnd is where the sentence that begins at start ends: behind it,
// blanks or another sentence follow.
func sentenceEnd(text string, start int) int {
	for i := start; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '\n':
			return i
		case i > start && startsBullet(text, i, r, size):
			return i
		case isTerminator(r):
			mark := skipTerminators(text, i)
			end := skipClosers(text, mark)
			if endsHere(text, start, i, mark, end) {
				return end
			}
			i = mark
		default:
			i += size
		}
	}
	return len(text)
}

// endsHere decides whether a sentence that began at start ends at the
// terminators text[at:mark], whose closing quotes reach to end.
func endsHere(text string, start, at, mark, end int) bool {
	rest := text[end:]
	if rest == "" || rest[0] == '\n' {
		return true
	}
	first, _ := utf8.DecodeRuneInString(text[at:])
	following, _ := utf8.DecodeRuneInString(rest)
	if isWideTerminator(first) {
		return !isQuotative(rest)
	}
	before, _ := utf8.DecodeLastRuneInString(text[start:at])
	if !unicode.IsSpace(following) {
		return end == mark && IsSyllable(following) && endsBeforeHangul(text[mark-1], before) &&
			!isQuotative(rest) && !isEnumerator(text, start, at)
	}
	next := strings.TrimLeftFunc(rest, unicode.IsSpace)
	afterSpace, _ := utf8.DecodeRuneInString(next)
	switch {
	case unicode.IsLower(afterSpace) && !IsSyllable(before), end > mark && isQuotative(next):
		return false
	case isEllipsis(text[at:mark]):
		return strings.ContainsRune("다요까죠네지", before)
	case first == '.':
		return !isEnumerator(text, start, at)
	}
	return true
}

// endsBeforeHangul: "합니다.그리고" ends, "주식회사.그룹" may be a name.
func endsBeforeHangul(mark byte, before rune) bool {
	if mark == '.' {
		return before == '다' || before == '요'
	}
	return IsSyllable(before)
}

func isTerminator(r rune) bool {
	return r == '.' || r == '?' || r == '!' || r == '…' || isWideTerminator(r)
}

func isWideTerminator(r rune) bool { return r == '。' || r == '？' || r == '！' }

func isEllipsis(marks string) bool {
	return strings.HasPrefix(marks, "..") || strings.HasPrefix(marks, "…")
}

func skipTerminators(text string, i int) int {
	return len(text) - len(strings.TrimLeftFunc(text[i:], isTerminator))
}

// skipClosers passes quotes and brackets that close after a terminator. A
// straight quote closes too when it comes at once.
func skipClosers(text string, i int) int {
	return len(text) - len(strings.TrimLeft(text[i:], "\"'”’)]}」』】》〉"))
}

// isQuotative: the particles with which Korean goes on after a quotation: "…" 라고 말했다.
func isQuotative(s string) bool {
	for _, p := range [...]string{"라고", "이라고", "라는", "이라는", "라며", "이라며", "라면서", "라고는", "하고", "하며",
		"고 "} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// bullets are the characters before the items of a list. All are between the first
// and the last one, where few other characters of texts are.
const (
	bullets                 = "•●○■□◆◇▶▪◦▸►∙※"
	firstBullet, lastBullet = '•', '◦'
)

// startsBullet: a bullet in the middle of a line, with a blank before and
// behind it. ※ needs none behind.
func startsBullet(text string, i int, r rune, size int) bool {
	if r < firstBullet || r > lastBullet || !strings.ContainsRune(bullets, r) {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	behind, _ := utf8.DecodeRuneInString(text[i+size:])
	return unicode.IsSpace(before) && (r == '※' || unicode.IsSpace(behind))
}
