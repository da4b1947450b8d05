package signal

import (
	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// alignment is a clause of the claim with the passage's clause or cell that has
// most of it.
type alignment struct {
	claim  *passage.Part
	source *passage.Part
	share  float64       // of the clause that the source has, 0 to 1
	rival  float64       // the same of the best clause that says the opposite
	lost   []claim.Piece // what the source lacks
	own    float64       // share of the best clause that is about the claim's topic; -1 if none is
}

// How well a clause of the passage contains a word or a value.
const (
	carriedOver = .9 // as the topic of an earlier clause of the sentence
	fromAbove   = .7 // as a heading or in the sentence before
	fromTitle   = .6
	verbWorth   = .7 // weight of a verb relative to a noun
)

// align finds the clause of the passage for each clause of the claim that is
// not a condition. A clause counts together with the conditions before it.
func align(v *view.View) []alignment {
	var out []alignment
	for i := range v.Claim.Parts {
		g := &v.Claim.Parts[i]
		if g.Condition && i+1 < len(v.Claim.Parts) || len(g.Words)+len(g.Values) == 0 {
			continue
		}
		if a := alignClause(v, g, contents(v, v.Claim.Under(i)), topicPiece(v, i)); a.source != nil {
			out = append(out, a)
		}
	}
	return out
}

// topicPiece is the rarest thing that the claim's i-th clause is about and that
// the passage has; nil if there is none.
func topicPiece(v *view.View, i int) *claim.Piece {
	g := &v.Claim.Parts[i]
	if len(g.Words) == 0 {
		return nil
	}
	var best *claim.Piece
	list := v.Claim.SubjectOf(i, g.LastWord())
	for k := range list {
		x := &list[k]
		switch {
		case x.Word == nil:
			if x.Weight = view.ValueWeight; !v.Has(x.Value) || x.Value.Class == value.Quantity && x.Value.Dim != value.Ordinal {
				continue
			}
		case v.All.Has(x.Word) < 1:
			continue
		default:
			x.Weight = v.Rare.Of(x.Word)
		}
		if best == nil || x.Weight > best.Weight {
			best = x
		}
	}
	return best
}

// isAbout reports whether a clause or cell is about something: it has it before
// its topic's particle, in its row's label, or carried over.
func isAbout(v *view.View, h *passage.Part, x *claim.Piece) bool {
	u := &v.Units[h.Sentence]
	if u.Row {
		return x.Word != nil && u.Labels.Has(x.Word) == 1 || x.Value != nil && passage.Holds(u.Marks, x.Value)
	}
	if x.Word == nil {
		return x.In(h) == 1
	}
	for k := range h.Carried {
		if h.Carried[k].Same(x.Word) {
			return true
		}
	}
	for k := range h.Words {
		w := &h.Words[k]
		if w.Same(x.Word) {
			return claim.TopicParticle.MatchString(v.Text[w.End:min(len(v.Text), w.End+12)] + " ")
		}
	}
	return false
}

// alignClause finds the part of the passage that has most of a clause, whose contents
// are list. Conditions are passed over: they belong to the clause behind them.
func alignClause(v *view.View, g *passage.Part, list []claim.Piece, topic *claim.Piece) alignment {
	a := alignment{claim: g, own: -1}
	if len(list) == 0 {
		return a
	}
	mine := passage.SignOf(v.Claim.Text, g)
	for k := range v.Parts {
		h := &v.Parts[k]
		if h.Condition || len(h.Words)+len(h.Values) == 0 {
			continue
		}
		found, all := 0.0, 0.0
		for j := range list {
			level := levelIn(v, &list[j], h)
			found, all = found+list[j].Weight*level, all+list[j].Weight
		}
		share := found / all
		if topic != nil && isAbout(v, h, topic) {
			a.own = max(a.own, share)
		}
		if share > a.share {
			a.share, a.source = share, h
		}
		if share > a.rival && !v.Units[h.Sentence].Row && passage.SignOf(v.Text, h) != mine {
			a.rival = share
		}
	}
	if a.source != nil {
		for j := range list {
			if levelIn(v, &list[j], a.source) < view.LeastLevel {
				a.lost = append(a.lost, list[j])
			}
		}
	}
	return a
}

// contents are the words and values of a clause, weighed. Words of the question
// that the passage lacks don't count.
func contents(v *view.View, g *passage.Part) []claim.Piece {
	var out []claim.Piece
	for k := range g.Words {
		w := &g.Words[k]
		x := claim.Piece{Word: w, Start: w.Start, Weight: v.Rare.Of(w)}
		switch {
		case lexicon.General[w.Text]:
			x.Weight *= .3
		case !w.Noun:
			x.Weight *= verbWorth
		}
		if v.Claim.Asks(w) {
			x.Weight *= .5
		}
		if x.Weight > 0 {
			out = append(out, x)
		}
	}
	for k := range g.Values {
		if x := &g.Values[k]; !x.Period {
			out = append(out, claim.Piece{Value: x, Start: x.Start, Weight: view.ValueWeight})
		}
	}
	return out
}

// levelIn is how far a clause of the passage has a word or a value, by itself or
// by what it stands under.
func levelIn(v *view.View, x *claim.Piece, h *passage.Part) float64 {
	level := x.In(h)
	if level == 1 {
		return 1
	}
	u := &v.Units[h.Sentence]
	if x.Value != nil {
		if v.InTitle(x.Value) {
			return fromTitle
		}
		return level
	}
	if x.Word.Noun {
		for k := range h.Carried {
			if h.Carried[k].Same(x.Word) {
				return max(level, carriedOver)
			}
		}
	}
	return max(level, fromAbove*u.Above.Has(x.Word), fromTitle*v.Titled.Has(x.Word))
}
