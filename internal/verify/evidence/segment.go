package evidence

import (
	"regexp"
	"slices"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/view"
)

// rejoined returns a problem if a clause of the claim joins the case or the topic of
// one segment of a sentence with what another segment says: 요금제를 내리면 바로
// 바뀐다, where that holds for raising it.
func rejoined(v *view.View) *view.Problem {
	for n := range v.Units {
		u := &v.Units[n]
		if u.Row || v.Scores[n] < alikeEnough*v.Scores[v.Best] {
			continue
		}
		list := cases(v, u)
		if len(list) < 2 {
			continue
		}
		for i := range v.Claim.Parts {
			if v.Claim.Parts[i].Condition {
				continue
			}
			head, rest := headAndRest(v, i)
			to := onlyIn(withoutTopic(v, rest, list[0][0]), list)
			if len(to) == 1 && elliptic(list[to[0]][0]) {
				head = slices.DeleteFunc(head, func(x claim.Piece) bool { return x.Word == nil || x.Word.Noun })
			}
			from := onlyIn(head, list)
			if len(from) == 1 && len(to) == 1 && from[0] != to[0] &&
				list[from[0]][0].Condition == list[to[0]][0].Condition && standsAlone(v, list[from[0]][0], list[to[0]][0]) {
				return &view.Problem{Reason: view.OtherRow, Claim: korean.Span{Start: v.Claim.Parts[i].Start,
					End: v.Claim.Parts[i].End}}
			}
		}
	}
	return nil
}

// alikeEnough is the share of the best unit's score from which on a sentence's segments
// are compared with the claim.
const alikeEnough = .7

// backReference matches the beginning of a clause that is about the clause before it.
var backReference = regexp.MustCompile(`^(?:그|이|이때|그때|이후|그리고|또한?)(?:에는|에|는)? `)

// elliptic reports whether a condition is a verb alone, which may be about what the clause
// before it speaks of: 기간 안이면 받지 않고, 지나면 받는다.
func elliptic(h *passage.Part) bool {
	return h.Condition && len(h.Values) == 0 &&
		!slices.ContainsFunc(h.Words, func(w lexicon.Word) bool { return w.Noun })
}

// standsAlone reports whether a part has a condition or a topic of its own, which
// doesn't refer to the clause before it. The subject of a clause (기사가) is no other topic
// than that of the part from (전원은).
func standsAlone(v *view.View, from, h *passage.Part) bool {
	text := v.Text[h.Start:h.End]
	if backReference.MatchString(text) {
		return false
	}
	if h.Condition {
		return true
	}
	if markedTopic.MatchString(text + " ") {
		return v.HasTopic(h) // 토요일은 goes on with what the sentence is about
	}
	return passage.TopicMark.MatchString(text+" ") && !markedTopic.MatchString(v.Text[from.Start:from.End]+" ")
}

// markedTopic matches a clause that begins with a topic that is marked as one.
var markedTopic = regexp.MustCompile(`^[^,]{1,60}?[가-힣](?:은|는|에게는|에는) `)

// cases are the segments of a sentence each of which has a condition or a topic of
// its own. A condition goes with the clause behind it.
func cases(v *view.View, u *passage.Unit) [][]*passage.Part {
	var out [][]*passage.Part
	open := false // a condition waits for its clause
	for k := u.First; k < u.Last; k++ {
		h := &v.Parts[k]
		if k == u.First && isLabel(v, h) {
			continue
		}
		starts := h.Condition || passage.TopicMark.MatchString(v.Text[h.Start:h.End]+" ")
		if len(out) == 0 || starts && !open {
			out = append(out, nil)
		}
		open = h.Condition
		out[len(out)-1] = append(out[len(out)-1], h)
	}
	return out
}

// headAndRest are what the claim's i-th clause is about, with the conditions before it,
// and what it says of that.
func headAndRest(v *view.View, i int) (head, rest []claim.Piece) {
	g := &v.Claim.Parts[i]
	add := func(list *[]claim.Piece, h *passage.Part, from, to int) {
		for k := range h.Words {
			if w := &h.Words[k]; !lexicon.General[w.Text] && w.Start >= from && w.End <= to {
				*list = append(*list, claim.Piece{Word: w})
			}
		}
		for k := range h.Values {
			if x := &h.Values[k]; !x.Period && x.Start >= from && x.End <= to {
				*list = append(*list, claim.Piece{Value: x})
			}
		}
	}
	for k := i - 1; k >= 0 && v.Claim.Parts[k].Condition; k-- {
		add(&head, &v.Claim.Parts[k], 0, len(v.Claim.Text))
	}
	split := g.Start
	if topic := v.Claim.TopicOf(g); len(topic) > 0 || valueTopic.MatchString(v.Claim.Text[g.Start:v.Claim.TopicEnd(g)]) {
		split = v.Claim.TopicEnd(g)
	}
	add(&head, g, g.Start, split)
	add(&rest, g, split, g.End)
	return head, rest
}

// withoutTopic leaves out what the part that a sentence begins with is about: that is said
// of all its segments.
func withoutTopic(v *view.View, list []claim.Piece, first *passage.Part) []claim.Piece {
	m := markedTopic.FindStringIndex(v.Text[first.Start:first.End] + " ")
	if m == nil {
		return list
	}
	return slices.DeleteFunc(list, func(x claim.Piece) bool {
		return x.Word != nil && slices.ContainsFunc(first.Words, func(w lexicon.Word) bool {
			return w.Same(x.Word) && w.End <= first.Start+m[1]
		})
	})
}

// valueTopic matches a topic that consists of values, such as a code or an ordinal number:
// E1은.
var valueTopic = regexp.MustCompile(`^(?:[^그].*)?[A-Za-z0-9가-힣)](?:에서는|에게는|에는|은|는|도) $`)

// onlyIn returns the segments that have a piece that not all of them have.
func onlyIn(list []claim.Piece, segments [][]*passage.Part) []int {
	var out []int
	for k := range list {
		var in []int
		for n, s := range segments {
			if slices.ContainsFunc(s, func(h *passage.Part) bool { return standsIn(&list[k], h) }) {
				in = append(in, n)
			}
		}
		if len(in) == len(segments) {
			continue
		}
		for _, n := range in {
			if !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	return out
}

// standsIn reports whether a part itself has a piece, not only what it stands under.
func standsIn(x *claim.Piece, h *passage.Part) bool {
	if x.Value != nil {
		equal, _ := h.Find(x.Value)
		return equal != nil && !x.Value.Limit.Contradicts(equal.Limit)
	}
	return slices.ContainsFunc(h.Words, func(w lexicon.Word) bool { return w.Same(x.Word) })
}
