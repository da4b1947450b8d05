package outline

import (
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/content"
)

// What is taken for unmarked without a look at the expressions must not match
// any of them.
func TestLinesThatAreMarkedAreNeverTakenForUnmarked(t *testing.T) {
	starts := strings.Fields(`제1조(목적) 제 제1장 제품 부칙 부서 별표 별지 별도 가. 가) 나 거) 하. a) a. A a apple appendix
		Appendix APPENDIX pa part Part p c ch chapter CHAPTER s se Section section I II IV. V X XI. i 1 1. 1.2 1) (1) ①
		㉠ - • ○ * · Ⅰ. Ⅳ 第 ㅇ ï é é) ſection K`)
	for _, start := range starts {
		for _, rest := range []string{"", " ", " 1", " 내용", "내용", ". 글", ") 글", " A", "1 글", " (정의) 글"} {
			for _, before := range []string{"", " ", "  ", "\t"} {
				text := before + start + rest
				marked := itemNumber.MatchString(text) || numbered.MatchString(text) ||
					chapter.MatchString(text) || articleTitle.MatchString(text) || before != ""
				if marked && unmarked(text) {
					t.Errorf("%q is marked", text)
				}
			}
		}
	}
	for _, text := range []string{"이 규정은 출장에 관한 것이다.", "The rules of travel", "and so on"} {
		if !unmarked(text) {
			t.Errorf("%q is looked at", text)
		}
	}
}

func TestNumbersInAnArticleAreItems(t *testing.T) {
	for _, c := range []struct {
		lines string
		want  []string // headings
	}{
		{"제12조 (지급 기준) ① 다음 각 호에 따른다./1. 단기 출장/가. 식비를 지급한다./2. 장기 출장/일당을 지급한다./② 정한다.",
			[]string{"제12조 (지급 기준)"}},
		{"1. 신청 방법/① 접속한다./2. 제출 서류/① 통장", []string{"1. 신청 방법", "2. 제출 서류"}},
	} {
		var b content.Builder
		var run []Line
		for line := range strings.SplitSeq(c.lines, "/") {
			run = append(run, Line{Text: line})
		}
		AddLines(&b, run)
		var got []string
		for _, k := range b.Blocks {
			if k.Kind == content.Heading {
				got = append(got, strings.TrimSpace(b.Text.String()[k.Start:k.End]))
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestAnArticleGoesOnBelowAGapOfAPrintedPage(t *testing.T) {
	for printed, add := range map[bool]func(*content.Builder, []Line){true: AddPrinted, false: AddLines} {
		var b content.Builder
		add(&b, []Line{{Text: "제12조(지급 기준) 다음 각 호에 따른다."}})
		add(&b, []Line{{Text: "1. 단기 출장"}, {Text: "식비를 지급한다."}})
		item := b.Blocks[2].Kind == content.ListItem
		if item != printed {
			t.Errorf("printed: %v, an item: %v", printed, item)
		}
	}
}

func TestNumbersAndBulletsWithNothingBehindThemAreText(t *testing.T) {
	for _, line := range []string{"(3)", "2)", "◦", "①", "가."} {
		var b content.Builder
		AddLines(&b, []Line{{Text: line, Number: 1}})
		if got := b.Text.String(); got != line {
			t.Errorf("%q was read as %q", line, got)
		}
	}
}
