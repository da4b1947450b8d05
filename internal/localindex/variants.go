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
	titles titles
	search *search
	known  map[place]bool // by source and document
}

func (s *search) variants() *variants {
	return &variants{titles: s.spoken.titles(s.ix.options.Analyzer), search: s,
		known: map[place]bool{}}
}

// titles compares titles of documents with a question.
type titles struct {
	analyzer Analyzer
	asked    map[string]bool // the question's words
	terms    []morph.Term
}

func (q *spoken) titles(a Analyzer) titles {
	t := titles{analyzer: a, asked: map[string]bool{}}
	for _, list := range [][]morph.Term{q.terms, q.joined, q.mended} {
		for i := range list {
			t.asked[list[i].Text] = true
		}
	}
	return t
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
	v.known[at] = v.titles.tellApart(doc.Title)
	return v.known[at], nil
}

// tellApart reports whether a title contains a Latin word or a number that is
// not in the question.
func (v *titles) tellApart(title string) bool {
	v.terms = v.analyzer.Analyze(v.terms[:0], title, morph.Words)
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
