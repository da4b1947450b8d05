package wiring

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mundap/mundap/internal/config/schema"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/faq"
	"github.com/mundap/mundap/internal/fault"
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
