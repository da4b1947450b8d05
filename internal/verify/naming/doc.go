// Package naming compares the persons, bodies and things that a claim names with
// those of a passage. [Names] objects to names that the passage lacks or that take
// the place of another name (names.go, replaced.go). The other rules object if what is
// said of one person, body or thing is said of another one: by attribution
// (attributed.go), affiliation (affiliated.go), company (companion.go), the side of a
// deal (party.go), or the kind of thing (sibling.go, substituted.go).
package naming
