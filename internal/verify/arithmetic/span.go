package arithmetic

import (
	"math"
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// period are the words for a time that was worked out from two dates.
var period = regexp.MustCompile(`동안|기간|간 |년입|년이|일입|개월입|걸리|걸려|지나|뒤|후|전|만에|사이|차이|일찍|늦`)

// clockGives: x is the time between two times of day of one unit, or of the
// claim.
func clockGives(v *view.View, x *value.Value) bool {
	if between(Clocks(v.Claim.Values), x.Number) || v.Claim.Matches(difference) && rowsApart(v, x) {
		return true
	}
	for i := range v.Units {
		if between(unitClocks(v, &v.Units[i]), x.Number) {
			return true
		}
	}
	return false
}

var (
	later   = regexp.MustCompile(`늦|나중|뒤에`)
	earlier = regexp.MustCompile(`일찍|먼저|빨리|앞서|이르`)
)

// rowsApart reports whether x is the time between two rows that the claim compares: 시장선은
// 강변선보다 25분 늦다. The rows must have only one time of day each; otherwise it is unclear
// which of them is meant.
func rowsApart(v *view.View, x *value.Value) bool {
	rows := v.NamedRows()
	for n, i := range rows {
		for _, j := range rows[:n] {
			if apart, ok := timeApart(v, &v.Units[i], &v.Units[j]); ok && value.Near(apart*60, x.Number) {
				return true
			}
		}
	}
	return false
}

// timeApart returns by how many minutes one row is later than the row that the claim compares
// it with, or earlier if the claim says so.
func timeApart(v *view.View, a, b *passage.Unit) (minutes float64, ok bool) {
	if !a.Row || !b.Row {
		return 0, false
	}
	switch {
	case compared(v, a) == compared(v, b):
		return 0, false
	case compared(v, a):
		a, b = b, a
	}
	s, t := unitClocks(v, a), unitClocks(v, b)
	if len(s) != 1 || len(t) != 1 {
		return 0, false
	}
	switch {
	case v.Claim.Matches(later):
		return s[0] - t[0], true
	case v.Claim.Matches(earlier):
		return t[0] - s[0], true
	}
	return math.Abs(s[0] - t[0]), true
}

// compared reports whether the claim compares something with a row: 강변선보다.
func compared(v *view.View, u *passage.Unit) bool {
	return len(u.Cells) > 0 && strings.Contains(v.Claim.Text, u.Cells[0].Of(v.Text)+"보다")
}

// unitClocks returns the times of day of a sentence or row, in minutes after midnight.
func unitClocks(v *view.View, u *passage.Unit) (times []float64) {
	for e := range v.ValuesOf(u) {
		if e.Class == value.Clock {
			times = append(times, e.Number)
		}
	}
	return times
}

// Clocks returns the times of day among some values, in minutes after midnight.
func Clocks(values []value.Value) []float64 {
	var times []float64
	for k := range values {
		if values[k].Class == value.Clock {
			times = append(times, values[k].Number)
		}
	}
	return times
}

// between reports whether two neighbours of some times of day, in minutes, are
// so many seconds apart.
func between(times []float64, apart float64) bool {
	for k := 1; k < len(times); k++ {
		if d := times[k] - times[k-1]; value.Near(d*60, apart) || value.Near((d+24*60)*60, apart) {
			return true
		}
	}
	return false
}

// mostDates bounds the dates that are compared in pairs.
const mostDates = 12

// periodGives: x is the time between two dates of the units that the claim is
// about, or of the claim itself.
func periodGives(v *view.View, x *value.Value) bool {
	var dates []value.Day
	add := func(e *value.Value) {
		if e.Class == value.Date && e.Date.Month > 0 && len(dates) < mostDates {
			dates = append(dates, e.Date)
		}
	}
	for k := range v.Claim.Values {
		add(&v.Claim.Values[k])
	}
	for i := range v.Units {
		if v.Scores[i] >= .3*v.Scores[v.Best] {
			for e := range v.ValuesOf(&v.Units[i]) {
				add(e)
			}
		}
	}
	for i := range dates {
		for j := range dates {
			if i != j && x.Spans(dates[i], dates[j]) {
				return true
			}
		}
	}
	return false
}
