package text

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

func TestMarkdown(t *testing.T) {
	pages, info := expect(t, formattest.Source("a.md",
		"---\ntitle: \"설치 안내\"\ntags: [a]\n---\n# 설치\n\n**문답**은 [여기](https://example.com)에서\n받습니다.\\\n다음 줄.\n\n"+
			"1. 내려받기\n2. 풀기\n   - 윈도\n   - 맥\n\n> 인용한 글\n\n```sh\nmake run\n```\n\n| 이름 | 값 |\n|---|---|\n| a | 1 |\n\n- [x] 끝난 일\n\n<div>HTML <b>조각</b></div>\n\n본문[^1]\n\n[^1]: 각주입니다.\n"),
		"h1 설치", "p 문답은 여기에서 받습니다. ⏎ 다음 줄.", "li1 1. 내려받기", "li1 2. 풀기", "li2 • 윈도", "li2 • 맥",
		"p 인용한 글",
		"code[sh] make run", "table 이름 | 값 ⏎ a | 1", "li1 • ☑ 끝난 일", "p HTML 조각", "p 본문",
		"note 각주입니다.")
	if info.Title != "설치 안내" {
		t.Errorf("title %q", info.Title)
	}
	var lines []int
	for _, b := range pages[0].Blocks[:5] {
		lines = append(lines, b.Line)
	}
	if want := []int{5, 7, 11, 12, 13}; !slices.Equal(lines, want) {
		t.Errorf("lines %v, want %v", lines, want)
	}
}

func TestMarkdownTakesItsTitleFromTheFirstHeading(t *testing.T) {
	if _, info := expect(t, formattest.Source("a.md", "# 사용 설명서\n\n글."), "h1 사용 설명서",
		"p 글."); info.Title != "사용 설명서" {
		t.Errorf("title %q", info.Title)
	}
}

func TestBoldBeforeAParticleLosesItsStars(t *testing.T) {
	expect(t, formattest.Source("a.md", "**(중요)**는 굵게, **글자**를 봅니다."), "p (중요)는 굵게, 글자를 봅니다.")
}

func TestLinesBelowATableAreNoRows(t *testing.T) {
	expect(t, formattest.Source("a.md", "| 코드 | 뜻 |\n|---|---|\n| E1 | 과열 |\n고쳐지지 않으면 알린다.\n내선은 3310이다.\n\n"+
		"|가|\n|-|\n|1|\n"), "table 코드 | 뜻 ⏎ E1 | 과열", "p 고쳐지지 않으면 알린다. ⏎ 내선은 3310이다.", "table 가 ⏎ 1")
}

func TestLinesWithLabelsStayApart(t *testing.T) {
	expect(t, formattest.Source("a.md", "날짜: 9월 16일\n장소: 대회의실\n이 줄은\n이어진다. https://example.com\n"),
		"p 날짜: 9월 16일 ⏎ 장소: 대회의실 이 줄은 이어진다. https://example.com")
}

func TestLargeMarkdownIsReadInPartsWithRightLines(t *testing.T) {
	var b strings.Builder
	const sections = 20_000
	for range sections {
		b.WriteString("## 절\n\n여기에 글이 있습니다.\n\n```\n# 주석\n```\n\n")
	}
	pages, _, err := read(t, inside(t), formattest.Source("a.md", b.String()))
	if err != nil {
		t.Fatal(err)
	}
	formattest.CheckPages(t, pages)
	n := 0
	for _, p := range pages {
		for _, b := range p.Blocks {
			if want := 1 + n/3*8 + []int{0, 2, 5}[n%3]; b.Line != want {
				t.Fatalf("block %d is at line %d, want %d", n, b.Line, want)
			}
			n++
		}
	}
	if n != 3*sections {
		t.Errorf("%d blocks", n)
	}
}

func TestHostileMarkdown(t *testing.T) {
	for name, data := range map[string]string{
		"quotes":   strings.Repeat(">", 100_000) + " 바닥",
		"quotes 2": strings.Repeat("> ", 20_000) + "바닥",
		"lists":    strings.Repeat("- ", 5_000) + "바닥",
		"brackets": strings.Repeat("[", 50_000) + "바닥",
		"stars":    strings.Repeat("*a ", 30_000),
		"ticks":    strings.Repeat("`a``", 20_000),
	} {
		pages, _, err := read(t, inside(t), formattest.Source("a.md", data))
		if err != nil && !errors.Is(err, format.ErrEmpty) { // nobody nests lists 5,000 deep to be read
			t.Errorf("%s: %v", name, err)
		}
		formattest.CheckPages(t, pages)
	}
}

func TestASingleTildeIsNoStrikethrough(t *testing.T) {
	expect(t, formattest.Source("a.md", "평일 09~22시, 주말 09~18시. ~~지운 글~~ 남은 글\n"), "p 평일 09~22시, 주말 09~18시. 지운 글 남은 글")
}

func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{"# a\n\n- b\n  - c\n", "| a |\n|---|\n| b |\n", "---\ntitle: x\n---\n```\n", "> > a\n\n[^1]\n\n[^1]: b", "**가**나<br>\n<div>"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if r, err := markdownFormat().Open(t.Context(), formattest.Source("a.md", data),
			format.Env{}); err == nil {
			formattest.CheckReader(t, r)
		}
	})
}
