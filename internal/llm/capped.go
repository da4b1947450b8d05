package llm

import (
	"iter"
	"unicode/utf8"
)

// Capped is a stream that ends after at most limit bytes of text, as if the
// model had met its MaxTokens, whatever the model goes on to say. The upstream
// request is stopped then.
func Capped(stream iter.Seq2[Chunk, error], limit int) iter.Seq2[Chunk, error] {
	return func(yield func(Chunk, error) bool) {
		left := limit
		for c, err := range stream {
			if c.Restart {
				left = limit
			}
			if err == nil && len(c.Text) > left {
				for left > 0 && !utf8.RuneStart(c.Text[left]) {
					left--
				}
				c.Text, c.Finish = c.Text[:left], &Finish{Reason: Length}
				yield(c, nil)
				return
			}
			left -= len(c.Text)
			if !yield(c, err) {
				return
			}
		}
	}
}
