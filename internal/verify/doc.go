// Package verify judges which sentences of an answer the passages support. All
// checks are made here; the server, the client, the command line and the APIs
// show the findings.
//
// [Prepare] reads the passages of an answer once. [Passages.Check] then judges
// a sentence, a list item or a table row:
//
//  1. Package claim reads the sentence and its question, with the words of package
//     lexicon and the values of package value.
//  2. Package passage has cut the passages into sentences, rows, clauses and cells.
//  3. Package scope tells which passages are about another product, version or
//     year than the sentence or the question. They are left out.
//  4. Package evidence compares the sentence with each passage by rules, whose
//     objections give the reason that is shown. Each rule looks at a [view.View],
//     the sentence as seen from one passage. The rules on values are in packages
//     placement and arithmetic, those on names in naming, and those on negation and
//     conditions in polarity. Package signal measures how well the two match.
//  5. Package decision chooses the likeliest passage by learned weights of the
//     signals, and decides whether it supports the sentence (judge.go). If none
//     does, two passages may do so together (together.go).
//
// [Passages.CheckWith] uses an encoder's vectors of words as further signals.
package verify
