package app

import (
	"context"
	"fmt"

	awsconfig "github.com/aws/aws-sdk-go-v2/config"

	"github.com/mundap/mundap/internal/openai"
	"github.com/mundap/mundap/internal/speech"
	"github.com/mundap/mundap/internal/wiring"
)

// speaker returns the service that reads answers aloud, or nil if none is
// configured.
func (p *Parts) speaker(ctx context.Context) (speech.Synthesizer, error) {
	s := p.config.Speech
	account, err := awsconfig.LoadDefaultConfig(ctx)
	if err != nil && s.Provider == "polly" {
		return nil, fmt.Errorf("reading the AWS configuration for Polly: %w", err)
	}
	speaker, err := wiring.Speech(s, account)
	if server, ok := speaker.(*openai.Synthesizer); ok {
		p.onClose(func() error {
			server.Close()
			return nil
		})
	}
	return speaker, err
}
