package office

import (
	"cmp"
	"encoding/xml"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/spreadsheet"
)

// cellNotes are comments by row, from 1, and column, from 0.
type cellNotes map[int]map[int]string

// take returns the comment of a cell, once.
func (n cellNotes) take(row, column int) string {
	note := n[row][column]
	delete(n[row], column)
	return note
}

// comments reads a part of comments.
func (x *xlsxFile) comments(part string) (cellNotes, error) {
	if part == "" {
		return nil, nil
	}
	notes := cellNotes{}
	most := content.MaxRows
	var find func(s *archive.XML, e xml.StartElement) error
	find = func(s *archive.XML, e xml.StartElement) error {
		if e.Name.Local != "comment" {
			return s.Children(find)
		}
		return s.Children(func(s *archive.XML, c xml.StartElement) error {
			if c.Name.Local != "text" {
				return s.Skip()
			}
			text, err := richText(s)
			row, column, ok := placeOf(archive.Attr(e, "ref"))
			if note := korean.Line(plainComment(text)); ok && note != "" && most > 0 {
				if notes[row] == nil {
					notes[row] = map[int]string{}
				}
				notes[row][column] = note
				most--
			}
			return err
		})
	}
	err := x.archive.Each(part, find)
	return notes, err
}

// plainComment is a comment without what programs put before it: the author's
// name, and Excel's explanation of threads.
func plainComment(text string) string {
	if strings.HasPrefix(text, "[Threaded comment]") || strings.HasPrefix(text, "[스레드 댓글]") {
		for _, mark := range []string{"Comment:\n", "댓글:\n", "메모:\n"} {
			if _, rest, ok := strings.Cut(text, mark); ok {
				return rest
			}
		}
	}
	first, rest, ok := strings.Cut(text, "\n")
	if ok && strings.HasSuffix(first, ":") && len([]rune(first)) < 30 &&
		strings.TrimSpace(rest) != "" {
		return rest
	}
	return text
}

// placeOf is the row, from 1, and the column of a cell's place: 7 and 1 of "B7".
func placeOf(place string) (row, column int, ok bool) {
	column, ok = columnOf(place)
	row, err := strconv.Atoi(strings.TrimLeftFunc(place, unicode.IsLetter))
	return row, column, ok && err == nil
}

// withNotes adds to the cells of a row those that have only a comment.
func (r *sheetReader) withNotes(cells []spreadsheet.Cell) []spreadsheet.Cell {
	left := r.notes[r.number]
	delete(r.notes, r.number)
	for _, column := range slices.Sorted(maps.Keys(left)) {
		if !r.hidden[column] && column < content.MaxColumns {
			cells = append(cells, spreadsheet.Cell{Column: column, Note: left[column]})
		}
	}
	if len(left) > 0 {
		slices.SortStableFunc(cells, func(a, b spreadsheet.Cell) int {
			return cmp.Compare(a.Column, b.Column)
		})
	}
	return cells
}

// leftNotes writes the comments of cells that have no row.
func (r *sheetReader) leftNotes() {
	for _, row := range slices.Sorted(maps.Keys(r.notes)) {
		for _, column := range slices.Sorted(maps.Keys(r.notes[row])) {
			if !r.hidden[column] {
				r.begin()
				r.page.Add(content.Block{Kind: content.Note}, content.Comment("", r.notes[row][column]))
			}
		}
	}
}
