package verify

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

// polarity finds a clause of the claim that says the opposite of the passage's
// clause about the same.
func (v *view) polarity() *problem {
	for i := range v.c.parts {
		g := &v.c.parts[i]
		if g.condition {
			continue
		}
		if p := v.opposed(g); p != nil {
			return p
		}
	}
	return nil
}

// opposed compares a clause of the claim with the passage's clause that shares
// most with it, or with another one of the same sentence that has the same
// verb.
func (v *view) opposed(g *part) *problem {
	h := v.counterpart(g)
	if h == nil || h.condition || v.exempted(g) || len(g.words) == 0 || len(g.values) > 0 &&
		!v.anyIn(g, h) {
		return nil
	}
	if p := v.excluded(g, h); p != nil {
		return p
	}
	last := g.lastWord()
	if v.bothWays(g, last) {
		return nil
	}
	if g.isPredicate(last) {
		if x, k := v.sameVerb(g, h, last); x != nil {
			return v.denies(g, last, k, x)
		}
	}
	for i := len(g.words) - 1; i >= 0; i-- {
		w := &g.words[i]
		mine := predicateOf(v.c.text, w, g.end)
		for k := range h.words {
			x := &h.words[k]
			sides := opposite(w, x, modalOf(v.c.text[w.end:g.end]), modalOf(v.text[x.end:h.end]))
			sides = sides && !(g.isPredicate(w) && v.modifies(h, k))
			if v.barredInstead(g, w, x, mine) || sides && !v.c.says(x) && h.own.has(w) < 1 {
				return &problem{Negated, v.tail(g, w)}
			}
		}
	}
	if u := &v.units[h.sentence]; len(u.label) > 0 && !u.row {
		for i := u.first; i < u.last; i++ {
			if k := &v.parts[i]; k.start > h.start && k.start >= h.end && v.contrary(g, k) {
				return &problem{Negated, v.tail(g, last)}
			}
		}
	}
	return v.otherwise(g, h)
}

// contrary reports whether the predicate of a clause is the opposite of what an
// entry says behind its label: 부결 for 예산안: 원안대로 가결.
func (v *view) contrary(g, k *part) bool {
	w := g.lastWord()
	mine := modalOf(v.c.text[w.end:g.end])
	for j := range k.words {
		x := &k.words[j]
		if opposite(w, x, mine, modalOf(v.text[x.end:k.end])) && !v.c.says(x) {
			return true
		}
	}
	return false
}

// modifies reports whether a part's k-th word stands directly before a noun.
func (v *view) modifies(h *part, k int) bool {
	return k+1 < len(h.words) && h.words[k+1].noun && h.words[k].noun &&
		v.text[h.words[k].end:h.words[k+1].start] == " "
}

// excluded: the claim leaves out what the passage lists: 대상: 어린이, 임신부.
func (v *view) excluded(g, h *part) *problem {
	u := &v.units[h.sentence]
	listing := slices.ContainsFunc(u.label, func(w word) bool { return listed[w.text] })
	if !listing || !modalOf(v.c.text[g.words[len(g.words)-1].start:g.end]).negative() ||
		modalOf(v.text[u.start:u.end]).negative() {
		return nil
	}
	for k := range g.words {
		w := &g.words[k]
		if w.noun && h.own.has(w) == 1 &&
			!slices.ContainsFunc(u.label, func(x word) bool {
				return x.text == w.text ||
					x.class != "" && x.class == w.class
			}) {
			return &problem{Negated, v.tail(g, &g.words[len(g.words)-1])}
		}
	}
	return nil
}

// listed are labels of lists of what is included.
var listed = set("대상 자격 포함 우대 지원 혜택 준비물 서류 가능")

// lastWord is the last word of a clause that has a meaning of its own.
func (g *part) lastWord() *word {
	for k := len(g.words) - 1; k > 0; k-- {
		if !weak[g.words[k].text] {
			return &g.words[k]
		}
	}
	return &g.words[0]
}

// sameVerb finds the verb of a clause of the claim in the passage's clause, or
// else in its sentence.
func (v *view) sameVerb(g, h *part, w *word) (*word, *part) {
	same := func(x *word) bool {
		return w.text == x.text || w.class != "" && w.class == x.class ||
			korean.Length(w.text) >= 2 && strings.HasPrefix(x.text, w.text)
	}
	for k := range h.words {
		x := &h.words[k]
		if same(x) && v.topical(h) && (h.isPredicate(x) && v.c.mostlyIn(h) || w.noun &&
			v.plain(g, w) && v.c.shareOf(h) >= .3) {
			return x, h
		}
	}
	u := &v.units[h.sentence]
	if u.row {
		return nil, nil
	}
	for i := u.first; i < u.last; i++ {
		k := &v.parts[i]
		for j := range k.words {
			if x := &k.words[j]; same(x) && !k.condition && k.isPredicate(x) && v.c.mostlyIn(k) &&
				v.sharesTopic(g, u) && v.topical(k) {
				return x, k
			}
		}
	}
	return nil, nil
}

