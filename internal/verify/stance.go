package verify

import (
	"regexp"
	"slices"
	"strings"
)

// deed is a verb, or a noun used as one, and what is said of it.
type deed struct {
	word *word
	part *part
	said modal
}

// reaches is the share of the best unit's score from which on another unit's
// verbs are compared with those of the claim.
const reaches = .5

// stance returns a problem if a clause of the claim denies what the passage
// affirms of the same things, or affirms what it denies, with whatever verb.
func (v *view) stance() *problem {
	for i := range v.c.parts {
		g := &v.c.parts[i]
		if g.condition || len(g.words) == 0 {
			continue
		}
		w := g.lastWord()
		if v.exempted(g) && !v.onException(v.c.under(i), w) {
			continue
		}
		if v.bothWays(g, w) || v.c.matches(waited) || strings.Contains(v.c.text, "대신") {
			continue
		}
		if _, ok := v.yesOrNo(g); ok {
			continue
		}
		about := v.c.under(i)
		if saidOf(v.c.text, g, w) == may && len(g.words)+len(g.values) > 1 {
			about = g // what is forbidden is so on any condition
		}
		nearest, share := v.nearest(about, w)
		if nearest == nil {
			continue
		}
		if r, found := v.sameDeed(g, about, w, share); found {
			if r != NoReason && !v.reversed(i) && !(r == Negated && v.contrapositive(g, nearest)) {
				return &problem{reason: r, claim: v.tail(g, w)}
			}
			continue
		}
		if v.reversed(i) {
			continue
		}
		if share >= .7 && v.otherDeed(g, w, nearest) {
			return &problem{reason: Negated, claim: v.tail(g, w)}
		}
	}
	return nil
}

// reversed reports whether a condition before the claim's i-th clause is
// negated in the passage but not in the claim, or the other way round: 해지하면
// for 해지하지 않으면.
func (v *view) reversed(i int) bool {
	for k := i - 1; k >= 0 && v.c.parts[k].condition && len(v.c.parts[k].words) > 0; k-- {
		g := &v.c.parts[k]
		w := g.lastWord()
		for j := range v.parts {
			h := &v.parts[j]
			if !h.condition || !v.within(h) || len(h.words) == 0 {
				continue
			}
			x := h.lastWord()
			same := x.text == w.text || w.class != "" && x.class == w.class
			if same && saidOf(v.c.text, g, w).negative() != saidOf(v.text, h, x).negative() {
				return true
			}
		}
	}
	return false
}

// onException reports whether a clause of the claim is about the exception that
// the best unit makes.
func (v *view) onException(about *part, w *word) bool {
	u := &v.units[v.best]
	if len(about.values) == 0 && (len(v.c.parts) > 1 || len(about.words) < 2) || !adversative.MatchString(v.text[u.start:u.end]) {
		return false
	}
	for i := u.first; i < u.last; i++ {
		if v.common(about, &v.parts[i], w) >= .7 {
			return true
		}
	}
	return false
}

// saidOf returns what a clause says of a word: the text between it and the next
// content word.
func saidOf(text string, g *part, w *word) modal {
	stop := g.end
	for k := range g.words {
		if x := &g.words[k]; x.start >= w.end && !weak[x.text] {
			if stop = x.start; strings.Contains(text[w.end:stop], "거나") {
				stop = g.end // 운전하거나 조작하면 안 된다
			}
			break
		}
	}
	return predicateOf(text, w, stop)
}

// sameDeed compares what the claim says of its verb with what the clauses say
// of it that share most with the claim. found is false if none has the verb.
//
// about is the clause with the condition that it stands under, and share how
// much of it the nearest clause has, whatever its verb.
func (v *view) sameDeed(g, about *part, w *word, share float64) (r Reason, found bool) {
	mine := saidOf(v.c.text, g, w)
	most := 0.0
	var deeds []deed
	var shares []float64
	for i := range v.parts {
		h := &v.parts[i]
		if !v.within(h) || v.turned(about, h) {
			continue
		}
		if !h.condition {
			h = v.wholeClause(h)
		}
		for k := range h.words {
			x := &h.words[k]
			if x.noun && !h.isPredicate(x) && !doing.MatchString(v.text[x.end:]) {
				continue
			}
			if x.text != w.text && (w.class == "" || x.class != w.class) {
				continue
			}
			s := v.common(about, h, w)
			if x.text == w.text && !w.noun && v.rare.count[w.text] <= 2 {
				s += .3 // hardly anything else is said with this verb
			}
			most = max(most, s)
			deeds = append(deeds, deed{x, h, saidOf(v.text, h, x)})
			shares = append(shares, s)
		}
	}
	margin := .1
	if mine == may && !obliged.MatchString(v.c.text[g.start:g.end]) {
		margin = .35 // what is forbidden may stand in a clause of its own
	}
	if most < leastCommon || most < share-margin {
		return NoReason, false
	}
	for i, d := range deeds {
		if shares[i] < .8*most {
			continue
		}
		if r = conflict(mine, d.said); r != Negated || d.part.condition {
			return NoReason, true
		}
	}
	return r, true
}

