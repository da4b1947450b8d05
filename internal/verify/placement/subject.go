package placement

import (
	"regexp"
	"slices"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// subject is what a clause of the claim is about.
type subject struct {
	head  string         // the noun that is marked as topic, subject or object; empty if none is
	nouns []lexicon.Word // the words of the head and the nouns before it
}

// subjectOf returns the first noun of the claim that is marked as a topic, a subject or an
// object, with the nouns before it. It has no head if none is marked before x.
func subjectOf(v *view.View, x *value.Value) subject {
	var s subject
	for k := range v.Claim.Words {
		w := &v.Claim.Words[k]
		if w.Start >= x.Start {
			break
		}
		if !w.Noun {
			continue
		}
		s.nouns = append(s.nouns, *w)
		if isMarked(v.Claim.Text, w) {
			s.head = compound(v.Claim.Text, s.nouns)
			break
		}
	}
	return s
}

// isMarked reports whether a particle marks a word as a topic, a subject or an object.
func isMarked(text string, w *lexicon.Word) bool {
	return claim.TopicParticle.MatchString(text[w.End:]) || object.MatchString(text[w.End:])
}

// compound returns the last of some words together with those that are written as one with
// it: 점검일, of 정기, 점검 and 일.
func compound(text string, words []lexicon.Word) string {
	last := len(words) - 1
	if last < 0 {
		return ""
	}
	start := words[last].Start
	for k := last - 1; k >= 0 && words[k].Noun && words[k].End == start; k-- {
		start = words[k].Start
	}
	return text[start:words[last].End]
}

// object matches the particle of an object.
var object = regexp.MustCompile(`^[을를] `)

// governs reports whether what stands at an offset of a part is said of the subject: its
// head is the last noun before it that is marked, in the part or as the topic that the part
// goes on with, and the passage has the subject's other nouns.
func (s *subject) governs(v *view.View, g *passage.Part, at int) bool {
	if s.head == "" ||
		slices.ContainsFunc(s.nouns, func(w lexicon.Word) bool { return v.All.Has(&w) < view.LeastLevel }) {
		return false
	}
	topic := compound(v.Text, g.Carried)
	for k := range g.Words {
		if w := &g.Words[k]; w.Noun && w.End <= at && isMarked(v.Text, w) {
			topic = compound(v.Text, g.Words[:k+1])
		}
	}
	return topic == s.head || topic == s.head+"일"
}

func mentions(g *passage.Part, w *lexicon.Word) bool {
	return g.Own.Has(w) >= view.LeastLevel ||
		slices.ContainsFunc(g.Carried, func(c lexicon.Word) bool { return c.Same(w) })
}

// rivalled reports whether a part that mentions the subject has a value like x elsewhere
// than at a span, and the claim does not give that value too.
func (s *subject) rivalled(v *view.View, x *value.Value, at korean.Span) bool {
	for i := range v.Parts {
		g := &v.Parts[i]
		if !slices.ContainsFunc(s.nouns, func(w lexicon.Word) bool { return mentions(g, &w) }) {
			continue
		}
		for k := range g.Values {
			e := &g.Values[k]
			if x.Rivals(e) && x.Period == e.Period && !(e.Start >= at.Start && e.End <= at.End) && !v.Claim.HasValue(e) {
				return true
			}
		}
	}
	return false
}
