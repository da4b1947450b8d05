//go:build !nodict

package lambdafn

import (
	"github.com/mundap/mundap/internal/speech"
	"github.com/mundap/mundap/internal/wiring"
)

// speaker returns the service that reads answers aloud: the one in the
// settings, or else Polly with the stack's voice. It is nil if there is
// neither.
func (p *parts) speaker() (speech.Synthesizer, error) {
	s := p.config.Settings.Speech
	if s.Provider == "" && p.config.SpeechVoice != "" {
		s.Provider, s.Voice = "polly", p.config.SpeechVoice
	}
	return wiring.Speech(s, p.aws)
}
