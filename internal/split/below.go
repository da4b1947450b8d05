package split

import (
	"regexp"
	"slices"
	"strconv"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
)

// held is the last chunk of a table with the notes that have followed it so
// far. The notes belong to this table unless another table follows, in which
// case they may be its caption.
type held struct {
	chunk  document.Chunk
	notes  []heldNote
	number int // of the last note in a series: 주 1) … 2) … 3) …; 0 if there is none
}

type heldNote struct {
	text   string
	at     place
	start  int
	end    int
	source bool // it says where the table is from: it belongs to no other one
}

const (
	maxNotes    = 5   // below a table
	maxNote     = 240 // characters of one
	maxNumbered = 12  // notes in a series

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

var (
	// firstNumber begins a series of notes, nextNumber its further ones.
	firstNumber = regexp.MustCompile(`^주 ?(1) ?[:)]`)
	nextNumber  = regexp.MustCompile(`^(?:주 ?)?(\d{1,2}) ?[:)]`)
	// partOfNote is a line that belongs to the note above it.
	partOfNote = regexp.MustCompile(`^(?:[` + korean.Ordinals + `][.)]|\d{1,2}\)|[-–·○※*]|단,)`)
)

// numbered accepts the next note of a series, or its first one.
func (h *held) numbered(text string) bool {
	pattern := nextNumber
	if h.number == 0 {
		pattern = firstNumber
	}
	m := pattern.FindStringSubmatch(text)
	if m == nil || len(h.notes) >= maxNumbered {
		return false
	}
	if n, err := strconv.Atoi(m[1]); err != nil || n != h.number+1 {
		return false
	}
	h.number++
	return true
}

// unfinished is how many of the notes are left if the series at their end goes on
// with a block that is no note itself: the whole series is a text of its own.
func (h *held) unfinished(k content.Block, text string) int {
	if h.number == 0 || k.Kind != content.Paragraph && k.Kind != content.ListItem ||
		!partOfNote.MatchString(text) {
		return len(h.notes)
	}
	return slices.IndexFunc(h.notes,
		func(n heldNote) bool { return firstNumber.MatchString(n.text) })
}

// note accepts a block that is a note below a table. It returns false for any
// other block.
func (b *builder) note(k content.Block, text string, at place) bool {
	h := b.held
	if h == nil || k.Kind != content.Paragraph && k.Kind != content.ListItem ||
		korean.Length(text) > maxNote {
		return false
	}
	source := tableSource.MatchString(text)
	if !h.numbered(text) && (len(h.notes) >= maxNotes || !source && !tableNote.MatchString(text)) {
		return false
	}
	h.notes = append(h.notes, heldNote{text: text, at: at, start: at.base + k.Start,
		end: at.base + k.End, source: source})
	return true
}

// release passes the held chunk on before a block with a text follows.
func (b *builder) release(k content.Block, text string) {
	h := b.held
	if h == nil {
		return
	}
	b.held = nil
	n := h.unfinished(k, text)
	table := k.Kind == content.Table
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
