package arithmetic

import (
	"regexp"
	"slices"

	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// Words that announce a calculated value.
var (
	difference = regexp.MustCompile(`차이|차액|더 |보다|늘|줄|감액|증액|인상|인하|오르|올랐|올라|내렸|내려|남|나머지|비싸|비쌉|비싼|저렴|싸|쌉|높|낮|적[어은습]|많|마저|깎|빼|제외|아니|아닙|넘|초과|빠지|빠졌|불참|결석|늦|이르|일찍|빨리|먼저`)
	sum        = regexp.MustCompile(`합계|합하|합치|합쳐|합한|합해|합산|합이|합은|모두|총|전체|더하|더해|더한|도합|전부|다 해서|까지 하|까지 받|까지 들|포함|다 채우|모두 채우|둘 다|함께`)
	proportion = regexp.MustCompile(`절반|반만|반을|할인|감면|깎|배|줄|퍼센트|%|1/|분의`)
	each       = regexp.MustCompile(`꼴|평균|나누|씩|셈|한 번에|한 회|회당|1회|한 잔|한 개`)
)

// sinceBefore matches a comparison with an earlier edition, whose values the passage
// does not give.
var sinceBefore = regexp.MustCompile(`(?:이전|지난|작년|전년|종전|기존|직전|예전|개정 전|지난해)[가-힣0-9]*(?: [가-힣0-9]+)?(?:보다|에 비해|에 비하여| 대비)`)

// remaining matches words for what is left of a number of things.
var remaining = regexp.MustCompile(`남|나머지|잔여|여유|빌릴 수 있|쓸 수 있|이용할 수 있|신청할 수 있|가능|비어`)

// Calculated reports whether the claim says that a value was added up or subtracted.
func Calculated(v *view.View) bool { return v.Claim.Matches(difference) || v.Claim.Matches(sum) }

// mostParts is the most amounts of a row that are taken from another one.
const mostParts = 4

// remainderGives reports whether x is what is left of an amount of a row that the
// claim names without some of the row's further amounts: 전체 60, 대여 중 42, 수리 중 3.
func remainderGives(v *view.View, x *value.Value) bool {
	for _, i := range v.NamedRows() {
		var amounts []float64
		for e := range v.ValuesOf(&v.Units[i]) {
			if v.Units[i].Row && (x.Measures(e) || x.Maybe(e)) && len(amounts) <= mostParts {
				amounts = append(amounts, e.Amount())
			}
		}
		for k, whole := range amounts {
			for some := 1; some < 1<<len(amounts); some++ {
				left := whole
				for j, a := range amounts {
					if j != k && some>>j&1 == 1 {
						left -= a
					}
				}
				if left != whole && value.Near(left, x.Number) {
					return true
				}
			}
		}
	}
	return false
}

// Derives reports whether x follows from the passage's values, provided that
// the claim says that it was calculated.
func Derives(v *view.View, x *value.Value) bool {
	if x.Class != value.Quantity || v.Best < 0 || x.From(v.Claim.Text) {
		return false
	}
	related := related(v, x)
	return x.Dim == value.Ratio && v.Claim.Matches(rest) &&
		slices.ContainsFunc(related, func(a float64) bool { return value.Near(a+x.Number, 1) }) ||
		addedGives(v, x) || repeatedGives(v, x) ||
		v.Claim.Matches(difference) && !v.Claim.Matches(sinceBefore) && (differenceGives(v, x, related) || cellsDiffer(v, x)) ||
		v.Claim.Matches(remaining) && remainderGives(v, x) ||
		v.Claim.Matches(sum) && sumGives(v, x) ||
		x.Dim != value.Ratio && proportioned(v) && proportionGives(v, x, related) ||
		(x.Dim == value.Ratio || x.Dim == value.Multiple) && quotientGives(v, x) ||
		x.Dim == value.Multiple && rowsGive(v, x) || x.Dim == value.Ratio && cellsShare(v, x) ||
		v.Claim.Matches(each) && shareGives(v, x, related) ||
		x.Dim == value.Seconds && clockGives(v, x) || countedOut(v, x) || countsIn(v, x) ||
		(x.Dim == value.Months || x.Dim == value.Days) && x.Limit == value.NoLimit && v.Claim.Matches(period) && periodGives(v, x)
}

// mostRelated is the most amounts that are added and subtracted.
const mostRelated = 48

// related returns the amounts of x's dimension in the units that the claim is
// about.
func related(v *view.View, x *value.Value) []float64 {
	var out []float64
	for i := range v.Units {
		if v.Scores[i] < .5*v.Scores[v.Best] && v.Claim.Names(&v.Units[i]) == claim.Unnamed && !labelShared(v, &v.Units[i]) {
			continue
		}
		for e := range v.ValuesOf(&v.Units[i]) {
			if x.Measures(e) || v.Units[i].Row && x.Maybe(e) {
				if out = append(out, e.Amount()); len(out) == mostRelated {
					return out
				}
			}
		}
	}
	return out
}

// labelShared reports whether the claim has a noun of a row's label that says which row
// it is.
func labelShared(v *view.View, u *passage.Unit) bool {
	return slices.ContainsFunc(sharedNouns(v, u), func(w string) bool { return !lexicon.General[w] })
}

// sharedNouns returns the nouns of a row's label that the claim has, each once.
func sharedNouns(v *view.View, u *passage.Unit) []string {
	var nouns []string
	for k := range u.Label {
		if w := &u.Label[k]; u.Row && w.Noun && v.Claim.Has(w) && !slices.Contains(nouns, w.Text) {
			nouns = append(nouns, w.Text)
		}
	}
	return nouns
}

// differenceGives reports whether x is the difference of two related amounts,
// or of two amounts in the claim.
func differenceGives(v *view.View, x *value.Value, related []float64) bool {
	return pairGives(append(v.Claim.Said(x), related...), x.Number,
		func(a, b float64) float64 { return a - b })
}

func pairGives(amounts []float64, want float64, f func(a, b float64) float64) bool {
	for i, a := range amounts {
		for j, b := range amounts {
			if i != j && value.Near(f(a, b), want) {
				return true
			}
		}
	}
	return false
}

// sumGives reports whether x is the sum of the amounts in the claim, of two
// related amounts, or of all amounts of its kind in a unit or a column.
func sumGives(v *view.View, x *value.Value) bool {
	said := v.Claim.Said(x)
	if total := totalOf(said); len(said) > 1 && value.Near(total, x.Number) {
		return true
	}
	plus := func(a, b float64) float64 { return a + b }
	var sentences []float64
	for i := range v.Units {
		u := &v.Units[i]
		var all []float64
		for e := range v.ValuesOf(u) {
			if x.Measures(e) || u.Row && x.Maybe(e) {
				all = append(all, e.Amount())
			}
		}
		if total := totalOf(all); len(all) > 1 && value.Near(total, x.Number) ||
			pairGives(append(all, said...), x.Number, plus) {
			return true
		}
		if !u.Row && v.Scores[i] >= .5*v.Scores[v.Best] && len(sentences) < mostRelated {
			sentences = append(sentences, all...)
		}
	}
	return columnGives(v, x) || namedRowsGive(v, x) || pairGives(sentences, x.Number, plus) || rowsAdd(v, x)
}

// mostRows is the most rows whose labels have the claim's nouns of which two are added.
const mostRows = 8

// rowsAdd reports whether x is the sum of rows that the claim names: of rows that share
// nouns with it, those that share most. If these share the same nouns, all of them are
// added; if there are two kinds, one row of each.
func rowsAdd(v *view.View, x *value.Value) bool {
	var shared [][]string
	var amounts [][]float64
	for i := range v.Units {
		u := &v.Units[i]
		if !labelShared(v, u) {
			continue
		}
		var all []float64
		for e := range v.ValuesOf(u) {
			if x.Measures(e) || x.Maybe(e) {
				all = append(all, e.Amount())
			}
		}
		shared, amounts = append(shared, sharedNouns(v, u)), append(amounts, all)
	}
	var kinds [][]string
	sums := map[int][]float64{}
	for k, nouns := range shared {
		if slices.ContainsFunc(shared, func(other []string) bool {
			return len(other) > len(nouns) && hasAll(other, nouns)
		}) {
			continue
		}
		kind := slices.IndexFunc(kinds, func(o []string) bool { return len(o) == len(nouns) && hasAll(o, nouns) })
		if kind < 0 {
			kind, kinds = len(kinds), append(kinds, nouns)
		}
		sums[kind] = append(sums[kind], amounts[k]...)
	}
	if len(sums[0])+len(sums[1]) > mostRows {
		return false
	}
	switch len(kinds) {
	case 1:
		return len(sums[0]) > 1 && value.Near(totalOf(sums[0]), x.Number)
	case 2:
		return slices.ContainsFunc(sums[0], func(a float64) bool {
			return slices.ContainsFunc(sums[1], func(b float64) bool { return value.Near(a+b, x.Number) })
		})
	}
	return false
}

// hasAll reports whether a list has all words of another one.
func hasAll(list, words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(list, w) })
}

