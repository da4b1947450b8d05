package app

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"

	"github.com/mundap/mundap/internal/openai"
	"github.com/mundap/mundap/internal/speech"
	"github.com/mundap/mundap/internal/wiring"
)

// speaker returns the service that reads answers aloud, or nil if none is
// configured.
func (p *Parts) speaker(ctx context.Context) (speech.Synthesizer, error) {
	s := p.config.Speech
	var account aws.Config
	if s.Provider == "polly" {
		var err error
		if account, err = awsconfig.LoadDefaultConfig(ctx); err != nil {
			return nil, fmt.Errorf("reading the AWS configuration for Polly: %w", err)
		}
	}
	speaker, err := wiring.Speech(s, account, nil)
	if server, ok := speaker.(*openai.Synthesizer); ok {
		p.onClose(func() error {
			server.Close()
			return nil
		})
	}
	return speaker, err
}