// within reports whether a part is a clause of a sentence that may be about the
// same thing.
func (v *view) within(h *part) bool {
	return v.scores[h.sentence] >= reaches*v.scores[v.best] && !v.units[h.sentence].row
}

// under returns the claim's i-th clause together with the conditions before it.
func (c *claim) under(i int) *part {
	g := c.parts[i]
	for k := i - 1; k >= 0 && c.parts[k].condition; k-- {
		g.words = slices.Concat(c.parts[k].words, g.words)
		g.values = slices.Concat(c.parts[k].values, g.values)
	}
	return &g
}

// nearest returns the clause of the passage that has most in common with a
// clause of the claim.
func (v *view) nearest(about *part, w *word) (best *part, share float64) {
	for i := range v.parts {
		h := &v.parts[i]
		if !v.within(h) || h.condition || len(h.words) == 0 || v.turned(about, h) {
			continue
		}
		if s := v.common(about, h, w); s > share {
			best, share = h, s
		}
	}
	return best, share
}

// leastCommon is the share of a claim's clause that a clause of the passage
// must contain for the two to be about the same thing.
const leastCommon = .6

// common is the share of the nouns and values of a claim's clause, without its
// verb, that a part contains. Those that only the part's sentence contains
// count less.
func (v *view) common(g, h *part, verb *word) float64 {
	u := &v.units[h.sentence]
	found, all := 0.0, 0.0
	for k := range g.words {
		w := &g.words[k]
		if w.start == verb.start || !w.noun || general[w.text] {
			continue
		}
		weight := v.rare.of(w)
		all += weight
		found += weight * max(h.own.has(w), .7*u.own.has(w), .3*u.above.has(w), .5*v.titled.has(w))
	}
	for k := range g.values {
		x := &g.values[k]
		if x.period {
			continue
		}
		all += valueWeight
		switch equal, _ := h.find(x); {
		case equal != nil && !x.limit.contradicts(equal.limit),
			slices.ContainsFunc(h.given, func(e value) bool { return x.equal(&e) }):
			found += valueWeight
		case v.inTitle(x):
			found += valueWeight
		case v.hasValue(u, x):
			found += .5 * valueWeight
		}
	}
	if all == 0 {
		return 0
	}
	return found / all
}

// otherDeed compares the effect of a clause with that of the nearest one: 살 수
// 있다 and 구매에는 쓸 수 없다.
func (v *view) otherDeed(g *part, w *word, nearest *part) bool {
	h := v.wholeClause(nearest)
	last := h.lastWord()
	mine, theirs := saidOf(v.c.text, g, w), saidOf(v.text, h, last)
	if mine == needNot && theirs == must || mine == must && theirs == needNot {
		return true
	}
	return decided(mine) && decided(theirs) &&
		net(mine, v.c.text[w.start:g.end])*net(theirs, v.text[last.start:h.end]) < 0
}

// decided reports whether a clause says that something can, may or must be done
// or not, rather than that it merely happens.
func decided(m modal) bool { return m == may || m == cannot || m == doesNot || m == suffices }

// net is 1 if a predicate says in effect that something is or may be, -1 if it
// says that it is not or may not be, and 0 if neither is clear.
func net(m modal, text string) int {
	if m == needNot || m == must {
		return 0
	}
	n := 1
	if m.negative() {
		n = -1
	}
	if denying.MatchString(text) {
		return 0
	}
	return n
}

// denying matches verbs that mean that something is not, or no longer, the
// case.
var denying = regexp.MustCompile(`금지|제한|제외|쉬|닫|면제|무료|취소|삼가|피하|없애|삭제|사라|소멸|무효|거절|거부|반려|막|끊|멈추|중단|빼|공제|굶|금식|불참|잃|잊|어기|위반|넘|초과|중복|부담|책임|연체|늦`)
