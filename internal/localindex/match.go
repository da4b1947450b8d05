package localindex

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/localindex/expand"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex/field"
	"github.com/mundap/mundap/internal/localindex/rank"
	"github.com/mundap/mundap/internal/retrieve"
)

// spoken is a question taken apart: its terms, and the words of which it mends
// white space and spelling.
type spoken struct {
	text   string
	terms  []morph.Term // of all fields, as the question stands
	joined []morph.Term
	mended []morph.Term
	// phrases are those of the mended words that count only together
	phrases []expand.Phrase

	joiner expand.Joiner
}

// reset empties the question and keeps the memory of its terms.
func (q *spoken) reset() {
	clear(q.terms)
	q.joiner.Forget()
	*q = spoken{terms: q.terms[:0], joiner: q.joiner}
}

// maxMatched is for how many passages of a search it is told how they match;
// those behind are seldom looked at.
const maxMatched = 64

// asked is a question with what the index knows of its terms.
type asked struct {
	*spoken
	numbers map[rank.Key]int // of the query's terms
	weights []wordWeight     // of the query's terms by number; those of other fields are 0
	words   []askedWord
}

type wordWeight struct {
	most    float64 // that the word can add to a score
	present bool    // in any passage
}

// askedWord is a word of the question as it stands.
type askedWord struct {
	*morph.Term
	number int
}

// asked returns the question with the weights of its terms in a plan.
func (q *spoken) asked(numbers map[rank.Key]int, p *rank.Plan) *asked {
	a := &asked{spoken: q, numbers: numbers, weights: make([]wordWeight, len(numbers)),
		words: make([]askedWord, 0, len(q.terms)/2)} // the other terms are pairs of characters
	p.Weights(field.Words, func(term int, weight float64) {
		a.weights[term] = wordWeight{weight, true}
	})
	for _, t := range p.Absent {
		if t.Field == field.Words {
			a.weights[t.Number] = wordWeight{t.Lost, false}
		}
	}
	for i := range q.terms {
		t := &q.terms[i]
		if t.Field != morph.Words {
			continue
		}
		if n, ok := numbers[keyOf(t)]; ok && a.weights[n] != (wordWeight{}) {
			a.words = append(a.words, askedWord{t, n})
		}
	}
	return a
}

func keyOf(t *morph.Term) rank.Key {
	return rank.Key{Text: t.Text, Field: int(field.Of(t.Field))}
}

// heldTerms tells of each term of a query by its number whether a passage
// contains it.
type heldTerms []bool

// holds reports whether a passage with these terms contains a term.
func (a *asked) holds(held heldTerms, t *morph.Term) bool {
	n, ok := a.numbers[keyOf(t)]
	return ok && held[n]
}

// occurs reports whether any passage contains a word.
func (a *asked) occurs(t *morph.Term) bool {
	n, ok := a.numbers[keyOf(t)]
	return ok && a.weights[n].present
}

// matches tells how the first hits' passages hold the question's words.
func (s *search) matches(hits []rank.Hit) ([]*retrieve.Match, error) {
	hits = hits[:min(len(hits), maxMatched)]
	held, err := s.heldBy(hits)
	if err != nil {
		return nil, err
	}
	if s.asked == nil {
		s.asked = s.spoken.asked(s.question.index, s.plan)
	}
	matches, memory := make([]*retrieve.Match, len(hits)), make([]retrieve.Match, len(hits))
	for i := range matches {
		memory[i] = retrieve.Match{Query: s.spoken.text, Words: s.asked.held(held[i])}
		matches[i] = &memory[i]
	}
	return matches, nil
}

