//go:build !nodict

package lambdafn

import (
	"context"

	"github.com/mundap/mundap/internal/speech"
	"github.com/mundap/mundap/internal/wiring"
)

// speechKey is the field with the key if the secret is a JSON object.
const speechKey = "api_key"

// speaker returns the service that reads answers aloud, nil if the settings name
// none.
func (p *parts) speaker() (speech.Synthesizer, error) {
	var key func(context.Context) (string, error)
	if p.config.SpeechSecret != "" {
		key = p.secretText(p.config.SpeechSecret, speechKey)
	}
	return wiring.Speech(p.config.Settings.Speech, p.aws, key)
}