// namedRowsGive reports whether x is the sum of a column of the rows that the claim
// names.
func namedRowsGive(v *view.View, x *value.Value) bool {
	rows := v.NamedRows()
	total, number := map[int]float64{}, map[int]int{}
	for _, i := range rows {
		u := &v.Units[i]
		if !u.Row || u.Header == nil {
			continue
		}
		for k := u.First; k < u.Last; k++ {
			for j := range v.Parts[k].Values {
				if e := &v.Parts[k].Values[j]; x.Measures(e) || x.Maybe(e) {
					total[k-u.First] += e.Amount()
					number[k-u.First]++
				}
			}
		}
	}
	for k, t := range total {
		if number[k] > 1 && value.Near(t, x.Number) {
			return true
		}
	}
	return false
}

func totalOf(amounts []float64) float64 {
	total := 0.0
	for _, a := range amounts {
		total += a
	}
	return total
}

// columnGives reports whether x is the sum of a column of the passage's table.
func columnGives(v *view.View, x *value.Value) bool {
	total := map[int]float64{}
	for i := range v.Units {
		u := &v.Units[i]
		if !u.Row {
			continue
		}
		for k := u.First; k < u.Last; k++ {
			for j := range v.Parts[k].Values {
				if e := &v.Parts[k].Values[j]; e.Class == value.Quantity &&
					(e.Dim == x.Dim || e.Dim == value.Bare) {
					total[k-u.First] += e.Amount()
				}
			}
		}
	}
	for _, t := range total {
		if value.Near(t, x.Number) {
			return true
		}
	}
	return false
}

