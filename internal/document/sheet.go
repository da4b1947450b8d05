package document

import (
	"encoding/json"
	"errors"
)

// Sheet is a printed page with the places of its words. All its measures are
// tenths of a point (1/720 inch).
type Sheet struct {
	Width, Height int // as the page is shown
	Words         []WordBox
}

// WordBox is the place of a word, or of a part of a word that is divided at the
// end of a line. Start and End are its range in the text of its page, in bytes.
// The box is in tenths of a point from the upper left corner of the page as it
// is shown. A cell that is repeated in several rows has the same boxes in each
// of them. The boxes are in ascending order of Start.
type WordBox struct {
	Start, End     int
	X0, Y0, X1, Y1 int
}

// fields are the numbers of a stored word: how far it begins after the end of
// the word before, its length, and its box: left, top, width, height.
const fields = 6

// MarshalJSON writes the size of the page and six numbers for each word. This
// takes a quarter of the space of named fields.
func (s Sheet) MarshalJSON() ([]byte, error) {
	all := make([]int, 0, 2+fields*len(s.Words))
	all = append(all, s.Width, s.Height)
	at := 0
	for _, w := range s.Words {
		all = append(all, w.Start-at, w.End-w.Start, w.X0, w.Y0, w.X1-w.X0, w.Y1-w.Y0)
		at = w.End
	}
	return json.Marshal(all)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (s *Sheet) UnmarshalJSON(data []byte) error {
	var all []int
	if err := json.Unmarshal(data, &all); err != nil {
		return err
	}
	if len(all) < 2 || (len(all)-2)%fields != 0 {
		return errors.New("a page's words are not whole")
	}
	*s = Sheet{Width: all[0], Height: all[1]}
	at := 0
	for f := all[2:]; len(f) > 0; f = f[fields:] {
		w := WordBox{Start: at + f[0], X0: f[2], Y0: f[3]}
		w.End, w.X1, w.Y1 = w.Start+f[1], w.X0+f[4], w.Y0+f[5]
		s.Words = append(s.Words, w)
		at = w.End
	}
	return nil
}
