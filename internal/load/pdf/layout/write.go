package layout

import (
	"math"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/outline"
)

// Write returns a page's text, its blocks and the positions of its words.
func (p *Page) Write(profile Profile) (string, []content.Block, content.Sheet) {
	w := writer{profile: profile, sheet: content.Sheet{Width: tenths(p.Width),
		Height: tenths(p.Height)}}
	leaves, notes := takeNotes(p.body(), profile, p.Height)
	w.body = bodyOf(leaves, profile.body)
	for i, l := range leaves {
		if l.table != nil {
			w.end()
			w.table(l.table)
			continue
		}
		if !(l.column && i > 0 && leaves[i-1].column && leaves[i-1].table == nil) &&
			!w.titleGoesOn(l) {
			w.end()
		}
		w.lines(l.lines)
	}
	rest := w.unfinished(len(notes))
	w.end()
	for _, n := range notes {
		w.note(n)
	}
	w.run = rest
	w.end()
	for _, c := range p.comments {
		w.b.Add(content.Block{Kind: content.Note}, c.Text)
	}
	(&outline.Attachments{Top: 1}).Finish(&w.b)
	text, blocks := w.b.Take()
	return text, blocks, w.sheet
}

// unfinished takes the page's last paragraph out of the run if there are notes
// and the last sentence continues on the next page, so that the notes don't
// interrupt the sentence.
func (w *writer) unfinished(notes int) []flow {
	const shortest = 60 // bytes: titles end without a mark, too
	n := len(w.run)
	if notes == 0 || n == 0 || w.heading > 0 {
		return nil
	}
	last := w.run[n-1]
	if len(last.text) < shortest || endsSentence(string(last.text)) {
		return nil
	}
	w.run = w.run[:n-1]
	return []flow{last}
}

// titleGoesOn reports whether a part of the page begins with the next line of
// the heading that is being written.
func (w *writer) titleGoesOn(l leaf) bool {
	first := &l.lines[0]
	return w.heading > 0 && w.headingLevel(first) == w.heading && directlyBelow(w.above, first) &&
		w.above.overlapX(first.Box) > 0
}

// writer turns a page's parts into blocks.
type writer struct {
	profile Profile
	body    float32 // size of the page's body text; 0 if unknown
	b       content.Builder
	sheet   content.Sheet
	run     []flow // lines and paragraphs that are not written yet
	above   *line  // the last line of the run
	heading int    // level of the heading that above belongs to; 0 if there is none
}

func (w *writer) lines(lines []line) {
	for i := range lines {
		l := &lines[i]
		level := w.headingLevel(l)
		if level > 0 && w.bodyLine(l) {
			level = 0
		}
		switch {
		case level > 0:
			w.headingLine(l, level)
		case w.heading > 0:
			w.end()
			w.start(l)
		case len(w.run) == 0:
			w.start(l)
		case w.continues(lines, i):
			w.run[len(w.run)-1].continueWith(l.words, w.profile.breaks)
		case farBelow(w.above, l):
			w.end()
			w.start(l)
		default:
			w.start(l)
		}
		w.above, w.heading = l, level
	}
}

func (w *writer) start(l *line) {
	var f flow
	f.addLine(l.words)
	w.run = append(w.run, f)
}

func isLetter(r rune) bool { return unicode.IsLetter(r) }

// end writes the run.
func (w *writer) end() {
	run, heading := w.run, w.heading
	w.run, w.above, w.heading = nil, nil, 0
	if len(run) == 0 {
		return
	}
	first := len(w.b.Blocks)
	if heading > 0 {
		w.b.Heading(heading, string(run[0].text))
	} else {
		all := make([]outline.Line, len(run))
		for i, f := range run {
			all[i].Text = string(f.text)
		}
		outline.AddPrinted(&w.b, all)
		w.b.Tight = false
	}
	w.place(first, run)
}

func (w *writer) note(lines []line) {
	var f flow
	for _, l := range lines {
		f.continueWith(l.words, w.profile.breaks)
	}
	first := len(w.b.Blocks)
	w.b.Add(content.Block{Kind: content.Note}, string(f.text))
	w.place(first, []flow{f})
}

// place finds the words of flows in the blocks, starting at block first.
func (w *writer) place(first int, run []flow) {
	if first >= len(w.b.Blocks) {
		return
	}
	text := w.b.Text.String()
	at := w.b.Blocks[first].Start
	for _, f := range run {
		for _, word := range f.words {
			at = w.mark(text, at, len(text), word)
		}
	}
}

// mark records the position of a word that occurs in text[at:end], near at, and
// returns the word's end. Builders change spaces, which words don't contain.
func (w *writer) mark(text string, at, end int, word word) int {
	const slack = 64
	i := strings.Index(text[at:min(end, at+len(word.text)+slack)], word.text)
	if i < 0 {
		return at
	}
	start := at + i
	stop := start + len(word.text)
	w.sheet.Words = append(w.sheet.Words, content.WordBox{Start: start, End: stop,
		X0: tenths(word.X0), Y0: tenths(word.Y0), X1: tenths(word.X1), Y1: tenths(word.Y1)})
	return stop
}

func tenths(x float32) int { return int(math.Round(10 * float64(x))) }

// directlyBelow reports whether line p follows line q as closely as lines of a
// paragraph do.
func directlyBelow(q, p *line) bool {
	drop := p.base - q.base
	height := max(p.size, p.height()*0.8, 1)
	return drop > -0.5*height && drop < 2.3*height
}

