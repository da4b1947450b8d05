package document

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Sizes of a list's page.
const (
	DefaultLimit = 100
	MaxLimit     = 1000
)

// PageSize is f.Limit with its default and its bound applied.
func (f Filter) PageSize() int {
	if f.Limit <= 0 {
		return DefaultLimit
	}
	return min(f.Limit, MaxLimit)
}

// Matches reports whether d is one that f selects by name, title, state and owner. Paging (After, Limit) and the
// scope are the store's affair.
func (f Filter) Matches(d Document) bool {
	if f.State != "" && d.State != f.State || f.Owner != "" && d.Owner != f.Owner {
		return false
	}
	part := Fold(f.Contains)
	return part == "" || strings.Contains(Fold(d.ID.Name()), part) || strings.Contains(Fold(d.Title), part)
}

// Fold is the form in which names and titles are searched: NFC, lower case.
func Fold(s string) string { return strings.ToLower(norm.NFC.String(s)) }

// Clone is a copy of d that shares no memory with it.
func (d Document) Clone() Document {
	d.Readers = append(d.Readers[:0:0], d.Readers...)
	d.Warnings = append(d.Warnings[:0:0], d.Warnings...)
	if d.Failure != nil {
		f := *d.Failure
		d.Failure = &f
	}
	return d
}

// Check reports fault.Invalid for a key that NewKey would not have made. Stores call it before they write.
func (k ID) Check() error {
	parsed, err := ParseKey(string(k))
	if err == nil && parsed != k {
		err = badName(string(k))
	}
	return err
}
