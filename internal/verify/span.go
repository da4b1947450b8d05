package verify

import (
	"math"
	"regexp"
	"time"
)

// period are the words for a time that was worked out from two dates.
var period = regexp.MustCompile(`동안|기간|간 |년입|년이|일입|개월입|걸리|걸려|지나|뒤|후|전|만에|사이|차이|일찍|늦`)

// clockGives: x is the time between two times of day of one unit, or of the
// claim.
func (v *view) clockGives(x *value) bool {
	if between(clocks(v.c.values), x.number) {
		return true
	}
	for i := range v.units {
		var times []float64
		for e := range v.valuesOf(&v.units[i]) {
			if e.class == clock {
				times = append(times, e.number)
			}
		}
		if between(times, x.number) {
			return true
		}
	}
	return false
}

func clocks(values []value) []float64 {
	var times []float64
	for k := range values {
		if values[k].class == clock {
			times = append(times, values[k].number)
		}
	}
	return times
}

// between reports whether two neighbours of some times of day, in minutes, are
// so many seconds apart.
func between(times []float64, apart float64) bool {
	for k := 1; k < len(times); k++ {
		if d := times[k] - times[k-1]; near(d*60, apart) || near((d+24*60)*60, apart) {
			return true
		}
	}
	return false
}

// mostDates bounds the dates that are compared in pairs.
const mostDates = 12

// periodGives: x is the time between two dates of the units that the claim is
// about, or of the claim itself.
func (v *view) periodGives(x *value) bool {
	var dates []day
	add := func(e *value) {
		if e.class == date && e.date.month > 0 && len(dates) < mostDates {
			dates = append(dates, e.date)
		}
	}
	for k := range v.c.values {
		add(&v.c.values[k])
	}
	for i := range v.units {
		if v.scores[i] >= .3*v.scores[v.best] {
			for e := range v.valuesOf(&v.units[i]) {
				add(e)
			}
		}
	}
	for i := range dates {
		for j := range dates {
			if i != j && x.spans(dates[i], dates[j]) {
				return true
			}
		}
	}
	return false
}

// spans reports whether x is the time from one date to another, the last day
// counted or not.
func (x *value) spans(from, to day) bool {
	if to.year == 0 {
		to.year = from.year
	}
	if from.year == 0 {
		from.year = to.year
	}
	length := float64((to.year-from.year)*12 + to.month - from.month)
	exact := length + float64(to.day-from.day)/30
	if x.dim == months {
		return math.Abs(exact-x.number) < .15
	}
	if from.day == 0 || to.day == 0 {
		return false
	}
	n := to.at().Sub(from.at()).Hours() / 24
	return n > 0 && (near(n, x.number) || near(n+1, x.number))
}

// after reports whether d is the day after e.
func (d day) after(e day) bool {
	if d.year == 0 || e.year == 0 {
		d.year, e.year = 0, 0
	}
	return e.at().AddDate(0, 0, 1).Equal(d.at())
}

// at is the day at midnight; one without a year is of a year that has 29 February.
func (d day) at() time.Time {
	year := d.year
	if year == 0 {
		year = 2024
	}
	return time.Date(year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC)
}
