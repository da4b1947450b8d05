// Package scope compares the passages of an answer with one another. It finds
// near duplicates, such as two versions of a document, and determines which of
// them a sentence or its question is about. A [Set] is the passages of one
// answer.
package scope
