// Package forgetting is the contract of deletions that leave nothing behind.
//
// A deleted document is hidden at once. When its deletion is carried out, every
// [Place] where its text lies forgets it: the search stores, the blobs, the
// answers. Then the record goes, and each [Eraser] clears what was forgotten out
// of its files. A [Receipt] tells per place when that was done and what a probe
// found afterwards. It is written before anything is forgotten and completed at
// the end, so that a crash in between is found and mended: each step may be
// repeated.
//
// A receipt contains nothing of the document but its id, and that as a digest
// where the id is a file's name.
package forgetting
