// Package verify judges which sentences of an answer the passages support. All
// checks are made here; the server, the client, the command line and the APIs
// show the findings.
//
// [Prepare] reads the passages of an answer once. [Passages.Check] then judges
// a sentence, a list item or a table row:
//
//  1. It reads the claims of the sentence: quantities with their units, dates,
//     times, days of the week and names of persons (value.go, scan.go and the
//     files around them), its words (words.go, mend.go).
//  2. It cuts the passages into sentences, table cells and clauses, each with
//     its context: a row's label, a column's head, a heading, the title
//     (segment.go, cells.go, clause.go).
//  3. It leaves out passages about another product, version or year than the
//     sentence or the question (scope.go).
//  4. In each of the others, every value must appear with the same words as in
//     the sentence (place.go, beside.go, apart.go, range.go), or follow from
//     values that do (derive.go, rate.go, multiplied.go, span.go, count.go),
//     and behind the same noun (pair.go).
//  5. It compares names and topics (names.go, replaced.go, topic.go, rows.go),
//     then negation, limits, obligation and conditions, with those of the
//     sentence that says the same (polarity.go, stance.go, specific.go,
//     yesno.go, limit.go, condition.go). What differs is an objection.
//  6. It measures how well each passage matches: the objection is one of
//     the measures (signal.go, unitsignal.go, pairsignal.go). Learned weights
//     choose the likeliest passage and decide whether it supports the sentence
//     (judge.go, decision.go).
//  7. With an encoder, the vectors of words add further measures (witness.go,
//     witnesssignal.go); see [Passages.CheckWith].
//
// Everything is compared by meaning: 1,000만 원 is 10,000,000원, and 2026.3.1. is
// 2026년 3월 1일.
package verify
