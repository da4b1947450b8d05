// Package scope relates the passages that are shown with an answer. It finds near
// duplicates, such as two versions of a document, and which of them a sentence or
// its question is about.
package scope
