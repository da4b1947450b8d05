package verify

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

// refusing matches verbs that mean that something is not done or not given.
var refusing = regexp.MustCompile(`^(?:쉬|닫|면제|취소|삼가|피하|없애|삭제|사라|소멸|무효|거절|거부|반려|막|끊|멈추|중단|빼|공제|굶|금식|불참|잃|부결|중지|정지|휴관|휴무|휴진|휴업|기각|탈락|불합격|차단|제한|금하|빠지|결석|불가|금지|제외|예외)`)

// excepts matches the way in which a clause makes an exception from the
// sentence before it.
var excepts = regexp.MustCompile(`예외|그러하지 아니|적용하지 아니|적용하지 않`)

// signOf is 1 if a clause says in effect that something is or may be, and -1 if
// it says that it is not or may not be.
func signOf(text string, g *part) float64 {
	if len(g.words) == 0 {
		return 1
	}
	w := g.lastWord()
	refuses := refusing.MatchString(w.text)
	m := predicateOf(text, w, g.end)
	if refuses && w.noun {
		m = modalOf(text[w.end:g.end])
	}
	if (m.negative() || m == needNot) != refuses {
		return -1
	}
	return 1
}

// marked matches what follows the noun that a clause is about.
var marked = regexp.MustCompile(`^(?:은|는|도|이|가|에는|에서는|에게는|에도|에서도|에게도|으로는|로는|으로도|로도) `)

// specific returns a problem if the passage says the opposite of the claim
// where it speaks of exactly the claim's noun: 결혼반지는 낄 수 있다, after
// 반지는 낄 수 없다.
func (v *view) specific() *problem {
	for i := range v.c.parts {
		g := &v.c.parts[i]
		if g.condition || len(g.words) == 0 || i > 0 && v.c.parts[i-1].condition {
			continue
		}
		last := g.lastWord()
		mine := signOf(v.c.text, g)
		for k := range g.words {
			w := &g.words[k]
			if !w.noun || general[w.text] || w.start == last.start || eojeolStart(v.c.text, w.start) != w.start || !marked.MatchString(v.c.text[w.end:g.end]) {
				continue
			}
			if reason, found := v.saysOf(w, last, g, mine); found {
				return &problem{reason: reason, claim: korean.Span{Start: w.start, End: w.end}}
			}
		}
	}
	return nil
}

// avoided returns a problem if the claim uses something that, according to the
// passage, must not be used for this: 세제로 닦는다 for 세제를 쓰지 않는다.
func (v *view) avoided() *problem {
	for i := range v.c.parts {
		g := &v.c.parts[i]
		if g.condition || len(g.words) < 2 || i > 0 && v.c.parts[i-1].condition || signOf(v.c.text, g) < 0 ||
			strings.Contains(v.c.text, "대신") {
			continue
		}
		for k := range g.words {
			w := &g.words[k]
			if w.noun && !general[w.text] && v.notUsed(g, w) {
				return &problem{reason: Negated, claim: korean.Span{Start: w.start, End: w.end}}
			}
		}
	}
	return nil
}

// notUsed reports whether a sentence that shares another noun with the claim
// says that w must not be used.
func (v *view) notUsed(g *part, w *word) bool {
	for i := range v.parts {
		h := &v.parts[i]
		for k := range h.words {
			x := &h.words[k]
			if x.text != w.text || !notUsing.MatchString(v.text[x.end:h.end]) {
				continue
			}
			if slices.ContainsFunc(g.words, func(o word) bool {
				return o.noun && o.text != w.text && v.units[h.sentence].own.has(&o) == 1
			}) {
				return true
			}
		}
	}
	return false
}

// notUsing matches what follows a noun that must not be used.
var notUsing = regexp.MustCompile(`^(?:을|를|은|는) (?:절대 )?(?:쓰|사용하|이용하|쓸|사용할)(?:지 ?(?:않|말|마|못|아니)|면 안| 수 없)`)

// saysOf looks for what the passage says of a noun with the claim's verb.
func (v *view) saysOf(w, verb *word, g *part, mine float64) (Reason, bool) {
	reason, opposed := NoReason, false
	for i := range v.parts {
		h := &v.parts[i]
		u := &v.units[h.sentence]
		if u.row || h.condition || !v.about(h, w) {
			continue
		}
		whole := v.wholeClause(h)
		theirs, r := signOf(v.text, whole), Negated
		except := excepts.MatchString(v.text[h.start:h.end]) && h.sentence > 0 && h.start == u.start
		switch {
		case except && v.c.shareOf(h) < .55:
			continue
		case except:
			before := &v.units[h.sentence-1]
			if before.row || before.last == before.first {
				continue
			}
			theirs, r = -signOf(v.text, &v.parts[before.last-1]), Exception
		case !v.sameDeedIn(whole, verb):
			continue
		}
		if theirs == mine {
			return NoReason, false
		}
		reason, opposed = r, true
	}
	return reason, opposed
}

// about reports whether a part is about a noun.
func (v *view) about(h *part, w *word) bool {
	for k := range h.words {
		if x := &h.words[k]; x.text == w.text && eojeolStart(v.text, x.start) == x.start && marked.MatchString(v.text[x.end:min(len(v.text), h.end+1)]+" ") {
			return true
		}
	}
	return false
}

// sameDeedIn reports whether a clause ends with the claim's verb or one of the
// same meaning.
func (v *view) sameDeedIn(h *part, verb *word) bool {
	if len(h.words) == 0 {
		return false
	}
	x := h.lastWord()
	return x.text == verb.text || x.class != "" && x.class == verb.class || strings.HasPrefix(x.text, verb.text) && korean.Length(verb.text) > 1
}

// affirmed reports whether the passage says with the claim's verb what a clause
// of the claim says, of a noun of the clause that it speaks of in a place of
// its own.
func (v *view) affirmed(g *part) bool {
	last := g.lastWord()
	for k := range g.words {
		w := &g.words[k]
		if !w.noun || general[w.text] || w.start == last.start || eojeolStart(v.c.text, w.start) != w.start ||
			!marked.MatchString(v.c.text[w.end:g.end]) {
			continue
		}
		for i := range v.parts {
			h := &v.parts[i]
			if v.units[h.sentence].row || h.condition || !v.about(h, w) {
				continue
			}
			whole := v.wholeClause(h)
			if v.sameDeedIn(whole, last) && conflict(predicateOf(v.c.text, last, g.end), predicateOf(v.text, whole.lastWord(), whole.end)) == NoReason {
				return true
			}
		}
	}
	return false
}
