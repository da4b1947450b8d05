package citation_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/wire"
)

// writer puts the text of contents together with its parts.
type writer struct{ document.Contents }

func (w *writer) page() { w.Pages = append(w.Pages, len(w.Text)) }

func (w *writer) add(p document.Part, text string) {
	if w.Text != "" {
		w.Text += "\n\n"
	}
	p.Start = len(w.Text)
	w.Text += text
	p.End = len(w.Text)
	w.Parts = append(w.Parts, p)
}

// cells adds a table or a record: lines of cells with what stands before each.
func (w *writer) cells(kind document.PartKind, header int, rows ...[][2]string) {
	p := document.Part{Kind: kind, Header: header}
	at := len(w.Text) + len("\n\n")
	var text strings.Builder
	for i, row := range rows {
		if i > 0 {
			text.WriteByte('\n')
		}
		var cells document.PartRow
		for _, c := range row {
			text.WriteString(c[0])
			cells = append(cells, document.PartCell{Start: at + text.Len(),
				End: at + text.Len() + len(c[1])})
			text.WriteString(c[1])
		}
		p.Rows = append(p.Rows, cells)
	}
	w.add(p, text.String())
}

func (s *shelf) store(c document.Contents, readers ...auth.Principal) document.Document {
	s.Helper()
	var b bytes.Buffer
	if err := c.Encode(&b); err != nil {
		s.Fatal(err)
	}
	where := document.ContentsBlob(c.Document, c.Version)
	if _, err := s.blobs.Put(s.Context(), where, &b, blob.PutOptions{}); err != nil {
		s.Fatal(err)
	}
	d, err := s.documents.Put(s.Context(), document.Document{
		ID: c.Document, Name: "규정.hwpx", Object: string(c.Document), Collection: document.Default,
		Owner: "kim", Format: "hwpx",
		Readers: readers, Version: c.Version, State: document.Ready,
		Content: document.Content{Blob: where},
	})
	if err != nil {
		s.Fatal(err)
	}
	return d
}

func (s *shelf) page(d document.Document, p citation.Place) wire.Page {
	s.Helper()
	got, err := s.resolver.Page(s.Context(), kim, d.ID, d.Version, p)
	if err != nil {
		s.Fatal(err)
	}
	return got
}

// shown writes a page's blocks on lines.
func shown(p wire.Page) string {
	var all []string
	for _, b := range p.Blocks {
		line := fmt.Sprintf("%s%d %s", b.Kind, b.Level+b.Header, b.Text)
		if len(b.Columns) > 0 {
			line += "[" + strings.Join(b.Columns, "|") + "]"
		}
		for _, row := range b.Rows {
			var texts []string
			for _, c := range row {
				texts = append(texts, c.Text)
			}
			line += "/" + strings.Join(texts, "|")
		}
		all = append(all, line)
	}
	return strings.Join(all, "\n")
}

func TestAPageIsGivenInBlocks(t *testing.T) {
	s := newShelf(t)
	w := &writer{document.Contents{Document: "docs/a.hwpx", Version: "01"}}
	w.add(document.Part{Kind: document.HeadingPart, Level: 1}, "제1장 요금")
	w.add(document.Part{Kind: document.ParagraphPart}, "요금은 다음과 같다.")
	w.cells(document.TablePart, 1, [][2]string{{"", "지역"}, {" | ", "요금"}}, [][2]string{{"",
		"서울"}, {" | ", "100원"}})
	w.add(document.Part{Kind: document.HeadingPart, Level: 1}, "재고")
	w.cells(document.RecordPart, 0, [][2]string{{"품목: ", "볼펜"}, {"\n수량: ", "12"}})
	w.cells(document.RecordPart, 0, [][2]string{{"품목: ", "공책"}, {"\n비고: ", "품절"}})
	d := s.store(w.Contents, auth.Everyone)
	got := s.page(d, citation.Place{})
	want := "heading1 제1장 요금\nparagraph0 요금은 다음과 같다.\ntable1 /지역|요금/서울|100원\nheading1 재고\n" +
		"table0 [품목|수량|비고]/볼펜|12/공책||품절"
	if shown(got) != want || got.Before || got.After || got.Number != 0 || got.Format != "hwpx" {
		t.Errorf("got\n%s\nwant\n%s\n%+v", shown(got), want, got)
	}
	if cell := got.Blocks[2].Rows[1][1]; w.Text[cell.Start:cell.End] != "100원" {
		t.Errorf("the cell's range is %q", w.Text[cell.Start:cell.End])
	}
	if len(got.Sections) != 2 || got.Sections[1].Title != "재고" {
		t.Errorf("%+v", got.Sections)
	}
}

