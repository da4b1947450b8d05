// Package citation turns the references in the call log into sources that can
// be shown.
//
// A reference points to a range of a version of a document and does not contain
// its text. [Resolver.Resolve] reads the text for the person who looks at the
// answer, at the time when it is shown. If the document has been deleted or
// made private since, there is no excerpt any more. The text of a replaced
// version is shown as long as it is kept (see document.Document.Earlier).
// [List] renders sources as HTML for base clients.
package citation
