package morph_test

import (
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/korean/morph"
)

func TestEmptyWordsSayNothingOfTheSubject(t *testing.T) {
	a := &morph.Analyzer{}
	var about []string
	for _, term := range a.Analyze(nil, "그 회의실은 누가 언제 어떻게 예약해 줘야 돼?", morph.Words) {
		if term.Span == 1 && term.Kind == morph.Morpheme && !term.Empty() {
			about = append(about, term.Text)
		}
	}
	if !slices.Equal(about, []string{"예약"}) {
		t.Errorf("%q", about)
	}
}
