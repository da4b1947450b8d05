package layout

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/outline"
)

// word is the text between two gaps.
type word struct {
	Box
	text  string
	base  float32 // base line
	size  float32
	turn  uint8
	blank bool    // a blank was drawn behind it
	after float32 // where the blank ends, if it is a single one; 0 otherwise
	bold  bool
	next  int32 // number of the word that was drawn next, without anything in between; 0 if there is none
	label int32 // number of the word in front of the form field that it fills; 0 if there is none
	id    int32 // 1, 2, …
}

// wordGap is the gap that separates two words, as a fraction of the font size.
// Poppler and pdfminer use the same value.
const wordGap = 0.1

// words joins the characters of a sheet in the order in which they were drawn.
// The boxes are those of the turned page.
func words(s *Sheet) []word {
	b := wordBuilder{words: make([]word, 0, len(s.Chars)/4+len(s.Fields)), sheet: s,
		places: make(map[place]int32, len(s.Chars)/4)}
	glyphs := upright(s)
	for start := 0; start < len(glyphs); {
		end := start + 1
		for end < len(glyphs) && sameRow(&glyphs[start], &glyphs[end]) {
			end++
		}
		b.tracking = space(glyphs[start:end])
		for i := start; i < end; i++ {
			if i > start && i+1 < end && overlaid(&glyphs[i-1], &glyphs[i], &glyphs[i+1]) {
				continue
			}
			b.add(&glyphs[i])
		}
		start = end
	}
	b.end(false)
	b.drawn = len(b.words)
	for _, f := range s.Fields {
		b.field(f)
	}
	return b.words
}

// overlaid reports whether a blank between two Latin letters shows no gap: the
// second letter is drawn over it, directly behind the first one. Some programs
// draw such blanks inside words. Where all letters are drawn tighter than their
// widths, blanks are as well, and show gaps.
func overlaid(before, blank, behind *Char) bool {
	if blank.Rune != ' ' || !unicode.Is(unicode.Latin, before.Rune) ||
		!unicode.Is(unicode.Latin, behind.Rune) {
		return false
	}
	const hair, none = 0.1, 0.03 // of an em: the width of a blank that shows none itself; no gap
	em := blank.Size
	return blank.X1-blank.X0 > hair*em && abs(blank.X0-before.X1) < none*em &&
		abs(behind.X0-before.X1) < none*em
}

type wordBuilder struct {
	sheet    *Sheet
	words    []word
	text     []byte
	cur      word
	last     Box   // of the last character
	run      int32 // what drew it
	plain    bool
	tracking float32 // extra room between the characters of the row
	drawn    int     // words before the first field's
	places   map[place]int32
	// rightward is how many letters of a right-to-left script were drawn to the
	// right of the one before, less those to its left.
	rightward int
}

// add adds a character to the word that is being built, or begins a new word with it.
func (b *wordBuilder) add(c *Char) {
	box := c.Box
	if c.Rune == ' ' || unicode.IsSpace(c.Rune) {
		b.blank(box)
		return
	}
	if len(b.text) > 0 {
		// Some characters add nothing to the text or change the last one: a letter
		// drawn twice to look bold, an accent drawn on its own, a mark below letters.
		if b.repeated(c, box) || b.accented(c, box) || b.marked(c, box) {
			return
		}
		if b.breaks(c, box) {
			b.end(false)
		}
	}
	if len(b.text) == 0 {
		b.cur = word{Box: box, base: c.Base, size: c.Size, turn: c.Turn, bold: c.Bold}
		b.plain, b.rightward = true, 0
	} else {
		b.cur.Box = b.cur.Box.union(box)
	}
	if last, n := utf8.DecodeLastRune(b.text); lamAlef(last, c.Rune) && box == b.last {
		b.text = utf8.AppendRune(b.text[:len(b.text)-n], c.Rune)
		c.Rune = last
	}
	if len(b.text) > 0 && leftward(c.Rune) {
		if box.X0 > b.last.X0 {
			b.rightward++
		} else if box.X0 < b.last.X0 {
			b.rightward--
		}
	}
	b.last, b.run = box, c.Run
	b.plain = b.plain && c.Rune < utf8.RuneSelf
	b.text = utf8.AppendRune(b.text, c.Rune)
}

// blank ends the word at a drawn space.
func (b *wordBuilder) blank(box Box) {
	first := len(b.text) > 0
	b.end(true)
	if n := len(b.words); n > 0 {
		w := &b.words[n-1]
		w.after = 0
		if first && box.X0-w.X1 < 0.5*w.size {
			w.after = box.X1
		}
	}
}

// repeated reports whether a character is drawn twice in the same place to look
// bold.
func (b *wordBuilder) repeated(c *Char, box Box) bool {
	last, _ := utf8.DecodeLastRune(b.text)
	return last == c.Rune && c.Run != b.run && abs(box.X0-b.last.X0) < 0.1*c.Size &&
		abs(box.Y0-b.last.Y0) < 0.1*c.Size
}

