package verify

import "testing"

// TestAnInventedValueIsMarkedWhateverElseASentenceSays: right values and other
// words beside it do not make up for a value that no passage has.
func TestAnInventedValueIsMarkedWhateverElseASentenceSays(t *testing.T) {
	p := Prepare([]Passage{
		{"휴가 안내", "연차 휴가는 1년에 15일이에요. 연차 휴가는 쓰기 3일 전까지 사내 포털에서 신청합니다."},
		{"출장 안내", "출장비는 하루 5만 원입니다. 출장은 일주일 전까지 신청합니다."},
	})
	for sentence, want := range map[string]Verdict{
		"연차 휴가는 1년에 15일이고 쓰기 3일 전까지 사내 포털에서 신청합니다.":                             Supported,
		"(1) 연차 휴가는 1년에 15일이에요.":                                                Supported,
		"연차 휴가는 1년에 16일이고 쓰기 3일 전까지 사내 포털에서 신청합니다.":                             Unsupported,
		"연차 휴가는 1년에 15일이고 쓰기 5일 전까지 사내 포털에서 신청합니다.":                             Unsupported,
		"(1) 연차 휴가는 1년에 16일이에요.":                                                Unsupported,
		"<script>alert(1)</script> 연차 휴가는 1년에 16일이에요.":                          Unsupported,
		"<script>alert(1)</script><img src=x onerror=alert(1)> 연차 휴가는 365일이에요.": Unsupported,
	} {
		if f := p.Check(Sentence{Text: sentence, Question: "연차 휴가는 며칠인가요?"}); f.Verdict != want {
			t.Errorf("%s: %s %s", sentence, f.Verdict, f.Reason)
		}
	}
}
