// Package field numbers the fields of the search index. Package korean/morph
// makes terms of two kinds from a text, words and pairs of characters. Segments
// know the kinds by their numbers.
package field

import "github.com/mundap/mundap/internal/korean/morph"

// The numbers of the fields, which are part of the format of segments. Segments
// have room for a third one: older segments may contain pairs of words there,
// which are no longer searched.
const (
	Words   = 0
	Bigrams = 1
)

// Indexed are the fields that an index has.
const Indexed = morph.Words | morph.Bigrams

// Of returns the number of the analyzer's field f, which is one of Indexed.
func Of(f morph.Fields) uint8 {
	if f == morph.Bigrams {
		return Bigrams
	}
	return Words
}
