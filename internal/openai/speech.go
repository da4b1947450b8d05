package openai

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/speech"
)

const (
	// speechPiece is how many characters one call takes: OpenAI's limit of "input"
	// is 4,096.
	speechPiece = 4000
	// speechText bounds a whole text in characters: over an hour of speech.
	speechText = 30_000
	// speechAudio bounds the audio of one call in bytes.
	speechAudio = 32 << 20
	// speechTime bounds one call; small machines speak slower than people listen.
	speechTime = 5 * time.Minute
)

// SpeechOptions of a Synthesizer. URL is needed.
type SpeechOptions struct {
	URL    string // of an API with /audio/speech, such as "http://127.0.0.1:8880/v1"
	Model  string // "": "tts-1"
	Voice  string // "": "alloy"
	APIKey string
	Key    func(context.Context) (string, error) // read before each call, in place of APIKey; nil: APIKey
	Client *http.Client
}

// Synthesizer reads texts aloud at an endpoint, as MP3. Its voice speaks Korean and
// English. Safe for concurrent use.
type Synthesizer struct {
	endpoint
	o SpeechOptions
}

var _ speech.Synthesizer = (*Synthesizer)(nil)

// NewSynthesizer makes a Synthesizer. Nothing is asked of the server yet.
func NewSynthesizer(o SpeechOptions) *Synthesizer {
	return &Synthesizer{endpoint: newEndpoint(o.URL, o.APIKey, o.Client), o: o}
}

// Close lets go of idle connections.
func (s *Synthesizer) Close() { s.close() }

type speechRequest struct {
	Model  string `json:"model"`
	Input  string `json:"input"`
	Voice  string `json:"voice"`
	Format string `json:"response_format"`
}

// Speak implements speech.Synthesizer. Pieces are spoken one after the other; MP3
// frames join without a seam.
func (s *Synthesizer) Speak(ctx context.Context, text, language string) (speech.Audio, error) {
	if strings.TrimSpace(text) == "" {
		return speech.Audio{}, fault.Newf(fault.Invalid, "nothing to say")
	}
	primary, _, _ := strings.Cut(strings.ToLower(language), "-")
	if primary != "ko" && primary != "en" {
		return speech.Audio{}, fault.Newf(fault.Unsupported, "no voice for language %q", language)
	}
	if n := utf8.RuneCountInString(text); n > speechText {
		return speech.Audio{}, fault.Newf(fault.TooLarge, "a text of %d characters, at most %d", n,
			speechText)
	}
	if err := ctx.Err(); err != nil {
		return speech.Audio{}, err
	}
	var all bytes.Buffer
	for piece := range korean.Pieces(text, speechPiece) {
		if err := s.speak(ctx, piece, &all); err != nil {
			return speech.Audio{}, fmt.Errorf("reading a text aloud: %w", err)
		}
	}
	return speech.Audio{ContentType: "audio/mpeg", Data: all.Bytes()}, nil
}

func (s *Synthesizer) speak(ctx context.Context, text string, into *bytes.Buffer) error {
	ctx, cancel := context.WithTimeout(ctx, speechTime)
	defer cancel()
	e := s.endpoint
	if s.o.Key != nil {
		key, err := s.o.Key(ctx)
		if err != nil {
			return fmt.Errorf("reading the key: %w", err)
		}
		e.key = key
	}
	resp, err := e.post(ctx, "/audio/speech", speechRequest{
		Model: cmp.Or(s.o.Model, "tts-1"), Input: text, Voice: cmp.Or(s.o.Voice, "alloy"),
		Format: "mp3",
	})
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	n, err := into.ReadFrom(io.LimitReader(resp.Body, speechAudio+1))
	switch {
	case err != nil:
		return unreachable(ctx, err)
	case n == 0:
		return unavailable(fmt.Errorf("no audio for %d characters", utf8.RuneCountInString(text)))
	case n > speechAudio:
		return fault.Newf(fault.TooLarge, "over %d bytes of audio", speechAudio)
	}
	return nil
}
