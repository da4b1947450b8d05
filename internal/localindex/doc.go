// Package localindex is Mundap's own search store: Korean full text with exact
// BM25, and vectors beside it when there is an embedder, in files of its own or
// in a blob store.
//
//	ix, err := localindex.Open(ctx, localindex.Options{Storage: folder, Analyzer: &morph.Analyzer{}})
//	defer ix.Close()
//
// [Index] implements retrieve.Store. Once Put returns, its chunks are durable
// and the next Retrieve finds them.
//
// # How it works
//
// Put analyses its chunks in the caller's goroutine and hands them to the one
// writer (writer.go), which gathers what other callers bring at the same time,
// writes all of it as one immutable segment (package segment), then a new
// manifest (manifest.go), and only then answers the callers: many documents
// share one trip to the disk. There is no log to replay: the manifest names the
// segments and the deletions of each, and it changes in one atomic step, so a
// crash leaves the state before or after. Files that no manifest names are
// removed when the index is opened.
//
// A search works on a snapshot (snapshot.go): the segments and deletions of one
// manifest. Files stay open and mapped until the last search that uses them
// ends. Segments of like size are merged in the background (merging.go);
// documents that were replaced or forgotten leave the files then, and are never
// found before. [Index.Erase] makes them leave at once.
//
// A segment that turns out to be damaged is taken out and reported
// (Options.Damaged); the caller puts its documents again from the document
// store. Ranking is in package rank, and in ranking.go what of it is Mundap's
// choice.
package localindex
