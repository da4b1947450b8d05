package relevance

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// identifier matches what names one row or entry among its like: a code, a
// date, an amount.
var identifier = regexp.MustCompile(`(?i)\d{1,2}월 ?\d{1,2}일|[a-z]*[-_.]?\d[\d,.:]*(?:[-_.]?[a-z\d]+)*`)

// identifiersOf returns the identifiers of a question that have two digits at
// least, in the form that holds compares.
func identifiersOf(question string) (all []string) {
	for _, found := range identifier.FindAllString(question, -1) {
		id := bareID(found)
		digits := strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return r
			}
			return -1
		}, id)
		if len(digits) >= 2 {
			all = append(all, id)
		}
	}
	return all
}

// bareID is an identifier in small letters, without the marks that people leave
// out: E-17 is e17, 55,000 is 55000.
func bareID(id string) string {
	return strings.ToLower(strings.NewReplacer("-", "", "_", "", ",", "", " ", "", ".", "").Replace(id))
}

// holds reports whether a text has all identifiers, each by itself: 55,000 does
// not stand in 155,000.
func holds(text string, ids []string) bool {
	var own []string
	for _, found := range identifier.FindAllString(text, -1) {
		own = append(own, bareID(found))
	}
	return !slices.ContainsFunc(ids, func(id string) bool { return !slices.Contains(own, id) })
}

// identified leaves out the rows of a table, and the entries of a list that
// begin with a code, that lack an identifier of the question, if others of the
// same passage have all of them.
func identified(q string, chosen []candidate) []candidate {
	ids := identifiersOf(q)
	if len(ids) == 0 {
		return chosen
	}
	found := map[int]bool{} // by passage
	for _, c := range chosen {
		if entry(c) && holds(c.Text, ids) {
			found[c.Passage] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(chosen), func(c candidate) bool {
		return found[c.Passage] && entry(c) && !holds(c.Text, ids)
	})
}

// entriesNamed returns the rows and entries that have all identifiers of a
// question, one for each passage.
func entriesNamed(q string, all []candidate) []candidate {
	ids := identifiersOf(q)
	var named []candidate
	for _, c := range all {
		last := len(named) - 1
		if len(ids) > 0 && entry(c) && (last < 0 || named[last].Passage != c.Passage) &&
			holds(c.Text, ids) {
			named = append(named, c)
		}
	}
	return named
}

// leadingCode matches the code that an entry of a list explains.
var leadingCode = regexp.MustCompile(`^(?:[A-Za-z]+[-_]?\d{1,}|\d{3,})[\s:：)]`)

// entry reports whether a candidate is a row of a table or an entry that begins
// with a code.
func entry(c candidate) bool { return c.header != "" || leadingCode.MatchString(c.Text) }
