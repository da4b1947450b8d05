package e5

import (
	"bytes"
	"context"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
)

// Words gives a vector for each word of a text, words being what blanks
// separate: the sum of the states of its pieces, which depend on the words
// around it. Words beyond the model's window have no vector, so that the result
// may be shorter than the text. Errors: those of Embed.
func (e *Encoder) Words(ctx context.Context, text string) ([][]float32, error) {
	engine, err := e.load()
	if err != nil {
		return nil, err
	}
	s, ok := e.scratch.Get().(*scratch)
	if !ok {
		s = &scratch{}
	}
	defer e.scratch.Put(s)
	s.ids = engine.w.segment(s.ids[:0], engine.w.normalise(string(embed.Query)+": "+text))
	n := min(len(s.ids), engine.window)
	s.framed = engine.framed(s.framed[:0], s.ids[:n])
	mean := make([]float32, Dimensions)
	if err := engine.run(ctx, s, mean, s.framed, 1); err != nil {
		return nil, fault.Wrap(err, fault.KindOf(err), "", "")
	}
	begin := utf8.AppendRune(nil, space)
	var out [][]float32
	for t := 1; t <= n; t++ {
		if out == nil || bytes.HasPrefix(engine.w.piece(int(s.framed[t])), begin) {
			out = append(out, make([]float32, Dimensions))
		}
		for i, x := range s.states[t*Dimensions : (t+1)*Dimensions] {
			out[len(out)-1][i] += x
		}
	}
	return out[min(1, len(out)):], nil // without the kind
}
