package verify

import (
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

// sibling finds a noun of the claim in whose place the sentence that says the
// same has another one of the kind, while the noun itself stands elsewhere in
// the passage: 시내점 for 공항점, or a row of a table for another.
func (v *view) sibling() *problem {
	u := &v.units[v.best]
	if u.row || len(v.c.values) > 0 {
		return nil
	}
	for i := range v.c.parts {
		g := &v.c.parts[i]
		for k := range g.words {
			w := &g.words[k]
			if !w.noun || general[w.text] || v.c.asks(w) || u.own.has(w) > 0 ||
				u.above.has(w) > 0 || v.titled.has(w) > 0 || !v.restKnown(u, w) {
				continue
			}
			name := eojeolAt(v.c.text, w)
			if v.inPlaceOf(u, w, name) {
				return &problem{reason: OtherRow, claim: korean.Span{Start: w.start, End: w.end}}
			}
		}
	}
	return nil
}

// restKnown reports whether a unit has all other nouns of the claim, two at least.
func (v *view) restKnown(u *unit, but *word) bool {
	n := 0
	for k := range v.c.words {
		w := &v.c.words[k]
		if !w.noun || general[w.text] || w.start == but.start ||
			eojeolStart(v.c.text, w.start) == eojeolStart(v.c.text, but.start) {
			continue
		}
		if u.own.has(w) < .6 {
			return false
		}
		n++
	}
	return n >= 2
}

// eojeolAt is the run of Hangul that a word stands in, up to the end of the
// nouns that follow it directly.
func eojeolAt(text string, w *word) string {
	rest := text[w.end:]
	for _, head := range heads {
		if strings.HasPrefix(rest, head) {
			return text[w.start : w.end+len(head)]
		}
	}
	return text[w.start:w.end]
}

// heads are what ends names of one kind.
var heads = [...]string{"점", "역", "동", "실", "관", "과", "팀", "부", "반", "호", "형", "구", "시", "군"}

// inPlaceOf reports whether a unit has another noun of w's kind that the claim
// lacks: with the same last syllable, or beside w a row of the same table.
func (v *view) inPlaceOf(u *unit, w *word, name string) bool {
	labelled := v.labelsRow(w)
	here := v.text[u.start:u.end]
	for k := u.first; k < u.last; k++ {
		for j := range v.parts[k].words {
			x := &v.parts[k].words[j]
			if !x.noun || v.c.has(x) || v.c.asks(x) || general[x.text] {
				continue
			}
			if labelled && v.labelsRow(x) {
				return true
			}
			other := eojeolAt(here, &word{start: x.start - u.start, end: x.end - u.start})
			if korean.Length(name) >= 3 && korean.Length(other) >= 3 &&
				v.elsewhereIs(name) && lastRune(name) == lastRune(other) {
				return true
			}
		}
	}
	return false
}

// labelsRow reports whether a word is the name of a row of a table.
func (v *view) labelsRow(w *word) bool {
	for i := range v.units {
		if u := &v.units[i]; u.row && u.header != nil && len(u.label) == 1 &&
			u.label[0].text == w.text {
			return true
		}
	}
	return false
}

// elsewhereIs reports whether the passage has a name.
func (v *view) elsewhereIs(name string) bool { return strings.Contains(v.text, name) }

func lastRune(s string) string {
	r := []rune(s)
	return string(r[len(r)-1])
}
