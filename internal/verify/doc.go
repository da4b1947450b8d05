// Package verify judges what of an answer the passages bear out. It is the only judge: the server, the client, the
// command line and the APIs show its findings.
//
// [Prepare] reads the passages of an answer once. [Passages.Check] then judges a sentence, a list item or a table row:
//
//  1. What can be right or wrong is read from the sentence: quantities with their units, dates, times and days of the
//     week (value.go and the files around it), names and codes (names.go), its words (words.go).
//  2. The passages are cut into sentences, table cells and clauses, each with what it stands under: a row's label, a
//     column's head, a heading, the title (segment.go).
//  3. Passages that speak of another product, version or year than the sentence or the question are left out
//     (scope.go).
//  4. In each of the others, every value must stand beside the words that it stands beside in the sentence (place.go),
//     or follow from values that do (derive.go). Then negation, limits, obligation and conditions are compared with
//     those of the sentence that says the same (polarity.go, limit.go, condition.go).
//
// Everything is compared by meaning: 1,000만 원 is 10,000,000원, and 2026.3.1. is 2026년 3월 1일.
package verify
