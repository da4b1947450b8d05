package office

import (
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/charset"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/outline"
)

// rtfGroup is what holds between braces.
type rtfGroup struct {
	skip    bool // its text is for programs
	hidden  bool
	into    rtfTarget
	unicode int // bytes that stand for a character for old readers
	font    int
	fonts   bool // it is the table of fonts
	number  bool // it repeats a list's number
}

// maxParagraph is where longer paragraphs are broken, in bytes.
const maxParagraph = 64 << 10

// rtfTarget says where text goes.
type rtfTarget int

const (
	rtfBody rtfTarget = iota
	rtfNote
	rtfComment
	rtfEdge // a header or footer
	rtfTitle
	rtfBox
)

// rtfWalker turns tokens into blocks.
type rtfWalker struct {
	page   *content.Pager
	groups []rtfGroup
	done   bool

	text    strings.Builder // of the open paragraph
	bytes   []byte          // of it, not decoded yet
	high    rune            // the first half of a character beyond 16 bits
	pass    int             // bytes to pass over behind a character
	star    bool            // the group is for programs that know it
	set     encoding.Encoding
	sets    map[int]encoding.Encoding // by font
	side    map[rtfTarget]*strings.Builder
	edges   map[string]bool // headers and footers that have been written
	level   int             // of the open paragraph: 1 to 9, 0 for none
	number  string
	inTable bool
	cell    []string
	row     []content.GridCell
	rows    [][]content.GridCell
	open    cellEdges   // of the row that is being described
	next    cellEdge    // what is said of the cell whose edge comes next
	drawn   []cellEdges // of rows
	notes   []string
	below   []string // notes of the open table
	title   string
}

func newRTFWalker(p *content.Pager) *rtfWalker {
	return &rtfWalker{page: p, set: charmap.Windows1252, sets: map[int]encoding.Encoding{},
		side:  map[rtfTarget]*strings.Builder{},
		edges: map[string]bool{}}
}

// group is the innermost one.
func (w *rtfWalker) group() *rtfGroup {
	if len(w.groups) == 0 {
		return &rtfGroup{unicode: 1}
	}
	return &w.groups[len(w.groups)-1]
}

// take handles a token.
func (w *rtfWalker) take(t rtfToken, in *rtfTokens) {
	switch t.kind {
	case '{':
		w.flush()
		if len(w.groups) < 10*content.MaxDepth {
			g := *w.group()
			w.groups = append(w.groups, g)
		} else {
			w.done = true
		}
		w.star = false
	case '}':
		w.close()
	case 'b':
		w.star = false
		if w.pass > 0 {
			w.pass--
		} else if g := w.group(); !g.skip && !g.hidden {
			if w.bytes = append(w.bytes, t.b); len(w.bytes) > maxParagraph && t.b == ' ' {
				w.flush()
			}
		}
	default:
		w.control(t, in)
	}
}

// close ends a group.
func (w *rtfWalker) close() {
	w.flush()
	if len(w.groups) == 0 {
		return
	}
	ended := *w.group()
	w.groups = w.groups[:len(w.groups)-1]
	if len(w.groups) == 0 {
		w.done = true
		return
	}
	w.pass = 0
	if outer := w.group(); outer.into != ended.into {
		w.leave(ended.into)
	}
}

// leave puts notes, headers and boxes where they belong.
func (w *rtfWalker) leave(from rtfTarget) {
	b := w.side[from]
	if b == nil {
		return
	}
	text := strings.TrimSpace(b.String())
	b.Reset()
	switch {
	case text == "":
	case from == rtfNote:
		w.notes = append(w.notes, text)
	case from == rtfComment:
		w.notes = append(w.notes, content.Comment("", text))
	case from == rtfTitle:
		w.title = korean.Line(text)
	case from == rtfBox:
		if len(w.row) == 0 && len(w.cell) == 0 {
			w.endTable()
		}
		w.page.Paragraph(text)
	case from == rtfEdge && !w.edges[text] && !pageNumber.MatchString(korean.Line(text)):
		w.edges[text] = true
		w.page.Paragraph(text)
	}
}

// flush decodes the bytes that have been read.
func (w *rtfWalker) flush() {
	if len(w.bytes) == 0 {
		return
	}
	set := w.set
	if s := w.sets[w.group().font]; s != nil {
		set = s
	}
	text, err := set.NewDecoder().Bytes(w.bytes)
	w.bytes = w.bytes[:0]
	if err == nil {
		w.write(string(text))
	}
}

