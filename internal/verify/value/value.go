package value

import (
	"math"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
)

// Class is the kind of a value.
type Class uint8

const (
	Quantity Class = iota // a number, with a unit or without
	Date                  // a day, a month or a year
	Clock                 // a time of day
	Weekday               // a day of the week, or several
	Code                  // letters with digits, versions with two points, addresses
	Person                // the name of a person
)

// Value is something in a text that is right or wrong as a whole.
type Value struct {
	Start, End int // range in the text, in bytes
	Class      Class
	Number     float64 // for a quantity, in the dimension's basic unit; for a time, minutes since midnight
	Dim        Dimension
	Unit       string // of a quantity, as written; "" if it has none
	Scaled     float64
	Date       Day
	halfDay    bool // clock: 3 may be 15:00 as well
	days       uint8
	Code       string
	Limit      Limit
	Strict     bool // 이상, 초과, 이하 or 미만 follows it
	Word       bool // written in words, such as 이틀 or 절반
	named      bool // quantity without a unit: letters stand before it, as in iOS 14
	Period     bool // it says how often or for how long, such as 월, 매년 or 한 달에
}

// Day is a calendar date; a field that is not given is 0.
type Day struct{ Year, Month, Day int }

// Equal reports whether a value of an answer equals a value of a passage.
func (v *Value) Equal(e *Value) bool {
	switch {
	case v.Class == Quantity && e.Class == Quantity:
		return equalQuantities(v, e)
	case v.Class == Quantity && e.Class == Date:
		return v.Dim == Days && e.Date.Day > 0 && Near(v.Number, float64(e.Date.Day)) &&
			v.Unit == "일" ||
			v.Dim == Bare && e.Date.Month == 0 && Near(v.Number, float64(e.Date.Year))
	case v.Class == Date && e.Class == Quantity:
		return e.Unit == "일" && v.Date.Day > 0 && Near(e.Number, float64(v.Date.Day)) &&
			v.Date.Month == 0 ||
			e.Dim == Bare && v.Date.Month == 0 && v.Date.Year > 0 &&
				Near(e.Number, float64(v.Date.Year))
	case v.Class != e.Class:
		return false
	case v.Class == Date:
		return v.Date.Agrees(e.Date)
	case v.Class == Clock:
		return Near(v.Number, e.Number) || (v.halfDay || e.halfDay) &&
			Near(math.Abs(v.Number-e.Number), 12*60) ||
			Near(math.Abs(v.Number-e.Number), 24*60)
	case v.Class == Weekday:
		return v.days&^e.days == 0
	}
	return v.Code == e.Code
}

// Rivals reports whether e is a value of the same kind, which could be in v's
// place.
func (v *Value) Rivals(e *Value) bool {
	if v.Class != e.Class {
		return false
	}
	switch v.Class {
	case Quantity:
		return v.Dim == e.Dim && (v.Dim != Counted || SameCounter(v.Unit, e.Unit))
	case Date:
		return (v.Date.Day > 0) == (e.Date.Day > 0) && (v.Date.Month > 0) == (e.Date.Month > 0)
	}
	return true
}

func equalQuantities(v, e *Value) bool {
	switch {
	case v.Dim == e.Dim && v.Dim == Counted:
		return Near(v.Number, e.Amount()) && SameCounter(v.Unit, e.Unit)
	case v.Dim == e.Dim:
		return Near(v.Amount(), e.Amount())
	case e.named || v.named:
		return v.Dim == e.Dim && Near(v.Number, e.Number)
	case e.Dim == Bare:
		return Near(v.Number, e.Number) || Near(v.Raw(), e.Number)
	case v.Dim == Bare:
		return Near(v.Number, e.Number) || Near(v.Number, e.Raw())
	}
	return alsoEqual(v, e) || alsoEqual(e, v)
}

// alsoEqual compares across dimensions: a month is 30 days, a day 24 hours, 1.3
// times 130 %, one time in counting any counter's one.
func alsoEqual(v, e *Value) bool {
	switch {
	case v.Dim == Months && e.Dim == Days: // each month is not for 30 days
		return v.Period == e.Period && Near(v.Number*30, e.Number)
	case v.Dim == Days && e.Dim == Seconds:
		return Near(v.Number*24*60*60, e.Number)
	case v.Dim == length && e.Dim == area, v.Dim == Counted && e.Dim == Ratio,
		v.Dim == Multiple && e.Dim == Ratio:
		return Near(v.Number, e.Number)
	}
	return false
}

// Amount returns the number in basic units. It includes the units in a table's
// heading.
func (v *Value) Amount() float64 {
	if v.Scaled != 0 {
		return v.Scaled
	}
	return v.Number
}

// Raw returns the number as it was written, without conversion to the basic
// unit.
func (v *Value) Raw() float64 {
	if factor := unitFactor(v.Unit); factor != 0 {
		return v.Number / factor
	}
	return v.Number
}

// Agrees reports whether e is the same day as d as far as both give it: no field
// differs, at least one is given in both, and e gives the day and the month if d
// does.
func (d Day) Agrees(e Day) bool {
	shared := false
	for _, p := range [...][2]int{{d.Year, e.Year}, {d.Month, e.Month}, {d.Day, e.Day}} {
		if p[0] > 0 && p[1] > 0 {
			if p[0] != p[1] {
				return false
			}
			shared = true
		}
	}
	return shared && (d.Day == 0 || e.Day > 0) && (d.Month == 0 || e.Month > 0)
}