func TestCellsThatAnotherCoversAreNotShown(t *testing.T) {
	s := newShelf(t)
	w := &writer{document.Contents{Document: "docs/a.hwpx", Version: "01"}}
	w.add(document.Part{Kind: document.HeadingPart, Level: 1}, "요금")
	w.cells(document.TablePart, 1, [][2]string{{"", "운임"}, {" | ", "운임"}}, [][2]string{{"", "100원"}, {" | ", "200원"}})
	head := w.Parts[1].Rows[0]
	head[0].Columns, head[1].Covered = 2, true
	got := s.page(s.store(w.Contents, auth.Everyone), citation.Place{})
	if want := "heading1 요금\ntable1 /운임/100원|200원"; shown(got) != want || got.Blocks[1].Rows[0][0].Span != 2 {
		t.Errorf("%s: %+v", shown(got), got.Blocks[1].Rows)
	}
}

func TestAPageIsForThoseWhoMayReadIt(t *testing.T) {
	s := newShelf(t)
	w := &writer{document.Contents{Document: "docs/a.hwpx", Version: "02"}}
	w.add(document.Part{Kind: document.ParagraphPart}, "비밀이다.")
	d := s.store(w.Contents, "kim")
	if _, err := s.resolver.Page(t.Context(), lee, d.ID, d.Version,
		citation.Place{}); !fault.Is(err, fault.NotFound) {
		t.Errorf("another's: %v", err)
	}
	if _, err := s.resolver.Page(t.Context(), kim, d.ID, "01", citation.Place{}); !fault.Is(err,
		fault.Conflict) {
		t.Errorf("another version: %v", err)
	}
}

// A page is asked for by its number, wherever a place of the text may be.
func TestAPageByItsNumberBeginsAtItsBeginning(t *testing.T) {
	s := newShelf(t)
	w := &writer{document.Contents{Document: "docs/a.hwpx", Version: "01"}}
	for _, text := range []string{"첫 쪽이다.", "둘째 쪽이다.", "셋째 쪽이다."} {
		w.page()
		w.add(document.Part{Kind: document.ParagraphPart}, text)
	}
	d := s.store(w.Contents, auth.Everyone)
	whole := s.page(d, citation.Place{Number: 2})
	for _, at := range []int{0, whole.Start, whole.End, len(w.Text)} {
		got := s.page(d, citation.Place{Number: 2, At: at})
		if got.Number != 2 || got.Start != whole.Start || got.End != whole.End ||
			len(got.Blocks) != 1 || got.Blocks[0].Text != "둘째 쪽이다." {
			t.Errorf("at %d: %+v", at, got)
		}
	}
	// A place after the end of the page counts as its beginning.
	for _, at := range []int{w.Pages[2], len(w.Text)} {
		got := s.page(d, citation.Place{Number: 2, At: at, Side: citation.After})
		if len(got.Blocks) != 1 || got.Blocks[0].Text != "둘째 쪽이다." {
			t.Errorf("after %d: %+v", at, got)
		}
	}
}

// A long text without pages is given in stretches that join without a gap.
func TestALongTextIsReadOnFromWhereAPageEnds(t *testing.T) {
	s := newShelf(t)
	w := &writer{document.Contents{Document: "docs/a.hwpx", Version: "01"}}
	var rows [][][2]string
	for i := range 9_000 {
		rows = append(rows, [][2]string{{"", fmt.Sprint(i)}, {" | ", "가격표의 한 줄입니다"}})
	}
	w.add(document.Part{Kind: document.ParagraphPart}, "표 위의 글.")
	w.cells(document.TablePart, 1, rows...)
	d := s.store(w.Contents, auth.Everyone)
	middle := s.page(d, citation.Place{At: len(w.Text) / 2})
	if !middle.Before || !middle.After || middle.Start > len(w.Text)/2 ||
		middle.End < len(w.Text)/2 {
		t.Errorf("from %d to %d of %d", middle.Start, middle.End, len(w.Text))
	}
	numbers := func(p wire.Page) (all []string) {
		for _, b := range p.Blocks {
			for _, row := range b.Rows {
				all = append(all, row[0].Text)
			}
		}
		return all
	}
	all := numbers(middle)
	for p := middle; p.After; {
		p = s.page(d, citation.Place{At: p.End, Side: citation.After})
		all = append(all, numbers(p)...)
	}
	for p := middle; p.Before; {
		p = s.page(d, citation.Place{At: p.Start, Side: citation.Before})
		all = append(numbers(p), all...)
	}
	if len(all) != len(rows) || all[4321] != "4321" {
		t.Errorf("%d rows of %d", len(all), len(rows))
	}
}

