// Package claim reads a sentence of an answer with its question: its clauses,
// words and values. It also tells whether the sentence claims anything at all.
package claim
