// Package opensearch implements retrieve.Store with OpenSearch 2.x or 3.x,
// either a managed domain or a cluster of one's own.
//
// All documents share one index behind an alias ([Options].Alias). The name of
// the index ends in a description of its layout: the analyzer, the embedding
// model and its dimensions, and the version of the mapping. Store creates the
// index when it first writes. If the layout of an existing index does not fit
// the settings, this is an error; [Store.Rebuild] fills a new index and then
// moves the alias.
//
// A search is one request: an _msearch on the alias with the keyword query
// (BM25) and, if there is an embedder, the k-NN query (Lucene's HNSW, cosine).
// Both contain the filters. The scores are fused in this package, because not
// every domain supports fusion: BM25 divided by the query's best BM25, plus 0.6
// × the min-max-scaled cosine.
//
// Besides its chunks, every document has a record, which is updated by
// compare-and-swap on its sequence number. A Put writes the chunks under ids of
// its own (an attempt), then makes this attempt the current one, and then
// deletes the others by id. The record also lists what writers that died have
// left behind; the next Put or Forget of the document removes it, and until
// then retrieve.Current keeps it from being shown. No operation waits for a
// refresh or deletes by query.
//
// Requests go to the alias, to its indices by name, and to
// _cluster/health/ALIAS, so a policy can be limited to these paths.
// [Store.Rebuild] also needs _alias/ALIAS and _aliases. Requests are signed
// with SigV4 (service "es"), carry a user name and password, or neither.
package opensearch