// addedGives reports whether x is an amount plus what the passage says is added
// to it.
func addedGives(v *view.View, x *value.Value) bool {
	for i := range v.Units {
		u := &v.Units[i]
		if !added.MatchString(v.Text[u.Start:u.End]) || !speaksOf(v, u, x) {
			continue
		}
		for e := range v.ValuesOf(u) {
			if e.Class != value.Quantity || e.Dim != x.Dim || e.Dim == value.Counted {
				continue
			}
			if slices.ContainsFunc(related(v, x),
				func(a float64) bool { return value.Near(a+e.Amount(), x.Number) }) {
				return true
			}
		}
	}
	return false
}

// rest matches words for what remains after a share is taken away.
var rest = regexp.MustCompile(`스스로|본인|직접|나머지|부담|남은|뺀|빼고|떼|제외|공제|만 내|만 지불|만 납부|만 결제`)

var added = regexp.MustCompile(`더한다|더합|추가|가산|더 내|더해|더 준|더 주|더 받|더 얹`)

// speaksOf reports whether the claim has a value with the given unit, other
// than x.
func speaksOf(v *view.View, u *passage.Unit, x *value.Value) bool {
	for k := range v.Claim.Values {
		if y := &v.Claim.Values[k]; y != x && !y.Period && v.HasValue(u, y) {
			return true
		}
	}
	for k := range v.Claim.Words {
		if w := &v.Claim.Words[k]; w.Noun && u.Own.Has(w) == 1 && v.Units[v.Best].Own.Has(w) < 1 {
			return true
		}
	}
	return false
}
