package wiring

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	awspolly "github.com/aws/aws-sdk-go-v2/service/polly"

	"github.com/mundap/mundap/internal/aws/polly"
	"github.com/mundap/mundap/internal/config/schema"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/openai"
	"github.com/mundap/mundap/internal/speech"
)

// Speech makes what reads answers aloud, nil if the settings name nothing. account
// is for Polly. Errors are fault.NotConfigured: an address is missing.
func Speech(s schema.Speech, account aws.Config) (speech.Synthesizer, error) {
	switch s.Provider {
	case "":
		return nil, nil
	case "openai":
		if s.URL == "" {
			return nil, fault.New(fault.NotConfigured, "음성 설정이 빠졌어요: speech.url", "Speech lacks a setting: speech.url")
		}
		return openai.NewSynthesizer(openai.SpeechOptions{URL: s.URL, Model: s.Model, Voice: s.Voice, APIKey: s.APIKey.Value()}), nil
	case "polly":
		client := awspolly.NewFromConfig(account, func(o *awspolly.Options) {
			if s.Region != "" {
				o.Region = s.Region
			}
		})
		return polly.New(client, polly.Options{Korean: s.Voice}), nil
	}
	return nil, fault.New(fault.NotConfigured,
		"speech.provider는 openai나 polly예요.", "speech.provider is openai or polly.")
}
