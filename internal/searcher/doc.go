// Package searcher serves a shard of the search index over HTTP and queries
// such shards. It is for indexes that are too large for the functions on AWS,
// which would have to fetch all segments before they could search them. A
// searcher runs all the time and has the segments on its disk.
//
// [Handler] serves one shard: an index that is opened read-only and follows
// what another process writes. [Client] is a shard that one or more searchers
// serve. localindex.Shards searches several of them as one index. As the
// contract of a store requires, each request carries the asker's scope, and the
// searcher applies it before it ranks.
//
//	POST /v1/count        the readable passages with each of some terms
//	POST /v1/candidates   the best passages of the shard
//	GET  /healthz         200 as long as the process answers
//	GET  /readyz          200 when the segments are there, 503 before that
//
// If one API stands in front of all shards, paths begin with the shard's number,
// as in /0/v1/count. Requests to /v1 carry the shared key in the header
// [KeyHeader]. Bodies are JSON. Both sides are always deployed with the same
// version of Mundap or with neighbouring versions. Incompatible changes get a
// path other than /v1.
package searcher