// bothWays reports whether the claim denies in one clause what it says in another: 안 되지만 … 된다.
func (v *view) bothWays(g *part, w *word) bool {
	mine := modalOf(v.c.text[w.start:g.end]).negative()
	for i := range v.c.parts {
		h := &v.c.parts[i]
		for k := range h.words {
			x := &h.words[k]
			if h.start != g.start && x.text == w.text &&
				modalOf(v.c.text[x.start:h.end]).negative() != mine {
				return true
			}
		}
	}
	return false
}

// topical reports whether the claim speaks of the topic of a part, and not of
// something in its place.
func (v *view) topical(k *part) bool {
	m := topicMark.FindStringIndex(v.text[k.start:k.end])
	if m == nil {
		return true
	}
	topics, said := 0, 0
	for i := range k.words {
		w := &k.words[i]
		if w.end > k.start+m[1] || !w.noun {
			continue
		}
		topics++
		if (v.c.has(w) || v.c.asks(w)) && !strings.Contains(v.c.text, w.text+" 대신") {
			said++
		}
	}
	return topics == 0 || said > 0
}

// sharesTopic reports whether a sentence has most of the nouns of a clause of the claim.
func (v *view) sharesTopic(g *part, u *unit) bool {
	n, all := 0.0, 0.0
	for k := range g.words {
		if w := &g.words[k]; w.noun {
			n, all = n+max(u.own.has(w), u.above.has(w), v.titled.has(w)), all+1
		}
	}
	return n >= .7*all
}

func (v *view) denies(g *part, w *word, h *part, x *word) *problem {
	r := conflict(predicateOf(v.c.text, w, g.end), predicateOf(v.text, x, h.end))
	if r == NoReason || v.turned(g, h) ||
		r == Modality && exclusive.MatchString(v.c.text[g.start:g.end]) || waited.MatchString(v.c.text) &&
		lasting.MatchString(v.text[h.start:h.end]) {
		return nil
	}
	return &problem{r, v.tail(g, w)}
}

// After a time something can be done that can't be done for that time.
var (
	waited  = regexp.MustCompile(`지나야|지난 (?:뒤|후)|뒤에야|후에야|이후에는`)
	lasting = regexp.MustCompile(`동안|까지는|이내`)
)

// turned reports whether a limit is the other way round as well: over 600W it
// can't be used, up to 600W it is.
func (v *view) turned(g, h *part) bool {
	for k := range g.values {
		x := &g.values[k]
		for j := range h.values {
			if e := &h.values[j]; x.equal(e) && x.limit.contradicts(e.limit) {
				return true
			}
		}
	}
	return false
}

// tail is a predicate from its word on.
func (v *view) tail(g *part, w *word) korean.Span {
	return clip(v.c.text, korean.Span{Start: w.start, End: min(g.end, w.end+len("하지 않습니다"))})
}

// otherwise: the claim says that something can be done, and the passage of the
// same things that it can't, by another verb.
func (v *view) otherwise(g, h *part) *problem {
	mine, theirs := modalOf(v.c.text[g.start:g.end]), modalOf(v.text[h.start:h.end])
	if !(mine == may && theirs == cannot || mine == cannot && theirs == may) {
		return nil
	}
	nouns := 0
	for k := range g.words {
		switch w := &g.words[k]; {
		case !w.noun:
		case h.own.has(w) == 1:
			nouns++
		case k < len(g.words)-1:
			return nil
		}
	}
	if nouns < 2 {
		return nil
	}
	return &problem{Negated, v.tail(g, &g.words[len(g.words)-1])}
}

func clip(text string, s korean.Span) korean.Span {
	for s.End < len(text) && text[s.End]&0xC0 == 0x80 {
		s.End++
	}
	return s
}

// isPredicate reports whether nothing but particles, endings and verbs without
// a meaning of their own follow a word in its clause.
func (g *part) isPredicate(w *word) bool {
	for k := range g.words {
		if x := &g.words[k]; x.start > w.start && !weak[x.text] {
			return false
		}
	}
	for k := range g.values {
		if g.values[k].start > w.start {
			return false
		}
	}
	return true
}

// weak nouns make a predicate of the noun before them: 환불 대상이 아니다.
var weak = set("대상 해당 예정 의무 원칙")

// mostlyIn reports whether the claim and its question have most of a part's words.
func (c *claim) mostlyIn(h *part) bool { return c.shareOf(h) >= .55 }

// shareOf is which share of a part's words the claim and its question have.
func (c *claim) shareOf(h *part) float64 {
	n, all := 0.0, 0.0
	for k := range h.words {
		w := &h.words[k]
		all += w.weight()
		if c.has(w) || c.asks(w) {
			n += w.weight()
		}
	}
	if all == 0 {
		return 0
	}
	return n / all
}

