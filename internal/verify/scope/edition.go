package scope

import (
	"regexp"
	"strconv"

	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
)

// edition says which of several versions of a document a passage is: by its date, its
// version or its number.
type edition struct {
	kind    string
	numbers [3]int
}

var (
	versionIn = regexp.MustCompile(`(?:^|[^\d.])[vV]?(\d{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?(?:[^\d.]|$)`)
	numberIn  = regexp.MustCompile(`제?(\d{1,3}) ?(?:차|회|판)`)
)

// editionOf reads the edition from a passage's title.
func editionOf(p *passage.Passage) (edition, bool) {
	for k := range p.Values {
		if d := p.Values[k].Date; p.Values[k].Class == value.Date && d.Year > 0 {
			return edition{"date", [3]int{d.Year, d.Month, d.Day}}, true
		}
	}
	if m := numberIn.FindStringSubmatch(p.Title); m != nil {
		return edition{"number", [3]int{atoi(m[1])}}, true
	}
	if m := versionIn.FindStringSubmatch(p.Title); m != nil {
		return edition{"version", [3]int{atoi(m[1]), atoi(m[2]), atoi(m[3])}}, true
	}
	return edition{}, false
}

// atoi is the number of up to three digits; 0 if there are none.
func atoi(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

// Newer returns the passages that are later editions of the i-th, unless the claim or
// the question asks for that edition.
func (p *Set) Newer(i int, c *claim.Claim) []int {
	own, ok := editionOf(p.List[i])
	if !ok || c.Matches(older) || older.MatchString(c.Ask.Text) || p.asksFor(i, c) {
		return nil
	}
	var out []int
	for j, q := range p.List {
		if e, ok := editionOf(q); ok && j != i && e.kind == own.kind && p.parallel(i, j) && own.before(e) {
			out = append(out, j)
		}
	}
	return out
}

func (e edition) before(o edition) bool {
	for k := range e.numbers {
		if e.numbers[k] != o.numbers[k] {
			return e.numbers[k] < o.numbers[k]
		}
	}
	return false
}

// asksFor reports whether the claim or the question has a value of the i-th passage's
// title that other titles lack.
func (p *Set) asksFor(i int, c *claim.Claim) bool {
	for _, list := range [...][]value.Value{c.Values, c.Ask.Values} {
		for k := range list {
			x := &list[k]
			if !passage.Holds(p.List[i].Values, x) {
				continue
			}
			own := true
			for j, q := range p.List {
				own = own && (j == i || !passage.Holds(q.Values, x))
			}
			if own {
				return true
			}
		}
	}
	return false
}
