package signal

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/verify/decision"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/polarity"
	"github.com/mundap/mundap/internal/verify/view"
)

// exceptionSignals adds whether the claim names what the source makes an
// exception of, and on which side the claim then stands: it says of it what
// holds in general, or what the exception says.
func exceptionSignals(v *view.View, s *decision.Signals) {
	touched, denied, told := 0.0, 0.0, 0.0
	if rule, exception := ruleAndException(v); exception != nil {
		for k := range v.Claim.Words {
			w := &v.Claim.Words[k]
			if w.Noun && !lexicon.General[w.Text] && exception.Own.Has(w) == 1 && rule.Own.Has(w) < view.LeastLevel {
				touched = max(touched, v.Rare.Of(w))
			}
		}
		if touched > 0 && len(v.Claim.Words) > 0 {
			switch mine, theirs := likeness(v, rule), likeness(v, exception); {
			case mine > theirs:
				denied = touched
			case theirs > mine:
				told = touched
			}
		}
	}
	s.Add("exception.touched", touched)
	s.Add("exception.denied", denied)
	s.Add("exception.told", told)
	s.Add("exception.ignored", ignored(v))
	s.Add("exception.own", ownClause(v))
}

// ruleAndException are the source and the exception from it in the next
// sentence, or the source that is an exception from the sentence before.
func ruleAndException(v *view.View) (rule, exception *passage.Unit) {
	k := v.Source
	if k < 0 {
		return nil, nil
	}
	if k+1 < len(v.Units) && polarity.IsException(v, k+1) {
		return &v.Units[k], &v.Units[k+1]
	}
	if k > 0 && polarity.IsException(v, k) {
		return &v.Units[k-1], &v.Units[k]
	}
	return nil, nil
}

// likeness is how far the last predicate of a unit is that of the claim.
func likeness(v *view.View, u *passage.Unit) float64 {
	if u.Last == u.First {
		return 0
	}
	n := 0.0
	h, g := v.WholeClause(&v.Parts[u.Last-1]), &v.Claim.Parts[len(v.Claim.Parts)-1]
	if len(g.Words) == 0 || len(h.Words) == 0 {
		return 0
	}
	if h.Own.Has(g.LastWord()) == 1 {
		n++
	}
	if passage.SignOf(v.Text, h) == v.Claim.Sign() {
		n += 1.5
	}
	return n
}

// ignored is the weight of a noun that a passage excepts (X를 제외한) and of which
// the claim says what the passage says of all others.
func ignored(v *view.View) float64 {
	if v.Claim.Matches(apartFromIt) {
		return 0
	}
	most := 0.0
	for i := range v.Units {
		u := &v.Units[i]
		if u.Row || u.Last == u.First || v.Scores[i] < polarity.Reaches*v.Scores[v.Best] {
			continue
		}
		text := v.Text[u.Start:u.End]
		m := apartFromIt.FindStringIndex(text)
		if m == nil || passage.SignOf(v.Text, &v.Parts[u.Last-1]) != v.Claim.Sign() {
			continue
		}
		for k := range v.Claim.Words {
			w := &v.Claim.Words[k]
			if w.Noun && !lexicon.General[w.Text] && strings.Contains(lastField(text[:m[0]]), w.Text) {
				most = max(most, v.Rare.Of(w))
			}
		}
	}
	return most
}

var apartFromIt = regexp.MustCompile(` ?(?:제외|빼고|뺀|외에는|외의|이외|말고|아닌)`)

// lastField is the last part of a text between white space.
func lastField(text string) string {
	text = strings.TrimSpace(text)
	return text[strings.LastIndexAny(text, " \n")+1:]
}

// ownClause compares the claim with the clause of the source that alone has the
// claim's topic: 1 if they say the same, -1 if they say the opposite, 0 if there
// is no such clause.
func ownClause(v *view.View) float64 {
	if v.Source < 0 || len(v.Claim.Parts) == 0 {
		return 0
	}
	u := &v.Units[v.Source]
	if u.Row || u.Last-u.First < 2 {
		return 0
	}
	last := len(v.Claim.Parts) - 1
	if len(v.Claim.Parts[last].Words) == 0 {
		return 0
	}
	topic := v.Claim.SubjectOf(last, v.Claim.Parts[last].LastWord())
	if len(topic) == 0 {
		return 0
	}
	own := -1
	for k := u.First; k < u.Last; k++ {
		n := 0
		for j := range topic {
			if topic[j].In(&v.Parts[k]) == 1 {
				n++
			}
		}
		if n < len(topic) {
			continue
		}
		if own >= 0 {
			return 0
		}
		own = k
	}
	if own < 0 || v.Parts[own].Condition {
		return 0
	}
	h := v.WholeClause(&v.Parts[own])
	sign := passage.SignOf(v.Text, h)
	if strings.Contains(v.Text[h.Start:h.End], "예외") && own > u.First {
		sign = -passage.SignOf(v.Text, &v.Parts[own-1])
	}
	return sign * v.Claim.Sign()
}
