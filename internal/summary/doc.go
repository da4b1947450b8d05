// Package summary uses a model to condense documents: it explains what a
// function of code does, summarises a long document, and writes a guide that
// tells readers what a document contains.
//
// All its requests have the purpose llm.Summarise. A pool of models therefore
// uses all its regions at once for them, but lets answers that people are
// waiting for go first.
package summary
