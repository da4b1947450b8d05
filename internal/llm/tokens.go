package llm

// Tokens estimates how many tokens a text costs, without a tokenizer: a quarter
// token per ASCII character, and one per other character (Hangul in the
// tokenizers of Claude, Llama 3 and GPT-4 takes 0.7 to 1.2 tokens a syllable).
// Providers report the exact count afterwards; a pool settles with that.
func Tokens(text string) int {
	var ascii, other int
	for _, r := range text {
		if r < 0x80 {
			ascii++
		} else {
			other++
		}
	}
	return (ascii+3)/4 + other
}

// InputTokens estimates the input of a request: its texts plus 4 tokens for the
// frame of each message.
func InputTokens(r Request) int {
	n := Tokens(r.System) + 4
	for _, m := range r.Messages {
		n += Tokens(m.Text) + 4
	}
	return n
}
