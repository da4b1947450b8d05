// Package kendra searches Amazon Kendra ([Store]), and adds documents to it by
// naming their objects in S3.
//
// By default, Kendra accepts only one call every ten seconds ([Options].Rate),
// so each question makes as few calls as possible. If the index has FAQs, Query
// looks for their answers first, and one with very high confidence is enough.
// Otherwise Retrieve finds passages. If it finds none, documents that Query
// returned with at least medium confidence are used instead. If the index has
// no FAQs, Retrieve is the only call. All documents and questions have the
// language "ko".
//
// Kendra can't keep some promises that other stores keep:
//
//   - It has no versions. Each document has its version in the reserved field
//     _version, but a late Put or Forget is not recognised. The caller must deliver
//     the events of a document in order, as the message groups of a queue do.
//   - It filters by readers only if the index has a list-of-strings field for them
//     ([Options].ReadersField). Without one, Retrieve returns passages whoever
//     their readers are, and only retrieve.Current drops them; every caller passes
//     the passages through it.
//   - The users on Kendra's access lists are not Mundap's, so nobody finds a
//     document with such a list. An entry of a FAQ without a list is visible to
//     everybody, unless it links to one of Mundap's documents: retrieve.Current
//     then checks the readers of that document. An entry that links to an object
//     in the bucket is dropped.
//   - It takes minutes to index a document, and it reads the object itself. Chunks
//     are only used for formats that Kendra can't read.
//   - It knows neither vectors nor kinds of chunks, except for FAQ answers. A
//     question for code therefore finds nothing.
//   - It does not report where in the document a passage is. Start and End are 0,
//     and package chat looks for the place of the passages that an answer cites.
//
// The index must return _version and _source_uri, so they must be displayable
// in its configuration. Otherwise no passage counts as current.
package kendra