// write adds text to what is open.
func (w *rtfWalker) write(s string) {
	g := w.group()
	switch {
	case g.skip || g.hidden:
	case g.number:
		w.number += s
	case g.into == rtfBody:
		w.text.WriteString(s)
		if w.text.Len() > maxParagraph && strings.ContainsAny(s, " \n") {
			w.paragraph()
		}
	default:
		if w.side[g.into] == nil {
			w.side[g.into] = &strings.Builder{}
		}
		w.side[g.into].WriteString(s)
	}
}

// rtfSkipped are groups whose text is for programs.
var rtfSkipped = map[string]bool{"colortbl": true, "stylesheet": true, "pict": true, "object": true,
	"fldinst": true, "datafield": true,
	"listtable": true, "listoverridetable": true, "revtbl": true, "rsidtbl": true,
	"generator": true, "xmlnstbl": true, "themedata": true,
	"colorschememapping": true, "datastore": true, "latentstyles": true, "bkmkstart": true,
	"bkmkend": true, "author": true,
	"operator": true, "creatim": true, "revtim": true, "printim": true, "company": true,
	"subject": true, "keywords": true, "doccomm": true,
	"comment": true, "filetbl": true, "xe": true, "tc": true, "pn": true, "sn": true, "sv": true,
	"nonshppict": true, "atnid": true,
	"atnauthor": true, "category": true, "manager": true, "hlinkbase": true,
	"ftnsep": true, "ftnsepc": true,
	"aftnsep": true, "aftnsepc": true, "falt": true, "panose": true, "template": true}

// rtfCharacters are the control words for characters.
var rtfCharacters = map[string]string{"tab": "\t", "line": "\n", "emdash": "—", "endash": "–",
	"lquote": "‘", "rquote": "’", "ldblquote": "“",
	"rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ", "~": " ",
	"_": "-", "{": "{", "}": "}", "\\": "\\", "softline": "\n"}

// control handles a control word. A destination that begins with \* may be
// skipped by a reader that does not know it (RTF 1.9, "Destination"), so unknown
// ones are. Bytes that were collected so far are decoded first, because any
// control word but \u may change the character set.
func (w *rtfWalker) control(t rtfToken, in *rtfTokens) {
	if t.word == "u" && t.given {
		w.character(rune(t.value))
		return
	}
	w.flush()
	g := w.group()
	switch text, ok := rtfCharacters[t.word]; {
	case ok:
		w.write(text)
		return
	case t.word == "*":
		w.star = true
		return
	case rtfSkipped[t.word]:
		g.skip = true
	case t.word == "bin":
		in.skip(max(0, t.value))
	default:
		if w.destination(t, g) || w.star && t.word != "shpinst" && t.word != "shptxt" {
			g.skip = g.skip || w.star
		} else if !g.skip {
			w.layout(t, g)
		}
	}
	w.star = false
}

// destination handles a control word that says where a group's text goes. It
// reports whether it is one that the star before it hides.
func (w *rtfWalker) destination(t rtfToken, g *rtfGroup) bool {
	switch t.word {
	case "fonttbl":
		g.skip, g.fonts = true, true
	case "footnote":
		g.into = rtfNote
	case "annotation":
		g.into = rtfComment
		w.star = false
	case "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf":
		g.into = rtfEdge
	case "title":
		g.into = rtfTitle
	case "shptxt":
		g.into = rtfBox
		w.star = false
	case "listtext", "pntext":
		g.number = true
		w.star = false
	case "ansicpg":
		w.set = charset.CodePage(t.value)
	case "f":
		g.font = t.value
	case "fcharset":
		if s := charset.OfFont(t.value); g.fonts && s != nil {
			w.sets[g.font] = s
		}
	}
	return false
}

// layout handles what holds for characters, and the paragraphs and tables of
// the body. What stands beside it (notes, comments, boxes) has lines only.
func (w *rtfWalker) layout(t rtfToken, g *rtfGroup) {
	switch t.word {
	case "uc":
		g.unicode = max(0, min(t.value, 10))
	case "v", "deleted":
		g.hidden = !t.given || t.value != 0
	case "plain":
		g.hidden = false
	default:
		if g.into == rtfBody {
			w.bodyLayout(t)
		} else if s, ok := rtfBreaks[t.word]; ok {
			w.write(s)
		}
	}
}

