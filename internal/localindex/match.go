package localindex

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/korean/morph"
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
	phrases []phrase
}

// maxMatched is for how many passages of a search it is told how they match;
// those behind are seldom looked at.
const maxMatched = 64

// matches tells how the first hits' passages hold the question's words.
func (s *search) matches(hits []rank.Hit) ([]*retrieve.Match, error) {
	hits = hits[:min(len(hits), maxMatched)]
	held, err := s.heldBy(hits)
	if err != nil {
		return nil, err
	}
	weights := weightsOf(s.plan)
	matches := make([]*retrieve.Match, len(hits))
	for i := range matches {
		matches[i] = &retrieve.Match{Query: s.spoken.text, Words: s.spoken.words(held[i], weights)}
	}
	return matches, nil
}

// heldBy gives the question's terms that each hit's passage contains. It keeps
// what it finds, because a search asks for its best passages more than once.
func (s *search) heldBy(hits []rank.Hit) ([]map[rank.Term]bool, error) {
	if s.held == nil {
		s.held = make(map[place]map[rank.Term]bool, len(hits))
	}
	var unknown []rank.Hit
	for _, h := range hits {
		at := place{h.Source, h.Passage}
		if s.held[at] == nil {
			s.held[at] = map[rank.Term]bool{}
			unknown = append(unknown, h)
		}
	}
	err := s.plan.Held(s.sources, unknown, func(hit, field int, text string) {
		h := unknown[hit]
		s.held[place{h.Source, h.Passage}][rank.Term{Text: text, Field: field}] = true
	})
	held := make([]map[rank.Term]bool, len(hits))
	for i, h := range hits {
		held[i] = s.held[place{h.Source, h.Passage}]
	}
	return held, err
}

// weightsOf gives the most that each word can add to a score, and whether any
// passage has it.
func weightsOf(p *rank.Plan) map[string]wordWeight {
	weights := map[string]wordWeight{}
	p.Weights(fieldWords, func(text string,
		weight float64) {
		weights[text] = wordWeight{weight, true}
	})
	for _, t := range p.Absent {
		if t.Field == fieldWords {
			weights[t.Text] = wordWeight{t.Lost, false}
		}
	}
	return weights
}

type wordWeight struct {
	most    float64
	present bool
}

// words tells of each word of the question how a passage with these terms holds it.
func (q *spoken) words(held map[rank.Term]bool, weights map[string]wordWeight) []retrieve.Word {
	words := []retrieve.Word{}
	for i := range q.terms {
		t := &q.terms[i]
		w, ok := weights[t.Text]
		if t.Field != morph.Words || !ok {
			continue
		}
		word := retrieve.Word{Text: t.Text, Start: int(t.Start), End: int(t.End), Weight: w.most,
			Found: q.found(t, held, weights)}
		if word.Found == retrieve.Mended {
			word.Instead = q.heldInstead(t, held)
		}
		words = append(words, word)
	}
	return words
}

func (q *spoken) found(t *morph.Term, held map[rank.Term]bool,
	weights map[string]wordWeight) retrieve.Found {
	holds := func(o *morph.Term) bool { return held[rank.Term{Text: o.Text, Field: fieldWords}] }
	occurs := func(o *morph.Term) bool { return weights[o.Text].present }
	switch {
	case holds(t), q.byCharacters(t, held):
		return retrieve.Exactly
	case instead(q.mended, t, q.together(holds)):
		return retrieve.Mended
	case instead(q.joined, t, holds), q.runTogether(t, held):
		return retrieve.Joined
	case !occurs(t) && !instead(q.mended, t, q.together(occurs)) && !instead(q.joined, t, occurs):
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
func (q *spoken) heldInstead(t *morph.Term, held map[rank.Term]bool) (words []string) {
	holds := q.together(func(o *morph.Term) bool {
		return held[rank.Term{Text: o.Text, Field: fieldWords}]
	})
	for o := range standIns(q.mended, t) {
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
func (q *spoken) runTogether(t *morph.Term, held map[rank.Term]bool) bool {
	from := strings.LastIndexFunc(q.text[:t.Start], unicode.IsSpace) + 1
	to := len(q.text)
	if n := strings.IndexFunc(q.text[t.End:], unicode.IsSpace); n >= 0 {
		to = int(t.End) + n
	}
	if utf8.RuneCountInString(q.text[from:to]) < shortestRun || !korean.HasHangul(t.Text) {
		return false
	}
	covered := map[int]bool{} // characters, by where they begin
	for i := range q.terms {
		b := &q.terms[i]
		if b.Field == morph.Bigrams && int(b.Start) >= from && int(b.End) <= to &&
			held[rank.Term{Text: b.Text, Field: fieldBigrams}] {
			for at := range q.text[b.Start:b.End] {
				covered[int(b.Start)+at] = true
			}
		}
	}
	for at := range q.text[t.Start:t.End] {
		if !covered[int(t.Start)+at] {
			return false
		}
	}
	return true
}

// byCharacters reports whether a passage has all pairs of characters inside a word.
func (q *spoken) byCharacters(t *morph.Term, held map[rank.Term]bool) bool {
	if utf8.RuneCountInString(t.Text) < shortestByCharacters {
		return false
	}
	pairs := 0
	for i := range q.terms {
		b := &q.terms[i]
		if b.Field != morph.Bigrams || b.Start < t.Start || b.End > t.End {
			continue
		}
		if !held[rank.Term{Text: b.Text, Field: fieldBigrams}] {
			return false
		}
		pairs++
	}
	return pairs >= shortestByCharacters-1
}
