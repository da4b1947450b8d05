package relevance

import (
	"strings"
	"testing"
)

func TestWordsCutAcrossARunCountAsHeld(t *testing.T) {
	r := textReader{text: "배송비는 구매자가 냅니다."}
	for _, test := range []struct {
		question, word string
		want           bool
	}{
		{"배송비누가내나요", "비누", true},   // 배송비 and 누가
		{"배송비 누가 내나요", "비", false}, // words of their own
		{"빨래비누가비싼가요", "비누", false},
		{"비누가", "비누", false}, // no run
	} {
		start := strings.Index(test.question, test.word)
		if got := r.holdsAcross(test.question, start, start+len(test.word)); got != test.want {
			t.Errorf("%s in %s: %v", test.word, test.question, got)
		}
	}
}
