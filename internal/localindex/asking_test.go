package localindex_test

import (
	"testing"

	"github.com/mundap/mundap/internal/retrieve"
)

func TestATextThatOnlyAsksComesBehindTheAnswer(t *testing.T) {
	ix := documents(t, map[string]string{
		"list":  "재택근무는 일주일에 며칠까지 되나요?\n주차 요금은 한 달에 얼마인가요?",
		"rules": "재택근무는 일주일에 이틀까지 한다.",
		"other": "우편물은 오후에 나누어 준다.",
	})
	got := find(t, ix, retrieve.Query{Text: "재택근무는 일주일에 며칠까지 되나요?"})
	if len(got) != 2 || got[0] != "rules" {
		t.Errorf("found %v, want rules first", got)
	}
}
