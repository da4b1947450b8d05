package verify

import (
	"context"
	"strings"

	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/signal"
)

// Encoder is a model that makes a vector for each word of a text, depending on
// the words around it. Words are separated by white space. There may be fewer
// vectors than words. It must be safe for concurrent use if CheckWith is called
// concurrently.
type Encoder interface {
	Words(ctx context.Context, text string) ([][]float32, error)
}

// Encode computes the vectors of a passage for CheckWith. No other goroutine may
// use the passage meanwhile. Errors are those of the encoder.
func (r *Read) Encode(ctx context.Context, e Encoder) error {
	states := make([][][]float32, len(r.p.Units))
	for i := range r.p.Units {
		text := r.p.PlainText(&r.p.Units[i])
		words, err := e.Words(ctx, text)
		if err != nil {
			return err
		}
		states[i] = words
	}
	r.p.States = states
	return nil
}

// CheckWith is Check with an encoder as additional evidence. All passages must
// have been encoded with the same encoder. Errors are those of the encoder.
func (p *Passages) CheckWith(ctx context.Context, e Encoder, s Sentence) (Finding, error) {
	s, ok := s.withoutConcession()
	if !ok {
		return Finding{Verdict: NoClaim}, nil
	}
	words, err := e.Words(ctx, spaced(s.Text))
	if err != nil {
		return Finding{}, err
	}
	return p.check(s, signal.NewWitness(p.set.List, words)), nil
}

// spaced is a sentence without markup, with single spaces between its words.
func spaced(sentence string) string { return strings.Join(strings.Fields(claim.Blank(sentence)), " ") }
