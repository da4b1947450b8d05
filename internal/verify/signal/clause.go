package signal

import (
	"strings"

	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/decision"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/naming"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/polarity"
	"github.com/mundap/mundap/internal/verify/predicate"
	"github.com/mundap/mundap/internal/verify/view"
)

// clauseMatch is how well the claim's clauses match those of the passage. The
// worst match counts. Weights are those of words, about 0.5 to 2.
type clauseMatch struct {
	share    float64 // of a clause that its source has
	ahead    float64 // of the best clause that says the opposite
	gap      float64 // how much better the source is than what is about the claim's topic
	extra    float64 // share of the source's nouns that the claim lacks
	denied   float64 // share, where the source says the opposite with the same verb
	affirmed float64 // share, where the source says the same with the same verb
	rivals   float64 // what the source has in place of things of the same kind

	// the greatest weights of words that a source lacks
	lost, moved, absent, topic, also, supplanted float64

	otherVerb, opposed, modal bool // what the source says
	rivaled, swapped          bool // the source has another value, or another noun in its role
}

// clauseSignals adds how well the claim's clauses match those of the passage.
func clauseSignals(v *view.View, s *decision.Signals) {
	m := clauseMatch{share: 1, ahead: 1}
	list := align(v)
	for i := range list {
		m.add(v, &list[i])
	}
	s.Add("clause.share", m.share)
	s.Add("clause.ahead", m.ahead)
	s.Add("clause.extra", m.extra)
	s.Flag("clause.verb", !m.otherVerb)
	s.Add("clause.lost", m.lost)
	s.Add("clause.moved", m.moved)
	s.Add("clause.absent", m.absent)
	s.Add("clause.topic", m.topic)
	s.Add("clause.also", m.also)
	s.Flag("clause.opposed", m.opposed)
	s.Flag("clause.modal", m.modal)
	s.Flag("clause.rivaled", m.rivaled)
	s.Flag("clause.swapped", m.swapped)
	s.Add("clause.kinds", min(2, m.rivals))
	s.Add("clause.gap", m.gap)
	s.Add("clause.supplanted", m.supplanted)
	s.Add("clause.denied", m.denied)
	s.Add("clause.affirmed", m.affirmed)
}

func (m *clauseMatch) add(v *view.View, a *alignment) {
	m.share, m.ahead = min(m.share, a.share), min(m.ahead, a.share-a.rival)
	for k := range a.lost {
		m.lose(v, a, &a.lost[k])
	}
	if a.own >= 0 {
		m.gap = max(m.gap, a.share-a.own)
	}
	if !v.Units[a.source.Sentence].Row {
		m.predicate(v, a)
	}
	m.extra = max(m.extra, unsaid(v, a.source))
	n, swapped := rivalsIn(v, a)
	m.rivals, m.swapped = m.rivals+n, m.swapped || swapped
	m.supplanted = max(m.supplanted, supplanted(v, a))
}

// lose takes into account that the source lacks a word or a value.
func (m *clauseMatch) lose(v *view.View, a *alignment, x *claim.Piece) {
	if x.Value != nil {
		_, like := a.source.Find(x.Value)
		m.rivaled = m.rivaled || like && v.Has(x.Value)
		return
	}
	m.lost = max(m.lost, x.Weight)
	if v.All.Has(x.Word) == 1 {
		m.moved = max(m.moved, x.Weight)
	} else {
		m.absent = max(m.absent, x.Weight)
	}
	rest := v.Claim.Text[x.Word.End:] + " "
	if claim.TopicParticle.MatchString(rest) {
		m.topic = max(m.topic, x.Weight)
	}
	if strings.HasPrefix(rest, "도 ") || strings.HasPrefix(rest, "에도 ") {
		m.also = max(m.also, x.Weight)
	}
}

// sameEnough is the share of a clause from which on another clause with the same
// verb is about the same thing.
const sameEnough = .6

// predicate compares what a clause says with what its source says.
func (m *clauseMatch) predicate(v *view.View, a *alignment) {
	whole := v.WholeClause(a.source)
	differs := passage.SignOf(v.Claim.Text, a.claim) != passage.SignOf(v.Text, whole)
	m.opposed = m.opposed || differs
	m.modal = m.modal || polarity.Conflict(predicate.ModalOf(v.Claim.Text[a.claim.Start:a.claim.End]),
		predicate.ModalOf(v.Text[whole.Start:whole.End])) != view.NoReason
	if len(a.claim.Words) == 0 {
		return
	}
	verb := whole.Own.Has(a.claim.LastWord())
	m.otherVerb = m.otherVerb || verb < view.LeastLevel
	switch {
	case a.share < sameEnough || verb < 1:
	case !differs:
		m.affirmed = max(m.affirmed, a.share)
	case !complements(v, a, whole):
		m.denied = max(m.denied, a.share)
	}
}