// exempted reports whether the claim tells the exception that the next sentence makes.
func (v *view) exempted(g *part) bool {
	if own := &v.units[v.best]; adversative.MatchString(v.text[own.start:own.end]) {
		return true
	}
	if v.adverse() == "" || len(v.c.parts) < 2 || concessive.MatchString(v.c.text) {
		return false
	}
	next := &v.units[v.best+1]
	for k := range v.c.words {
		if w := &v.c.words[k]; w.noun && next.own.has(w) == 1 && v.units[v.best].own.has(w) < 1 {
			return true
		}
	}
	return false
}

// plain reports whether no verb with a meaning of its own follows a noun in its clause: 가점이 없습니다.
func (v *view) plain(g *part, w *word) bool {
	rest := v.c.text[w.end:g.end]
	i := strings.IndexByte(rest, ' ')
	return i >= 0 && !isVerbal(rest) && existence.MatchString(rest[i:])
}

var existence = regexp.MustCompile(`^ (?:있|없|필요|불필요|아니|가능|불가|않)`)

// anyIn reports whether a part has a value of the claim's clause.
func (v *view) anyIn(g, h *part) bool {
	for k := range g.values {
		if v.hasValue(&v.units[h.sentence], &g.values[k]) || g.values[k].period ||
			v.inTitle(&g.values[k]) {
			return true
		}
	}
	return false
}

// barredInstead: the claim says that something can't be done that the passage
// allows as such, or the other way round.
func (v *view) barredInstead(g *part, w, x *word, mine modal) bool {
	if !g.isPredicate(w) || w.text == x.text {
		return false
	}
	return mine == cannot && allowing[x.text] && !v.c.says(x) || (mine == may || mine == does) &&
		forbidding[x.text] && generalVerb[w.text] && !v.c.says(x)
}

var (
	allowing    = set("허용 인정")
	forbidding  = set("금지 불가 금하")
	generalVerb = set("쓰 사용 이용 하 들어가 출입 가져오")
)

// conflict compares what two predicates say of the same verb.
func conflict(mine, theirs modal) Reason {
	switch {
	case mine.negative() != theirs.negative():
		if mine == needNot || theirs == needNot {
			return NoReason
		}
		return Negated
	case mine == needNot && (theirs == must || theirs == does), mine == must && theirs == needNot:
		return Negated
	case mine == must && theirs == may, mine == may && theirs == must:
		return Modality
	}
	return NoReason
}

// opposite reports whether two words are opposites, each with its negation, so
// that one denies the other.
func opposite(w, x *word, mine, theirs modal) bool {
	for _, a := range poles[w.text] {
		for _, b := range poles[x.text] {
			if a.axis != b.axis {
				continue
			}
			s, t := a.side, b.side
			if mine.negative() || mine == needNot {
				s = -s
			}
			if theirs.negative() || theirs == needNot {
				t = -t
			}
			return s != t
		}
	}
	return false
}

// counterpart is the clause of the passage that shares most with a clause of
// the claim, nil if none shares enough.
func (v *view) counterpart(g *part) *part {
	var best *part
	var most float64
	for i := range v.parts {
		h := &v.parts[i]
		if v.scores[h.sentence] < .6*v.scores[v.best] {
			continue
		}
		s := 0.0
		for k := range v.c.words {
			w := &v.c.words[k]
			factor := .5
			if w.start >= g.start && w.end <= g.end {
				factor = 1
			}
			s += factor * v.rare.of(w) * max(h.own.has(w), .4*v.units[h.sentence].own.has(w))
		}
		for k := range g.values {
			if equal, _ := h.find(&g.values[k]); equal != nil {
				s += 1.5
			}
		}
		if s > 0 && h.sentence == v.best {
			s += .5
		}
		if s > most {
			best, most = h, s
		}
	}
	if best == nil {
		u := &v.units[v.best]
		if u.row || u.last <= u.first {
			return nil
		}
		best = &v.parts[u.last-1]
	}
	for k := range v.parts {
		if h := &v.parts[k]; best.condition && h.sentence == best.sentence && h.start >= best.end {
			best = h
		}
	}
	return v.wholeClause(best)
}

// wholeClause joins a part with those behind it up to one that has a verb: A3, A4, B5를 지원한다.
func (v *view) wholeClause(g *part) *part {
	u, joined := &v.units[g.sentence], *g
	if u.row || !verbEnd.MatchString(strings.TrimSpace(v.text[u.start:u.end])) {
		return g
	}
	for k := u.first; k < u.last; k++ {
		h := &v.parts[k]
		if h.start < joined.end || h.condition || topicMark.MatchString(v.text[h.start:h.end]) ||
			verbEnd.MatchString(v.text[joined.start:joined.end]) {
			continue
		}
		joined.end = h.end
		joined.words = append(slices.Clone(joined.words), h.words...)
		joined.values = append(slices.Clone(joined.values), h.values...)
		merged := newBag("", nil)
		merged.add(joined.own)
		merged.add(h.own)
		joined.own = merged
	}
	return &joined
}

// verbEnd: a clause that ends as a verb does, not as an item of a list.
var verbEnd = regexp.MustCompile(`(?:다|요|고|며|면|지만|나|되|서|니|음|함|됨|임|것|까)[.,:]?$`)
