package pdf

import (
	"context"
	"math"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/outline"
)

// pdfLayout is what a sample of pages shows of a document: enough to make paragraphs of lines on any page, in any
// order, without reading them all first.
type pdfLayout struct {
	body     float64         // size of the body's font; 0: unknown
	wrap     wrapping        // where lines are broken
	repeated map[string]bool // running heads and feet, digits as #
	numbers  bool            // pages carry their number
}

// wrapping is where a document breaks its lines, as far as blanks at their ends show it.
type wrapping int

const (
	wrapUnknown  wrapping = iota // the document writes no blanks at the ends of lines
	wrapWords                    // between words
	wrapAnywhere                 // inside words as well, as Hancom's word processor does by default
)

// wrappingOf tells from how many of the lines that were broken have a blank at their end. Breaking anywhere hits a blank
// once in three or four characters; breaking between words always does, but for the blanks that did not fit.
func wrappingOf(blanks, wrapped int) wrapping {
	const enough = 8
	switch {
	case 10*blanks >= 6*wrapped && blanks > 0:
		return wrapWords
	case 10*blanks >= wrapped && wrapped >= enough:
		return wrapAnywhere
	}
	return wrapUnknown
}

// surveyed is how many pages are looked at beforehand, spread over the document.
const surveyed = 8

// survey looks at a sample of the pages, and keeps it: many documents are no longer than that.
func (f *pdfFile) survey(ctx context.Context) (pdfLayout, error) {
	var pages [][]pdfLine
	step := max(1, f.count/surveyed)
	for i := 0; i < f.count && len(pages) < surveyed; i += step {
		page, err := f.page(ctx, i)
		if ctx.Err() != nil {
			return pdfLayout{}, ctx.Err()
		}
		if err == nil { // broken pages are told when it is their turn
			f.seen[i] = page
			pages = append(pages, page.lines)
		}
	}
	return layoutOf(pages), nil
}

func layoutOf(pages [][]pdfLine) pdfLayout {
	l := pdfLayout{repeated: map[string]bool{}}
	sizes, running := map[float64]int{}, map[string]int{}
	blanks, wrapped, numbers := 0, 0, 0
	for _, lines := range pages {
		widest := 0.0
		for _, line := range lines {
			sizes[math.Round(line.size*2)/2] += len(line.text)
			widest = max(widest, line.right)
		}
		top, bottom := edges(lines)
		for i, line := range lines {
			if i < top || i >= bottom {
				if pageNumber.MatchString(line.text) {
					numbers++
				} else {
					running[edgeOf(line.text)]++
				}
			}
			if line.right > 0.9*widest && !outline.EndsSentence(line.text) {
				wrapped++
				if line.blank {
					blanks++
				}
			}
		}
	}
	for size, n := range sizes {
		if n > sizes[l.body] || n == sizes[l.body] && size < l.body {
			l.body = size
		}
	}
	for text, n := range running {
		if n >= 3 && 2*n >= len(pages) {
			l.repeated[text] = true
		}
	}
	l.numbers = numbers >= 2 && 2*numbers >= len(pages)
	l.wrap = wrappingOf(blanks, wrapped)
	return l
}

// edges gives where the running heads and feet of a page may be: lines[:top] and lines[bottom:]. They are one or two
// lines that stand apart from the rest.
func edges(lines []pdfLine) (top, bottom int) {
	const most = 2
	bottom = len(lines)
	for i := 1; i <= min(most, len(lines)-1); i++ {
		if apart(lines[i-1], lines[i]) {
			top = i
			break
		}
	}
	for i := 1; i <= min(most, len(lines)-1); i++ {
		if at := len(lines) - i; at > top && apart(lines[at-1], lines[at]) {
			bottom = at
			break
		}
	}
	return top, bottom
}

var (
	pageNumber = regexp.MustCompile(`^(?:[-–—•|<\[(]? ?(?:(?i:page|p\.) ?)?\d{1,4} ?(?:[/|] ?\d{1,4} ?)?(?:쪽|페이지)?[-–—•|>\])]?|[ivxlc]{1,6})$`)
	digits     = regexp.MustCompile(`\d+`)
)

func edgeOf(text string) string { return digits.ReplaceAllString(text, "#") }

// write makes blocks of a page's lines.
func (l pdfLayout) write(b *content.Builder, lines []pdfLine) {
	lines = l.trim(lines)
	var run []outline.Line
	end := func() {
		if len(run) > 0 {
			outline.AddLines(b, run)
			b.Tight = false
		}
		run = nil
	}
	for i, p := range lines {
		if level := l.headingLevel(p); level > 0 {
			end()
			if i > 0 && level == l.headingLevel(lines[i-1]) && near(lines[i-1], p) && extendHeading(b, p.text) {
				continue
			}
			b.Heading(level, p.text)
			continue
		}
		switch {
		case i == 0 || len(run) == 0 || l.headingLevel(lines[i-1]) > 0:
			run = append(run, outline.Line{Text: p.text})
		case l.continues(lines, i):
			last := &run[len(run)-1]
			last.Text = l.join(lines[i-1], last.Text, p.text)
		case apart(lines[i-1], p):
			end()
			run = append(run, outline.Line{Text: p.text})
		default:
			run = append(run, outline.Line{Text: p.text})
		}
	}
	end()
}

