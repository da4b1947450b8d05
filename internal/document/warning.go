package document

import (
	"encoding/json"
	"fmt"

	"github.com/mundap/mundap/internal/fault"
)

// Warning says what could not be read in a document that is otherwise readable.
// Only Code is always set.
type Warning struct {
	Code WarningCode `json:"code"`
	// Percent is how much of the file had been read when reading stopped, from
	// 1 to 99, or 0 if unknown. It is used with Incomplete.
	Percent int `json:"percent,omitempty"`
	// Last is the end of the text that was read, so that the owner can find the
	// place. It is used with Incomplete.
	Last string `json:"last,omitempty"`
	// Pages is how many of the document's Of pages the warning is about, or 0
	// if unknown. It is used with NoTextPages, PagesLeftOut and PagesDamaged.
	Pages int `json:"pages,omitempty"`
	Of    int `json:"of,omitempty"`
}

// WarningCode names a kind of warning.
type WarningCode string

// The kinds of warnings.
const (
	NoTextPages  WarningCode = "no_text_pages"  // some pages are pictures without text
	PagesLeftOut WarningCode = "pages_left_out" // some pages are damaged or too complex
	PagesDamaged WarningCode = "pages_damaged"  // text of some pages is missing or garbled
	// some bytes fit no character set and were replaced
	BadCharacters WarningCode = "bad_characters"
	LongLines     WarningCode = "long_lines_broken" // lines over 64 KB were broken
	CellsLeftOut  WarningCode = "cells_left_out"    // a table was larger than the limits
	// notes, charts or other parts beside the text are damaged
	PartsLeftOut WarningCode = "parts_left_out"
	// the file ends early or is damaged from some place on
	Incomplete WarningCode = "incomplete"
	// rows of questions and answers lack one of the two
	RowsLeftOut WarningCode = "rows_left_out"
	// code does not parse, so that some of its functions may not be told apart
	CodeNotParsed WarningCode = "code_not_parsed"
	// the model explained only some of the code or none of it; the rest is
	// found by its names and comments
	CodeNotExplained WarningCode = "code_not_explained"
)

var warnings = map[WarningCode]fault.Text{
	NoTextPages: {Ko: "글자가 없는 쪽은 읽지 못했어요. 스캔한 그림일 수 있어요.",
		En: "Some pages have no text and were left out. They may be scans."},
	PagesLeftOut: {Ko: "일부 쪽은 읽지 못해서 빼고 읽었어요.",
		En: "Some pages could not be read and were left out."},
	PagesDamaged: {Ko: "파일이 손상되어서 글이 빠졌거나 깨진 쪽이 있을 수 있어요.",
		En: "The file is damaged. Text of some pages may be missing or garbled."},
	BadCharacters: {Ko: "일부 글자가 깨져 있어요.", En: "Some characters are damaged."},
	LongLines:     {Ko: "아주 긴 줄은 나누어서 읽었어요.", En: "Very long lines were split."},
	CellsLeftOut: {Ko: "표가 너무 커서 일부 칸은 빼고 읽었어요.",
		En: "A table is too large; some of its cells were left out."},
	PartsLeftOut: {Ko: "파일이 일부 손상되어서 각주나 차트 같은 부분은 빼고 읽었어요.",
		En: "Parts of the file, such as notes or charts, are damaged and were left out."},
	RowsLeftOut: {Ko: "질문이나 답이 비어 있는 행은 빼고 읽었어요.",
		En: "Rows without a question or an answer were left out."},
	CodeNotParsed: {Ko: "문법에 맞지 않는 코드가 있어서 함수 단위로 나누지 못한 곳이 있을 수 있어요.",
		En: "The code has syntax errors. Some functions may not have been told apart."},
	CodeNotExplained: {Ko: "언어 모델이 설명하지 못한 함수는 이름과 주석으로만 찾을 수 있어요.",
		En: "Functions that the model could not explain are found by their names and comments only."},
}

// Message returns the sentence that the document's owner reads about a warning.
// It is empty for a code that this version does not know.
func (w Warning) Message() fault.Text {
	if w.Code != Incomplete {
		text := warnings[w.Code]
		if w.Pages > 0 && text != (fault.Text{}) {
			text.Ko += fmt.Sprintf(" (전체 %d쪽 중 %d쪽이 해당돼요)", w.Of, w.Pages)
			text.En += fmt.Sprintf(" (This is about %d of %d pages.)", w.Pages, w.Of)
		}
		return text
	}
	ko, en := "파일이 손상되었거나 중간에 끊겨서 앞부분만 읽었어요.",
		"The file is damaged or cut off. Only its beginning was read."
	if w.Percent > 0 {
		ko = fmt.Sprintf("파일이 손상되었거나 중간에 끊겨서 앞의 %d%%쯤만 읽었어요.", w.Percent)
		en = fmt.Sprintf("The file is damaged or cut off. Only about the first %d%% was read.",
			w.Percent)
	}
	if w.Last != "" {
		ko += fmt.Sprintf(" 마지막으로 읽은 글은 “%s”예요.", w.Last)
		en += fmt.Sprintf(" The last text read is “%s”.", w.Last)
	}
	return fault.Text{Ko: ko, En: en}
}

// UnmarshalJSON also reads records of earlier versions, which contain only the
// code.
func (w *Warning) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		*w = Warning{}
		return json.Unmarshal(b, &w.Code)
	}
	type plain Warning
	return json.Unmarshal(b, (*plain)(w))
}
