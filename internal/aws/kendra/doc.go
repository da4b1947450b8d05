// Package kendra searches Amazon Kendra ([Store]) and gives it documents by their place in S3.
//
// Kendra takes few questions: one in ten seconds, unless somebody pays for more
// ([Options].Rate). So each costs as few calls as will do. If the index has
// FAQs, Query looks for their answers first; one with very high confidence
// suffices. Otherwise Retrieve finds passages. When it finds nothing, Query's
// documents of at least medium confidence stand in. Without FAQs, Retrieve is
// the only call. Language "ko" goes with all that is written and asked.
//
// Kendra differs from other stores in what it can promise:
//
//   - It has no versions. Each document carries its version in the reserved field _version, but a late Put or Forget is not
//     told from a newer one: the caller keeps the order of a document's events (a queue's message group does).
//   - It filters by readers only where the index has a list-of-strings field for them ([Options].ReadersField). Without
//     one, passages of any reader come out of Retrieve, and retrieve.Current, which every caller passes them through, is
//     alone in dropping them.
//   - It takes minutes to index, and reads the object itself: chunks are used only for formats that it can't read.
//   - It knows neither kinds of chunks (FAQ answers aside) nor vectors: a question for code finds nothing.
//
// The index must return _version and _source_uri (displayable in its
// configuration), or no passage is current.
package kendra