// complements reports whether a clause that says the opposite may say the same of
// the opposite case: what can be done only before a time can't be done after it.
func complements(v *view.View, a *alignment, h *passage.Part) bool {
	text := v.Text[h.Start:h.End]
	if polarity.Exclusive.MatchString(text) || polarity.Strict.MatchString(text) || polarity.Turned(v, a.claim, h) ||
		polarity.DeniedLater(v, a.source) || v.Claim.Matches(polarity.Waited) {
		return true
	}
	i := 0
	for k := range v.Claim.Parts {
		if v.Claim.Parts[k].Start == a.claim.Start {
			i = k
		}
	}
	return polarity.Reversed(v, i)
}

// unsaid is the share of a clause's nouns that neither the claim nor the question has.
func unsaid(v *view.View, h *passage.Part) float64 {
	nouns, said := 0.0, 0.0
	for k := range h.Words {
		w := &h.Words[k]
		if !w.Noun || lexicon.General[w.Text] {
			continue
		}
		nouns++
		if v.Claim.Has(w) || v.Claim.Asks(w) {
			said++
		}
	}
	return (nouns - said) / max(1, nouns)
}

// rivalsIn counts what the source has in place of things that it lacks: things
// of the same kind, such as another colour, and reports whether it has another
// noun in the same role.
func rivalsIn(v *view.View, a *alignment) (kinds float64, swapped bool) {
	if len(a.lost) == 0 {
		return 0, false
	}
	var theirs []passage.Eojeol
	u := &v.Units[a.source.Sentence]
	for k := u.First; k < u.Last; k++ {
		h := &v.Parts[k]
		if h.Start == a.source.Start || h.Condition && k+1 < u.Last &&
			v.Parts[k+1].Start == a.source.Start {
			for _, f := range passage.Eojeols(v.Text, h) {
				if naming.IsNew(v, &f) {
					theirs = append(theirs, f)
				}
			}
		}
	}
	for _, e := range passage.Eojeols(v.Claim.Text, a.claim) {
		w := e.Words[len(e.Words)-1]
		if !w.Noun || lexicon.General[w.Text] || !isLost(a.lost, w) {
			continue
		}
		mine := lexicon.Dense(v.Claim.Text[e.Start:e.End])
		kind := lexicon.KindOf(mine)
		for i := range theirs {
			f := &theirs[i]
			swapped = swapped || !e.Verbal && !f.Verbal && f.Role == e.Role
			other := lexicon.Dense(v.Text[f.Start:f.End])
			if (kind != "" && lexicon.KindOf(other) == kind || !e.Verbal && !f.Verbal && naming.RivalNames(mine, other)) &&
				!strings.Contains(mine, other) && !strings.Contains(other, mine) {
				kinds++
				break
			}
		}
	}
	return kinds, swapped
}

// supplanted is the greatest weight of a noun of a clause that its source's sentence or row
// lacks, though the passage has it elsewhere, and in whose role the sentence has a noun that
// the claim lacks: 팀장은 탈 수 있다, for 임원은 탈 수 있다.
func supplanted(v *view.View, a *alignment) float64 {
	u, most := &v.Units[a.source.Sentence], 0.0
	for _, e := range passage.Eojeols(v.Claim.Text, a.claim) {
		w := e.Words[len(e.Words)-1]
		if e.Verbal || !w.Noun || lexicon.General[w.Text] || v.Claim.Asks(w) ||
			u.Own.Has(w) >= view.LeastLevel || v.Titled.Has(w) >= view.LeastLevel || v.All.Has(w) < 1 {
			continue
		}
		if otherIn(v, &e, u) {
			most = max(most, v.Rare.Of(w))
		}
	}
	return most
}

func isLost(list []claim.Piece, w *lexicon.Word) bool {
	for k := range list {
		if list[k].Word != nil && list[k].Word.Start == w.Start {
			return true
		}
	}
	return false
}