// heldBy gives the question's terms that each hit's passage contains. It keeps
// what it finds, because a search asks for its best passages more than once.
func (s *search) heldBy(hits []rank.Hit) ([]heldTerms, error) {
	if s.held == nil {
		s.held = make(map[place]heldTerms, len(hits))
	}
	held := make([]heldTerms, len(hits))
	unknown, fresh := s.unknown[:0], s.fresh[:0]
	for i, h := range hits {
		var ok bool
		if held[i], ok = s.held[place{h.Source, h.Passage}]; !ok {
			unknown, fresh = append(unknown, h), append(fresh, i)
		}
	}
	s.unknown, s.fresh = unknown, fresh
	n := s.plan.Terms()
	memory := make(heldTerms, n*len(unknown))
	for i, at := range fresh {
		held[at] = memory[n*i:][:n:n]
		s.held[place{hits[at].Source, hits[at].Passage}] = held[at]
	}
	err := s.plan.Held(s.sources, unknown, s.decides,
		func(hit, term int) { held[fresh[hit]][term] = true })
	return held, err
}

// decides reports whether it makes a difference whether a passage contains a term.
// Most pairs of characters only count in scores.
func (s *search) decides(term int) bool {
	if len(s.decisive) == 0 {
		for i := range s.plan.Terms() {
			s.decisive = append(s.decisive, s.plan.Field(i) != field.Bigrams)
		}
		s.spoken.pairsOfWords(func(t *morph.Term) {
			if n, ok := s.question.index[keyOf(t)]; ok {
				s.decisive[n] = true
			}
		})
	}
	return s.decisive[term]
}

// pairsOfWords calls f for each pair of characters that byCharacters or
// runTogether may look at.
func (q *spoken) pairsOfWords(f func(*morph.Term)) {
	for i := range q.terms {
		word := &q.terms[i]
		if word.Field != morph.Words {
			continue
		}
		from, to := q.run(word)
		if utf8.RuneCountInString(q.text[from:to]) < shortestRun {
			if utf8.RuneCountInString(word.Text) < shortestByCharacters {
				continue
			}
			from, to = int(word.Start), int(word.End)
		}
		for j := range q.terms {
			t := &q.terms[j]
			if t.Field == morph.Bigrams && int(t.Start) >= from && int(t.End) <= to {
				f(t)
			}
		}
	}
}

// held tells of each word of the question how a passage with these terms holds it.
func (a *asked) held(held heldTerms) []retrieve.Word {
	words := make([]retrieve.Word, 0, len(a.words))
	for _, w := range a.words {
		word := retrieve.Word{Text: w.Text, Start: int(w.Start), End: int(w.End),
			Weight: a.weights[w.number].most, Found: retrieve.Exactly}
		if !held[w.number] {
			word.Found = a.found(w.Term, held)
		}
		if word.Found == retrieve.Mended {
			word.Instead = a.heldInstead(w.Term, held)
		}
		words = append(words, word)
	}
	return words
}

// found tells how a passage holds a word that it does not contain as it stands.
func (a *asked) found(t *morph.Term, held heldTerms) retrieve.Found {
	holds := func(o *morph.Term) bool { return a.holds(held, o) }
	switch {
	case a.byCharacters(t, held):
		return retrieve.Exactly
	case instead(a.mended, t, a.together(holds)):
		return retrieve.Mended
	case instead(a.joined, t, holds), a.runTogether(t, held):
		return retrieve.Joined
	case !a.occurs(t) && !instead(a.mended, t, a.together(a.occurs)) && !instead(a.joined, t, a.occurs):
		return retrieve.Nowhere
	}
	return retrieve.Missing
}

// together returns whether a term passes, and all of a phrase that it belongs to,
// if it belongs to any.
func (q *spoken) together(passes func(*morph.Term) bool) func(*morph.Term) bool {
	return func(t *morph.Term) bool {
		if !passes(t) {
			return false
		}
		of, alone := false, true
		for _, p := range q.phrases {
			if slices.ContainsFunc(p, func(o morph.Term) bool {
				return o.Text == t.Text && o.Start == t.Start && o.End == t.End
			}) {
				alone = false
				of = of || !slices.ContainsFunc(p, func(o morph.Term) bool { return !passes(&o) })
			}
		}
		return of || alone
	}
}

