package wiring

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mundap/mundap/internal/aws/bedrock"
	"github.com/mundap/mundap/internal/llm/pool"
	"github.com/mundap/mundap/internal/openai"
)

// TestEachEndpointHasItsAPI: the second endpoint serves Anthropic's models by
// another API than the rest.
func TestEachEndpointHasItsAPI(t *testing.T) {
	account := aws.Config{Region: "us-west-2"}
	open := func(model string, e pool.Endpoint) any {
		return openModel(account, pool.Profile{Region: "us-west-2", Model: model, Endpoint: e})
	}
	if m, ok := open("us.anthropic.claude-haiku-4-5-20251001-v1:0", "").(*bedrock.Model); !ok {
		t.Errorf("%T", m)
	}
	if m, ok := open("anthropic.claude-haiku-4-5", pool.Mantle).(*bedrock.Messages); !ok {
		t.Errorf("%T", m)
	}
	if m, ok := open("openai.gpt-oss-120b", pool.Mantle).(*openai.Model); !ok {
		t.Errorf("%T", m)
	}
}
