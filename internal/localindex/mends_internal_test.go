package localindex

import (
	"strings"
	"testing"
)

// Looking for typing errors in a pasted page takes longer than searching for it.
func TestAPastedPageIsNotCorrected(t *testing.T) {
	const question = "육아 휴직은 며칠인가요? "
	for text, want := range map[string]bool{
		question: true, strings.Repeat(question, 1+maxMended/len(question)): false,
	} {
		q, s := DefaultRanking.spoken(wordAnalyzer{}, text)
		if q.mends != want || !want && len(s.joined) > 0 {
			t.Errorf("%d bytes: mended %t, %d words joined", len(text), q.mends, len(s.joined))
		}
	}
}
