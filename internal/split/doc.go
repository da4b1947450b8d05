// Package split cuts what package load reads into the chunks that are indexed
// and found, and builds the version's whole text on the way, of which every
// chunk is a range.
//
//	contents, err := split.Splitter{}.Split(key, version, file.Pages(ctx, 0))
//	contents.Title = file.Info().Title
//
// Prose is cut into pieces of about a thousand characters by whole sentences,
// with the last sentences of a piece repeated at the beginning of the next one.
// Headings bound pieces and stand above them as a path; short sections under
// one heading share a piece. Tables are cut between rows, with their header
// repeated; a csv gives a piece a row; code gives one a function.
//
// The same pages give the same chunks, so their ids (a hash of document,
// version and ordinal) stay the same when an ingestion is repeated.
package split
