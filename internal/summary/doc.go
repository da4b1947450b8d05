// Package summary has a model condense documents: what a function of code does,
// what a long document says, and a guide to a document for its readers.
//
// All requests have the purpose llm.Summarise, so that a pool of models works on
// them behind the answers that people wait for, in all its regions at once.
package summary
