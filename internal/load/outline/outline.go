// Package outline finds structure in plain lines of text. Many authors type
// numbers and bullets instead of using styles; this package recognises
// headings, list items and wrapped lines in such texts.
package outline

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
)

// Line is a line of text in NFC with its number.
type Line struct {
	Text   string
	Number int // 1-based
}

// AddLines adds lines without an empty one between them, each as a block of its
// own: heading, list item or paragraph.
func AddLines(b *content.Builder, run []Line) { addLines(b, run, len(b.Blocks)) }

// AddPrinted is AddLines for lines of a printed page, whose last heading may stand
// above a gap or a table.
func AddPrinted(b *content.Builder, run []Line) { addLines(b, run, 0) }

// addLines adds lines. The headings above them are among the blocks from the first on.
func addLines(b *content.Builder, run []Line, first int) {
	run = joinWrapped(run)
	for i, l := range run {
		if i > 0 {
			b.Tight = true
		}
		before := len(b.Blocks)
		switch level, ok := headingLevel(run, i); {
		case ok && !(level >= numberLevel && inArticle(b, first)):
			b.Heading(level, l.Text)
		default:
			addLine(b, 0, l.Text)
		}
		for j := before; j < len(b.Blocks); j++ {
			b.Blocks[j].Line = l.Number
		}
	}
	b.Tight = false
}

// inArticle reports whether the last heading of the blocks from the first on is the
// title of an article: the numbers below it count its items.
func inArticle(b *content.Builder, first int) bool {
	for _, k := range slices.Backward(b.Blocks[first:]) {
		if k.Kind == content.Heading {
			return articleNumber.MatchString(b.Text.String()[k.Start:k.End])
		}
	}
	return false
}

// addLine adds a line that is no heading. The title of an article of law at its
// beginning becomes a heading, base levels below its usual one.
func addLine(b *content.Builder, base int, text string) {
	if unmarked(text) {
		b.Paragraph(strings.TrimSpace(text))
		return
	}
	if title := articleTitle.FindString(text); title != "" {
		b.Heading(base+articleLevel, title)
		b.Tight = true
		text = text[len(title):]
	}
	text = strings.TrimSpace(text)
	// A number or bullet that was typed with nothing behind it, such as that of an
	// equation, is text.
	if number := itemNumber.FindString(text); number != "" && len(number) < len(text) {
		b.Item(itemDepth(number), strings.TrimSpace(number), text[len(number):])
		return
	}
	b.Paragraph(text)
}

// Prose adds a paragraph of a document whose writer typed numbers and bullets
// instead of using styles. Only what can be nothing else becomes a heading: the
// title of a chapter or of an article of law. Tree gives it its level.
func Prose(b *content.Builder, text string) {
	line := korean.Line(text)
	if m := chapter.FindStringSubmatch(line); m != nil && korean.Length(line) <= MaxHeading &&
		!EndsSentence(line) {
		b.Heading(typedLevel+chapterLevel(m), line)
		return
	}
	addLine(b, typedLevel, strings.TrimSpace(korean.Normalise(text)))
	b.Tight = false
}

var (
	// articleTitle: 제3조(목적), 제3조의2 (정의)
	articleTitle = regexp.MustCompile(`^제 ?\d{1,4} ?조(?:의 ?\d{1,3})? ?[(（][^()（）]{1,60}[)）](?:\s|$)`)
	// itemNumber: bullets, 1) (1) ① 가. 가) (가) a) and the like. "1." is left
	// alone: it may number a heading as well.
	itemNumber = regexp.MustCompile(`^\s*(?:[-–*•●○■□◆◇▶▪◦▸►∙·ㅇ] +|[•●○■□◆◇▶▪◦▸►∙]|[①-⑳㉠-㉭㉮-㉻] ?|\(?(?:\d{1,3}|` + HangulNumber + `|[A-Za-z])\) ?|(?:\d{1,3}|` + HangulNumber + `)\. +)`)
	// numbered: 1. 1.2 1.2.3. Ⅱ. followed by a blank
	numbered = regexp.MustCompile(`^(\d{1,3}(?:\.\d{1,3})*)\.? +\S|^([ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]|[IVX]{1,5})\. *\S`)
	// chapter: 제1장, 제 2 절, 부칙, Chapter 3
	chapter = regexp.MustCompile(`^제 ?\d{1,3} ?([편부장절관])(?:\s|$)|^(부칙|별표|별지)(?:\s|\d|$)|^(?i:(part|chapter|section|appendix)) [0-9IVXA-Z]{1,4}\b`)
)

// Levels of headings that only their numbering shows. Only their order counts.
const (
	articleLevel = 6
	numberLevel  = 7
)

// MaxHeading is the longest line that is taken for a heading, in characters.
const MaxHeading = 60

