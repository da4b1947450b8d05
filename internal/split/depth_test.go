package split

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/content"
)

// pageOf is a page of blocks that make writes.
func pageOf(make func(b *content.Builder)) content.Page {
	var b content.Builder
	make(&b)
	text, blocks := b.Take()
	return content.Page{Text: text, Blocks: blocks}
}

func TestFormsRepeatTheirFirstRowsAndKeepTheirEnds(t *testing.T) {
	long := strings.Repeat("세부 내용을 적는다. ", 60)
	rows := func(cells ...string) (all [][]content.GridCell) {
		for i := 0; i < len(cells); i += 2 {
			all = append(all, []content.GridCell{{Text: cells[i]}, {Text: cells[i+1]}})
		}
		return all
	}
	page := pageOf(func(b *content.Builder) {
		b.Table(rows("요구사항 번호", "SER-06", "요구사항 명칭", "손해배상", "정의", long, "세부내용", long, "산출정보", "서약서"), -1, 0)
	})
	got := cutPage(t, page)
	if len(got) != 2 || !strings.HasPrefix(got[1], "요구사항 번호 | SER-06\n요구사항 명칭 | 손해배상\n세부내용") ||
		!strings.HasSuffix(got[1], "산출정보 | 서약서") {
		t.Errorf("got %q", got)
	}
}

func TestItemsStayWithTheLineThatTheyBelongTo(t *testing.T) {
	page := pageOf(func(b *content.Builder) {
		for range 6 {
			b.Item(1, "○", strings.Repeat("사업의 내용을 정한다 ", 10))
			for range 3 {
				b.Item(2, "-", strings.Repeat("세부 사항 ", 12))
			}
		}
	})
	for _, text := range cutPage(t, page)[1:] {
		if lines := strings.Split(text, "\n"); !strings.HasPrefix(lines[0], "○") &&
			!strings.HasPrefix(lines[1], "○") { // the first may be overlap
			t.Errorf("a chunk begins with %q", text[:80])
		}
	}
}

func cutPage(t *testing.T, page content.Page) (all []string) {
	t.Helper()
	contents, err := Splitter{}.Split("d", "v", func(yield func(content.Page, error) bool) {
		yield(page, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range contents.Chunks {
		all = append(all, c.Text)
	}
	return all
}
