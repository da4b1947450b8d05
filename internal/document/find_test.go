package document_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

// rules is a text of several blocks in which every article is different.
func rules() string {
	var b strings.Builder
	for i := range 4000 {
		fmt.Fprintf(&b, "제%d장 휴가\n제%d조 연차 유급 휴가는 1년에 %d일이다.\n신청은 휴가를 시작하기 %d일 전까지 부서장에게 한다.\n",
			i, i, i+15, i+3)
	}
	return b.String()
}

func TestFindsWhatASearchServiceCutFromTheFile(t *testing.T) {
	c := document.Contents{Document: "docs/규정.pdf", Version: "0000000000000002", Text: rules()}
	w, _ := stored(t, c)
	r, err := document.OpenContents(t.Context(), w, "contents")
	if err != nil {
		t.Fatal(err)
	}
	article := func(n int) string {
		return fmt.Sprintf("제%d조 연차 유급 휴가는 1년에 %d일이다.\n신청은 휴가를 시작하기 %d일 전까지 부서장에게 한다.",
			n, n+15, n+3)
	}
	two := article(3100) + "\n제3101장 휴가\n" + article(3101)
	lines := strings.Fields(article(3900))
	for name, test := range map[string]struct{ passage, want string }{
		"as it is":               {article(7), article(7)},
		"in a later block":       {article(3900), article(3900)},
		"with other white space": {strings.Join(lines, "\r\n\u00a0 "), article(3900)},
		"without spaces":         {strings.Join(lines, ""), article(3900)},
		"between dots":           {"..." + article(2000) + "...", article(2000)},
		"below a heading":        {"인사 규정 > 휴가\n" + article(3000), article(3000)},
		"above another's":        {article(3000) + "\n급여 > 수당\n", article(3000)},
		"with a heading inside": {strings.Replace(two, "제3101장", "인사 규정 > 제3101장", 1),
			two},
		"nowhere":   {"제9999조 출장 여비는 하루에 5만 원이다.", ""},
		"no letter": {" \n ", ""},
	} {
		for _, near := range []int{0, len(c.Text) / 2, 1 << 40, -1} {
			start, text, err := r.Find(t.Context(), test.passage, near)
			if err != nil || text != test.want || c.Text[start:start+len(text)] != text {
				t.Errorf("%s, near %d: %d %q, %v", name, near, start, text, err)
			}
		}
	}
}

func TestFindsPassagesAcrossBlocks(t *testing.T) {
	c := document.Contents{Document: "docs/규정.pdf", Version: "0000000000000002", Text: rules()}
	w, _ := stored(t, c)
	r, err := document.OpenContents(t.Context(), w, "contents")
	if err != nil {
		t.Fatal(err)
	}
	edge, err := r.Part(t.Context(), 0, 1)
	if err != nil || edge.End() >= len(c.Text) {
		t.Fatal("one block", err)
	}
	want := strings.ToValidUTF8(c.Text[edge.End()-301:edge.End()+300], "")
	at := strings.Index(c.Text, want)
	if start, text, err := r.Find(t.Context(), want, 0); err != nil ||
		strings.TrimSpace(want) != text || start < at || start > at+1 {
		t.Errorf("%d %q, %v; want %d %q", start, text, err, at, want)
	}
}

func TestFindReadsAPageBeforeTheRest(t *testing.T) {
	c := long(3000)
	w, _ := stored(t, c)
	r, err := document.OpenContents(t.Context(), w, "contents")
	if err != nil {
		t.Fatal(err)
	}
	w.bytes = 0
	if start, text, err := r.Find(t.Context(), "2900쪽입니다.", c.Pages[2899]); err != nil ||
		start != c.Pages[2899] || text != "2900쪽입니다." {
		t.Errorf("%d %q, %v", start, text, err)
	}
	if w.bytes > int64(len(c.Text))/2 {
		t.Errorf("%d bytes were read for a page of a text of %d", w.bytes, len(c.Text))
	}
}

func TestATextThatIsGoneIsNotOneWithoutThePassage(t *testing.T) {
	w, _ := stored(t, document.Contents{Document: "docs/규정.pdf", Version: "0000000000000002", Text: rules()})
	r, err := document.OpenContents(t.Context(), w, "contents")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Delete(t.Context(), "contents"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.Find(t.Context(), "제7조 연차 유급 휴가는 22일이다.", 0); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v", err)
	}
}
