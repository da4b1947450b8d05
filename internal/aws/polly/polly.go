// Package polly implements speech.Synthesizer with the neural voices of Amazon
// Polly.
package polly

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/polly"
	"github.com/aws/aws-sdk-go-v2/service/polly/types"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/speech"
)

const (
	// pieceLimit is Polly's limit of one call, in characters that are billed
	// (Amazon Polly quotas: SynthesizeSpeech).
	pieceLimit = 3000
	// textLimit bounds a whole text in characters: over an hour of speech.
	textLimit = 30_000
	// audioLimit bounds one piece's audio in bytes: 3,000 characters take some
	// 10 minutes of 48 kbit/s.
	audioLimit = 16 << 20
)

// voice is a voice of the neural engine.
type voice struct {
	id       types.VoiceId
	language types.LanguageCode
}

// Options of a Synthesizer. The zero value means the defaults.
type Options struct {
	Korean  string // neural voice of ko-KR; "": Seoyeon
	English string // neural voice of en-US; "": Joanna
}

// Synthesizer is a speech.Synthesizer that produces MP3. It is safe for
// concurrent use.
type Synthesizer struct {
	client *polly.Client
	voices map[string]voice // by the first part of a language tag
}

var _ speech.Synthesizer = (*Synthesizer)(nil)

// New makes a Synthesizer.
func New(client *polly.Client, o Options) *Synthesizer {
	pick := func(id string, otherwise types.VoiceId) types.VoiceId {
		if id == "" {
			return otherwise
		}
		return types.VoiceId(id)
	}
	return &Synthesizer{client: client, voices: map[string]voice{
		"ko": {pick(o.Korean, types.VoiceIdSeoyeon), types.LanguageCodeKoKr},
		"en": {pick(o.English, types.VoiceIdJoanna), types.LanguageCodeEnUs},
	}}
}

// Speak implements speech.Synthesizer. Pieces are spoken one after the other;
// MP3 frames join without a seam.
func (s *Synthesizer) Speak(ctx context.Context, text, language string) (speech.Audio, error) {
	if strings.TrimSpace(text) == "" {
		return speech.Audio{}, fault.Newf(fault.Invalid, "nothing to say")
	}
	primary, _, _ := strings.Cut(strings.ToLower(language), "-")
	v, ok := s.voices[primary]
	if !ok {
		return speech.Audio{}, fault.Newf(fault.Unsupported, "no voice for language %q", language)
	}
	if n := utf8.RuneCountInString(text); n > textLimit {
		return speech.Audio{}, fault.Newf(fault.TooLarge, "a text of %d characters, at most %d", n,
			textLimit)
	}
	var all bytes.Buffer
	for piece := range korean.Pieces(clean(text), pieceLimit) {
		if err := s.speak(ctx, v, piece, &all); err != nil {
			return speech.Audio{}, err
		}
	}
	return speech.Audio{ContentType: "audio/mpeg", Data: all.Bytes()}, nil
}

func (s *Synthesizer) speak(ctx context.Context, v voice, text string, into *bytes.Buffer) error {
	out, err := s.client.SynthesizeSpeech(ctx, &polly.SynthesizeSpeechInput{
		Engine: types.EngineNeural, VoiceId: v.id, LanguageCode: v.language,
		OutputFormat: types.OutputFormatMp3,
		TextType:     types.TextTypeText, Text: aws.String(text),
	})
	if err != nil {
		return classify(ctx, err)
	}
	defer out.AudioStream.Close()
	n, err := into.ReadFrom(io.LimitReader(out.AudioStream, audioLimit+1))
	switch {
	case err != nil:
		return classify(ctx, fmt.Errorf("reading audio: %w", err))
	case n == 0:
		return fault.Newf(fault.Unavailable, "polly: no audio")
	case n > audioLimit:
		return fault.Newf(fault.TooLarge, "polly: over %d bytes of audio for %d characters",
			audioLimit, utf8.RuneCountInString(text))
	}
	return nil
}

// clean takes out what no voice speaks: control characters, and bytes that are no UTF-8.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, " "))
}
