// Package models tests the model adapters against real servers: Ollama with a
// small model, and a server of multilingual E5 embeddings. `make test-models`
// fetches both (test/models/fetch) and runs the tests, which stand behind the
// build tag "models": they need about a gigabyte and minutes, and never assert
// what a model says.
package models