// heldInstead returns the corrections of a word, or the official words for it,
// that a passage has. Of a phrase it must have everything: 근무 alone is not 야근.
func (a *asked) heldInstead(t *morph.Term, held heldTerms) (words []string) {
	holds := a.together(func(o *morph.Term) bool { return a.holds(held, o) })
	for o := range standIns(a.mended, t) {
		if holds(o) && !slices.Contains(words, o.Text) {
			words = append(words, o.Text)
		}
	}
	return words
}

// covers returns the share of the question that a passage contains, and how many
// of its words, without the words that say nothing of what it is about. How
// people ask tells nothing of whether the passage has the rest.
func (q *spoken) covers(m *retrieve.Match) (share, words float64) {
	empty := map[[2]int]bool{}
	for i := range q.terms {
		if t := &q.terms[i]; t.Field == morph.Words && (t.Empty() || light[t.Text]) {
			empty[[2]int{int(t.Start), int(t.End)}] = true
		}
	}
	about := retrieve.Match{Query: m.Query, Words: slices.DeleteFunc(slices.Clone(m.Words),
		func(w retrieve.Word) bool { return empty[[2]int{w.Start, w.End}] })}
	for _, c := range about.Concepts() {
		words += c.Share
	}
	return about.Covered(), words
}

// standIns yields those of the words that may stand for t.
func standIns(words []morph.Term, t *morph.Term) iter.Seq[*morph.Term] {
	return func(yield func(*morph.Term) bool) {
		for i := range words {
			o := &words[i]
			if o.Field == morph.Words && o.Start < t.End && t.Start < o.End && !yield(o) {
				return
			}
		}
	}
}

// instead reports whether one of the words that may stand for t passes.
func instead(words []morph.Term, t *morph.Term, passes func(*morph.Term) bool) bool {
	for o := range standIns(words, t) {
		if passes(o) {
			return true
		}
	}
	return false
}

// shortestByCharacters is the length in characters from which a word is
// recognised by its pairs of characters: the analyzer may have cut it otherwise
// in the passage. A single pair stands in too many other words.
const shortestByCharacters = 3

// shortestRun is the length in characters from which something without white
// space is taken for several words that were run together: the analyzer often
// cuts it where no word ends.
const shortestRun = 6

// runTogether reports whether a word is part of such a run and a passage has a
// pair of the run's neighbouring characters for each of its characters.
func (a *asked) runTogether(t *morph.Term, held heldTerms) bool {
	from, to := a.run(t)
	if utf8.RuneCountInString(a.text[from:to]) < shortestRun || !korean.HasHangul(t.Text) {
		return false
	}
	covered := map[int]bool{} // characters, by where they begin
	for i := range a.terms {
		b := &a.terms[i]
		if b.Field == morph.Bigrams && int(b.Start) >= from && int(b.End) <= to &&
			a.holds(held, b) {
			for at := range a.text[b.Start:b.End] {
				covered[int(b.Start)+at] = true
			}
		}
	}
	for at := range a.text[t.Start:t.End] {
		if !covered[int(t.Start)+at] {
			return false
		}
	}
	return true
}

// run returns where the characters around a word begin and end that no white space
// separates from it.
func (q *spoken) run(word *morph.Term) (from, to int) {
	from = strings.LastIndexFunc(q.text[:word.Start], unicode.IsSpace) + 1
	to = len(q.text)
	if n := strings.IndexFunc(q.text[word.End:], unicode.IsSpace); n >= 0 {
		to = int(word.End) + n
	}
	return from, to
}

// byCharacters reports whether a passage has all pairs of characters inside a word.
func (a *asked) byCharacters(t *morph.Term, held heldTerms) bool {
	if utf8.RuneCountInString(t.Text) < shortestByCharacters {
		return false
	}
	pairs := 0
	for i := range a.terms {
		b := &a.terms[i]
		if b.Field != morph.Bigrams || b.Start < t.Start || b.End > t.End {
			continue
		}
		if !a.holds(held, b) {
			return false
		}
		pairs++
	}
	return pairs >= shortestByCharacters-1
}