// rtfBreaks are the control words that end a line or a cell.
var rtfBreaks = map[string]string{"par": "\n", "sect": "\n", "page": "\n", "column": "\n",
	"cell": " ", "nestcell": " ", "row": "\n", "nestrow": "\n"}

// bodyLayout handles paragraphs and tables of the body.
func (w *rtfWalker) bodyLayout(t rtfToken) {
	switch t.word {
	case "pard":
		w.level, w.inTable = 0, false
	case "outlinelevel":
		if t.value >= 0 && t.value < 9 {
			w.level = t.value + 1
		}
	case "intbl":
		w.inTable = true
	case "par", "sect", "page", "column":
		w.paragraph()
	case "cell", "nestcell":
		w.endCell()
	case "row", "nestrow":
		if len(w.row) > 0 && len(w.rows) < content.MaxRows {
			w.rows = append(w.rows, w.row)
			w.drawn = append(w.drawn, w.open)
		}
		w.row = nil
	default:
		w.cellLayout(t)
	}
}

// cellLayout reads what a row says of the edges of its cells.
func (w *rtfWalker) cellLayout(t rtfToken) {
	switch t.word {
	case "trowd":
		w.open, w.next = cellEdges{}, cellEdge{}
	case "trleft":
		w.open.left = t.value
	case "clvmrg":
		w.next.continues = true
	case "clmrg":
		w.next.covered = true
	case "cellx":
		if w.next.right = t.value; len(w.open.cells) < content.MaxColumns {
			w.open.cells = append(w.open.cells, w.next)
		}
		w.next = cellEdge{}
	}
}

// character writes a character given by its number; the bytes behind it stand
// for it in old readers.
func (w *rtfWalker) character(r rune) {
	w.flush()
	if r < 0 {
		r += 1 << 16
	}
	w.pass = w.group().unicode
	switch {
	case r >= 0xd800 && r < 0xdc00:
		w.high = r
		return
	case r >= 0xdc00 && r < 0xe000:
		if w.high == 0 {
			return
		}
		r = (w.high-0xd800)<<10 + (r - 0xdc00) + 0x10000
	case r >= 0xf020 && r < 0xf100: // a glyph of a symbol font
		r = '•'
	}
	w.high = 0
	w.write(string(r))
}

// paragraph ends the open paragraph.
func (w *rtfWalker) paragraph() {
	text, number := strings.TrimSpace(w.text.String()), strings.TrimSpace(w.number)
	w.text.Reset()
	w.number = ""
	if w.inTable {
		w.cell = append(w.cell, strings.TrimSpace(number+" "+text))
		return
	}
	w.endTable()
	switch {
	case w.level > 0:
		w.page.Heading(w.level, strings.TrimSpace(number+" "+text))
	case number != "" && text != "":
		w.page.Item(1, number, text)
	default:
		outline.Prose(&w.page.Builder, text)
	}
	w.writeNotes(w.notes)
	w.notes = nil
}

func (w *rtfWalker) endCell() {
	w.cell = append(w.cell, strings.TrimSpace(w.number+" "+w.text.String()))
	w.text.Reset()
	w.number = ""
	if len(w.row) < content.MaxColumns {
		w.row = append(w.row, content.GridCell{Text: strings.Join(w.cell, "\n")})
	}
	w.cell = nil
	w.below, w.notes = append(w.below, w.notes...), nil
}

// writeNotes writes notes that the text above refers to.
func (w *rtfWalker) writeNotes(notes []string) {
	for _, note := range notes {
		w.page.Add(content.Block{Kind: content.Note}, note)
	}
}

func (w *rtfWalker) endTable() {
	columns := 0
	for _, r := range w.rows {
		columns = max(columns, len(r))
	}
	if len(w.rows) > 0 {
		outline.WriteTable(&w.page.Builder, mergeCells(w.rows, w.drawn), 0, columns, "", false, nil)
	}
	w.writeNotes(w.below)
	w.rows, w.row, w.cell, w.below, w.drawn = nil, nil, nil, nil, nil
}

// end writes what is open at the end of the file.
func (w *rtfWalker) end() {
	w.flush()
	w.groups = nil
	w.inTable = false
	if len(w.row) > 0 {
		w.rows = append(w.rows, w.row)
	}
	w.paragraph()
	w.endTable()
}
