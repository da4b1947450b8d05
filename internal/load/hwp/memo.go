package hwp

import (
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
	w.comment(w.inside(w.memos[number], depth))
	delete(w.memos, number)
}

// leftMemos writes the memos of a section that no field refers to.
func (w *hwpWalker) leftMemos() {
	for _, number := range slices.Sorted(maps.Keys(w.memos)) {
		w.comment(w.inside(w.memos[number], 0))
	}
	w.memos = nil
}

// comment writes the text of a memo or of a comment that is not printed
// (숨은 설명).
func (w *written) comment(text string) {
	if text = strings.TrimSpace(text); text != "" {
		w.note(content.Comment(text))
	}
}
