package arithmetic

import (
	"math"
	"regexp"
	"slices"

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
		var times []float64
		for e := range v.ValuesOf(&v.Units[i]) {
			if e.Class == value.Clock {
				times = append(times, e.Number)
			}
		}
		if between(times, x.Number) {
			return true
		}
	}
	return false
}

// rowsApart reports whether x is the time between the times of day in a column of two rows that
// the claim names.
func rowsApart(v *view.View, x *value.Value) bool {
	rows := v.NamedRows()
	for n, i := range rows {
		for _, j := range rows[:n] {
			a, b := &v.Units[i], &v.Units[j]
			if !a.Row || !b.Row {
				continue
			}
			for k := range min(a.Last-a.First, b.Last-b.First) {
				times := slices.Concat(Clocks(v.Parts[a.First+k].Values), Clocks(v.Parts[b.First+k].Values))
				if len(times) == 2 && value.Near(math.Abs(times[0]-times[1])*60, x.Number) {
					return true
				}
			}
		}
	}
	return false
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
