package spreadsheet

import (
	"testing"
	"time"
)

func TestTextsAreShownAsTheirCellsShowThem(t *testing.T) {
	for _, c := range []struct{ code, text, want string }{
		{"", "총무팀", "총무팀"}, {"@", "총무팀", "총무팀"}, {`"담당: "@`, "총무팀", "담당: 총무팀"},
		{`0;-0;0;@" 귀하"`, "홍길동", "홍길동 귀하"}, {`_(* #,##0_);_(* "-"_);_(@_)`, "합계", "합계"},
		{"0;-0;0", "합계", "합계"}, {";;;", "숨긴 값", "숨긴 값"}, {"0;-0;0;", "값", "값"}, {`"담당: "@`, "", ""},
	} {
		if got := Format(200, c.code).ShowText(c.text); got != c.want {
			t.Errorf("%q of %q: got %q, want %q", c.code, c.text, got, c.want)
		}
	}
	if got := Format(200, "@").Show(5, time.Time{}); got != "5" {
		t.Errorf("a number as a text: %q", got)
	}
}
