package scope_test

import (
	"testing"

	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/scope"
)

func minutes() scope.Set {
	return scope.New([]*passage.Passage{
		passage.Read("도서관 운영위원회 4월 회의록", "5월부터 화요일에 밤 10시까지 열기로 했다. 어린이실 공사는 7월 10일에 끝낸다."),
		passage.Read("도서관 운영위원회 5월 회의록", "화요일은 밤 9시까지 열기로 했다. 어린이실 공사는 7월 17일에 끝낸다."),
		passage.Read("주차장 안내", "주차장은 지하 2층에 있다."),
	})
}

func TestAMonthBeforeATitlesNounNamesThatPassage(t *testing.T) {
	set := minutes()
	lacking := set.Lacking(claim.Read("5월 회의에 따르면 공사는 7월 10일에 끝납니다.", "", nil))
	if lacking[0] <= lacking[1] {
		t.Errorf("5월 회의: %v", lacking)
	}
	lacking = set.Lacking(claim.Read("5월부터 밤 10시까지 엽니다.", "", nil))
	if lacking[0] != lacking[1] {
		t.Errorf("a month that the text mentions: %v", lacking)
	}
}

func TestOnlyNearDuplicatesAreRivals(t *testing.T) {
	set := minutes()
	if !set.Rivals(0, 1) || set.Rivals(0, 2) {
		t.Errorf("%t %t", set.Rivals(0, 1), set.Rivals(0, 2))
	}
}
