// Package s3vectors searches Amazon S3 Vectors ([Store]): vectors and BM25 over
// Korean text in one index of the mode ENHANCED, at the price of storage.
//
// A question is asked twice at once, by its vector and by its words, and the two
// are brought together by their scores ([retrieve.Fuse]); the service's own
// fusion goes by ranks. The calls are signed JSON: the SDK that is used here has
// no text search yet.
//
// Each chunk is a vector, with what is needed to show it as metadata. A further
// vector for each document remembers which version is there and how many chunks
// it has, so that late versions change nothing. The service has no conditional
// writes: the caller keeps the order of a document's events (a queue's message
// group does).
package s3vectors
