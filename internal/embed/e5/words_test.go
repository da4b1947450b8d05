package e5

import (
	"strings"
	"testing"
)

func TestEveryWordHasAVector(t *testing.T) {
	e := New()
	for _, text := range []string{"", "연차는 15일이에요.", "A396 | 통신 이상 (E-05)", "a  b\tc"} {
		words, err := e.Words(t.Context(), text)
		if err != nil || len(words) != len(strings.Fields(text)) {
			t.Errorf("%q: %d vectors, %v", text, len(words), err)
		}
	}
	long, err := e.Words(t.Context(), strings.Repeat("연차 ", 2_000))
	if err != nil || len(long) == 0 || len(long) >= 2_000 {
		t.Errorf("%d vectors, %v", len(long), err)
	}
}
