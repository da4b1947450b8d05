package signal

import (
	"math"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/decision"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/predicate"
	"github.com/mundap/mundap/internal/verify/view"
)

// farthest is the greatest distance, in items, of two that are compared as a
// pair.
const farthest = 4

// items are the words and values of one of the claim's clauses that the passage
// has, in order, and the number of words that it lacks.
func items(v *view.View, g *passage.Part) []claim.Piece {
	var out []claim.Piece
	for k := range g.Words {
		w := &g.Words[k]
		if lexicon.General[w.Text] || v.All.Has(w) < 1 {
			continue
		}
		out = append(out, claim.Piece{Word: w, Start: w.Start, Weight: v.Rare.Of(w)})
	}
	for k := range g.Values {
		if x := &g.Values[k]; !x.Period && v.Has(x) {
			out = append(out, claim.Piece{Value: x, Start: x.Start, Weight: view.ValueWeight})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Start < out[j].Start })
	return out
}

// pairSignals adds how far words and values that stand together in the claim
// stand together in the passage.
func pairSignals(v *view.View, s *decision.Signals) {
	sum, all, least, contrasted, topical := 0.0, 0.0, 1.0, 0.0, 1.0
	for i := range v.Claim.Parts {
		g := &v.Claim.Parts[i]
		list := items(v, g)
		for a := range list {
			for b := a + 1; b < len(list) && b-a <= farthest; b++ {
				x, y := &list[a], &list[b]
				w := math.Sqrt(x.Weight*y.Weight) / float64(b-a)
				j := joined(v, x, y)
				sum, all = sum+w*j, all+w
				if b-a == 1 {
					least = min(least, j)
				}
				if a == 0 {
					topical = min(topical, j)
				}
				if j < 1 {
					contrasted = max(contrasted, contrast(v, x, y), contrast(v, y, x))
				}
			}
		}
	}
	share := .8
	if all > 0 {
		share = sum / all
	}
	s.Add("pairs.joined", share)
	s.Add("pairs.least", least)
	s.Add("pairs.topic", topical)
	s.Add("pairs.contrast", contrasted)
}

// joined is 1 if a clause has both items, and less the farther apart they are;
// 0 if no sentence or row has both.
func joined(v *view.View, x, y *claim.Piece) float64 {
	best := 0.0
	for i := range v.Units {
		u := &v.Units[i]
		inX, inY, first := 0.0, 0.0, 0.0
		for k := u.First; k < u.Last; k++ {
			h := &v.Parts[k]
			a, b := x.In(h), y.In(h)
			best = max(best, min(a, b))
			if k == u.First {
				first = max(a, b)
			}
			inX, inY = max(inX, a), max(inY, b)
		}
		both := min(inX, inY)
		switch {
		case u.Row:
			best = max(best, both)
		case first == 1 && !otherTopicsIn(v, u):
			best = max(best, .9*both)
		default:
			best = max(best, .6*both)
		}
		if best == 1 {
			return 1
		}
		best = max(best, .8*min(over(v, x, u), inY), .8*min(over(v, y, u), inX))
	}
	return best
}

// over is how far an piece stands above a unit or in the title.
func over(v *view.View, x *claim.Piece, u *passage.Unit) float64 {
	if x.Word != nil {
		return max(u.Above.Has(x.Word), v.Titled.Has(x.Word))
	}
	if v.InTitle(x.Value) {
		return 1
	}
	return 0
}

// otherTopicsIn reports whether a later clause of a sentence has a topic of its own.
func otherTopicsIn(v *view.View, u *passage.Unit) bool {
	for k := u.First + 1; k < u.Last; k++ {
		if v.HasTopic(&v.Parts[k]) {
			return true
		}
	}
	return false
}

