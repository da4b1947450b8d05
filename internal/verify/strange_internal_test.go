package verify

import "testing"

// TestATopicThatNoPassageMentions: a value that a passage gives for something else
// does not bear out what a sentence says of a topic that nothing mentions, even if
// the question asks for it.
func TestATopicThatNoPassageMentions(t *testing.T) {
	p := Prepare([]Passage{{"휴가 규정", "연차 휴가는 1년에 15일이며 팀장의 승인을 받는다.\n" +
		"배우자가 출산한 직원은 20일을 쉰다.\n경조 휴가는 사유가 생긴 날부터 30일 안에 쓴다."}})
	for _, c := range []struct {
		question, sentence string
		want               Verdict
	}{
		{"", "병가는 20일까지 쓸 수 있어요.", Unsupported},
		{"병가는 며칠이야?", "병가는 30일이에요.", Unsupported},
		{"", "육아 휴직은 20일이에요.", Unsupported},
		{"", "인턴 기간에는 30일이에요.", Unsupported},
		{"", "연차는 15일이에요.", Supported},
		{"아내가 아이를 낳으면 며칠 쉬어?", "출산 휴가는 20일이에요.", Supported},
	} {
		if f := p.Check(Sentence{Text: c.sentence, Question: c.question}); f.Verdict != c.want {
			t.Errorf("%s %s: %s", c.question, c.sentence, f.Verdict)
		}
	}
}

// TestAMonthIsNotForThirtyDays: how often something is given is not how much.
func TestAMonthIsNotForThirtyDays(t *testing.T) {
	const each = "입사한 지 1년이 되지 않은 직원은 한 달을 개근할 때마다 연차 휴가 1일을 받는다."
	for _, c := range []struct {
		text, sentence string
		want           Verdict
	}{
		{each, "수습 기간에는 연차가 30일이에요.", Unsupported},
		{each, "입사 1년이 안 된 직원은 한 달을 개근하면 연차를 하루 받아요.", Supported},
		{"체험 기간은 한 달이다.", "체험 기간은 30일이에요.", Supported},
	} {
		p := Prepare([]Passage{{"규정", c.text}})
		if f := p.Check(Sentence{Text: c.sentence}); f.Verdict != c.want {
			t.Errorf("%s: %s", c.sentence, f.Verdict)
		}
	}
}
