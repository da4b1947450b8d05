// Package forgetting is the contract of deletions that leave nothing behind.
//
// A deleted document is hidden at once. When the deletion is carried out, every
// [Place] that has some of its text forgets it: the search stores, the blobs,
// the answers. Then the record is deleted, and each [Eraser] removes the
// forgotten text from its files. A [Receipt] lists for each place when that was
// done, and what a probe found afterwards. The receipt is written before
// anything is forgotten and completed at the end, so that a deletion which a
// crash interrupted is noticed and finished. Each step can be repeated.
//
// The only part of a document in its receipt is the id, or a digest of it if
// the id is the name of a file.
package forgetting
