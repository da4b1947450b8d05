package office

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sort"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/compound"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/outline"
)

func wordFormat() format.Format {
	return format.Format{Name: "doc", Plain: "txt", Extensions: []string{"doc", "dot"},
		Isolated: true, Open: openWord,
		Matches: func(s format.Source, head []byte) bool {
			return compound.Holds(s, head, "WordDocument")
		}}
}

// wordFile reads Word 97–2003 ([MS-DOC]): the text in pieces, and for each
// paragraph its style, its list and whether it is in a table.
type wordFile struct {
	about      content.Info
	text       []wordChar
	main       int                // characters of the body; notes and text boxes follow
	notes      []wordNote         // those that the body does not refer to
	anchored   map[int][]wordNote // by the character that refers to them
	header     int                // where headers and footers begin
	edges      [][2]int           // those of the sections, each once
	paragraphs []wordShape        // in order of their places in the file
	hidden     [][2]uint32        // places in the file whose text is not shown, in order
	lists      docxLists          // Word counts in both of its formats alike
	styles     []wordStyle        // by number
}

// wordChar is a character, or half of one, with its place in the file.
type wordChar struct {
	unit uint16
	at   uint32
}

// Places in the file information block ([MS-DOC] 2.5): offsets of the pairs
// (place, length) in the table stream.
const (
	wordSignature = 0xa5ec
	wordFlags     = 0x0a
	// of body, footnotes, headers, macros, comments, endnotes, text boxes, in characters
	wordLengths    = 0x4c
	wordEdges      = 0xf2  // fcPlcfHdd: headers and footers
	wordParagraphs = 0x102 // fcPlcfBtePapx
	wordPieces     = 0x1a2 // fcClx
	wordEncrypted  = 1 << 8
	wordTableOne   = 1 << 9
)

// openWord reads the FIB ([MS-DOC] 2.5.1), which says where everything else is,
// and all tables that the text refers to: pieces, paragraph shapes, styles and
// lists. The text itself is read by Pages. Damage in anything but the pieces
// costs structure, not text, and becomes a warning.
func openWord(_ context.Context, s format.Source, e format.Env) (format.Reader, error) {
	c, err := compound.Open(s, e.Limits.Unpacked)
	if err != nil {
		return nil, err
	}
	data, err := c.Stream("WordDocument")
	if err != nil {
		return nil, err
	}
	fib := compound.Bytes(data)
	switch flags := fib.U16(wordFlags); {
	case fib.U16(0) != wordSignature:
		return nil, format.Fail(format.ErrTooOld, errors.New("older than Word 97"))
	case flags&wordEncrypted != 0:
		return nil, format.Fail(format.ErrEncrypted, nil)
	}
	name := "0Table"
	if fib.U16(wordFlags)&wordTableOne != 0 {
		name = "1Table"
	}
	table, err := c.Stream(name)
	if err != nil {
		return nil, err
	}
	w := &wordFile{about: content.Info{Format: "doc", Unit: content.ByteUnit, Total: s.Size}}
	if c.Cut() {
		w.about.Warn(document.Incomplete)
	}
	if !wholeBlock(fib) {
		w.about.Warn(document.PartsLeftOut)
	}
	w.about.Title = content.GoodTitle(c.SummaryTitle("SummaryInformation"))
	if err := w.readPieces(data, part(table, fib, wordPieces)); err != nil {
		return nil, format.Fail(format.ErrDamaged, err)
	}
	shapes := part(table, fib, wordParagraphs)
	if shapes == nil {
		w.about.Warn(document.PartsLeftOut)
	}
	w.readShapes(data, shapes)
	w.readElsewhere(c)
	w.readStyles(part(table, fib, wordStyles))
	w.readLists(table, fib)
	w.readHidden(data, part(table, fib, wordCharacters))
	w.divide(table, fib)
	w.readEdges(part(table, fib, wordEdges))
	return w, nil
}

// wholeBlock reports whether the second half of the file information block says
// anything, as it does in every file: it has places of lists, drawings and
// revisions, also of those that the document doesn't have.
func wholeBlock(fib []byte) bool {
	const from, to = 512, 1024
	return len(fib) < to || slices.ContainsFunc(fib[from:to], func(b byte) bool { return b != 0 })
}

// part is what a pair in the file information block points to in the table stream.
func part(table []byte, fib compound.Bytes, at int) compound.Bytes {
	from, length := int64(fib.U32(at)), int64(fib.U32(at+4))
	if from+length > int64(len(table)) {
		return nil
	}
	return compound.Bytes(table[from : from+length])
}

