// Package expand adds terms to a question that people did not write, but meant:
// the official words for everyday ones ([Everyday]), the correct spelling of
// misspelt words ([Speller]), words that were split by white space ([Joiner]),
// and dates in the other language ([Dates]). It finds terms; package localindex
// decides how much they count.
package expand

import "github.com/mundap/mundap/internal/korean/morph"

// Analyzer turns text into terms; see localindex.Analyzer.
type Analyzer interface {
	Analyze(dst []morph.Term, text string, fields morph.Fields) []morph.Term
}
