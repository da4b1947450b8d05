package localindex

import (
	"strings"

	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex/field"
	"github.com/mundap/mundap/internal/localindex/rank"
)

// codes are the words of a question that name one thing: identifiers (ERR-1042)
// and words of letters and digits (A396).
func (q *spoken) codes() map[rank.Term]bool {
	all := map[rank.Term]bool{}
	for i := range q.terms {
		t := &q.terms[i]
		mixed := t.Kind == morph.Latin && strings.ContainsAny(t.Text, digits) &&
			strings.ContainsFunc(t.Text, func(r rune) bool { return r < '0' || r > '9' })
		if t.Field == morph.Words && (t.Kind == morph.Code || mixed) {
			all[rank.Term{Text: t.Text, Field: field.Words}] = true
		}
	}
	return all
}

const digits = "0123456789"

// numbers are the question's numbers, dates and quantities, and their
// counterparts in the other language, by where they stand. What stands at one
// place is one number: 3월 and March.
func (q *spoken) numbers() map[rank.Term]int32 {
	all := map[rank.Term]int32{}
	for _, list := range [][]morph.Term{q.terms, q.mended} {
		for i := range list {
			t := &list[i]
			if t.Field == morph.Words && (t.Kind == morph.Quantity || t.Kind == morph.Date ||
				t.Kind == morph.Number && len(t.Text) > 1) {
				all[rank.Term{Text: t.Text, Field: field.Words}] = t.Start
			}
		}
	}
	return all
}

// byNames moves up passages that contain the codes and numbers of a question. An
// encoder recognises that something is a code or a date, but not which one: the
// passage about A508 is as near to it as the one about A396. If words are not
// sure, passages that contain the question's codes come before those that contain
// fewer of them or none. The surer words are, the less this counts, because words
// match the code as well, and the passage with the answer may not repeat it. Of
// passages with the same codes, those about a variant come last. Other numbers
// count in the same way, but less. Codes and numbers that no passage contains
// change nothing.
func (s *search) byNames(hits []rank.Hit, w weights) ([]rank.Hit, error) {
	variants := s.variants()
	return s.spoken.byNames(hits, w, variants.is,
		func(top []rank.Hit, f func(hit, field int, text string)) error {
			terms := s.question.query.Terms
			return s.plan.Held(s.sources, top, nil, func(hit, term int) {
				f(hit, terms[term].Field, terms[term].Text)
			})
		})
}

// byNames is search.byNames for any hits. is tells whether a hit is about a
// variant, and terms which of the question's terms the hits contain.
func (q *spoken) byNames(hits []rank.Hit, w weights, is func(rank.Hit) (bool, error),
	terms func([]rank.Hit, func(hit, field int, text string)) error) ([]rank.Hit, error) {
	codes, numbers := q.codes(), q.numbers()
	if len(codes) == 0 && len(numbers) == 0 {
		return hits, nil
	}
	top := hits[:min(len(hits), maxMatched)]
	coded := make([]bool, len(top))
	held := make([]map[int32]bool, len(top)) // numbers by their places
	err := terms(top, func(hit, field int, text string) {
		term := rank.Term{Text: text, Field: field}
		if codes[term] {
			top[hit].Score += fusedMost * (1 - w.words)
			coded[hit] = true
		}
		if at, ok := numbers[term]; ok {
			if held[hit] == nil {
				held[hit] = map[int32]bool{}
			}
			held[hit][at] = true
		}
	})
	if err != nil {
		return nil, err
	}
	places := map[int32]bool{}
	for _, at := range numbers {
		places[at] = true
	}
	for i := range top {
		if len(places) > 0 {
			share := float64(len(held[i])) / float64(len(places))
			top[i].Score += forNumbers * w.vectors * (1 - w.words) * share
		}
		if !coded[i] {
			continue
		}
		variant, err := is(top[i])
		if err != nil {
			return nil, err
		}
		if variant {
			top[i].Score -= againstVariant
		}
	}
	return rank.Best(hits, len(hits)), nil
}

const (
	// forNumbers is added to the place of a passage that contains all of the
	// question's numbers, if words are not sure at all.
	forNumbers = 0.2
	// againstVariant is taken from it for being about a variant of what was asked.
	// A question may mean it all the same, if much else speaks for it.
	againstVariant = 0.75
)