// readPieces reads the text according to its piece table ([MS-DOC] 2.9.38).
func (w *wordFile) readPieces(data []byte, clx compound.Bytes) error {
	at := 0
	for at < len(clx) && clx[at] == 1 { // formatting of fast saves
		at += 3 + clx.U16(at+1)
	}
	if at >= len(clx) || clx[at] != 2 {
		return errors.New("no piece table")
	}
	size := int(min(clx.U32(at+1), 1<<30))
	at += 5
	n := (size - 4) / 12
	if n < 0 || at+4+12*n > len(clx) {
		return errors.New("a cut piece table")
	}
	for i := range n {
		length := int64(clx.U32(at+4*i+4)) - int64(clx.U32(at+4*i))
		place := clx.U32(at + 4*(n+1) + 8*i + 2)
		if length < 0 || int64(len(w.text))+length > int64(2*len(data)) {
			return fmt.Errorf("a piece of %d characters", length)
		}
		w.readPiece(data, place, uint32(length))
	}
	return nil
}

// readPiece appends characters: in UTF-16, or in one byte each when bit 30 of the place is set.
func (w *wordFile) readPiece(data []byte, place, length uint32) {
	const narrow = 1 << 30
	if place&narrow == 0 {
		for i := range length {
			at := place + 2*i
			if int64(at)+2 > int64(len(data)) {
				w.about.Warn(document.Incomplete)
				return
			}
			w.text = append(w.text, wordChar{binary.LittleEndian.Uint16(data[at:]), at})
		}
		return
	}
	place = place &^ narrow / 2
	for i := range length {
		at := place + i
		if int64(at) >= int64(len(data)) {
			w.about.Warn(document.Incomplete)
			return
		}
		w.text = append(w.text, wordChar{uint16(charmap.Windows1252.DecodeByte(data[at])), at})
	}
}

// divide finds the body, and the notes, comments and text boxes that follow it.
func (w *wordFile) divide(table []byte, fib compound.Bytes) {
	const headers, boxes, parts = 2, 6, 7
	var ends [parts]int
	at := 0
	for i := range parts {
		at = min(at+int(min(fib.U32(wordLengths+4*i), 1<<30)), len(w.text))
		ends[i] = at
	}
	w.main, w.header = ends[0], ends[headers-1]
	for _, kind := range wordNoteKinds {
		w.readNotes(table, fib, kind, ends[kind.part-1], ends[kind.part])
	}
	w.notes = append(w.notes, wordNote{from: ends[boxes-1], to: ends[boxes]})
}

func (w *wordFile) Info() content.Info { return w.about }
func (w *wordFile) Close() error       { return nil }

func (w *wordFile) Pages(ctx context.Context, from int) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		p := &wordWalker{Pager: content.Pager{Yield: yield, From: from,
			Finish: (&outline.Tree{Lists: true}).Finish}, ctx: ctx, file: w,
			counters: w.lists.begin()}
		for _, n := range w.edges {
			p.edge(w.text[n[0]:n[1]])
		}
		p.read(w.text[:w.main], false)
		for _, n := range w.notes {
			if n.comment {
				p.Add(content.Block{Kind: content.Note}, p.noteText(n, ""))
			} else {
				p.read(w.text[n.from:n.to], true)
			}
		}
		if err := ctx.Err(); err != nil {
			p.Fail(err)
		}
		p.Flush(w.about.Total)
	}
}

// readEdges finds headers and footers: six stories a section, behind six of
// separators of notes ([MS-DOC] 2.3.3).
func (w *wordFile) readEdges(plc compound.Bytes) {
	const separators = 6
	for i := separators; 4*i+8 <= len(plc)-4; i++ {
		from, to := w.header+int(plc.U32(4*i)), w.header+int(plc.U32(4*i+4))
		if from < to && from >= w.main && to <= len(w.text) && len(w.edges) < 1000 {
			w.edges = append(w.edges, [2]int{from, to})
		}
	}
}

// wordWalker turns paragraphs into blocks.
type wordWalker struct {
	content.Pager
	ctx      context.Context
	file     *wordFile
	counters *docxCounters
	cell     []string // paragraphs of the open cell
	row      []content.GridCell
	rows     [][]content.GridCell
	edges    []cellEdges     // of rows
	referred []wordNote      // what the open paragraph refers to
	below    []string        // comments to be written after the table
	seen     map[string]bool // lines of headers and footers
}

