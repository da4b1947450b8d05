// Package localindex is Mundap's own search store. It searches Korean full text
// with exact BM25 and, if there is an embedder, also by vectors. Its files are
// in a folder or in a blob store (package storage).
//
//	ix, err := localindex.Open(ctx, localindex.Options{Storage: folder, Analyzer: &morph.Analyzer{}})
//	defer ix.Close()
//
// [Index] implements retrieve.Store. When Put has returned, its chunks are
// durable, and the next Retrieve finds them. [Shards] searches several indexes
// as one.
//
// # How it works
//
// Put analyses its chunks in the caller's goroutine and passes them to a single
// writer (writer.go). The writer collects the chunks of concurrent callers,
// writes them as one immutable segment (package segment), then writes a new
// manifest (manifest.go), and only then answers the callers. Many documents
// thus share one disk sync. There is no log to replay: the manifest names the
// segments and the deletions in each, and it is replaced in one atomic step, so
// a crash leaves either the old or the new state. Opening the index removes
// files that the manifest does not name.
//
// A search uses a snapshot (snapshot.go): the segments and deletions of one
// manifest. Files stay open and mapped until the last search that uses them has
// ended. Segments of similar size are merged in the background (merging.go).
// Replaced and forgotten documents are never found; a merge also removes them
// from the files, and [Index.Erase] does so immediately.
//
// A segment that turns out to be damaged is removed from the index and reported
// (Options.Damaged), so that the caller can put its documents again.
//
// A question is answered in these steps (retrieve.go): the analyzer makes terms
// of it, package expand adds those that it means without having them, package
// rank finds the best passages by BM25, package vector finds those nearest in
// meaning, and fusion.go combines both. The parameters are in ranking.go.
// Package storage keeps the files.
package localindex