// trim drops running heads, feet and page numbers.
func (l pdfLayout) trim(lines []pdfLine) []pdfLine {
	top, bottom := edges(lines)
	kept := make([]pdfLine, 0, len(lines))
	for i, p := range lines {
		isRunning := l.repeated[edgeOf(p.text)] || l.numbers && pageNumber.MatchString(p.text)
		if i >= top && i < bottom || !isRunning {
			kept = append(kept, p)
		}
	}
	return kept
}

// headingLevel is 1 to 3 for a line in a larger font than the body's, 0 for any other.
func (l pdfLayout) headingLevel(p pdfLine) int {
	if l.body == 0 || p.size == 0 || korean.Length(p.text) > 2*outline.MaxHeading || !strings.ContainsFunc(p.text, unicode.IsLetter) {
		return 0
	}
	switch ratio := p.size / l.body; {
	case ratio >= 1.7:
		return 1
	case ratio >= 1.35:
		return 2
	case ratio >= 1.12:
		return 3
	}
	return 0
}

// extendHeading adds the second line of a heading to the first.
func extendHeading(b *content.Builder, text string) bool {
	if len(b.Blocks) == 0 || b.Blocks[len(b.Blocks)-1].Kind != content.Heading {
		return false
	}
	last := &b.Blocks[len(b.Blocks)-1]
	if last.End-last.Start > 4*outline.MaxHeading {
		return false
	}
	b.Text.WriteString(" " + text)
	last.End = b.Text.Len()
	return true
}

func (p pdfLine) height() float64 { return max(p.size, p.top-p.bottom, 1) }

// near reports whether line p is directly below q, as lines of a paragraph are.
func near(q, p pdfLine) bool {
	drop := q.bottom - p.bottom
	return drop > -0.5*p.height() && drop < 2.3*p.height()
}

// apart reports whether the room between two lines shows that something new begins.
func apart(q, p pdfLine) bool {
	return q.bottom-p.bottom > 2.3*p.height() || p.bottom-q.bottom > p.height()
}

// continues reports whether lines[i] goes on the sentence or paragraph of the line before.
func (l pdfLayout) continues(lines []pdfLine, i int) bool {
	q, p := lines[i-1], lines[i]
	if outline.BeginsAnew(p.text) || !near(q, p) && !otherColumn(q, p) {
		return false
	}
	widest := 0.0
	for _, n := range lines[max(0, i-6):min(len(lines), i+6)] {
		if math.Abs(n.left-q.left) < 100 {
			widest = max(widest, n.right)
		}
	}
	room := widest - q.right // what was left on the line above: less than p's first word?
	word, _, _ := strings.Cut(p.text, " ")
	fits := room < (float64(outline.Columns(word))/2+1)*p.height()
	return fits && !outline.EndsSentence(q.text)
}

// otherColumn: the end of a column and the beginning of the next one.
func otherColumn(q, p pdfLine) bool { return p.left > q.right && p.bottom > q.top }

// particles begin no word, so a line that begins with one goes on the word before.
var particle = regexp.MustCompile(`^(?:은|는|을|를|의|에|에서|에게|으로|로|와|과|도|만|까지|부터|이며|이고|이다|니다|습니다|입니다|됩니다|다)(?:[\s.,)]|$)`)

// join puts a line behind the text that it goes on, with a blank unless the line above was cut inside a word: between
// Han characters, between any in a document that breaks anywhere, and before a particle where nothing is known.
func (l pdfLayout) join(q pdfLine, text, next string) string {
	last, _ := utf8.DecodeLastRuneInString(text)
	first, _ := utf8.DecodeRuneInString(next)
	cut := unicode.Is(unicode.Han, last) && unicode.Is(unicode.Han, first)
	switch l.wrap {
	case wrapAnywhere:
		cut = isHan(last) && isHan(first)
	case wrapUnknown:
		cut = cut || korean.IsSyllable(last) && particle.MatchString(next)
	}
	attached := first == '(' && korean.IsSyllable(last) || last == '—' || last == '·' || first == '·' ||
		isLatinEnd(last) && particle.MatchString(next)
	cut = (cut || attached) && !q.blank
	switch {
	case cut, strings.ContainsRune("(（[“‘「『《〈", last), strings.ContainsRune(")）]”’」』》〉.,", first):
		return text + next
	case last == '-' && isDigitOrLower(first) && strings.LastIndexByte(text, ' ') != len(text)-2:
		return text + next // 1588-⏎0000; a word's hyphen stays, since nothing tells which kind it is
	}
	return text + " " + next
}

// isLatinEnd: what particles follow directly besides Hangul.
func isLatinEnd(r rune) bool {
	return r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) || r == ')' || r == '%'
}

func isHan(r rune) bool { return korean.IsSyllable(r) || unicode.Is(unicode.Han, r) }

func isDigitOrLower(r rune) bool { return unicode.IsDigit(r) || unicode.IsLower(r) }

func scale(c, d float64) float64 {
	if s := math.Hypot(c, d); s > 0 {
		return s
	}
	return 1
}
