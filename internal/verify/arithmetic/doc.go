// Package arithmetic tells whether a value of a claim that a passage doesn't give
// follows from values that it gives. [Derives] accepts sums, differences and shares
// (derive.go), rates and prices per unit (rate.go), multiples (multiplied.go),
// repeated amounts (repeated.go) and lengths of time (span.go), provided that the
// claim says that the value was calculated. Counts of what a passage lists are in
// count.go, approximate values and days of the week in rounded.go.
//
// Only the values of sentences and rows that the claim is about are combined, and at
// most 48 of them, because among many numbers some pair gives any result by chance.
package arithmetic
