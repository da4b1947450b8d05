package wiring

import (
	"log/slog"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/config/schema"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/history/historytest"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/settings"
	"github.com/mundap/mundap/internal/settings/settingstest"
	"github.com/mundap/mundap/internal/speech"
	"github.com/mundap/mundap/internal/summary"
	"github.com/mundap/mundap/internal/websearch"
)

// unusual settings differ from the defaults in everything that the chat reads.
func unusual() schema.RAG {
	return schema.RAG{
		Method: "ConversationalRetrievalChain", RelevantDocs: 7, Parallel: false, ParallelSummary: false,
		DualSearch: true, References: false, Debug: true, SpeakAnswers: true,
		StoreTimeout: 3 * time.Second, JudgeTimeout: 2 * time.Second, ContextTokens: 1234, Judge: true,
	}
}

// TestTheSettingsReachTheChat: each setting of rag has its effect on answers, on one
// machine as in the functions, because both make their chat here.
func TestTheSettingsReachTheChat(t *testing.T) {
	model := &llm.Fake{}
	made := func(rag schema.RAG) chat.Config {
		t.Helper()
		b := Base{Settings: schema.Settings{RAG: rag, Ingest: schema.Ingest{MaxObjectSize: 5}},
			Documents: &documenttest.Memory{}, Blobs: blobtest.NewMemory(nil, nil), Log: slog.New(slog.DiscardHandler)}
		s, err := b.Chat(Answering{History: &historytest.Memory{}, Settings: &settingstest.Memory{}, Model: model,
			Web: &websearch.Fake{}, Speech: &speech.Fake{}})
		if err != nil {
			t.Fatal(err)
		}
		return s.Config
	}
	c := made(unusual())
	if want := (settings.Switches{DualSearch: true, Debug: true, Speech: true}); c.Defaults != want {
		t.Errorf("people have %+v, want %+v", c.Defaults, want)
	}
	if c.Method != chat.ConversationalRetrievalChain || c.Passages != 7 || !c.Serial || !c.SerialSummaries ||
		c.StoreLimit != 3*time.Second || c.JudgeLimit != 2*time.Second || c.ContextTokens != 1234 || c.Judge != model {
		t.Errorf("unusual settings: %+v", c)
	}
	if c.Web == nil || c.Speech == nil || c.Blobs == nil {
		t.Errorf("web %v, speech %v, blobs %v", c.Web, c.Speech, c.Blobs)
	}
	d, rag := made(schema.Default().RAG), schema.Default().RAG
	if want := (settings.Switches{References: true}); d.Defaults != want {
		t.Errorf("by default people have %+v, want %+v", d.Defaults, want)
	}
	if d.Method != chat.RetrievalPrompt || d.Passages != 4 || d.Serial || d.SerialSummaries ||
		d.StoreLimit != rag.StoreTimeout || d.ContextTokens != rag.ContextTokens || d.Judge != nil {
		t.Errorf("the defaults: %+v", d)
	}
}

// TestParallelSummaryReachesTheWorker, which explains code and writes guides.
func TestParallelSummaryReachesTheWorker(t *testing.T) {
	for _, parallel := range []bool{true, false} {
		b := Base{Settings: schema.Settings{RAG: schema.RAG{ParallelSummary: parallel}}}
		explainer, _ := b.writers(&llm.Fake{})
		if s, ok := explainer.(summary.Summariser); !ok || s.Serial == parallel {
			t.Errorf("parallel_summary %v: %+v", parallel, explainer)
		}
	}
}
