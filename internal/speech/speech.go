// Package speech is the contract of spoken answers. A [Synthesizer] turns a
// text into an audio file. Package aws/polly implements it; [Fake] is for
// tests.
package speech

import "context"

// Audio is a whole audio file.
type Audio struct {
	ContentType string // "audio/mpeg": an audio type that browsers play
	// Data of several texts, one after the other, are a whole audio file again.
	Data []byte
}

// Synthesizer speaks. Safe for concurrent use.
type Synthesizer interface {
	// Speak reads text aloud in the language (a BCP 47 tag; only its first
	// part, "ko" or "en", is looked at). The text is plain: nothing in it is
	// taken as markup (SSML), whatever it looks like. A text over the
	// provider's limit of one call is split between sentences by the
	// implementation and joined again.
	//
	// All or nothing: on an error no audio is returned. Errors are
	// fault.Invalid (nothing to say: the text is empty or white space),
	// Unsupported (no voice for the language), TooLarge (over the
	// implementation's limit altogether), and those of a remote service:
	// Throttled with RetryAfter where known, Overloaded, Unavailable, Timeout,
	// Forbidden. The end of ctx stops the work and yields Canceled or Timeout.
	Speak(ctx context.Context, text, language string) (Audio, error)
}
