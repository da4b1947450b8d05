// Package kendra searches Amazon Kendra ([Store]) and gives it documents by their place in S3.
//
// Kendra accepts only one call every ten seconds unless one pays for more
// ([Options].Rate), so each question makes as few calls as possible. If the index
// has FAQs, Query looks for their answers first. One with very high confidence is
// enough. Otherwise Retrieve finds passages. If it finds none, documents that
// Query returned with at least medium confidence are used instead. If the index
// has no FAQs, Retrieve is the only call. Everything that is written or asked has
// the language "ko".
//
// Kendra differs from other stores in what it can promise:
//
//   - It has no versions. Each document carries its version in the reserved field _version, but a late Put or Forget is not
//     told from a newer one: the caller keeps the order of a document's events (a queue's message group does).
//   - It filters by readers only where the index has a list-of-strings field for them ([Options].ReadersField). Without
//     one, passages of any reader come out of Retrieve, and retrieve.Current, which every caller passes them through, is
//     alone in dropping them.
//   - Its access lists name users of Kendra's, which are not Mundap's: what is on such a list is found by nobody. An entry of
//     a FAQ without a list is everyone's, unless it links to one of Mundap's documents: retrieve.Current checks the readers
//     of that one, and an entry that links to an object in the bucket is dropped.
//   - It takes minutes to index, and reads the object itself: chunks are used only for formats that it can't read.
//   - It knows neither kinds of chunks (FAQ answers aside) nor vectors: a question for code finds nothing.
//   - It does not say where in the document a passage is. Start and End are 0; package chat looks for the place of
//     what an answer cites.
//
// The index must return _version and _source_uri (displayable in its
// configuration), or no passage is current.
package kendra
