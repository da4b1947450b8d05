package value_test

import (
	"testing"

	"github.com/mundap/mundap/internal/verify/value"
)

// TestRareSurnames has names whose surnames begin nouns, too, and nouns in the same places.
func TestRareSurnames(t *testing.T) {
	for text, want := range map[string]string{
		"점검은 계도훈 대리가 한다.":         "계도훈",
		"계약은 은가비 팀장이 맡는다.":        "은가비",
		"회장 은석주는 보고하였다.":          "은석주",
		"심사는 길도윤 심사역이 맡는다.":       "길도윤",
		"팀장 승인서를 낸다.":             "",
		"담당: 시설팀":                 "",
		"동대표 회장이 맡는다.":            "",
		"모임은 전직원 대표가 연다.":         "",
		"부녀회 회장이 연다. 온라인 강사를 둔다.": "",
	} {
		got := ""
		for _, v := range value.Scan(text) {
			if v.Class == value.Person {
				got += v.Code
			}
		}
		if got != want {
			t.Errorf("%s: %q, not %q", text, got, want)
		}
	}
}
