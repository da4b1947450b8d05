// Package split divides the pages that package load reads into the chunks that
// are indexed and found. It also builds the whole text of the version; each
// chunk is a range of it.
//
//	contents, err := split.Splitter{}.Split(key, version, file.Pages(ctx, 0))
//	contents.Title = file.Info().Title
//
// Prose is divided at the ends of sentences into pieces of about a thousand
// characters. The last sentences of a piece are repeated at the beginning of
// the next one. A piece does not extend beyond its section, except that short
// sections under one heading share a piece. Each piece carries the path of the
// headings above it. Tables are divided between rows, and their header is
// repeated. Each row of a csv is a piece, and so is each function of code.
//
// The same pages always give the same chunks. Their ids (a hash of document,
// version and ordinal) therefore stay the same when an ingestion is repeated.
package split
