package korean_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
)

func TestPiecesAreCutBetweenSentences(t *testing.T) {
	text := "첫 문장이에요. 둘째 문장이에요.\n\n셋째예요."
	if got := slices.Collect(korean.Pieces(text, 20)); !slices.Equal(got,
		[]string{"첫 문장이에요. 둘째 문장이에요.", "셋째예요."}) {
		t.Errorf("got %q", got)
	}
	long := strings.Repeat("낱말 ", 50) + strings.Repeat("가", 70)
	whole := 0
	for piece := range korean.Pieces(long, 30) {
		if n := utf8.RuneCountInString(piece); n > 30 {
			t.Errorf("a piece of %d characters: %q", n, piece)
		}
		whole += strings.Count(piece, "낱말")*2 + strings.Count(piece, "가")
	}
	if whole != 170 {
		t.Errorf("%d letters of 170 are in the pieces", whole)
	}
	if got := slices.Collect(korean.Pieces(" \n ", 30)); len(got) != 0 {
		t.Errorf("got %q", got)
	}
}
