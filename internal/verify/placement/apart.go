package placement

import (
	"regexp"
	"slices"

	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// outdone reports whether the words beside x fit the place of another value better
// than its own. Within one sentence only what the two clauses don't share tells.
func outdone(v *view.View, x *value.Value, o *occurrence) bool {
	g, h := &v.Parts[o.here], &v.Parts[o.there]
	if x.Class == value.Weekday && accompanied(v, x, g) {
		return false
	}
	if g.Condition && !h.Condition && v.Claim.InCondition(x) ||
		x.Dim == value.Ordinal && accompanied(v, x, g) {
		return false
	}
	if g.Sentence != h.Sentence {
		return o.rival > o.own+rowMargin || o.rival > o.own && dominated(v, x, g, h)
	}
	return apart(v, x, h, g, false) > apart(v, x, g, h, true)+.3
}

// dominated reports whether the sentence or row of another value has all nouns
// of the claim that x's has, and one more. That counts between rows, and for
// codes and names.
func dominated(v *view.View, x *value.Value, g, h *passage.Part) bool {
	here, there := &v.Units[g.Sentence], &v.Units[h.Sentence]
	if !(here.Row && there.Row) && x.Class != value.Code && x.Class != value.Person {
		return false
	}
	more := false
	for k := range v.Claim.Words {
		w := &v.Claim.Words[k]
		if !w.Noun || lexicon.General[w.Text] || x.Class == value.Person && w.Start <= x.End+1 &&
			w.Start >= x.End {
			continue
		}
		switch a, b := here.Own.Has(w), there.Own.Has(w); {
		case a > b:
			return false
		case a < 1 && b == 1:
			more = true
		}
	}
	return more || here.Row && there.Row && labelled(v, x, g, h)
}

// labelled reports whether the row of h is the one with another value of the claim, such as a
// size, of which the row of x has a different one, and the row of x has none that h's lacks.
func labelled(v *view.View, x *value.Value, g, h *passage.Part) bool {
	here, there, more := &v.Units[g.Sentence], &v.Units[h.Sentence], false
	for k := range v.Claim.Values {
		y := &v.Claim.Values[k]
		if y.Start == x.Start || y.Period {
			continue
		}
		switch a, b := v.HasValue(here, y), v.HasValue(there, y); {
		case a && !b:
			return false
		case b && !a:
			more = true
		}
	}
	return more
}

// accompanied reports whether a part has another value of the claim beside x.
func accompanied(v *view.View, x *value.Value, g *passage.Part) bool {
	return slices.ContainsFunc(v.Claim.Values, func(y value.Value) bool {
		equal, _ := g.Find(&y)
		return y.Start != x.Start && !y.Period && equal != nil
	})
}

// How much tells one clause of a sentence from another.
const (
	topicFactor  = 1.8 // what the claim's clause is about
	otherClause  = .5  // what stands in another clause of the claim
	askedFactor  = .15
	valueTells   = 1.4
	valueMovesOn = .7 // a value that came along with x from the other clause
)

// apart weighs what the claim says around x that one part has and another one
// of the same sentence has not. The topic that a sentence begins with is said
// of all its clauses. With own, g is where x stands.
func apart(v *view.View, x *value.Value, g, h *passage.Part, own bool) float64 {
	s, topicEnd := 0.0, topicEnd(v, &v.Units[g.Sentence])
	tells := func(w *lexicon.Word) bool {
		return h.Own.Has(w) < 1 && g.Own.Has(w) == 1 && !ownTopic(v, g, w, topicEnd) &&
			!(InTail(v, g, w) && !view.EndsInVerb(v.Text[h.Start:h.End]))
	}
	clause := v.Claim.PartOf(x)
	for k := range v.Claim.Words {
		if w := &v.Claim.Words[k]; tells(w) {
			s += factorOf(v, w, clause) * v.Rare.Of(w)
		}
	}
	for k := range v.Claim.Ask.Words {
		if w := &v.Claim.Ask.Words[k]; tells(w) {
			s += askedFactor * v.Rare.Of(w)
		}
	}
	for k := range v.Claim.Values {
		y := &v.Claim.Values[k]
		if y.Start == x.Start || y.Period || !g.Stands(y) || h.Stands(y) {
			continue
		}
		if _, rival := h.Find(y); own && rival {
			s += valueMovesOn
			continue
		}
		s += valueTells
	}
	return s
}

// factorOf is how much a word of the claim tells about a value of a clause.
func factorOf(v *view.View, w *lexicon.Word, clause *passage.Part) float64 {
	switch {
	case clause != nil && (w.Start < clause.Start || w.End > clause.End):
		return otherClause
	case w.Noun && topical.MatchString(v.Claim.Text[w.End:]) && clause != nil &&
		!topicBefore.MatchString(v.Claim.Text[clause.Start:w.End]):
		return topicFactor
	}
	return 1
}

// topicBefore is a clause's topic with more behind it.
var topicBefore = regexp.MustCompile(`[가-힣](?:은|는|의|이|가|에는|에서는|에게는|도) [^ ]`)

// topical particles mark what a clause is about.
var topical = regexp.MustCompile(`^(?:은|는|의|이|가|에는|에서는|에게는|도) `)

// InTail reports whether a part is its sentence's last and has the word only
// behind its values: the predicate, which all clauses share.
func InTail(v *view.View, g *passage.Part, w *lexicon.Word) bool {
	u := &v.Units[g.Sentence]
	if u.Row || g.End != u.End || len(g.Values) == 0 {
		return false
	}
	last := g.Values[len(g.Values)-1].End
	tail := false
	for k := range g.Words {
		if x := &g.Words[k]; x.Text == w.Text || x.Class != "" && x.Class == w.Class {
			if x.Start < last {
				return false
			}
			tail = true
		}
	}
	return tail
}

// topicEnd is where the topic that a sentence begins with ends: behind the first word with 은 or 는.
func topicEnd(v *view.View, u *passage.Unit) int {
	text := v.Text[u.Start:u.End]
	m := passage.TopicMark.FindStringIndex(text)
	if m == nil {
		return u.Start
	}
	return u.Start + m[1]
}

// ownTopic reports whether the part has the word only before topicEnd, with
// something else behind it that has no topic.
func ownTopic(v *view.View, g *passage.Part, w *lexicon.Word, topicEnd int) bool {
	u := &v.Units[g.Sentence]
	if topicEnd <= u.Start {
		return false
	}
	first := &v.Parts[u.First]
	for k := range first.Words {
		if x := &first.Words[k]; x.Start < topicEnd && (x.Text == w.Text || x.Class != "" &&
			x.Class == w.Class) {
			return otherTopics(v, g)
		}
	}
	return false
}

// otherTopics reports whether the later clauses of the part's sentence have no topic of their own.
func otherTopics(v *view.View, g *passage.Part) bool {
	u := &v.Units[g.Sentence]
	for k := u.First + 1; k < u.Last; k++ {
		if v.HasTopic(&v.Parts[k]) {
			return false
		}
	}
	return true
}
