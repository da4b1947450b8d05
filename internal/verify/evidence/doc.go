// Package evidence compares a claim with passages.
//
// [Compare] gives an [Opinion] for each passage: what in it is about the claim,
// and the first objection, if there is one. Objections come from rules (rules.go):
//
//   - Every value must appear with the same words as in the claim (place.go,
//     beside.go, apart.go, range.go), or follow from values that do (derive.go,
//     rate.go, multiplied.go, repeated.go, reduced.go, span.go, count.go,
//     rounded.go), or go without saying (understood.go), or be a case within a
//     bound (instance.go), and stand behind the same noun (pair.go).
//   - Names and topics must be those of the passage (names.go, replaced.go,
//     attributed.go, affiliated.go, sibling.go, topic.go, segment.go, rows.go,
//     table.go).
//   - Negation, limits, obligation, conditions and exceptions must be those of the
//     sentence that says the same (polarity.go, stance.go, specific.go, yesno.go,
//     opposite.go, included.go, also.go, counterpart.go, condition.go,
//     conceded.go), and what was changed or only proposed doesn't count
//     (outdated.go, superseded.go).
//
// [Signals] measures how well each passage matches. The objection is one of the
// measures. Others compare sentences and rows (unitsignal.go), pairs of words
// (pairsignal.go), clauses (align.go, clausesignal.go), exceptions
// (exceptionsignal.go) and near duplicates (twinsignal.go). With an encoder, the
// vectors of words add more (witness.go, witnesssignal.go).
package evidence
