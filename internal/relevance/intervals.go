package relevance

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// An interval is what a text says of a number's limits: 8~12명, 5년 이상 10년 미만.
type interval struct {
	from, to float64
	above    bool   // from itself lies outside
	below    bool   // to itself lies outside
	unit     string // as unitNames has it
}

// contains reports whether a counted number lies within the interval.
func (r interval) contains(n quantity) bool {
	return r.unit == n.unit && (n.value > r.from || n.value == r.from && !r.above) &&
		(n.value < r.to || n.value == r.to && !r.below)
}

// A quantity is a number with a unit: 10명.
type quantity struct {
	value float64
	unit  string // as unitNames has it
}

// unitNames are the units that limits are given in, with one name for those that
// mean the same. Days are missing, because a day of the month reads the same, and
// 분, because it is minutes or people.
var unitNames = map[string]string{
	"명": "명", "인": "명", "년": "년", "개월": "개월", "세": "세", "살": "세", "시간": "시간", "kg": "kg",
	"킬로그램": "kg", "km": "km", "평": "평", "층": "층", "대": "대", "개": "개", "회": "회", "점": "점", "석": "석",
	"원": "원", "만 원": "만 원", "만원": "만 원", "cm": "cm", "인치": "인치",
}

const (
	number     = `(\d[\d,]*(?:\.\d+)?)`
	unitOf     = `\s?(만 ?원|명|인|년|개월|세|살|시간|kg|킬로그램|km|평|층|대|개|회|점|석|원|cm|인치)`
	mayBeUnit  = `(?:` + unitOf + `)?`
	lowerWords = `\s?(이상|초과|부터|[~∼～–-])`
)

var (
	// counted matches a number with a unit.
	counted = regexp.MustCompile(number + unitOf)
	// between matches two limits, of which the first may lack its unit.
	between = regexp.MustCompile(number + mayBeUnit + lowerWords + `\s?` + number + unitOf +
		`\s?(미만)?`)
	// atLeast and atMost match one limit.
	atLeast = regexp.MustCompile(number + unitOf + `\s?(이상|초과)`)
	atMost  = regexp.MustCompile(number + unitOf + `\s?(이하|미만|이내)`)
)

// intervalsIn returns the intervals of a text.
func intervalsIn(text string) (all []interval) {
	rest := []byte(text) // without the limits that are read already
	for _, m := range between.FindAllSubmatchIndex(rest, -1) {
		at := func(i int) string { return group(text, m, i) }
		r := interval{from: figure(at(1)), above: at(3) == "초과", to: figure(at(4)), below: at(6) != "",
			unit: unitName(at(5))}
		if first := unitName(cmp.Or(at(2), at(5))); first == r.unit && r.from < r.to {
			all = append(all, r)
		}
		for i := m[0]; i < m[1]; i++ {
			rest[i] = ' '
		}
	}
	text = string(rest)
	for _, m := range atLeast.FindAllStringSubmatch(text, -1) {
		all = append(all, interval{from: figure(m[1]), above: m[3] == "초과", to: math.Inf(1),
			unit: unitName(m[2])})
	}
	for _, m := range atMost.FindAllStringSubmatch(text, -1) {
		all = append(all, interval{from: math.Inf(-1), to: figure(m[1]), below: m[3] == "미만",
			unit: unitName(m[2])})
	}
	return all
}

// group returns a group of a match, "" if it took no part.
func group(text string, match []int, n int) string {
	if match[2*n] < 0 {
		return ""
	}
	return text[match[2*n]:match[2*n+1]]
}

// quantitiesIn returns the numbers with units of a question.
func quantitiesIn(q string) (all []quantity) {
	for _, m := range counted.FindAllStringSubmatch(q, -1) {
		all = append(all, quantity{figure(m[1]), unitName(m[2])})
	}
	return all
}

func figure(digits string) float64 {
	n, _ := strconv.ParseFloat(strings.ReplaceAll(digits, ",", ""), 64) // digits by its pattern
	return n
}

func unitName(unit string) string { return unitNames[unit] }

// limits reports whether an interval of a text contains one of the quantities.
func limits(text string, asked []quantity) bool {
	if len(asked) == 0 {
		return false // most questions ask for no quantity: spare them the search of the text
	}
	return slices.ContainsFunc(intervalsIn(text), func(r interval) bool {
		return slices.ContainsFunc(asked, r.contains)
	})
}

// withinLimits keeps, of a table's rows, those with an interval that contains a
// number of the question: for "근속 7년", the row "5년 이상 10년 미만". Where such a row
// was not chosen, it takes the place of the others.
func withinLimits(q string, chosen, all []candidate) []candidate {
	asked := quantitiesIn(q)
	if len(asked) == 0 {
		return chosen
	}
	type table struct{ passage, header int }
	of := func(c candidate) table { return table{c.Passage, c.headerAt} }
	fits := map[table][]candidate{}
	for _, c := range all {
		if c.header != "" && limits(c.Text, asked) {
			fits[of(c)] = append(fits[of(c)], c)
		}
	}
	var out []candidate
	for _, c := range chosen {
		switch rows := fits[of(c)]; {
		case c.header == "" || rows == nil:
			out = append(out, c)
		default:
			for _, row := range rows {
				if !slices.ContainsFunc(out, func(o candidate) bool {
					return o.Passage == row.Passage && o.Start == row.Start
				}) {
					out = append(out, row)
				}
			}
		}
	}
	return out
}
