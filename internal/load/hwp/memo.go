package hwp

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/load/content"
)

// hwpTagMemo begins a memo. Its paragraphs follow it, after those of the
// section, at the same level.
const hwpTagMemo = 0x5d

// hwpMemos finds the memos of a section, by their numbers.
func hwpMemos(records []hwpRecord) map[int][]hwpRecord {
	memos := map[int][]hwpRecord{}
	for i := 0; i < len(records); i++ {
		if records[i].tag != hwpTagMemo {
			continue
		}
		end := i + 1
		for end < len(records) && records[end].level >= records[i].level &&
			records[end].tag != hwpTagMemo {
			end++
		}
		memos[int(records[i].U32(0))] = records[i+1 : end]
		i = end - 1
	}
	return memos
}

// memo writes the memo that a field refers to. Its command has the memo's
// number: "MEMO/65535/1/…".
func (w *hwpWalker) memo(field hwpRecord, depth int) {
	const command = 9 // after the letters, the properties and a byte more
	text, _ := field.Text(command)
	parts := strings.Split(text, "/")
	if len(parts) < 3 || parts[0] != "MEMO" {
		return
	}
	number, err := strconv.Atoi(parts[2])
	if err != nil {
		return
	}
	w.comment(comment{text: w.inside(w.memos[number], depth)})
	delete(w.memos, number)
}

// leftMemos writes the memos of a section that no field refers to.
func (w *hwpWalker) leftMemos() {
	for _, number := range slices.Sorted(maps.Keys(w.memos)) {
		w.comment(comment{text: w.inside(w.memos[number], 0)})
	}
	w.memos = nil
}

// comment is a memo, or a comment that is not printed (숨은 설명).
type comment struct{ about, text string }

// comment writes a comment. What is inside something else leaves it to the
// walker around it.
func (w *written) comment(c comment) {
	switch {
	case strings.TrimSpace(c.text) == "":
	case w.inner:
		w.comments = append(w.comments, c)
	default:
		w.Add(content.Block{Kind: content.Note}, content.Comment(c.about, c.text))
	}
}

// adopt takes over the comments of what is inside: of the cell with a text, or
// of anything else.
func (w *written) adopt(inside *written, cell string) {
	for _, c := range inside.comments {
		c.about = cmp.Or(c.about, cell)
		w.comments = append(w.comments, c)
	}
	inside.comments = nil
}

// writeComments writes the comments of what stood in a paragraph, after it.
func (w *written) writeComments() {
	if w.inner {
		return
	}
	comments := w.comments
	w.comments = nil
	for _, c := range comments {
		w.comment(c)
	}
}
