package split

import (
	"regexp"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
)

// held is the last chunk of a table with the notes that have followed it so
// far. The notes belong to this table unless another table follows, in which
// case they may be its caption.
type held struct {
	chunk document.Chunk
	notes []heldNote
}

type heldNote struct {
	text   string
	at     place
	start  int
	end    int
	source bool // it says where the table is from: it belongs to no other one
}

const (
	maxNotes = 5   // below a table
	maxNote  = 240 // characters of one

	// blankBelow is a line that says that the rest of the page is empty.
	blankBelow = `^[-–=<〈(\[ ]*(?:본 ?페이지 ?)?이하 ?여백[-–=>〉)\] ]*$`
)

var (
	// tableNote: ※ 부가세 별도, * 잠정치, 주: …, 주) …, 비고: …
	tableNote = regexp.MustCompile(`^(?:[※*†]|주 ?\d? ?[:)]|\(주\)|비고 ?[:)]|[Nn]otes? ?:)|` +
		blankBelow)
	// tableSource: 자료: 통계청, ※ 출처: …, Source: …
	tableSource = regexp.MustCompile(`^(?:[※*] ?)?(?:\(?주 ?\d? ?[:)]|\(?자료 ?[:)]|\(?출처 ?[:)]|[Ss]ources? ?:)|` +
		blankBelow)
)

// note accepts a block that is a note below a table. It returns false for any
// other block.
func (b *builder) note(k content.Block, text string, at place) bool {
	h := b.held
	if h == nil || k.Kind != content.Paragraph && k.Kind != content.ListItem ||
		len(h.notes) == maxNotes || korean.Length(text) > maxNote {
		return false
	}
	source := tableSource.MatchString(text)
	if !source && !tableNote.MatchString(text) {
		return false
	}
	h.notes = append(h.notes, heldNote{text: text, at: at, start: at.base + k.Start,
		end: at.base + k.End, source: source})
	return true
}

// release passes the held chunk on before something else follows. table says
// whether that is another table.
func (b *builder) release(table bool) {
	h := b.held
	if h == nil {
		return
	}
	b.held = nil
	n := len(h.notes)
	for table && n > 0 && !h.notes[n-1].source {
		n--
	}
	if n > 0 {
		h.chunk.End = h.notes[n-1].end
	}
	b.chunk(h.chunk)
	for _, note := range h.notes[n:] {
		b.prose = true
		b.sentences(note.text, note.start, note.at)
	}
}
