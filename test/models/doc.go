// Package models tests the model adapters against real servers: Ollama with a
// small model, and a server of multilingual E5 embeddings. `make test-models`
// downloads both (test/models/fetch) and runs the tests. Because they need
// about a gigabyte and several minutes, they have the build tag "models". They
// never check the wording of a model's answer.
package models
