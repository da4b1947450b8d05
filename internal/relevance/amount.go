package relevance

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/verify/value"
)

// A quality is what superlatives compare: prices, sizes, durations.
type quality struct {
	// column and cell match the names and the cells of columns that are compared by it.
	// cell may be nil.
	column, cell *regexp.Regexp
	// reads says which values of a cell are compared: the first that holds for one.
	reads []func(value.Value) bool
}

var (
	money = &quality{regexp.MustCompile(`[료금비](?:$|[\s(])|가격|금액|단가|원\)|달러|값`),
		regexp.MustCompile(`\d\s*(?:원|달러)|^\d{1,3}(?:,\d{3})+$`),
		[]func(value.Value) bool{isPrice, isBare}}
	size = &quality{regexp.MustCompile(`정원|인원|면적|넓이|크기|규모|수용|평`), nil,
		[]func(value.Value) bool{isQuantity}}
	duration = &quality{regexp.MustCompile(`기간|일수|시간|주기|연한`),
		regexp.MustCompile(`^\D{0,3}\d+\s*(?:일|주|달|개월|년|시간|분)(?:$|\s)`),
		[]func(value.Value) bool{isDuration, isQuantity}}
	date = &quality{regexp.MustCompile(`날짜|일자|일시|기한|마감|일정`),
		regexp.MustCompile(`\d{4}[-.]\s?\d{1,2}|\d{1,2}월\s?\d{1,2}일`),
		[]func(value.Value) bool{isDate}}
	weight = &quality{regexp.MustCompile(`무게|중량|kg`), nil, []func(value.Value) bool{isQuantity}}
	// count is what 많다 and 높다 compare, which are said of anything that is named.
	count = &quality{nil, nil, []func(value.Value) bool{isQuantity}}
)

// currencies are the dimensions of prices.
var currencies = []value.Dimension{value.Won, value.MeasureOf("달러").Dim,
	value.MeasureOf("유로").Dim, value.MeasureOf("엔").Dim}

func isQuantity(v value.Value) bool { return v.Class == value.Quantity }
func isDate(v value.Value) bool     { return v.Class == value.Date }
func isBare(v value.Value) bool     { return isQuantity(v) && v.Dim == value.Bare }
func isPrice(v value.Value) bool    { return isQuantity(v) && slices.Contains(currencies, v.Dim) }
func isDuration(v value.Value) bool { return isQuantity(v) && lasting(v) != nil }

// An amount is what a cell says of its row: a number, or a range of numbers.
type amount struct {
	from, to float64
	// unit is what is counted, and per what. Amounts of different units can't be
	// compared. "" is that of nothing and of all, which compare with any amount.
	unit string
}

func (a *amount) comparesWith(b *amount) bool {
	return a.unit == b.unit || a.unit == "" || b.unit == ""
}

var (
	// free matches cells for something that costs nothing, endless for all there is.
	free    = regexp.MustCompile(`^(?:무료|무상|면제)$`)
	endless = regexp.MustCompile(`^(?:영구|무기한|무제한|종신|평생)|^(?:제한|한도|기한) ?없음$`)
	// varying matches cells whose amount is unknown, but may be the highest or the lowest.
	varying = regexp.MustCompile(`^(?:상시|수시|준영구|없음|해당 없음)`)
	// minus matches the signs of negative numbers.
	minus = regexp.MustCompile(`[△▲−]\s?(\d)`)
)

// amountOf returns what a cell says of what is compared; nil if nothing.
func (a *quality) amountOf(cell string) *amount {
	cell = strings.TrimSpace(minus.ReplaceAllString(cell, "-$1"))
	switch {
	case free.MatchString(cell):
		return &amount{}
	case endless.MatchString(cell):
		return &amount{from: math.Inf(1), to: math.Inf(1)}
	case varying.MatchString(cell):
		return &amount{unit: cell}
	}
	values := value.Scan(cell)
	for _, reads := range a.reads {
		if at := slices.IndexFunc(values, reads); at >= 0 {
			return amountFrom(values, at)
		}
	}
	return nil
}

// amountFrom returns the range of a cell's value and of those of its kind. The others,
// such as the hour of 1시간 5,000원, belong to the unit.
func amountFrom(values []value.Value, at int) *amount {
	first := values[at]
	sum := rangeOf(first, first)
	sum.unit = unitOfValue(first)
	for i, v := range values {
		switch same := isDate(v) && isDate(first) || unitOfValue(v) == unitOfValue(first) && v.Class == first.Class; {
		case i == at:
		case same && i > at:
			r := rangeOf(v, first)
			sum.from, sum.to = min(sum.from, r.from), max(sum.to, r.to)
		case isQuantity(v) && (isDuration(v) || v.Dim == value.Counted):
			sum.unit += fmt.Sprintf(" %g %s", v.Number, unitOfValue(v))
		}
	}
	return &sum
}

// rangeOf returns a value's range. A date without a year is of the year of first.
func rangeOf(v, first value.Value) amount {
	if isDate(v) {
		d := v.Date
		if d.Year == 0 {
			d.Year = first.Date.Year
		}
		from := float64(1e4*d.Year + 100*d.Month + d.Day)
		switch {
		case d.Month == 0:
			return amount{from: from, to: from + 1231}
		case d.Day == 0:
			return amount{from: from, to: from + 31}
		}
		return amount{from: from, to: from}
	}
	if r := lasting(v); r != nil {
		return *r
	}
	return amount{from: v.Number, to: v.Number}
}

// lasting returns how many days a duration lasts; nil if the value is none. A month has 28
// to 31 days, and between working days there are free ones.
func lasting(v value.Value) *amount {
	switch v.Dim {
	case value.Seconds:
		return &amount{from: v.Number / 86400, to: v.Number / 86400}
	case value.Months:
		return &amount{from: 28 * v.Number, to: 31 * v.Number}
	case value.Days:
		if v.Unit == "영업일" {
			return &amount{from: v.Number, to: 2*v.Number + 2}
		}
		return &amount{from: v.Number, to: v.Number}
	}
	return nil
}

// unitOfValue names what a value counts, so that values with the same name compare.
func unitOfValue(v value.Value) string {
	switch {
	case isDate(v):
		if v.Date.Year > 0 {
			return "year"
		}
		return "date"
	case lasting(v) != nil:
		return "days"
	case v.Dim == value.Counted:
		return v.Unit
	}
	return fmt.Sprint("dimension ", v.Dim)
}
