// Package embed is the contract of text embeddings. An [Embedder] turns texts
// into vectors; the cosine of two vectors measures how similar the texts are in
// meaning. [Centre] and [Calibrate] make the cosines of different models
// comparable. [Fake] is for tests.
package embed

import "context"

// Kind says which side of a search a text stands on; many models embed the two differently.
type Kind string

const (
	Query   Kind = "query"
	Passage Kind = "passage"
)

// Info describes an embedder. Two vectors can be compared only if their Model
// and Dimensions are the same.
type Info struct {
	Model      string
	Dimensions int // 0: not known before the first call
	MaxTexts   int // most texts in one call; 0 means no limit
}

// Embedder turns texts into vectors. Safe for concurrent use.
type Embedder interface {
	// Embed gives one vector per text, in the texts' order, all of the same
	// length, not necessarily of unit length. All or nothing: on an error no
	// vector is returned. A longer list than Info.MaxTexts is split by the
	// implementation. An empty text gets a vector too. Errors as llm.Model
	// classifies them.
	Embed(ctx context.Context, kind Kind, texts []string) ([][]float32, error)
	Info() Info
}
