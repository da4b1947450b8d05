package document_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
)

func TestPartsComeBackAsTheyWere(t *testing.T) {
	parts := document.Parts{
		{Kind: document.HeadingPart, Start: 0, End: 6, Level: 2},
		{Kind: document.TablePart, Start: 8, End: 30, Header: 1, Rows: []document.PartRow{
			{{Start: 8, End: 11, Columns: 2}, {Start: 14, End: 17, Covered: true}},
			{{Start: 18, End: 18}, {Start: 21, End: 30}},
		}},
		{Kind: document.RecordPart, Start: 32, End: 40, Rows: []document.PartRow{{{Start: 36,
			End: 40}}}},
		{Kind: document.NotePart, Start: 41, End: 50},
	}
	data, err := json.Marshal(parts)
	if err != nil {
		t.Fatal(err)
	}
	var got document.Parts
	if err := json.Unmarshal(data, &got); err != nil || !reflect.DeepEqual(got, parts) {
		t.Errorf("%s: %+v, %v", data, got, err)
	}
	for cut := 1; cut < 40; cut++ { // lists that end too early, or count what is not there
		short := append([]int{}, 3, 0, 9, 0, 1, 1<<30, 1<<30)[:min(7, cut)]
		data, _ := json.Marshal(short)
		if err := new(document.Parts).UnmarshalJSON(data); err == nil {
			t.Errorf("%s is no list of parts", data)
		}
	}
}

// A table that is longer than a block of stored contents is divided between rows,
// and every part of the text has its own.
func TestTheRowsOfALongTableLieWhereTheirTextLies(t *testing.T) {
	var text strings.Builder
	table := document.Part{Kind: document.TablePart, Header: 1}
	for i := range 20_000 {
		if i > 0 {
			text.WriteByte('\n')
		}
		start := text.Len()
		fmt.Fprintf(&text, "%05d | 가격표의 한 줄", i)
		table.Rows = append(table.Rows, document.PartRow{{Start: start, End: start + 5},
			{Start: start + 8, End: text.Len()}})
	}
	table.End = text.Len()
	c := document.Contents{Document: "docs/표.hwpx", Version: "01", Text: text.String(),
		Parts: document.Parts{table}}
	blobs, _ := stored(t, c)
	r, err := document.OpenContents(t.Context(), blobs, "contents")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 9_000, 19_999} {
		cell := table.Rows[n][0]
		b, err := r.Part(t.Context(), cell.Start, cell.End)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, p := range b.Parts {
			for _, row := range p.Rows {
				found = found || row[0] == cell
			}
			if want := map[bool]int{true: 1}[p.Start == 0]; p.Header != want {
				t.Errorf("the piece from %d on has %d header rows", p.Start, p.Header)
			}
		}
		if !found {
			t.Errorf("row %d is not with its text", n)
		}
	}
	var whole bytes.Buffer
	if err := c.Encode(&whole); err != nil {
		t.Fatal(err)
	}
	got, err := document.DecodeContents(&whole)
	rows := 0
	for _, p := range got.Parts {
		rows += len(p.Rows)
	}
	if err != nil || rows != len(table.Rows) {
		t.Errorf("%d rows come back: %v", rows, err)
	}
}
