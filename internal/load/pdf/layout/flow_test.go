package layout

import (
	"strings"
	"testing"
)

// drawn makes words that are drawn one after the other, with blanks between.
func drawn(text string) (ws []word) {
	for i, field := range strings.Fields(text) {
		ws = append(ws, word{text: field, blank: true, id: int32(i + 1), next: int32(i + 2)})
	}
	return ws
}

func TestBrokenLinesOfPDFAreJoined(t *testing.T) {
	known := vocabulary{}
	known.add(drawn("x 또 아이템 개요 역량 구체화 보기 구체화하고자 문제 등 x"))
	for _, c := range []struct {
		wrap  wrapping
		above word
		below string
		want  string
	}{
		{wrapUnknown, word{text: "전원을 안전"}, "차단기가", "전원을 안전 차단기가"},
		{wrapUnknown, word{text: "서비스 센터"}, "에서 받으세요", "서비스 센터에서 받으세요"},
		{wrapUnknown, word{text: "大韓"}, "民國", "大韓民國"},
		{wrapWords, word{text: "먼저 급수"}, "밸브를", "먼저 급수 밸브를"},
		{wrapAnywhere, word{text: "보일러를 정"}, "지시키고", "보일러를 정지시키고"},
		{wrapAnywhere, word{text: "어떻게", blank: true}, "해야", "어떻게 해야"},
		{wrapAnywhere, word{text: "창업 아이템"}, "개요", "창업 아이템 개요"},
		{wrapAnywhere, word{text: "협력 기관 등"}, "역량과 내용", "협력 기관 등 역량과 내용"},
		{wrapAnywhere, word{text: "제품을 구체화"}, "하고자 하는", "제품을 구체화하고자 하는"},
		{wrapAnywhere, word{text: "(또는"}, "유추", "(또는 유추"},
		{wrapAnywhere, word{text: "문제"}, "에 대해", "문제에 대해"},
		{wrapAnywhere, word{text: "그 문"}, "제 등", "그 문제 등"},
		{wrapAnywhere, word{text: "이 시험은 호텔에서"}, "치르므로", "이 시험은 호텔에서 치르므로"},
		{wrapAnywhere, word{text: "대회에 참여함으로"}, "써 얻는", "대회에 참여함으로써 얻는"},
		{wrapAnywhere, word{text: "깊은 마을"}, "회관까지", "깊은 마을회관까지"},
		{wrapAnywhere, word{text: "9월 18"}, "일에", "9월 18일에"},
		{wrapWords, word{text: "9월 18"}, "일반 국민", "9월 18 일반 국민"},
		{wrapAnywhere, word{text: "FAN"}, "회전수", "FAN 회전수"},
		{wrapWords, word{text: "오류 코드 E-02"}, "는 과열을", "오류 코드 E-02는 과열을"},
		{wrapWords, word{text: "서비스 센터"}, "(1588-0000)에", "서비스 센터(1588-0000)에"},
		{wrapWords, word{text: "서비스 센터", blank: true}, "(1588-0000)에", "서비스 센터 (1588-0000)에"},
		{wrapUnknown, word{text: "전화 1588-"}, "0000번", "전화 1588-0000번"},
		{wrapUnknown, word{text: "이것은 “"}, "따옴표”", "이것은 “따옴표”"},
		{wrapUnknown, word{text: "de manière dé-"}, "clarative", "de manière déclarative"},
	} {
		var f flow
		f.addLine([]word{c.above})
		f.continueWith(drawn(c.below), breaks{c.wrap, known})
		if got := string(f.text); got != c.want {
			t.Errorf("%v: got %q, want %q", c.wrap, got, c.want)
		}
	}
}

func TestWhereADocumentBreaksItsLines(t *testing.T) {
	for _, c := range []struct {
		blanks, wrapped int
		want            wrapping
	}{{0, 0, wrapUnknown}, {0, 100, wrapUnknown}, {5, 100, wrapUnknown}, {30, 100, wrapAnywhere},
		{2, 6, wrapUnknown}, {80, 100, wrapWords}, {2, 2, wrapWords}} {
		if got := wrappingOf(c.blanks, c.wrapped); got != c.want {
			t.Errorf("%d of %d: %v", c.blanks, c.wrapped, got)
		}
	}
}

func TestTextsThatLieOnOneAnotherAreParted(t *testing.T) {
	old := word{Box: Box{10, 0, 60, 10}, text: "PG-95014", size: 10, id: 1, next: 2}
	over := word{Box: Box{12, 0, 62, 10}, text: "PH-06005", size: 10, id: 7}
	exponent := word{Box: Box{52, 0, 60, 10}, text: "2", size: 10, id: 8}
	for _, c := range []struct {
		ws   []word
		want string
	}{
		{[]word{old, over}, "PG-95014 PH-06005"},
		{[]word{old, exponent}, "PG-950142"},
	} {
		if got := lineText(c.ws); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestLinesThatEndBeforeTheirCellDoesEndInAWord(t *testing.T) {
	table := &table{ruled: true, xs: []float32{100, 220, 460}}
	for end, want := range map[float32]string{145: "게토레이 음료", 214: "게토레이음료"} {
		c := cell{columns: 1, lines: [][]word{
			{{Box: Box{105, 0, end, 10}, text: "게토레이", size: 10}},
			{{Box: Box{105, 14, 125, 24}, text: "음료", size: 10}}}}
		f := c.flow(breaks{wrap: wrapAnywhere}, table.rightOf(c, 0))
		if got := string(f.text); got != want {
			t.Errorf("a line that ends at %v: got %q, want %q", end, got, want)
		}
	}
}
