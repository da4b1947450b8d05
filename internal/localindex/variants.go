package localindex

import (
	"strings"
	"unicode"

	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex/rank"
)

// variants finds documents about a variant of what a question names: the
// question has AP-300, the title AP-300 Pro.
type variants struct {
	search *search
	asked  map[string]bool // the question's words
	known  map[place]bool  // by source and document
	terms  []morph.Term
}

func (s *search) variants() *variants {
	v := &variants{search: s, asked: map[string]bool{}, known: map[place]bool{}}
	for _, list := range [][]morph.Term{s.spoken.terms, s.spoken.joined, s.spoken.mended} {
		for i := range list {
			v.asked[list[i].Text] = true
		}
	}
	return v
}

// is reports whether the title of a hit's document contains a Latin word or a
// number that is not in the question.
func (v *variants) is(h rank.Hit) (bool, error) {
	r := v.search.snap.parts[h.Source]
	of, err := r.DocumentOf()
	if err != nil {
		return false, err
	}
	at := place{h.Source, of.At(h.Passage)}
	if other, ok := v.known[at]; ok {
		return other, nil
	}
	doc, _, _, err := r.Document(at.passage)
	if err != nil {
		return false, err
	}
	v.known[at] = v.titled(doc.Title)
	return v.known[at], nil
}

func (v *variants) titled(title string) bool {
	v.terms = v.search.ix.options.Analyzer.Analyze(v.terms[:0], title, morph.Words)
	for i := range v.terms {
		t := &v.terms[i]
		if t.Span == 1 && !v.asked[t.Text] && strings.IndexFunc(t.Text, tellsApart) == 0 {
			return true
		}
	}
	return false
}

// tellsApart reports whether a word that begins with r is a Latin word or a number.
func tellsApart(r rune) bool { return unicode.IsDigit(r) || unicode.Is(unicode.Latin, r) }
