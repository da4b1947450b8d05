package verify

import (
	"regexp"

	"github.com/mundap/mundap/internal/korean"
)

// closing matches words for days on which something is closed.
var closing = regexp.MustCompile(`휴무|휴관|휴진|휴업|쉬는|쉰다|쉽니다|쉬어|닫|운영하지 않|제외`)

// closed returns a problem if the claim says that something is open on a day of
// the week that the passage lists among the days on which it is closed.
func (v *view) closed() *problem {
	for k := range v.c.values {
		x := &v.c.values[k]
		g := v.c.partOf(x)
		if x.class != weekday || g == nil || closing.MatchString(v.c.text) ||
			modalOf(v.c.text).negative() {
			continue
		}
		shut, open := false, false
		for i := range v.parts {
			h := &v.parts[i]
			if equal, _ := h.find(x); equal == nil || !v.within(h) {
				continue
			}
			if closing.MatchString(v.text[h.start:h.end]) {
				shut = true
			} else {
				open = true
			}
		}
		if shut && !open {
			return &problem{reason: Negated, claim: korean.Span{Start: x.start, End: x.end}}
		}
	}
	return nil
}

// trend returns a problem if the claim says that a row's figure for two years
// grew although it fell, or the other way round.
func (v *view) trend() *problem {
	named := v.namedRows()
	if len(named) != 1 || len(v.c.words) == 0 || len(v.c.parts) > 1 {
		return nil
	}
	at := growing.FindStringIndex(v.c.text)
	up := at != nil
	if !up {
		at = falling.FindStringIndex(v.c.text)
	}
	if at == nil || modalOf(v.c.text[at[0]:]).negative() {
		return nil
	}
	u := &v.units[named[0]]
	var amounts []float64
	for i := u.first + 1; i < u.last && i-u.first < len(u.header); i++ {
		head := scan(u.header[i-u.first])
		if len(head) != 1 || head[0].class != date || len(v.parts[i].values) != 1 {
			return nil
		}
		amounts = append(amounts, v.parts[i].values[0].amount())
	}
	if len(amounts) != 2 || amounts[0] == amounts[1] || up == (amounts[1] > amounts[0]) {
		return nil
	}
	return &problem{reason: Negated, claim: korean.Span{Start: at[0] + 1, End: at[1]}}
}

var (
	growing = regexp.MustCompile(` (?:늘[어었고]|증가|오르|올랐|올라|상승|많아|높아)`)
	falling = regexp.MustCompile(` (?:줄[어었고]|감소|내리|내렸|내려|하락|적어|낮아|떨어)`)
)
