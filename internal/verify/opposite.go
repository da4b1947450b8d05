package verify

import (
	"regexp"
)

// deniedLater reports whether a later clause of the part's sentence is negated:
// 배송료는 2,500원이고 4만 원부터는 받지 않는다.
func (v *view) deniedLater(h *part) bool {
	u := &v.units[h.sentence]
	for i := u.first; i < u.last; i++ {
		if k := &v.parts[i]; k.start >= h.end && modalOf(v.text[k.start:k.end]).negative() {
			return true
		}
	}
	return false
}

// complement reports whether a clause of the passage allows something in one
// case only, and thereby rules out all others: 쓰기 전에만 환불할 수 있다.
func (v *view) complement(h *part) bool {
	m := exclusive.FindStringIndex(v.text[h.start:h.end])
	return m != nil && permitted.MatchString(v.text[h.start+m[1]:h.end])
}

// After a time something can be done that can't be done for that time.
var (
	waited  = regexp.MustCompile(`지나야|지난 (?:뒤|후)|뒤에야|후에야|이후에는`)
	lasting = regexp.MustCompile(`동안|까지는|이내`)
)

// turned reports whether the limit is reversed as well: what can't be used
// above 600W can be used up to 600W.
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

// otherwise returns a problem if the claim says that something can be done and
// the passage says of the same things, with another verb, that it can't.
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
	return &problem{reason: Negated, claim: v.tail(g, &g.words[len(g.words)-1])}
}

// barredInstead returns a problem if the claim says that something can't be
// done that the passage allows in general, or the other way round.
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

// opposite reports whether two words are opposites and, taking their negations
// into account, contradict each other.
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
