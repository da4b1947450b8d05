package document

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Sizes of a page of a list.
const (
	DefaultLimit = 100
	MaxLimit     = 1000
)

// PageSize returns f.Limit with the default and the maximum applied.
func (f Filter) PageSize() int {
	if f.Limit <= 0 {
		return DefaultLimit
	}
	return min(f.Limit, MaxLimit)
}

// Matches reports whether f selects d by name, title, state and owner. The
// store itself handles paging (After, Limit) and the scope.
func (f Filter) Matches(d Document) bool {
	if f.State != "" && d.State != f.State || f.Owner != "" && d.Owner != f.Owner || f.Name != "" &&
		d.Name != f.Name {
		return false
	}
	part := Fold(f.Contains)
	return part == "" || strings.Contains(Fold(d.Name), part) || strings.Contains(Fold(d.Title),
		part)
}

// Place returns the sort key of d in a list that is sorted by name. Numbers in
// names are compared by value, so 2 comes before 10. Documents with the same
// name are sorted by id, so no two have the same place.
func (d Document) Place() string { return numbered(Fold(d.Name)) + "//" + string(d.ID) }

// manyDigits is how many digits a number has at least whose length takes three
// digits instead of one.
const manyDigits = 9

// numbered writes the length of each number, without leading zeros, before its
// digits: of two numbers, the longer one is the greater. Texts that are compared
// byte by byte are so compared by the value of their numbers.
func numbered(name string) string {
	var b strings.Builder
	for name != "" {
		from := strings.IndexFunc(name, isDigit)
		if from < 0 {
			break
		}
		to := from + len(name[from:]) - len(strings.TrimLeftFunc(name[from:], isDigit))
		digits := strings.TrimLeft(name[from:to], "0")
		b.WriteString(name[:from])
		if len(digits) < manyDigits {
			fmt.Fprintf(&b, "%d%s", len(digits), digits)
		} else {
			fmt.Fprintf(&b, "%d%03d%s", manyDigits, len(digits), digits)
		}
		name = name[to:]
	}
	b.WriteString(name)
	return b.String()
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// Fold returns the form in which names and titles are searched: NFC in lower
// case.
func Fold(s string) string { return strings.ToLower(norm.NFC.String(s)) }

// Clone returns a copy of d that shares no memory with it.
func (d Document) Clone() Document {
	d.Readers = append(d.Readers[:0:0], d.Readers...)
	d.Warnings = append(d.Warnings[:0:0], d.Warnings...)
	d.Earlier = append(d.Earlier[:0:0], d.Earlier...)
	if d.Deleted != nil {
		a := *d.Deleted
		d.Deleted = &a
	}
	if d.Shared != nil {
		a := *d.Shared
		d.Shared = &a
	}
	if d.Failure != nil {
		f := *d.Failure
		d.Failure = &f
	}
	if d.Refused != nil {
		f := *d.Refused
		d.Refused = &f
	}
	return d
}

// PageOf returns a page of the documents that f selects. The documents may be
// in any order, and there may be more than the page holds.
func PageOf(found []Document, f Filter) Page {
	place := f.Order.Place
	slices.SortFunc(found, func(a, b Document) int { return strings.Compare(place(a), place(b)) })
	size := f.PageSize()
	if len(found) <= size {
		return Page{Documents: found}
	}
	return Page{Documents: found[:size], Next: place(found[size-1])}
}
