// Package relevance judges how well passages answer a question: which passages
// are about it at all, in which order they come, and which of their sentences
// to show. Stores only rank passages. All of these judgements are made here,
// and package chat follows them.
//
//   - [Judge] separates the passages that answer the question from those that
//     merely share words with it.
//   - [Extract] chooses the sentences of the passages that answer the question.
//   - [MainWords] and [Coverage] compare the subjects of texts.
package relevance