// read handles a part of the text: paragraphs end at their marks, cells and
// rows of tables at theirs.
func (w *wordWalker) read(text []wordChar, note bool) {
	var units []uint16
	var found garbage
	var fields []bool // open fields; true while the instruction is being passed over
	for i, c := range text {
		found.add(c.unit)
		if !note {
			w.referred = append(w.referred, w.file.anchored[i]...)
		}
		switch u := c.unit; {
		case u == 0x13: // a field begins with its instruction
			fields = append(fields, true)
		case u == 0x14 && len(fields) > 0: // then comes what it shows
			fields[len(fields)-1] = false
		case u == 0x15 && len(fields) > 0:
			fields = fields[:len(fields)-1]
		case slices.Contains(fields, true):
		case u == 0x0d || u == 0x07 || u == 0x0c || i == len(text)-1:
			if u >= 32 && !w.file.hides(c.at) {
				units = append(units, u)
			}
			w.paragraph(string(utf16.Decode(units)), w.file.shape(c.at), u, note)
			units = units[:0]
			if !w.Full(w.file.about.Total*int64(i)/int64(len(w.file.text))) || i%1000 == 0 &&
				w.ctx.Err() != nil {
				return
			}
		case w.file.hides(c.at):
		case u == 0x0b || u == 0x0e:
			units = append(units, '\n')
		case u == 0x1e:
			units = append(units, '-')
		case u == '\t' || u >= 32:
			units = append(units, u)
		}
	}
	if found.overwritten() {
		w.file.about.Warn(document.BadCharacters)
	}
	w.endTable()
	w.writeNotes()
}

// edge writes the lines of a header or footer that have not been written
// before.
func (w *wordWalker) edge(text []wordChar) {
	var kept []string
	for line := range strings.SplitSeq(w.plainText(text), "\n") {
		if line = korean.Line(line); line != "" && !w.seen[line] && !pageNumber.MatchString(line) {
			if w.seen == nil {
				w.seen = map[string]bool{}
			}
			w.seen[line] = true
			kept = append(kept, line)
		}
	}
	w.Add(content.Block{Kind: content.Paragraph}, strings.Join(kept, "\n"))
}

// shape returns what is known about the paragraph whose mark is at a place in
// the file.
func (w *wordFile) shape(at uint32) wordShape {
	i := sort.Search(len(w.paragraphs), func(i int) bool { return w.paragraphs[i].from > at }) - 1
	if i < 0 || at >= w.paragraphs[i].to {
		return wordShape{}
	}
	return w.paragraphs[i]
}

// paragraph writes a paragraph that ended with mark. In tables, paragraphs are
// gathered into cells and rows: 0x07 ends a cell, and also a row if the
// paragraph's shape says so. The table is written when the first paragraph
// after it comes.
func (w *wordWalker) paragraph(text string, s wordShape, mark uint16, note bool) {
	text = strings.TrimSpace(text)
	list := w.file.listOf(s)
	number, depth := w.counters.number(list, text != "")
	if s.table {
		text = w.inCell(strings.TrimSpace(number + " " + text))
	}
	switch {
	case s.rowEnd && mark == 0x07:
		w.rows, w.edges = append(w.rows, w.row), append(w.edges, s.edges)
		w.row, w.cell = nil, nil
		return
	case mark == 0x07:
		w.row = append(w.row, content.GridCell{Text: strings.Join(append(w.cell, text), "\n")})
		w.cell = nil
		return
	case s.table:
		w.cell = append(w.cell, text)
		return
	}
	w.endTable()
	switch {
	case note:
		w.Add(content.Block{Kind: content.Note}, strings.TrimSpace(number+" "+text))
	case s.heading > 0:
		w.Heading(s.heading, strings.TrimSpace(strings.TrimPrefix(number, "•")+" "+text))
	case number != "":
		w.Builder.Item(depth, number, text)
	case list.given && list.num != "0":
		w.Builder.Item(list.level+1, "", text)
	default:
		outline.Prose(&w.Builder, text)
	}
	w.writeNotes()
}

// endTable writes the table that has been read.
func (w *wordWalker) endTable() {
	if len(w.row) > 0 || len(w.cell) > 0 {
		w.rows = append(w.rows, append(w.row, content.GridCell{Text: strings.Join(w.cell, "\n")}))
	}
	columns := 0
	for _, r := range w.rows {
		columns = max(columns, len(r))
	}
	if len(w.rows) > 0 {
		outline.WriteTable(&w.Builder, mergeCells(w.rows, w.edges), 0, columns, "", false, nil)
	}
	for _, text := range w.below {
		w.Add(content.Block{Kind: content.Note}, text)
	}
	w.rows, w.row, w.cell, w.below, w.edges = nil, nil, nil, nil, nil
}