// headingLevel decides whether run[i] is a heading. A chapter's title is; a
// numbered line is only when what follows is is not numbered as well, which
// makes a list.
func headingLevel(run []Line, i int) (level int, ok bool) {
	text := strings.TrimSpace(run[i].Text)
	if unmarked(text) || korean.Length(text) > MaxHeading || endsClause(text) {
		return 0, false
	}
	if m := chapter.FindStringSubmatch(text); m != nil {
		return chapterLevel(m), true
	}
	m := numbered.FindStringSubmatch(text)
	if m == nil || i+1 < len(run) && numbered.MatchString(strings.TrimSpace(run[i+1].Text)) {
		return 0, false
	}
	if i > 0 && !EndsSentence(run[i-1].Text) &&
		numbered.MatchString(strings.TrimSpace(run[i-1].Text)) {
		return 0, false
	}
	if m[2] != "" {
		return numberLevel, true
	}
	return numberLevel + 1 + strings.Count(m[1], "."), true
}

// endsClause reports whether a line ends as a sentence does. "1. 설치 방법." is a
// title nevertheless: no verb ends it.
func endsClause(text string) bool {
	if !EndsSentence(text) {
		return false
	}
	stem, ok := strings.CutSuffix(text, ".")
	last, _ := utf8.DecodeLastRuneInString(stem)
	return !ok || !korean.IsSyllable(last) || strings.ContainsRune("다요까죠네오시라자음함임됨", last)
}

func chapterLevel(m []string) int {
	switch {
	case m[1] != "":
		return 1 + strings.Index("편부장절관", m[1])/len("편")
	case m[2] != "", strings.EqualFold(m[3], "part"), strings.EqualFold(m[3], "appendix"):
		return 1
	case strings.EqualFold(m[3], "chapter"):
		return 3
	}
	return 4
}

func itemDepth(number string) int {
	switch first, _ := utf8.DecodeRuneInString(strings.TrimSpace(number)); {
	case unicode.IsDigit(first) && strings.Contains(number, "."):
		return 1
	case strings.ContainsRune(korean.Ordinals, first):
		return 2
	}
	return 1 + min(3, (len(number)-len(strings.TrimLeft(number, " \t")))/2)
}

// EndsSentence reports whether a line ends with a mark after which no line is wrapped.
func EndsSentence(text string) bool {
	text = strings.TrimRight(text, " \t\"'”’)]」』】》〉")
	last, _ := utf8.DecodeLastRuneInString(text)
	return strings.ContainsRune(".?!。？！:：;…", last) && last != utf8.RuneError
}

// wrapWidth is the narrowest column at which editors and mail programs wrap, in
// columns of a terminal.
const wrapWidth = 50

// joinWrapped joins lines that were broken at a column: nearly as wide as the
// widest around them, not ending a sentence, and followed by a line that begins
// nothing of its own.
func joinWrapped(run []Line) []Line {
	widest := 0
	widths := make([]int, len(run))
	for i, l := range run {
		widths[i] = Columns(l.Text)
		widest = max(widest, widths[i])
	}
	if widest < wrapWidth || widest > 3*wrapWidth {
		return run
	}
	joined := make([]Line, 0, len(run))
	for i, l := range run {
		wrapped := i > 0 && widths[i-1]*100 >= widest*85 && !EndsSentence(run[i-1].Text) &&
			!BeginsAnew(l.Text)
		if wrapped {
			last := &joined[len(joined)-1]
			last.Text = strings.TrimRight(last.Text, " \t") + " " + strings.TrimLeft(l.Text, " \t")
			continue
		}
		joined = append(joined, l)
	}
	return joined
}

// BeginsAnew reports whether a line cannot continue an earlier one: it is
// indented, numbered or a title.
func BeginsAnew(text string) bool {
	return !unmarked(text) && (strings.HasPrefix(text, "  ") || strings.HasPrefix(text, "\t") ||
		itemNumber.MatchString(text) ||
		numbered.MatchString(text) || chapter.MatchString(text) || articleTitle.MatchString(text))
}

// unmarked reports whether a text certainly begins with no number, bullet, title
// or blank, so that regular expressions need not be tried. This is true of most
// lines.
func unmarked(text string) bool {
	first, n := utf8.DecodeRuneInString(text)
	second, _ := utf8.DecodeRuneInString(text[n:])
	switch {
	case second == ')' || second == '.':
		return false
	case korean.IsSyllable(first):
		return !strings.ContainsRune("제부별", first)
	case 'a' <= first && first <= 'z' || 'A' <= first && first <= 'Z':
		return !strings.ContainsRune("IVX", first) && !beginsChapter(first, second)
	}
	return false
}

// beginsChapter reports whether two letters begin part, chapter, section or
// appendix, in small or large letters.
func beginsChapter(first, second rune) bool {
	switch unicode.ToLower(first) {
	case 'p':
		return unicode.ToLower(second) == 'a'
	case 'c':
		return unicode.ToLower(second) == 'h'
	case 's':
		return unicode.ToLower(second) == 'e'
	case 'a':
		return unicode.ToLower(second) == 'p'
	}
	return false
}

// Columns is the width of text in a fixed-width font, where Hangul and Han take two columns.
func Columns(text string) (n int) {
	for _, r := range text {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
