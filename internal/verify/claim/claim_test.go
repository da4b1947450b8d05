package claim_test

import (
	"testing"

	"github.com/mundap/mundap/internal/verify/claim"
)

func TestWhatClaimsNothing(t *testing.T) {
	for sentence, want := range map[string]bool{
		"안녕하세요, 반갑습니다.": true, "차례대로 안내해 드릴게요.": true, "혹시 어떤 요금제를 쓰시나요?": true,
		"참고로, 위 내용은 문서를 바탕으로 정리한 것입니다.": true, "위 내용은 총무팀이 정리한 보고서에 있습니다.": false,
		"|---|---|": true, "": true, "휴강은 하루 전까지 문자로 알려 드려요.": false, "요금은 9,900원이에요.": false,
	} {
		if got := claim.Read(sentence, "", nil).Empty(); got != want {
			t.Errorf("%q: %t", sentence, got)
		}
	}
}

func TestMarkupIsBlankAndKeepsOffsets(t *testing.T) {
	text := "**연차**는 15일이에요 [1]."
	if got := claim.Blank(text); len(got) != len(text) || got[len("**"):len("**연차")] != "연차" {
		t.Errorf("%q", got)
	}
}

func TestAConditionIsReadWithItsClause(t *testing.T) {
	c := claim.Read("보증 기간이 지나면 수리비를 받습니다.", "", nil)
	if len(c.Parts) != 2 || !c.Parts[0].Condition || c.Parts[1].Condition {
		t.Fatalf("%+v", c.Parts)
	}
	if under := c.Under(1); len(under.Words) <= len(c.Parts[1].Words) {
		t.Errorf("%+v", under.Words)
	}
}
