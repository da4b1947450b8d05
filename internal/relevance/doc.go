// Package relevance says how well passages answer a question: which of them are
// about it at all, in which order, and which of their sentences to show.
// Nothing else judges this: stores rank passages, and package chat follows the
// judgement made here.
//
//   - [Judge] tells the passages that are about the question from those that
//     only share a word with it.
//   - [Extract] chooses the sentences of the passages that answer it.
//   - [MainWords] and [Coverage] compare texts by what they are about.
package relevance