// contrast is the weight of x if some clause or row has x and a rival of the
// value y, or of the noun y, and none has both x and y.
func contrast(v *view.View, x, y *claim.Piece) float64 {
	if y.Value == nil {
		return 0
	}
	found := false
	for i := range v.Units {
		u := &v.Units[i]
		for k := u.First; k < u.Last; k++ {
			h := &v.Parts[k]
			has := x.In(h)
			if label := lexicon.NewBag("", u.Label); u.Row && x.Word != nil {
				has = max(has, label.Has(x.Word))
			}
			if has < 1 {
				continue
			}
			if y.In(h) == 1 {
				return 0
			}
			found = found || v.Claim.RivalIn(y.Value, h)
		}
	}
	if !found {
		return 0
	}
	return x.Weight
}

var (
	alsoMark = regexp.MustCompile(`([가-힣]+?)(?:에서|에게|에|로|으로|부터|까지)?(?:도|조차|마저) `)
	notAlso  = regexp.MustCompile(`(?:해|여|아|어|라|더라|가|와|봐|져|려|워|돼|수|적어|최소|그래|` +
		`온|속|각|정|한|제|용|빈|강|농|습|난|밀|고|순|태|별|명|조)$`)
	evenMark = regexp.MustCompile(`(?:해도|여도|아도|어도|라도|더라도|려도|져도|와도|가도|워도|돼도)[ ,]|` +
		`관계없이|상관없이`)
	// permission matches what has the form of a concession and is none: 반납해도 됩니다.
	permission = regexp.MustCompile(`[가-힣]도 (?:되|돼|됩|된|괜찮|좋|무방)`)
	onlyMark   = regexp.MustCompile(`([가-힣]+?)(?:에|에게|에서|로|으로|까지|인|할|한|일|은)?` +
		`(?:만|뿐)(?:이|을|은|에)? |에 한하|에 한해|에 한정|한하여|만 (?:해당|가능)`)
	wholly = regexp.MustCompile(`전혀|절대|결코|일절|예외 없이|예외없이|모두|전부|모든|반드시|무조건|언제나|항상|누구|연중|제한 ?없이|관계 ?없이|상관 ?없이|` +
		`알아서|마음대로|똑같이|어디서나|언제든`)
)

// cueSignals adds what words such as 도, 만 and 전혀 say in the claim and in its
// source.
func cueSignals(v *view.View, s *decision.Signals) {
	also, known := false, false
	for _, m := range alsoMark.FindAllStringSubmatch(v.Claim.Text+" ", -1) {
		if notAlso.MatchString(m[1]) {
			continue
		}
		also = true
		known = known || strings.Contains(v.Text, m[1]+"도 ") || strings.Contains(v.Text, m[1]+"에도 ") ||
			strings.Contains(v.Text, m[1]+"과 ") || strings.Contains(v.Text, m[1]+"와 ")
	}
	only, whole, even := false, false, false
	if v.Source >= 0 {
		u := &v.Units[v.Source]
		text := v.Text[u.Start:u.End] + " "
		only = onlyMark.MatchString(text)
		whole = wholly.MatchString(text)
		even = evenMark.MatchString(text)
	}
	text := v.Claim.Text + " "
	s.Flag("also", also && !known)
	s.Flag("also.known", also && known)
	onlyHere := onlyMark.MatchString(text)
	s.Flag("only.dropped", only && !onlyHere)
	s.Flag("only.added", !only && onlyHere)
	s.Flag("wholly.added", !whole && wholly.MatchString(text))
	s.Flag("even.added", !even && evenMark.MatchString(permission.ReplaceAllString(text, " ")))
	s.Flag("even.needed", evenNeeded(v))
}

// evenNeeded reports whether the claim concedes something on which the passage makes it
// depend: 예약하지 않아도, for 예약한 사람만; 사용했더라도, for 쓰지 않았으면.
func evenNeeded(v *view.View) bool {
	for i := range v.Claim.Parts {
		g := &v.Claim.Parts[i]
		text := permission.ReplaceAllString(v.Claim.Text[g.Start:g.End]+" ", " ")
		if len(g.Words) == 0 || !evenMark.MatchString(text) {
			continue
		}
		for k := range v.Parts {
			h := &v.Parts[k]
			if v.Scores[h.Sentence] < .5*v.Scores[v.Best] || !dependsOn(v, h) {
				continue
			}
			if w := g.LastWord(); !lexicon.General[w.Text] && h.Has(w) {
				return true
			}
		}
	}
	return false
}

