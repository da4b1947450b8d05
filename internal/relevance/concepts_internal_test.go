package relevance

import (
	"testing"

	"github.com/mundap/mundap/internal/retrieve"
)

// TestWhatAPassageLacksOfItsTopicIsWhatIsAskedFor judges passages whose title
// names the subject of the question.
func TestWhatAPassageLacksOfItsTopicIsWhatIsAskedFor(t *testing.T) {
	const question = "강릉 휴양소 취사 시설"
	a := new(Judge).analyzer()
	for title, named := range map[string]int{
		"강릉 휴양소 이용 안내": 2, "강릉 안내": 1, "복지 안내": 0,
	} {
		p := retrieve.Passage{Title: title, Text: "강릉 휴양소는 방이 열 개이다."}
		e := newSubject(a, question).evidenceOf(newMatcher(a, question).match(p), p)
		if e.named != named || e.absent != 2 {
			t.Errorf("%s: %+v", title, e)
		}
	}
	well, once := evidence{named: 2, absent: 1}, evidence{named: 1, absent: 1}
	if !(well.besideTopic() > once.besideTopic() && once.besideTopic() > 0) {
		t.Error("a topic named by two words is not surer than one named by one")
	}
	if (evidence{named: 2}).besideTopic() != 0 ||
		(evidence{named: 2, absent: 1, foreign: true}).besideTopic() != 0 {
		t.Error("a passage that lacks nothing, or can't share words, counts as beside the topic")
	}
}

func TestWordsThatNameNothingWeighLittle(t *testing.T) {
	a := new(Judge).analyzer()
	for question, text := range map[string]string{
		"프리미엄 요금제 통화":       "프리미엄은 통화가 무제한이다.",
		"법인카드로 상품권을 사도 되나요": "법인카드로 상품권은 살 수 없다.",
		"커피머신 물통 용량":        "커피머신 물통에는 2리터가 들어간다.",
	} {
		p := retrieve.Passage{Text: text}
		e := newSubject(a, question).evidenceOf(newMatcher(a, question).match(p), p)
		if e.lacking > 0.5 {
			t.Errorf("%s: %+v", question, e)
		}
	}
}
