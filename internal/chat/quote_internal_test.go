package chat

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
)

func TestQuotedTextStandsAsItIs(t *testing.T) {
	for in, want := range map[string]string{
		"# 제목":                    `\# 제목`,
		"- 항목":                    `\- 항목`,
		"12. 항목":                  `12\. 항목`,
		"별 *표* 와 <b>":             `별 \*표\* 와 \<b>`,
		"각주[12] 뒤":                "각주［12］ 뒤",
		"그냥 문장 1.5배, 2024. 3. 1.": "그냥 문장 1.5배, 2024. 3. 1.",
	} {
		if got := escape(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestNeighboursAreQuotedOnTheLinesOfTheDocument(t *testing.T) {
	const text = "1. 켠다.\n2. 고른다. 누른다.\n\n끝난다."
	kept := []retrieve.Passage{{Document: "docs/a", Text: text}}
	var all []relevance.Sentence
	for _, s := range []string{"1. 켠다.", "2. 고른다.", "누른다.", "끝난다."} {
		at := strings.Index(text, s)
		all = append(all, relevance.Sentence{Text: s, Start: at, End: at + len(s)})
	}
	if got, _ := (quoter{}).quote(all, kept); got != "1\\. 켠다.\n2\\. 고른다. 누른다.\n\n끝난다." {
		t.Errorf("%q", got)
	}
}

func TestBarsAroundATableAreNoCells(t *testing.T) {
	if got := newQuoted("| 작업 | 보호구 |").header(); got != "| 작업 | 보호구 |\n|---|---|" {
		t.Error(got)
	}
	if got := (quoted{}).row("| 용접 | 보안면 |", " [1]"); got != "| 용접 | 보안면 [1] |" {
		t.Error(got)
	}
	if got := (quoted{}).row("| 비었음 | | ", ""); got != "| 비었음 |  |" {
		t.Error(got)
	}
}

func TestRowsAreQuotedAsATable(t *testing.T) {
	kept := []retrieve.Passage{{Document: "docs/a", Text: strings.Repeat(" ", 170), End: 170}}
	text, verdicts := quoter{cited: true}.quote([]relevance.Sentence{
		{Text: "수수료 안내", Start: 0, End: 16},
		{Text: "구분 | 개인 | 법인\n구분 | 창구 | 온라인 | 창구 | 온라인", Header: 2, Start: 17, End: 90},
		{Text: "등본 | 1원 | 2원 | 3원 | 4*원", Row: true, Start: 91, End: 120},
		{Text: "인감 | 5원 | | 6원 | 7원", Row: true, Start: 121, End: 150},
		{Text: "한 통에 그렇다.", Start: 151, End: 170},
	}, kept)
	want := `수수료 안내 [1]

| 구분 | 개인 창구 | 개인 온라인 | 법인 창구 | 법인 온라인 |
|---|---|---|---|---|
| 등본 | 1원 | 2원 | 3원 | 4\*원 [1] |
| 인감 | 5원 |  | 6원 | 7원 [1] |

한 통에 그렇다. [1]`
	if text != want {
		t.Errorf("%s", text)
	}
	if len(verdicts) != 4 || text[verdicts[1].Start:verdicts[1].End] != `| 등본 | 1원 | 2원 | 3원 | 4\*원 [1] |` ||
		verdicts[1].Evidence[0].Start != 91 {
		t.Errorf("%+v", verdicts)
	}
}
