package verify

import (
	"strings"
	"testing"
)

func TestConcessionsInManyWords(t *testing.T) {
	for _, s := range []string{
		"문서에서 찾을 수 없습니다.", "제공된 문서에는 해당 내용이 없습니다.", "문서에 나와 있지 않아요.", "발췌문만으로는 알 수 없습니다. [1]",
		"주어진 자료에서 확인할 수 없었어요.", "관련 정보를 찾지 못했습니다.", "문서에는 배터리 용량에 대한 언급이 없습니다.", "이 질문에 답할 수 있는 내용이 문서에 없어요.",
		"문서에 명시되어 있지 않습니다.", "해당 정보는 제공되지 않았습니다.", "문서에서는 다루지 않는 내용이에요.", "자료에 기재되어 있지 않아 답변드리기 어렵습니다.",
		"죄송하지만 제공된 발췌문에는 수리비가 적혀 있지 않습니다.", "문서만으로는 판단하기 어려워요.", "근거가 부족해 답할 수 없어요.", "해당 문서에 구체적인 날짜는 없습니다.", "강사가 누구인지는 자료에 없어요.",
		"답변할 수 있는 정보가 없습니다.", "문서에서 그 내용은 보이지 않네요.", "제공된 문서로는 확인이 불가능합니다.", "문서 어디에도 나오지 않아요.", "확인되지 않습니다.",
		"관련 내용은 포함되어 있지 않아요.", "제가 가진 자료로는 답을 드릴 수 없어요.", "그에 관한 규정은 찾아볼 수 없습니다.",
		"The documents do not mention this.", "I couldn't find this in the provided passages.", "The excerpts don't contain that information.",
		"There is no information about the price in the documents.", "The provided context does not specify the date.", "I'm unable to find an answer in the documents.",
		"Not stated in the documents.", "The passages do not say.", "No relevant information was found.", "I cannot answer this based on the provided documents.",
		"The document is silent on this point.", "The answer isn't in the documents.",
	} {
		if says, rest := concession(s); !says || rest != len(s) {
			t.Errorf("%s: %v, %q", s, says, s[rest:])
		}
	}
	for _, s := range []string{
		"연차는 15일이에요.", "수습 직원은 신청할 수 없습니다.", "환불되지 않습니다.", "국내 전용 카드는 쓸 수 없어요.", "비밀번호를 잊으면 찾을 수 없습니다.",
		"분실한 카드는 확인할 수 없습니다.", "별도 수수료는 없습니다.", "증빙 서류가 없으면 처리되지 않습니다.", "신청서에 기재되어 있지 않은 물품은 반출할 수 없다.", "해당 사항이 없습니다.",
		"문서에 적혀 있지 않은 비용은 받지 않습니다.", "제출한 자료는 돌려주지 않습니다.", "The warranty does not cover batteries.", "You cannot return opened items.",
		"No information desk is open on Sundays.",
	} {
		if Concedes(s) {
			t.Errorf("a claim: %s", s)
		}
	}
	const mixed = "신청 기한은 문서에 나와 있지 않지만, 연차 휴가는 1년에 365일이에요."
	if says, rest := concession(mixed); !says || strings.TrimSpace(mixed[rest:]) != "연차 휴가는 1년에 365일이에요." {
		t.Errorf("a concession with a claim: %v, %q", says, mixed[rest:])
	}
}

// A sentence that says that the passages don't tell claims nothing; what it adds
// is judged, and what is wrong is found at its place.
func TestOnlyTheRestOfAConcessionIsJudged(t *testing.T) {
	p := Prepare([]Passage{{"휴가 규정", "연차 휴가는 1년에 15일이다. 병가는 30일이다."}})
	const wrong = "문서에는 신청 기한이 나와 있지 않지만 [1], 연차 휴가는 1년에 365일이에요."
	for sentence, want := range map[string]Verdict{
		"문서에는 신청 기한이 나와 있지 않습니다. [1]":              NoClaim,
		"신청 기한은 문서에 나와 있지 않지만, 연차 휴가는 1년에 15일이에요.": Supported,
		wrong: Unsupported,
	} {
		f := p.Check(Sentence{Text: sentence, Question: "연차는 며칠이고 언제까지 신청하나요?"})
		if f.Verdict != want {
			t.Errorf("%s: %+v", sentence, f)
		}
		if sentence == wrong && f.Claim.Of(wrong) != "365일" {
			t.Errorf("wrong is %q", f.Claim.Of(wrong))
		}
	}
}