// dependsOn reports whether a clause says on what something depends.
func dependsOn(v *view.View, h *passage.Part) bool {
	text := v.Text[h.Start:h.End] + " "
	return h.Condition || onlyMark.MatchString(text) || predicate.Obliged.MatchString(text)
}

// topicSignals adds whether clauses with the claim's topic and its last verb, or
// with the topic alone, say the same or the opposite.
func topicSignals(v *view.View, s *decision.Signals) {
	same, opposite, free := 0.0, 0.0, 0.0
	for i := range v.Claim.Parts {
		g := &v.Claim.Parts[i]
		if g.Condition || len(g.Words) == 0 {
			continue
		}
		verb, mine := g.LastWord(), passage.SignOf(v.Claim.Text, g)
		topic := v.Claim.SubjectOf(i, verb)
		if len(topic) == 0 {
			continue
		}
		for k := range v.Parts {
			h := &v.Parts[k]
			if h.Condition || len(h.Words) == 0 {
				continue
			}
			share := shareIn(v, topic, h)
			sign := passage.SignOf(v.Text, v.WholeClause(h))
			if !slices.ContainsFunc(h.Words, func(x lexicon.Word) bool { return x.Same(verb) }) {
				if sign != mine {
					free = max(free, share)
				}
				continue
			}
			if sign == mine {
				same = max(same, share)
			} else {
				opposite = max(opposite, share)
			}
		}
	}
	s.Add("topic.same", same)
	s.Add("topic.opposite", opposite)
	s.Add("topic.ahead", same-opposite)
	s.Add("topic.other", free)
}

func shareIn(v *view.View, list []claim.Piece, h *passage.Part) float64 {
	u := &v.Units[h.Sentence]
	found, all := 0.0, 0.0
	for k := range list {
		x := &list[k]
		weight, has := view.ValueWeight, x.In(h)
		if x.Word != nil {
			weight = v.Rare.Of(x.Word)
			has = max(has, .7*u.Own.Has(x.Word), .3*u.Above.Has(x.Word), .5*v.Titled.Has(x.Word))
		} else if has == 0 && v.HasValue(u, x.Value) {
			has = .6
		}
		found, all = found+weight*has, all+weight
	}
	return found / max(all, .01)
}

// slotSignals adds whether a noun that the passage lacks stands in the place of
// one that the claim lacks.
func slotSignals(v *view.View, s *decision.Signals) {
	replaced, weight, unknown := 0.0, 0.0, 0.0
	if v.Source >= 0 {
		u := &v.Units[v.Source]
		for i := range v.Claim.Parts {
			for _, e := range passage.Eojeols(v.Claim.Text, &v.Claim.Parts[i]) {
				if e.Verbal || len(e.Words) == 0 {
					continue
				}
				w := e.Words[len(e.Words)-1]
				if lexicon.General[w.Text] || v.Claim.Asks(w) || u.Own.Has(w) > .5 || u.Above.Has(w) > .5 ||
					v.Titled.Has(w) > .5 {
					continue
				}
				unknown++
				if otherIn(v, &e, u) {
					replaced++
					weight = max(weight, v.Rare.Of(w))
				}
			}
		}
	}
	s.Add("slots.replaced", min(3, replaced))
	s.Add("slots.weight", weight)
	s.Add("slots.unknown", min(3, unknown))
}

// otherIn reports whether a unit has a noun in the role of e that the claim lacks.
func otherIn(v *view.View, e *passage.Eojeol, u *passage.Unit) bool {
	for k := u.First; k < u.Last; k++ {
		for _, f := range passage.Eojeols(v.Text, &v.Parts[k]) {
			if f.Verbal || f.Role != e.Role && !u.Row {
				continue
			}
			w := f.Words[len(f.Words)-1]
			if w.Noun && !lexicon.General[w.Text] && !v.Claim.Has(w) && !v.Claim.Asks(w) {
				return true
			}
		}
	}
	return false
}
