package verify

import "testing"

// A question about one document must not rule out what another document says of
// something else; it does rule out that document's other version.
func TestTheQuestionRulesOutOnlyRivals(t *testing.T) {
	p := Prepare([]Passage{
		{"제7차 회의록", "1. 놀이터: 바닥을 고무칩으로 바꾼다. 2. 경비 인원: 8명을 유지한다."},
		{"제8차 회의록", "1. 놀이터: 바닥 공사를 대신건업에 맡긴다. 2. 경비 인원: 6명으로 줄인다."},
		{"관리 규약", "2천만 원이 넘는 공사는 공개 입찰로 한다."},
	})
	for sentence, want := range map[string]Verdict{
		"경비 인원은 8명을 유지합니다.":         Supported,
		"경비 인원은 6명으로 줄입니다.":         Unsupported,
		"2천만 원이 넘는 공사는 공개 입찰로 합니다.": Supported,
	} {
		got := p.Check(Sentence{Text: sentence, Question: "7차 회의 결과와 규정을 알려 주세요."})
		if got.Verdict != want {
			t.Errorf("%s: %+v", sentence, got)
		}
	}
}
