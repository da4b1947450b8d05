package layout

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/outline"
)

// larger is how many times the size of the body text a heading's letters have at
// least.
const larger = 1.12

// circleOrDash begins lines that say something instead of announcing it.
var circleOrDash = regexp.MustCompile(`^[○●◦〇◎❍⚬◯―–—‐\-·∙ㆍ‣▪•*※☞]\s`)

// bodyOf is the size of a page's body text. It is the document's, unless most of
// the page consists of larger lines of one size: what stands outside tables may be
// larger than the text in them, which makes up most of the document.
func bodyOf(leaves []leaf, body float32) float32 {
	const (
		enough = 8   // lines: fewer may be titles
		most   = 0.6 // of the letters
	)
	type amount struct{ lines, bytes int }
	sizes := map[float32]amount{}
	all := 0
	for _, l := range leaves {
		for _, line := range l.lines {
			size, n := rounded(line.size), line.length()
			a := sizes[size]
			sizes[size] = amount{a.lines + 1, a.bytes + n}
			all += n
		}
	}
	for size, a := range sizes {
		if size >= larger*body && a.lines >= enough && float64(a.bytes) >= most*float64(all) {
			return size
		}
	}
	return body
}

// headingLine adds a line in large letters. A heading may consist of several
// lines.
func (w *writer) headingLine(l *line, level int) {
	if level == w.heading && len(w.run) == 1 && directlyBelow(w.above, l) {
		w.run[0].continueWith(l.words, w.profile.breaks)
		return
	}
	w.end()
	w.start(l)
}

// bodyLine reports whether a line in large letters is part of a paragraph or an
// item: it is directly below a line of the same size that is no heading, or that
// has become too long for one.
func (w *writer) bodyLine(l *line) bool {
	const longest = 4 * outline.MaxHeading // bytes: 80 syllables
	if len(w.run) == 0 || !directlyBelow(w.above, l) || rounded(w.above.size) != rounded(l.size) {
		return false
	}
	if len(w.run[0].text) >= longest {
		w.heading = 0
	}
	return w.heading == 0
}

// headingLevel is 1 to 3 for a line in a larger font than the body text, and 0
// for any other line. Lines with a circle or a dash are never headings, as in
// package outline.
func (w *writer) headingLevel(l *line) int {
	if w.body == 0 || l.size == 0 || l.size < larger*w.body {
		return 0
	}
	text := lineText(l.words)
	if korean.Length(text) > 2*outline.MaxHeading || !strings.ContainsFunc(text, isLetter) ||
		circleOrDash.MatchString(text) {
		return 0
	}
	switch ratio := l.size / w.body; {
	case ratio >= 1.7:
		return 1
	case ratio >= 1.35:
		return 2
	}
	return 3
}
