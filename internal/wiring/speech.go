package wiring

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	awspolly "github.com/aws/aws-sdk-go-v2/service/polly"

	"github.com/mundap/mundap/internal/aws/polly"
	"github.com/mundap/mundap/internal/config/schema"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/openai"
	"github.com/mundap/mundap/internal/speech"
)

// Speech makes what reads answers aloud, nil if the settings name nothing. account
// is for Polly. key gives the key of an openai server before each call; if nil, it is
// the one in the settings. Errors are fault.NotConfigured: an address is missing.
func Speech(s schema.Speech, account aws.Config,
	key func(context.Context) (string, error)) (speech.Synthesizer, error) {
	switch s.Provider {
	case "":
		return nil, nil
	case "openai":
		if s.URL == "" {
			return nil, fault.New(fault.NotConfigured, "음성을 쓰려면 speech.url을 설정해 주세요.",
				"Speech needs the setting speech.url.")
		}
		return openai.NewSynthesizer(openai.SpeechOptions{URL: s.URL, Model: s.Model,
			Voice: s.Voice, APIKey: s.APIKey.Value(), Key: key}), nil
	case "polly":
		client := awspolly.NewFromConfig(account, func(o *awspolly.Options) {
			if s.Region != "" {
				o.Region = s.Region
			}
		})
		return polly.New(client, polly.Options{Korean: s.Voice}), nil
	}
	return nil, fault.New(fault.NotConfigured,
		"speech.provider에는 openai나 polly를 적어 주세요.", "speech.provider must be openai or polly.")
}