func TestTextsWithoutStoredPartsAreParagraphs(t *testing.T) {
	s := newShelf(t)
	c := document.Contents{Document: "docs/a.txt", Version: "01", Text: "첫 문단이다.\n\n둘째 문단이다."}
	d := s.store(c, auth.Everyone)
	if got := shown(s.page(d, citation.Place{})); got != "paragraph0 첫 문단이다.\nparagraph0 둘째 문단이다." {
		t.Error(got)
	}
}

func TestRangesAreLitWhereTheirWordsStand(t *testing.T) {
	s := newShelf(t)
	w := &writer{document.Contents{Document: "docs/a.pdf", Version: "01"}}
	w.page()
	w.add(document.Part{Kind: document.ParagraphPart}, "첫 쪽이다.")
	w.Text += "\n\n"
	w.page()
	at := len(w.Text)
	w.Text += "연차는 15일\n줍니다."
	w.Parts = append(w.Parts, document.Part{Kind: document.ParagraphPart, Start: at,
		End: len(w.Text)})
	word := func(text string, x, y int) document.WordBox {
		start := strings.Index(w.Text[at:], text)
		return document.WordBox{Start: start, End: start + len(text), X0: x, Y0: y, X1: x + 500,
			Y1: y + 120}
	}
	w.Sheets = []document.Sheet{{}, {Width: 6000, Height: 8000, Words: []document.WordBox{
		word("연차는", 600, 1600), word("15일", 1150, 1600), word("줍니다.", 600, 1800)}}}
	d := s.store(w.Contents, auth.Everyone)
	got := s.page(d, citation.Place{Number: 2, Lit: []citation.Range{{Start: at,
		End: len(w.Text)}, {Start: at + len("연차는 "), End: at + len("연차는 15일")}}})
	want := []wire.PageRect{{Page: 2, X: .1, Y: .2, W: .175, H: .015}, {Page: 2, X: .1, Y: .225,
		W: .08333, H: .015}, {Page: 2, X: .19167, Y: .2, W: .08333, H: .015}}
	if fmt.Sprint(got.Lit) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got.Lit, want)
	}
	if got.Number != 2 || got.Pages != 2 || shown(got) != "paragraph0 연차는 15일\n줍니다." || got.Before {
		t.Errorf("%+v", got)
	}
	if first := s.page(d, citation.Place{At: 3}); first.Number != 1 || first.After ||
		len(first.Lit) > 0 {
		t.Errorf("%+v", first)
	}
}

// Whoever opens a source must not take a place that can't be read for one without
// words: the page fails, and the client can ask again.
func TestAPageWhoseHighlightsCannotBeReadFails(t *testing.T) {
	s := newShelf(t)
	w := &writer{document.Contents{Document: "docs/a.pdf", Version: "01"}}
	for _, text := range []string{"첫 쪽이다.", strings.Repeat("둘째 쪽이다. ", 40_000), "마지막 쪽이다."} {
		w.page()
		w.add(document.Part{Kind: document.ParagraphPart}, text)
	}
	d := s.store(w.Contents, auth.Everyone)
	stored, _, err := s.blobs.Get(t.Context(), d.Content.Blob, blob.Range{})
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(stored)
	if err != nil {
		t.Fatal(err)
	}
	// A control character makes the last block's JSON invalid. The first page is
	// in another block.
	data = bytes.Replace(data, []byte("마지막"), []byte("마지\x01\x01\x01"), 1)
	if _, err := s.blobs.Put(t.Context(), d.Content.Blob, bytes.NewReader(data),
		blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	at := citation.Place{Number: 1}
	if got := s.page(d, at); shown(got) != "paragraph0 첫 쪽이다." {
		t.Error(shown(got))
	}
	at.Lit = []citation.Range{{Start: w.Pages[2], End: len(w.Text)}}
	got, err := s.resolver.Page(t.Context(), kim, d.ID, d.Version, at)
	if !fault.Is(err, fault.Damaged) {
		t.Errorf("%v, %+v", err, got)
	}
}
