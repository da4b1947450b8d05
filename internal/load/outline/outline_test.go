package outline

import (
	"strings"
	"testing"
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
