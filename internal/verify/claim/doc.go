// Package claim reads a sentence of an answer together with its question.
// [Read] returns a [Claim] with the clauses, words and values of both.
// [Claim.Empty] reports whether the sentence claims anything at all.
package claim
