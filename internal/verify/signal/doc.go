// Package signal measures how well each passage matches a claim. [Of] gives the
// signals, named numbers from which package decision has learned what counts. Whether
// a rule of package evidence objects is one of them. Others compare sentences and rows
// (unit.go), pairs of words (pair.go), clauses (align.go, clause.go), exceptions
// (exception.go) and near duplicates (twin.go). With an encoder, the vectors of words
// add more (witness.go, encoded.go).
package signal
