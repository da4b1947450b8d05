// Package citation turns the references that the call log keeps into sources that can be shown.
//
// A reference points to a range of a document's version and holds no text of
// it. [Resolver.Resolve] reads the text when it is to be shown, for whoever
// asks: what was deleted or made private since has no excerpt any more. The
// text of a version that was replaced is shown as long as it is kept (see
// document.Document.Earlier). [List] renders sources for base clients.
package citation
