package wiring

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mundap/mundap/internal/aws/polly"
	"github.com/mundap/mundap/internal/config/schema"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/openai"
)

func TestSpeechByItsSettings(t *testing.T) {
	if s, err := Speech(schema.Speech{}, aws.Config{}, nil); s != nil || err != nil {
		t.Errorf("none: %v, %v", s, err)
	}
	if s, err := Speech(schema.Speech{Provider: "openai", URL: "http://127.0.0.1:1/v1"},
		aws.Config{}, nil); err != nil {
		t.Error(err)
	} else if _, ok := s.(*openai.Synthesizer); !ok {
		t.Errorf("openai: %T", s)
	}
	if s, err := Speech(schema.Speech{Provider: "polly", Region: "ap-northeast-2"},
		aws.Config{}, nil); err != nil {
		t.Error(err)
	} else if _, ok := s.(*polly.Synthesizer); !ok {
		t.Errorf("polly: %T", s)
	}
	for _, wrong := range []schema.Speech{{Provider: "openai"}, {Provider: "gramophone"}} {
		if _, err := Speech(wrong, aws.Config{}, nil); !fault.Is(err, fault.NotConfigured) {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
}
