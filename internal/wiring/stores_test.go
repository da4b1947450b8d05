package wiring

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mundap/mundap/internal/config/schema"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/faq"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm/pool/ledger"
	"github.com/mundap/mundap/internal/retrieve"
)

func TestStoresAreMadeByTheirNames(t *testing.T) {
	s := schema.Default()
	s.OpenSearch.URL, s.Kendra.Index = "http://127.0.0.1:1", "12345678-1234-1234-1234-123456789012"
	s.KnowledgeBase.ID, s.S3Vectors.Bucket = "KB12345678", "vectors"
	services := Services{Settings: s, Account: aws.Config{Region: "us-east-1"}, Embedder: &embed.Fake{}}
	for name, writes := range map[string]bool{OpenSearch: true, Kendra: true, Bedrock: false, S3Vectors: true} {
		store, err := services.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := store.(retrieve.Index); store.Store() != name || ok != writes {
			t.Errorf("%s: is called %s, documents go in: %t", name, store.Store(), ok)
		}
		if _, first := Asked(store, store, nil).(faq.First); first != (name == OpenSearch || name == S3Vectors) {
			t.Errorf("%s: entries first: %t", name, first)
		}
	}
	services.Settings = schema.Default()
	for _, name := range []string{OpenSearch, Kendra, Bedrock, S3Vectors, "lucene"} {
		if _, err := services.Open(name); !fault.Is(err, fault.NotConfigured) {
			t.Errorf("%s without an address: %v", name, err)
		}
	}
}

// TestKendraIsAskedAsOftenAsItsIndexTakes: at first a minute's calls, less what
// the ledger keeps back, then one in ten seconds.
func TestKendraIsAskedAsOftenAsItsIndexTakes(t *testing.T) {
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	s := Services{Settings: schema.Default(), Ledger: &ledger.Memory{Now: func() time.Time { return now }}}
	rate := s.kendraRate()
	taken := 0
	for range 10 {
		wait, err := rate.Take(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if wait > 0 {
			break
		}
		taken++
	}
	now = now.Add(10 * time.Second)
	if wait, err := rate.Take(t.Context()); taken != 5 || wait != 0 || err != nil {
		t.Errorf("%d calls at once, then a wait of %v, %v", taken, wait, err)
	}
	if wait, _ := rate.Take(t.Context()); wait <= 0 {
		t.Error("a second call within ten seconds")
	}
	s.Settings.Kendra.QueriesPerMinute = 0
	if s.kendraRate() != nil {
		t.Error("a limit where the settings name none")
	}
}
