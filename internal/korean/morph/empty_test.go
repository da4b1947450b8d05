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

func TestARoomIsNoAdverb(t *testing.T) {
	a := &morph.Analyzer{}
	for word, empty := range map[string]bool{"샤워실은": false, "천천히": true} {
		if term := a.Analyze(nil, word, morph.Words)[0]; term.Empty() != empty {
			t.Errorf("%s: %+v is empty: %t", word, term, term.Empty())
		}
	}
}
