package localindex_test

import (
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/retrieve"
)

// TestSiblingsOfWhatIsAskedComeBehind asks for the minutes of a meeting whose date
// the minutes of the meeting before mention more often.
func TestSiblingsOfWhatIsAskedComeBehind(t *testing.T) {
	ix := documents(t, map[string]string{
		"운영위원회 회의록 3월 12일": "다음 회의는 4월 9일 회의실에서 연다. 4월 9일 안건은 두 가지이다.",
		"운영위원회 회의록 4월 9일":  "4월 9일 회의. 주차장을 승인했다. 회의는 한 시간 걸렸다. 구내식당 밥값을 올린다. 카페는 다섯 시에 닫는다.",
		"주차장 안내":           "주차장은 지하에 있다.",
	})
	q := retrieve.Query{Text: "4월 9일 회의 안건"}
	if got := find(t, ix, q); !slices.Equal(got[:2],
		[]string{"운영위원회 회의록 4월 9일", "운영위원회 회의록 3월 12일"}) {
		t.Errorf("found %v", got)
	}
	found, err := ix.Retrieve(t.Context(), auth.LocalScope(), q)
	if err != nil || found[0].Match.Kin != retrieve.Meant && found[0].Match.Kin != retrieve.NoKin ||
		found[1].Match.Kin != retrieve.Sibling || found[0].Score < found[1].Score {
		t.Errorf("%+v, %v", found, err)
	}
}
