// Package korean has the basics of Korean text: its normal form ([Normalise]),
// the language of a text, the ends of its sentences ([Sentences]), and the
// particle that follows a word ([Josa]).
//
// All text inside Mundap is in NFC. Everything that enters, such as a question,
// a file name or the text of a document, passes through [Normalise] once. The
// other functions expect normalised text.
//
// Morphemes and the dictionary are in package morph, below this one.
package korean
