package verify

import "math"

// class says what a value is.
type class uint8

const (
	quantity class = iota // a number, with a unit or without
	date                  // a day, a month or a year
	clock                 // a time of day
	weekday               // a day of the week, or several
	code                  // letters with digits, versions with two points, addresses
	person                // the name of a person
)

// value is something in a text that is right or wrong as a whole.
type value struct {
	start, end int // bytes of the text
	class      class
	number     float64 // quantity: in the dimension's basic unit; clock: minutes since midnight
	dim        dimension
	unit       string // quantity: the unit as it is written; "" without one
	scaled     float64
	date       day
	halfDay    bool // clock: 3 may be 15:00 as well
	days       uint8
	code       string
	limit      limit
	word       bool // written in words, such as 이틀 or 절반
	named      bool // quantity without a unit: letters stand before it, as in iOS 14
	period     bool // how often or for how long something is meant: 월, 매년, 한 달에
}

// day is a calendar date; a field that is not given is 0.
type day struct{ year, month, day int }

// equal reports whether a value of an answer is that of a passage.
func (v *value) equal(e *value) bool {
	switch {
	case v.class == quantity && e.class == quantity:
		return equalQuantities(v, e)
	case v.class == quantity && e.class == date:
		return v.dim == days && e.date.day > 0 && near(v.number, float64(e.date.day)) &&
			v.unit == "일" ||
			v.dim == bare && e.date.month == 0 && near(v.number, float64(e.date.year))
	case v.class == date && e.class == quantity:
		return e.unit == "일" && v.date.day > 0 && near(e.number, float64(v.date.day)) &&
			v.date.month == 0 ||
			e.dim == bare && v.date.month == 0 && v.date.year > 0 &&
				near(e.number, float64(v.date.year))
	case v.class != e.class:
		return false
	case v.class == date:
		return v.date.agrees(e.date)
	case v.class == clock:
		return near(v.number, e.number) || (v.halfDay || e.halfDay) &&
			near(math.Abs(v.number-e.number), 12*60) ||
			near(math.Abs(v.number-e.number), 24*60)
	case v.class == weekday:
		return v.days&^e.days == 0
	}
	return v.code == e.code
}

// rivals reports whether e could stand in v's place: a value of the same kind.
func (v *value) rivals(e *value) bool {
	if v.class != e.class {
		return false
	}
	switch v.class {
	case quantity:
		return v.dim == e.dim && (v.dim != counted || sameCounter(v.unit, e.unit))
	case date:
		return (v.date.day > 0) == (e.date.day > 0) && (v.date.month > 0) == (e.date.month > 0)
	}
	return true
}

func equalQuantities(v, e *value) bool {
	switch {
	case v.dim == e.dim && v.dim == counted:
		return near(v.number, e.amount()) && sameCounter(v.unit, e.unit)
	case v.dim == e.dim:
		return near(v.amount(), e.amount())
	case e.named || v.named:
		return v.dim == e.dim && near(v.number, e.number)
	case e.dim == bare:
		return near(v.number, e.number) || near(v.raw(), e.number)
	case v.dim == bare:
		return near(v.number, e.number) || near(v.number, e.raw())
	}
	return alsoEqual(v, e) || alsoEqual(e, v)
}

// alsoEqual compares across dimensions: a month is 30 days, a day 24 hours, one
// time in counting is any counter's one.
func alsoEqual(v, e *value) bool {
	switch {
	case v.dim == months && e.dim == days:
		return near(v.number*30, e.number)
	case v.dim == days && e.dim == seconds:
		return near(v.number*24*60*60, e.number)
	case v.dim == length && e.dim == area, v.dim == counted && e.dim == ratio:
		return near(v.number, e.number)
	}
	return false
}

// amount is the number in basic units, those of a table's heading included.
func (v *value) amount() float64 {
	if v.scaled != 0 {
		return v.scaled
	}
	return v.number
}

// raw is the number as it was written, before its unit was brought to the basic one.
func (v *value) raw() float64 {
	if factor := unitFactor(v.unit); factor != 0 {
		return v.number / factor
	}
	return v.number
}

// agrees: what both give is the same, and they share something.
func (d day) agrees(e day) bool {
	shared := false
	for _, p := range [...][2]int{{d.year, e.year}, {d.month, e.month}, {d.day, e.day}} {
		if p[0] > 0 && p[1] > 0 {
			if p[0] != p[1] {
				return false
			}
			shared = true
		}
	}
	return shared && (d.day == 0 || e.day > 0) && (d.month == 0 || e.month > 0)
}

func near(a, b float64) bool {
	return math.Abs(a-b) <= 1e-6*math.Max(1e-3, math.Max(math.Abs(a), math.Abs(b)))
}
