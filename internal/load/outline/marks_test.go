package outline

import (
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/content"
)

// headings are the lines that become headings when they are read one by one.
func headings(lines string) (all []string) {
	var b content.Builder
	for line := range strings.SplitSeq(lines, "\n") {
		if line == "표" {
			WriteTable(&b, [][]content.GridCell{{{Text: "a"}, {Text: "b"}}, {{Text: "1"}, {Text: "2"}}},
				1, 2, "", false, nil)
			continue
		}
		addLine(&b, 0, line)
	}
	new(Tree).Finish(&b)
	text := b.Text.String()
	for _, k := range b.Blocks {
		if k.Kind == content.Heading {
			all = append(all, text[k.Start:k.End])
		}
	}
	return all
}

func TestNumberedLinesAreHeadingsWhereMostHaveSomethingBelow(t *testing.T) {
	for name, c := range map[string]struct{ lines, want string }{
		"an outline": {"1. 개요\n가. 목적\n1) 연차를 정한다.\n나. 범위\n1) 모든 직원.\n2. 신청\n○ 양식을 낸다.",
			"1. 개요 가. 목적 나. 범위 2. 신청"},
		"values among titles": {"가. 사업명: 축제\n나. 기간: 3일\n다. 장소: 광장\n라. 세부 내용\n1) 공연을 한다.",
			"라. 세부 내용"},
		"a list of which one has more to say": {"1. 문단\n2. 그림\n3. 표\n4. 수식\n- 시설물 설치 위치\n- 공연 방안", ""},
		"a list before plain text":            {"1. 자격증\n2. 졸업 증명서\n3. 경력 증명서\n위와 같이 제출합니다.", ""},
		"a list, then the outline goes on": {"1. 목차\n2. 그림\n3. 표\n1. 제출\n가. 수량\n1) 한 부를 낸다.",
			"1. 제출 가. 수량"},
		"a long value behind titles": {"20. 신청 자격\n가. 지역 기관이다.\n21. 기관장 서명: 위와 같이 사업을 신청하며 적은 내용이 " +
			"사실과 다름이 없음을 확인하고 이에 서명하며 다르면 선정이 취소되어도 이의를 제기하지 않음 (서명)\n22. 제출 서류\n가. 사업자등록증을 낸다.",
			"20. 신청 자격 22. 제출 서류"},
		"an ornament":        {"◦ ◦◦◦◦◦◦◦(상 철)◦◦◦◦◦◦◦◦\n제안서", ""},
		"a title of a table": {"1. 목차\n2. 그림\n3. 배점표\n표", "3. 배점표"},
	} {
		if got := strings.Join(headings(c.lines), " "); got != c.want {
			t.Errorf("%s: headings %q, want %q", name, got, c.want)
		}
	}
}

func TestOnlySyllablesOfTheOrderNumberItems(t *testing.T) {
	for line, item := range map[string]bool{"가) 목적": true, "하. 그 밖의 것": true, "거) 다음 것": true,
		"(나) 범위": true, "과), 분야별 관련 기관": false, "원) 부가세 포함": false, "다. 끝": true, "요. 그리고": false} {
		var b content.Builder
		addLine(&b, 0, line)
		if got := b.Blocks[0].Kind == content.ListItem; got != item {
			t.Errorf("%q is an item: %v", line, got)
		}
	}
}

func TestOrdinal(t *testing.T) {
	var got []int
	for _, line := range []string{"1. 가", "12. 나", "가. 다", "하. 라", "표입니다"} {
		got = append(got, ordinal(line))
	}
	if want := []int{1, 12, 1, 14, 0}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestChaptersInsideAnOfficialDocumentAreNested(t *testing.T) {
	levels := func(lines string) map[string]int {
		var b content.Builder
		for line := range strings.SplitSeq(lines, "\n") {
			Prose(&b, line)
		}
		new(Tree).Finish(&b)
		all, text := map[string]int{}, b.Text.String()
		for _, k := range b.Blocks {
			if k.Kind == content.Heading {
				all[text[k.Start:k.End]] = k.Level
			}
		}
		return all
	}
	got := levels("Ⅳ. 작성 지침\n1. 제출\n- 목차 예시\n제1장 계획\n1. 방향\n2. 내용\nⅤ. 일반 지침\n1. 용어\n- 발주처")
	if got["제1장 계획"] <= got["Ⅳ. 작성 지침"] || got["Ⅴ. 일반 지침"] != got["Ⅳ. 작성 지침"] {
		t.Errorf("levels %v", got)
	}
	var b content.Builder
	b.Heading(markLevel(romanRank), "Ⅳ. 상자 안의 제목")
	Prose(&b, "제1장 계획")
	b.Heading(markLevel(romanRank), "Ⅴ. 상자 안의 제목")
	new(Tree).Finish(&b)
	if b.Blocks[1].Level <= b.Blocks[0].Level {
		t.Errorf("a chapter between titles in boxes has level %d", b.Blocks[1].Level)
	}
	got = levels("제1장 총칙\nⅠ. 목적\n- 정함\nⅡ. 범위\n- 모두\n제2장 휴가\nⅠ. 연차\n- 15일")
	if got["제2장 휴가"] >= got["Ⅱ. 범위"] {
		t.Errorf("chapters above Roman numbers: levels %v", got)
	}
}

func TestRomanOrdinal(t *testing.T) {
	var got []int
	for _, line := range []string{"Ⅳ. 가", "IV. 나", "IX. 다", "XII. 라", "가"} {
		got = append(got, romanOrdinal(line))
	}
	if want := []int{4, 4, 9, 12, 0}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
