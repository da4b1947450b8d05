//go:build !nodict

package lambdafn

import (
	"log/slog"
	"testing"

	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/faq"
	"github.com/mundap/mundap/internal/retrieve"
)

// chatOf makes the chat function's service in an environment.
func chatOf(t *testing.T, env map[string]string) chat.Config {
	t.Helper()
	env["MUNDAP_SIGN_IN"], env["MUNDAP_TABLE_PREFIX"], env["MUNDAP_BUCKET"] = "none", "mundap-", "uploads"
	c, err := FromEnv(environment(env))
	if err != nil {
		t.Fatal(err)
	}
	p, err := newParts(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	_, jobs, err := p.chat()
	if err != nil {
		t.Fatal(err)
	}
	return jobs.chat.(*chat.Service).Config
}

// TestTheChatHasWhatItsEnvironmentNames: the search engine, the voice, the models
// and the stores of a deployment are those with which questions are answered.
func TestTheChatHasWhatItsEnvironmentNames(t *testing.T) {
	sdk(t)
	c := chatOf(t, map[string]string{
		"MUNDAP_SPEECH_PROVIDER": "polly", "MUNDAP_GOOGLE_SECRET": "googl_api_key",
		"MUNDAP_RAG_CAPABILITIES": "local,faiss", "MUNDAP_RAG_RELEVANT_DOCS": "7",
		"MUNDAP_PROFILE_OF_LLMS": `[{"region":"us-east-1","model":"anthropic.claude-haiku-4-5-20251001-v1:0"},
			{"region":"us-east-1","model":"amazon.titan-embed-text-v2:0","purpose":["embed"]}]`,
	})
	if c.Web == nil || c.Speech == nil || c.Model == nil || c.Embedder == nil || c.Blobs == nil || c.Passages != 7 {
		t.Errorf("web %v, speech %v, model %v, embedder %v, blobs %v, %d passages", c.Web, c.Speech, c.Model,
			c.Embedder, c.Blobs, c.Passages)
	}
	if len(c.Stores) != 2 {
		t.Fatalf("%d stores", len(c.Stores))
	}
	entries, ok := c.Stores[0].(faq.First)
	if !ok || entries.Retriever == nil || entries.Entries == nil {
		t.Errorf("answers from lists of questions don't come first in %T", c.Stores[0])
	}
	vectors, ok := c.Stores[1].(retrieve.ByVectors)
	if !ok || vectors.Retriever == nil || vectors.Store() != "faiss" {
		t.Errorf("the vector store is %+v", c.Stores[1])
	}

	plain := chatOf(t, map[string]string{})
	if plain.Web != nil || plain.Speech != nil || plain.Model != nil || plain.Embedder != nil {
		t.Errorf("nothing is configured: web %v, speech %v, model %v, embedder %v", plain.Web, plain.Speech,
			plain.Model, plain.Embedder)
	}
}