// breaks reports whether a character begins a new word, judging by its
// position.
func (b *wordBuilder) breaks(c *Char, box Box) bool {
	size := max(b.cur.size, c.Size)
	gap := box.X0 - b.last.X1
	back := box.X0 < b.last.X0-0.1*size
	if last, _ := utf8.DecodeLastRune(b.text); back && (leftward(c.Rune) || leftward(last)) {
		gap, back = b.last.X0-box.X1, false
	}
	return c.Turn != b.cur.turn || abs(c.Base-b.cur.base) > 0.15*size && !b.interlocked(c, gap) ||
		gap > wordGap*size+b.tracking || back || gap < -size
}

// interlocked reports whether a capital is drawn into the one before, a little
// higher or lower, as in the names TeX and LaTeX.
func (b *wordBuilder) interlocked(c *Char, gap float32) bool {
	size := max(b.cur.size, c.Size)
	last, _ := utf8.DecodeLastRune(b.text)
	return gap < -0.05*size && abs(c.Base-b.cur.base) < 0.3*size && c.Size > 0.6*size &&
		unicode.Is(unicode.Lu, c.Rune) && unicode.Is(unicode.Lu, last)
}

// maxWord is the longest word, in bytes.
const maxWord = 4 << 10

func (b *wordBuilder) end(blank bool) {
	if len(b.text) == 0 {
		if blank && len(b.words) > 0 {
			b.words[len(b.words)-1].blank = true
		}
		return
	}
	w := b.cur
	w.text = string(b.text[:min(len(b.text), maxWord)])
	b.text = b.text[:0]
	if b.rightward > 0 {
		w.text = turned(w.text)
	}
	if !b.plain {
		w.text = korean.Line(w.text)
	}
	w.blank = blank
	b.put(w)
}

func (b *wordBuilder) put(w word) {
	if w.text == "" {
		return
	}
	if b.shadow(w) {
		return
	}
	w.id = int32(len(b.words) + 1)
	if n := len(b.words); n > 0 {
		b.words[n-1].next = w.id
	}
	b.words = append(b.words, w)
}

// field adds the words of a form field or annotation, line by line. They are
// placed on a line in the middle of their box, or fill it from the top.
func (b *wordBuilder) field(t Text) {
	if !t.Box.sound() {
		return
	}
	lines := strings.Split(t.Text, "\n")
	size := t.Size
	if size <= 0 {
		size = min(max(t.height()/float32(len(lines))*0.7, 4), 10)
	}
	step := max(size*1.2, 1)
	top := t.Y0 + 1
	if len(lines) == 1 && t.height() < 3*size {
		top = t.midY() - size/2
	}
	before := int32(0)
	if label := b.label(t.Box); label != nil {
		if gap := t.X0 - label.X1; gap > -0.5*label.size && gap < labelGap*label.size {
			before = label.id
		}
		size = min(label.size, t.height()/float32(len(lines)))
		top = label.base - 0.8*size
		step = max(size*1.2, 1)
	}
	for i, line := range lines {
		y := top + float32(i)*step
		b.fieldLine(korean.Line(line), Box{t.X0, y, t.X1, y + size}, size, before)
		before = 0
	}
}

// labelGap is the largest distance between a form field and the label before
// it, as a fraction of the font size. It also covers fields in a separate
// column.
const labelGap = 20

// label returns the printed word beside a field, whose line the field's text
// belongs to, or nil if there is none.
func (b *wordBuilder) label(field Box) *word {
	var best *word
	nearest := float32(1e9)
	for i := range b.words[:b.drawn] {
		w := &b.words[i]
		if w.turn != 0 || w.base < field.Y0 || w.base > field.Y1+0.2*w.size || w.size <= 0 {
			continue
		}
		if d := max(field.X0-w.X1, w.X0-field.X1); d < nearest && w.base < field.Y0+2*w.size+4 {
			best, nearest = w, d
		}
	}
	return best
}

// fieldLine adds the words of one line. label is the word in front of them.
func (b *wordBuilder) fieldLine(line string, at Box, size float32, label int32) {
	all := strings.Fields(line)
	if len(all) == 0 {
		return
	}
	half := min(0.5*size, at.width()/float32(outline.Columns(line))) // of a full character's width
	x := at.X0
	for _, text := range all {
		w := word{text: text, base: at.Y1 - 0.2*size, size: size, blank: true, label: label}
		label = 0
		w.Box = Box{x, at.Y0, x + half*float32(outline.Columns(text)), at.Y1}
		x = w.X1 + 0.6*half
		b.put(w)
	}
	b.words[len(b.words)-1].next = 0
}

// byTurn groups words by their direction, the most frequent direction first.
func byTurn(all []word) [][]word {
	others := func(w word) bool { return (w.turn^all[0].turn)&3 != 0 }
	if len(all) > 0 && !slices.ContainsFunc(all, others) {
		return [][]word{all}
	}
	var turns [4][]word
	for _, w := range all {
		turns[w.turn&3] = append(turns[w.turn&3], w)
	}
	groups := slices.DeleteFunc(turns[:], func(g []word) bool { return len(g) == 0 })
	slices.SortStableFunc(groups, func(a, b []word) int { return len(b) - len(a) })
	return groups
}
