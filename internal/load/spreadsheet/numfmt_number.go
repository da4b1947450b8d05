package spreadsheet

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// ratio is how a format shows a fraction: "# ?/?", "??/100".
type ratio struct {
	whole bool // whole numbers stand before it
	most  int  // the largest denominator
	fixed bool // the denominator is always that
}

// fractionCode is a fraction at the beginning of a format's rest.
var fractionCode = regexp.MustCompile(`^(?:([0#?]+) +)?[0#?]+ ?/ ?([0#?]+|[1-9]\d*)`)

// ratio reads a fraction if one begins here.
func (p *formatParser) ratio() bool {
	m := fractionCode.FindStringSubmatch(p.rest)
	if m == nil || p.started || p.section.date {
		return false
	}
	const longest = 4 // digits
	r := ratio{whole: m[1] != ""}
	if n, err := strconv.Atoi(m[2]); err == nil && n > 0 {
		r.most, r.fixed = min(n, 100_000), true
	} else {
		r.most = int(math.Pow10(min(len(m[2]), longest))) - 1
	}
	p.take(len(m[0]))
	p.started = true
	p.section.ratio = r
	p.section.tokens = append(p.section.tokens, token{kind: 'n'})
	return true
}

// show writes a number that is not negative as a fraction.
func (r ratio) show(v float64) string {
	whole, rest := math.Modf(v)
	if v > 1e15 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	n, d := r.nearest(rest)
	if n == d {
		whole, n = whole+1, 0
	}
	switch {
	case !r.whole:
		return fmt.Sprintf("%.0f/%d", whole*float64(d)+float64(n), d)
	case n == 0:
		return fmt.Sprintf("%.0f", whole)
	case whole == 0:
		return fmt.Sprintf("%d/%d", n, d)
	}
	return fmt.Sprintf("%.0f %d/%d", whole, n, d)
}

// nearest gives the fraction that comes nearest to a number from 0 to 1.
func (r ratio) nearest(v float64) (n, d int) {
	if r.fixed {
		return int(math.Round(v * float64(r.most))), r.most
	}
	best := math.Inf(1)
	for i := 1; i <= r.most && best > 1e-12; i++ {
		k := int(math.Round(v * float64(i)))
		if off := math.Abs(v - float64(k)/float64(i)); off < best-1e-12 {
			n, d, best = k, i, off
		}
	}
	return n, d
}

// scientific writes a number that is not negative with a power of ten. With
// several places before the point, the power is a multiple of them.
func (s section) scientific(v float64) string {
	step := min(max(1, s.places), 15)
	power := 0
	if v != 0 {
		power = int(math.Floor(math.Log10(v)/float64(step))) * step
	}
	text := strconv.FormatFloat(v/math.Pow10(power), 'f', s.digits, 64)
	if m, _ := strconv.ParseFloat(text, 64); m >= math.Pow10(step) { // it was rounded up
		power += step
		text = strconv.FormatFloat(v/math.Pow10(power), 'f', s.digits, 64)
	}
	sign := "+"
	if power < 0 {
		sign = "-"
	} else if s.bare {
		sign = ""
	}
	digits := strconv.Itoa(max(power, -power))
	return s.wholes(text) + "E" + sign + strings.Repeat("0", max(0, s.powers-len(digits))) + digits
}
