// Package evidence compares a claim with passages by rules. [Compare] returns a
// [view.Opinion] for each passage: what in it is about the claim, and the first
// objection, if there is one. The rules are listed in rules.go:
//
//   - Every value must occur in the passage with the same words around it as in the
//     claim, or follow from values that do (packages placement and arithmetic).
//   - Names must be those of the passage (package naming).
//   - Negation, obligation, conditions and exceptions must be those of the
//     corresponding clause of the passage (package polarity).
//   - Rows, columns and topics must be those that the claim names (rows.go,
//     columns.go, table.go, topic.go, segment.go). Text that has been changed or
//     was only proposed doesn't count (outdated.go, superseded.go).
//
// reduced.go finds values that follow from several passages together.
package evidence