// farBelow reports whether the space between two lines shows that something new
// begins.
func farBelow(q, p *line) bool {
	height := max(p.size, p.height()*0.8, 1)
	return p.base-q.base > 2.3*height || q.base-p.base > height
}

// continues reports whether lines[i] continues the sentence or paragraph above
// it, which may be at the end of the previous column.
func (w *writer) continues(lines []line, i int) bool {
	q, p := w.above, &lines[i]
	text := lineText(p.words)
	if indented(lines, i) || !directlyBelow(q, p) && i > 0 || abs(q.size-p.size) > 0.25*max(q.size,
		p.size) ||
		(outline.BeginsAnew(text) || isCaption(text)) && !w.endingOnly(lines, i, text) {
		return false
	}
	above := w.run[len(w.run)-1].text
	if endsSentence(string(above[max(0, len(above)-16):])) && !splitNumber(above, text) ||
		isCaption(string(above[:min(len(above), 60)])) {
		return false
	}
	widest := q.X1
	for _, n := range lines[max(0, i-6):min(len(lines), i+6)] {
		if abs(n.X0-q.X0) < 100 {
			widest = max(widest, n.X1)
		}
	}
	room := widest - q.X1 // what was left on the line above: less than p's first word?
	if i == 0 {
		room = 0 // another column
	}
	first, _ := utf8.DecodeRuneInString(p.words[0].text)
	if w.profile.wrap == wrapAnywhere && isHan(first) {
		return room < 1.4*p.size // one more character would have fit
	}
	return room < (float32(outline.Columns(p.words[0].text))/2+1)*p.size
}

// endingOnly reports whether a full line goes on in what only looks like a
// number of its own: the last syllable of a sentence, or the rest of a date.
// …넘긴⏎다. 신청서는, 2020.⏎3.11.
func (w *writer) endingOnly(lines []line, i int, text string) bool {
	q := w.above
	if i == 0 || rightEdge(lines)-q.X1 > 1.4*q.size {
		return false
	}
	return splitNumber(w.run[len(w.run)-1].text, text) || w.profile.wrap != wrapWords &&
		strings.HasPrefix(text, "다.") && korean.IsSyllable(lastRune(q.words[len(q.words)-1].text))
}

// isCaption reports whether a text begins like the caption of a table or
// figure, or like the unit of a table's numbers.
func isCaption(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	return strings.ContainsRune("[<(〈【※표그사도단TtFf ", first) &&
		(caption.MatchString(text) || unit.MatchString(text))
}

// indented reports whether lines[i] is the indented first line of a paragraph,
// that is, whether the lines around it begin farther to the left.
func indented(lines []line, i int) bool {
	if i == 0 || i+1 == len(lines) {
		return false
	}
	above, l, below := &lines[i-1], &lines[i], &lines[i+1]
	deep := 0.4 * l.size
	return l.X0 > above.X0+deep && l.X0 > below.X0+deep && l.X0 < below.X0+4*l.size &&
		directlyBelow(l, below)
}

// splitNumber reports whether a line break cuts a date or number: 2020.⏎3.11.
func splitNumber(above []byte, text string) bool {
	n := len(above)
	return n > 1 && above[n-1] == '.' && isDigit(above[n-2]) && isDigit(text[0])
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

var (
	// caption: [표 1] …, <그림 2>, 표 3., Table 4:
	caption = regexp.MustCompile(`^[\[<(〈【]? ?(?:표|그림|사진|도표|[Tt]able|TABLE|[Ff]igure|FIGURE|[Ff]ig\.) ?[\dⅠ-Ⅹ]+(?:[-.–]\d+)*(?: ?[\]>)〉】]|[.:]| \S)`)
	// unit: (단위: 천원)
	unit = regexp.MustCompile(`^[(\[<※]? ?단위 ?[:：]`)
)

// table writes a table.
func (w *writer) table(t *table) {
	var rows [][]content.GridCell
	var cells [][]cell
	var flows [][]flow
	header := t.header
	for i, row := range t.rows {
		texts, made := w.row(t, row)
		if texts == nil {
			if i < t.header {
				header--
			}
			continue
		}
		rows, cells, flows = append(rows, texts), append(cells, row), append(flows, made)
	}
	first := len(w.b.Blocks)
	w.b.Table(rows, header, 0)
	if first == len(w.b.Blocks) {
		return
	}
	// The builder may have written the table as text or left rows out. Its cells then
	// can't be told apart, and only the place of the whole is known.
	if block := w.b.Blocks[first]; len(block.Rows) != len(rows) {
		w.place(first, flows[0])
		return
	}
	text := w.b.Text.String()
	for i, row := range w.b.Blocks[first].Rows {
		k := -1
		for _, c := range row.Cells {
			if !c.Covered { // a covered cell has the words of the one that covers it, or none
				k++
			}
			if cells[i][k].foreign || c.Start == c.End {
				continue
			}
			at := c.Start
			for _, word := range flows[i][k].words {
				at = w.mark(text, at, c.End, word)
			}
		}
	}
}

// row returns the texts of a row's cells, or nil if the row has no text.
func (w *writer) row(t *table, row []cell) ([]content.GridCell, []flow) {
	texts, flows := make([]content.GridCell, len(row)), make([]flow, len(row))
	empty := true
	column := 0
	for k, c := range row {
		flows[k] = c.flow(w.profile.breaks, t.rightOf(c, column))
		column += c.columns
		texts[k] = content.GridCell{Text: string(flows[k].text), Columns: c.columns}
		empty = empty && len(flows[k].text) == 0
	}
	if empty {
		return nil, nil
	}
	return texts, flows
}
