// Package verify checks which sentences of an answer are supported by the
// passages. All checks are made here; the server, the client, the command line
// and the APIs only show the findings.
//
// [Prepare] reads the passages of an answer once. [Passages.Check] then checks
// a [Sentence], which may also be a list item or a table row, and returns a
// [Finding]:
//
//  1. Package claim reads the sentence and its question, using package lexicon for
//     words and package value for values.
//  2. Package passage has divided the passages into sentences, rows, clauses and cells.
//  3. Package scope finds passages about another product, version or year than the
//     sentence or the question. They are left out.
//  4. Package evidence applies rules to the sentence and each passage. The first rule
//     that objects gives the reason that is shown. Each rule gets a [view.View], which
//     combines the sentence with one passage. The rules for values are in the packages
//     placement and arithmetic, those for names in naming, and those for negation and
//     conditions in polarity. Package signal measures how well the two match.
//  5. Package decision chooses the likeliest passage by learned weights of the
//     signals, and decides whether it supports the sentence (judge.go). If no passage
//     does, two passages may do so together (together.go).
//
// [Passages.CheckWith] also compares the vectors that an encoder makes for the
// words.
package verify
