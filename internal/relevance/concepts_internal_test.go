package relevance

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/korean/morph"
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

// TestATitleWithAWordLikeTheQuestionsNamesIt judges a passage that has the word of
// the question in another form only.
func TestATitleWithAWordLikeTheQuestionsNamesIt(t *testing.T) {
	const question = "parked cars"
	a := new(Judge).analyzer()
	p := retrieve.Passage{Title: "Parking guide", Text: "Parking is free on Sundays."}
	e := newSubject(a, question).evidenceOf(newMatcher(a, question).match(p), p)
	if e.named != 1 {
		t.Errorf("the title names %d of the question's words: %+v", e.named, e)
	}
}

func TestWordsThatNameNothingWeighLittle(t *testing.T) {
	a := new(Judge).analyzer()
	for question, text := range map[string]string{
		"프리미엄 요금제 통화":       "프리미엄은 통화가 무제한이다.",
		"법인카드로 상품권을 사도 되나요": "법인카드로 상품권은 살 수 없다.",
		"커피머신 물통 용량":        "커피머신 물통에는 2리터가 들어간다.",
		"건전지 재고 수량":         "건전지 재고는 40개이다.",
		"토너는 마지막으로 들어왔나":    "토너가 들어왔다.",
		"노트북 모델명":           "노트북의 모델은 그램 16이다.",
		"입사자 교육은 언제 시작해요?":  "입사한 사원은 3월 4일부터 교육을 받는다.",
	} {
		p := retrieve.Passage{Text: text}
		e := newSubject(a, question).evidenceOf(newMatcher(a, question).match(p), p)
		if e.lacking > 0.5 {
			t.Errorf("%s: %+v", question, e)
		}
	}
}

func TestVerbsThatReadLikeNounsSayNothing(t *testing.T) {
	for question, word := range map[string]string{
		"복직원은 언제 내요?": "내요", "예약하고 안 내면": "내면", "홈페이지는 언제 열기로 했나": "열기", "이건 사도 되나요": "사도",
	} {
		at := strings.Index(question, word)
		if !readsLikeNoun(word, question, span{at, at + len(word)}) {
			t.Errorf("%s: %s is taken for a noun", question, word)
		}
	}
	for question, word := range map[string]string{
		"냉면 가격": "냉면", "사내요금": "내요", "경기로 인한 손해": "경기", "제주도 출장": "제주도",
	} {
		at := strings.Index(question, word)
		if readsLikeNoun(word, question, span{at, at + len(word)}) {
			t.Errorf("%s: %s is taken for a verb", question, word)
		}
	}
}

func TestNumbersAreFoundHoweverTheyAreWritten(t *testing.T) {
	a := new(Judge).analyzer()
	for text, covered := range map[string]bool{
		"정원은 1,150kg이다.": true, "정원은 1,250kg이다.": false, "정원은 11,150kg이다.": false,
	} {
		const question = "정원 1150kg"
		p := retrieve.Passage{Text: text}
		e := newSubject(a, question).evidenceOf(newMatcher(a, question).match(p), p)
		if e.covered > 0.9 != covered {
			t.Errorf("%s: %+v", text, e)
		}
	}
}

// TestWordsOfAnotherLanguageAreNotMissed judges a Korean passage that has the names
// of an English question, which can't have its verb.
func TestWordsOfAnotherLanguageAreNotMissed(t *testing.T) {
	place := 0.7
	v := Verdict{form: form{met: true}, evidence: evidence{foreign: true, covered: 0.6, lacking: 1,
		subjects: 3}}
	v.Match = &retrieve.Match{Part: &place}
	if !v.answers(1) {
		t.Error("the verb of another language is missed")
	}
	if v.evidence.foreign = false; v.answers(1) {
		t.Error("the same in the passage's language is not missed")
	}
}

// A passage with none of the nouns that a question consists of must come nearer
// than one to which a question in other words is asked.
func TestNounsOfWhichAPassageHasNoneCountAgainstIt(t *testing.T) {
	for question, nouns := range map[string]bool{
		"동호회 지원금은 얼마인가요?": true, "운전면허 갱신": true,
		"남는 음식을 싸 가도 되나요?": false, "회사 그만두면 옷을 돌려주나요?": false, "책을 사도 되나요?": false,
	} {
		if got := newSubject(&morph.Analyzer{}, question).nouns; got != nouns {
			t.Errorf("%s: nouns alone: %t", question, got)
		}
	}
	for _, test := range []struct {
		e       evidence
		against bool
	}{
		{evidence{nouns: true, covered: 0.1}, true},
		{evidence{nouns: true, covered: 0.5}, false},
		{evidence{nouns: true, covered: 0, foreign: true}, false},
		{evidence{covered: 0.1}, false},
	} {
		if got := test.e.besideNouns() > 0; got != test.against {
			t.Errorf("%+v: counts against the passage: %t", test.e, got)
		}
	}
}

// A question without white space is often cut where no word ends.
func TestAWrongCutOfARunIsFoundByWhatStandsThere(t *testing.T) {
	for _, test := range []struct {
		question, word, text string
		want                 bool
	}{
		{"반품배송비누가내나요", "비누", "반품 배송비는 왕복 5,000원이다.", true},
		{"프레스A형금형점검주기", "형금", "프레스 A형의 금형은 5,000회마다 점검한다.", true},
		{"반품배송비누가내나요", "비누", "환불은 3영업일 안에 한다.", false},
		{"프레스A형비누점검주기", "비누", "프레스 A형의 금형은 5,000회마다 점검한다.", false},
		{"비누 누가 내나요", "비누", "반품 배송비는 왕복 5,000원이다.", false},
	} {
		at := strings.Index(test.question, test.word)
		r := textReader{text: test.text}
		if got := r.holdsAcross(test.question, at, at+len(test.word)); got != test.want {
			t.Errorf("%s, %s in %q: %t", test.question, test.word, test.text, got)
		}
	}
}

func TestAQuantityIsHeldWithWhatItIsFor(t *testing.T) {
	for text, held := range map[string]bool{
		"10분당 400원": true, "10분씩 쉰다": true, "110분당 400원": false, "1.10분당": false, "10분의 1": false, "30분당": false,
	} {
		r := textReader{text: text}
		if r.holds("10분에 얼마예요?", 0, len("10분")) != held {
			t.Errorf("%s: %t", text, !held)
		}
	}
}
