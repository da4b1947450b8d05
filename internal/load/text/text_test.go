package text

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/charset"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/formattest"
)

func TestText(t *testing.T) {
	pages, info := expect(t, formattest.Source("규정.txt", formattest.CP949(`사내 규정
제1장 총칙
제1조(목적) 이 규정은 다음을 정한다.
가. 휴가
나. 경비

1. 휴가 안내.
휴가는 열흘입니다.
2. 경비 안내
경비는 다음과 같습니다.
- 교통비
- 식비`)),
		"p 사내 규정", "h3 제1장 총칙", "h6 제1조(목적)", "p 이 규정은 다음을 정한다.", "li2 가. 휴가", "li2 나. 경비",
		"h8 1. 휴가 안내.", "p 휴가는 열흘입니다.", "h8 2. 경비 안내", "p 경비는 다음과 같습니다.", "li1 - 교통비", "li1 - 식비")
	if info.Charset != charset.CP949 || info.Unit != content.ByteUnit {
		t.Errorf("info %+v", info)
	}
	var lines []int
	for _, b := range pages[0].Blocks {
		lines = append(lines, b.Line)
	}
	if want := []int{1, 2, 3, 3, 4, 5, 7, 8, 9, 10, 11, 12}; !slices.Equal(lines, want) {
		t.Errorf("lines %v, want %v", lines, want)
	}
}

func TestNumberedListsAreNoHeadings(t *testing.T) {
	expect(t, formattest.Source("a.txt", "준비물\n1. 드라이버\n2. 장갑\n3. 사다리"),
		"p 준비물", "li1 1. 드라이버", "li1 2. 장갑", "li1 3. 사다리")
}

func TestLinesBrokenAtAColumnAreJoined(t *testing.T) {
	expect(t, formattest.Source("a.txt", `보일러에서 소리가 나면 먼저 전원을 끄고 급수 밸브를 확인한 다음
서비스 센터에 연락하시면 되고, 그 밖의 고장은 설명서의 오류 코드 표를
보시기 바랍니다.
다음 줄은 새 문장입니다.`),
		"p 보일러에서 소리가 나면 먼저 전원을 끄고 급수 밸브를 확인한 다음 서비스 센터에 연락하시면 되고, 그 밖의 고장은 설명서의 오류 코드 표를 보시기 바랍니다.",
		"p 다음 줄은 새 문장입니다.")
}

func TestShortLinesStayLines(t *testing.T) {
	expect(t, formattest.Source("a.txt", "이름 홍길동\n전화 010\n주소 서울"), "p 이름 홍길동", "p 전화 010",
		"p 주소 서울")
}

func TestTextIsReadInSectionsAndResumed(t *testing.T) {
	var b strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&b, "%d번째 줄에 적힌 글입니다.\n\n", i)
	}
	f, err := inside(t).Open(t.Context(), formattest.Source("a.txt", b.String()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []content.Page
	for p, err := range f.Pages(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	formattest.CheckPages(t, all)
	if n := len(formattest.Outline(all)); n != 20_000 || len(all) < 5 {
		t.Errorf("%d lines in %d pages", n, len(all))
	}
	if last := all[len(all)-1]; last.Done != f.Info().Total {
		t.Errorf("done %d of %d", last.Done, f.Info().Total)
	}
	var rest []content.Page
	for p, err := range f.Pages(t.Context(), 3) {
		if err != nil {
			t.Fatal(err)
		}
		rest = append(rest, p)
	}
	if !slices.Equal(formattest.Outline(rest), formattest.Outline(all[3:])) || rest[0].Index != 3 {
		t.Errorf("resumed at %d with %d pages", rest[0].Index, len(rest))
	}
}

func TestALineWithoutEndIsBroken(t *testing.T) {
	pages, info, err := read(t, inside(t),
		formattest.Source("a.txt", strings.Repeat("낱말 ", 200_000)))
	if err != nil {
		t.Fatal(err)
	}
	formattest.CheckPages(t, pages)
	words := 0
	for _, p := range pages {
		words += strings.Count(p.Text, "낱말")
	}
	if words != 200_000 || !info.Warned(document.LongLines) {
		t.Errorf("%d words, %+v", words, info)
	}
}

func TestBytesThatAreNoCharactersAreTold(t *testing.T) {
	_, info, err := read(t, inside(t), formattest.Source("a.txt", strings.Repeat("한국어 글입니다. ", 20)+
		"\xff"))
	if err != nil || !info.Warned(document.BadCharacters) {
		t.Errorf("%+v, %v", info, err)
	}
}
