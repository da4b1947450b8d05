// Package korean holds what Mundap knows about Korean text as such: its normal
// form, which language a text is in, where its sentences end, and which
// particle follows a word.
//
// Text inside Mundap is in NFC. Everything that enters (a question, a file's
// name, a document's text) goes through [Normalise] once, at the edge; every
// function here takes text that has.
//
// Morphemes and the dictionary are in the package morph below.
package korean
