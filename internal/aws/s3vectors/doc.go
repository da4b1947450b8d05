// Package s3vectors searches Amazon S3 Vectors ([Store]). An index of the mode
// ENHANCED holds vectors and supports BM25 over Korean text, at the price of
// storage.
//
// Each question is sent twice in parallel, as a vector and as words, and the
// results are combined by their scores ([retrieve.Fuse]). The service's own
// fusion only uses ranks. The package signs and sends the JSON requests itself,
// because the version of the SDK in use does not support text search yet.
//
// Each chunk is one vector; its metadata contains what is needed to show the
// chunk. One more vector for each document records the version and the number
// of chunks, so that a late Put or Forget of an older version changes nothing.
// The service has no conditional writes, so the caller must deliver the events
// of a document in order, as the message groups of a queue do.
package s3vectors