func Near(a, b float64) bool {
	return math.Abs(a-b) <= 1e-6*math.Max(1e-3, math.Max(math.Abs(a), math.Abs(b)))
}

// Spans returns the ranges of values.
func Spans(values []Value) []korean.Span {
	out := make([]korean.Span, len(values))
	for i := range values {
		out[i] = korean.Span{Start: values[i].Start, End: values[i].End}
	}
	return out
}

// Bound returns y's number, increased or decreased by a trace if the limit does
// not include it.
func (y *Value) Bound() float64 {
	switch y.Limit {
	case Above:
		return y.Number * (1 + 1e-9)
	case Below:
		return y.Number * (1 - 1e-9)
	}
	return y.Number
}

// Bounds reports whether y is within the limit e.
func (e *Value) Bounds(y *Value) bool {
	switch e.Limit {
	case atLeast:
		return y.Bound() >= e.Amount()
	case Above:
		return y.Bound() > e.Amount()
	case atMost:
		return y.Bound() <= e.Amount()
	case Below:
		return y.Bound() < e.Amount()
	}
	return false
}

// Adjoins reports whether x and e are limits of the same range, where x is a
// whole number that is excluded and e is included, such as 20 초과 and 21 이상.
func (x *Value) Adjoins(e *Value) bool {
	if x.Class == Date && e.Class == Date && x.Date.Day > 0 && e.Date.Day > 0 &&
		x.Limit == atLeast && e.Limit == atMost {
		return x.Date.after(e.Date)
	}
	if x.Class != Quantity || e.Class != Quantity || x.Dim != e.Dim || x.Limit != Above &&
		x.Limit != Below || e.Limit != NoLimit && e.Limit.Up() != x.Limit.Up() {
		return false
	}
	if e.Limit == Above || e.Limit == Below {
		return false
	}
	one := unitFactor(x.Unit)
	if x.Limit == Below {
		one = -one
	}
	return Near(e.Amount(), x.Number+one)
}

// Pairs reports whether x and y may be the ends of a range.
func (x *Value) Pairs(y *Value) bool {
	return x.Class == y.Class && x.Class != Quantity || x.Class == Date && y.Unit == "일" ||
		y.Class == Date && x.Unit == "일"
}

// From reports whether a value is the starting point of a change: the 2권 of
// 2권에서 3권으로.
func (x *Value) From(text string) bool { return strings.HasPrefix(text[x.End:], "에서 ") }

// To reports whether a value is the end point of a change.
func (x *Value) To(text string) bool {
	return strings.HasPrefix(text[x.End:], "으로") || strings.HasPrefix(text[x.End:], "로 ")
}

// Maybe reports whether e, a number in a cell that names no unit, may be an
// amount of x's kind.
func (x *Value) Maybe(e *Value) bool {
	return e.Class == Quantity && e.Dim == Bare && (x.Dim == Won || x.Dim == Counted)
}

// Measures reports whether x and e are amounts that can be added.
func (x *Value) Measures(e *Value) bool {
	return x.Class == Quantity && e.Class == Quantity && e.Dim == x.Dim &&
		(x.Dim != Counted || SameCounter(x.Unit, e.Unit))
}

// Lasts reports whether e, like x, is an amount of time, or a time of day, two
// of which may be that far apart.
func (x *Value) Lasts(e *Value) bool { return e.Class == Clock || x.Measures(e) }

// CanMultiply reports whether an amount e can be multiplied by x, a number of
// times.
func (x *Value) CanMultiply(e *Value) bool {
	return e.Class == Quantity && e.Dim != Ratio && e.Dim != Ordinal && e.Dim != Multiple && !e.Period
}

// Multiplies reports whether n may be a number of things that each cost
// something, rather than part of the name of a kind of thing: 10명 and 3시간,
// but not 3등급 or 4인실.
func (n *Value) Multiplies() bool {
	if n.Class != Quantity {
		return false
	}
	switch n.Dim {
	case Counted:
		return !kindsBy[n.Unit]
	case Bare, Days, Months, Seconds, grams, volume, length, energy:
		return true
	}
	return false
}

// kindsBy are counters whose number names a kind.
var kindsBy = lexicon.Set("등급 급 층 세 살 인실 인승 인용 호 호실 동 호선 호기 기 차 단계 단 조 항 학년 학점 구간 위 점 차선 공장 코스 라인")

// Money reports whether a dimension is an amount of money.
func (d Dimension) Money() bool {
	return d == Won || d == dollars || d == euros || d == yen ||
		d == pounds || d == yuan
}

// Passing reports whether a value may be mentioned in passing: 세 가지 중에서,
// 한 번 (교체하면).
func (v *Value) Passing() bool {
	return v.Unit == "가지" || v.Unit == dayUnit || v.Class == Quantity && Near(v.Number, 1) &&
		(v.Unit == "번" || v.Unit == "회" || v.Unit == "차례" || v.Word && v.Dim == Counted)
}

// Single reports whether a period is one day, week, month or the like: 매월, 1년에.
func (x *Value) Single() bool {
	return x.Class == Quantity && (x.Word || Near(x.Number, MeasureOf(x.Unit).Factor) ||
		Near(x.Number, 1))
}
