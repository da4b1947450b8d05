// Package opensearch is a retrieve.Store over OpenSearch 2.x and 3.x: a managed
// domain, or any cluster of one's own.
//
// All documents share one index behind an alias ([Options].Alias). The index's
// name ends in its layout: analyzer, embedding model and dimensions, and the
// version of the mapping; Store creates it when it first writes. A layout that
// no longer fits is an error and never mixed with another: [Store.Rebuild] fills a new
// index and moves the alias.
//
// A search is one request: _msearch on the alias carries the keyword query
// (BM25) and, with an embedder, the k-NN query (Lucene's HNSW, cosine), both
// with the filters inside. Their scores are fused here, which every domain
// allows: BM25 over the query's best, plus 0.6 × min-max cosine.
//
// Beside its chunks every document has a record, changed by compare-and-swap on
// its sequence number. A Put writes its chunks under ids of its own (an
// attempt), then makes the attempt the current one, then deletes the others by
// id. What dead writers left behind is in the record, too, and leaves
// with the next Put or Forget of that document; until then retrieve.Current
// keeps it from being shown. Nothing waits for a refresh, and nothing is
// deleted by query.
//
// Requests go to the alias, to the names of its indices, and to
// _cluster/health/ALIAS, so that a policy can allow these paths and no others;
// [Store.Rebuild] also needs _alias/ALIAS and _aliases. They are signed with
// SigV4 (service "es"), carry a name and password, or neither.
package opensearch
