package wiring

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mundap/mundap/internal/aws/kendra"
	"github.com/mundap/mundap/internal/aws/knowledgebase"
	"github.com/mundap/mundap/internal/aws/opensearch"
	"github.com/mundap/mundap/internal/aws/s3vectors"
	"github.com/mundap/mundap/internal/config/schema"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/faq"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm/pool/ledger"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
)

// Names of the stores in settings, requests and answers.
const (
	Local      = "local"
	OpenSearch = "opensearch"
	Kendra     = "kendra"
	Bedrock    = "bedrock" // a knowledge base, which is only read
	S3Vectors  = "s3vectors"
	Faiss      = "faiss" // the local store by its vectors alone, in place of an index in memory
)

// servicePatience bounds one request to OpenSearch: the 10 MB that a small
// domain takes at most need a few seconds.
const servicePatience = time.Minute

// StoreNames are the stores that the settings name, each once and in their
// order; the local one if they name none.
func StoreNames(s schema.Settings) []string {
	var all []string
	for _, name := range s.RAG.Capabilities {
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	if len(all) == 0 {
		return []string{Local}
	}
	return all
}

// Services makes the stores that are services of their own.
type Services struct {
	Settings schema.Settings
	Account  aws.Config // for those of AWS
	// Search signs requests to an OpenSearch domain; nil means the account's
	// credentials do.
	Search   aws.CredentialsProvider
	Embedder embed.Embedder // nil: words alone
	// Kendra is how Kendra comes by documents; the settings' index, region and
	// field go over it.
	Kendra kendra.Options
	// Ledger keeps the rate at which Kendra may be asked, for all processes; nil:
	// this one asks alone.
	Ledger ledger.Ledger
	Bucket string // of Mundap's documents, which a knowledge base may hold too
}

// Open makes a store by its name; one that documents go into is a
// retrieve.Index as well. No request is sent to it yet. Errors are
// fault.NotConfigured where its address is missing.
func (s Services) Open(name string) (retrieve.Retriever, error) {
	switch {
	case name == OpenSearch && s.Settings.OpenSearch.URL != "":
		return s.openSearch()
	case name == Kendra && s.Settings.Kendra.Index != "":
		return kendra.New(s.Account, s.kendraOptions()), nil
	case name == Bedrock && s.Settings.KnowledgeBase.ID != "":
		return knowledgebase.New(s.Account, s.knowledgeBaseOptions()), nil
	case name == S3Vectors && s.Settings.S3Vectors.Bucket != "":
		return s3vectors.New(s.Account, s.vectorsOptions())
	}
	return nil, fault.Newf(fault.NotConfigured,
		"rag.capabilities names %s, whose address is not set", name)
}

func (s Services) kendraOptions() kendra.Options {
	o, k := s.Kendra, s.Settings.Kendra
	o.Index, o.Region, o.ReadersField = k.Index, k.Region, k.ReadersField
	o.Plain = s.Settings.RAG.KendraMethod == "kendra_retriever"
	o.NoFAQ, o.Rate = !k.FAQ, s.kendraRate()
	return o
}

func (s Services) knowledgeBaseOptions() knowledgebase.Options {
	k := s.Settings.KnowledgeBase
	return knowledgebase.Options{ID: k.ID, Region: k.Region, Hybrid: k.Hybrid, Bucket: s.Bucket}
}

func (s Services) vectorsOptions() s3vectors.Options {
	v := s.Settings.S3Vectors
	return s3vectors.Options{Bucket: v.Bucket, Index: v.Index, Region: v.Region, Embedder: s.Embedder}
}

// kendraRate is nil where the settings name no limit.
func (s Services) kendraRate() kendra.Rate {
	k := s.Settings.Kendra
	if k.QueriesPerMinute == 0 {
		return nil
	}
	r := indexRate{s.Ledger, ledger.Quota{Region: k.Region, Model: "kendra:" + k.Index,
		RequestsPerMinute: k.QueriesPerMinute}}
	if r.ledger == nil {
		r.ledger = &ledger.Memory{}
	}
	return r
}

// indexRate is a kendra.Rate by a ledger of quotas.
type indexRate struct {
	ledger ledger.Ledger
	quota  ledger.Quota
}

// Take implements kendra.Rate.
func (r indexRate) Take(ctx context.Context) (time.Duration, error) {
	g, err := r.ledger.Draw(ctx, r.quota, ledger.Amount{Requests: 1})
	if err != nil || g.Requests > 0 {
		return 0, err
	}
	return g.Wait, nil
}

// ByVectors is the store Faiss over the local one.
func ByVectors(local retrieve.Retriever) retrieve.Retriever {
	return retrieve.ByVectors{Retriever: local, Name: Faiss}
}

// Asked is a store as questions are put to it, with answers from lists of
// questions and answers first where the store holds these. ranked is the store
// with its passages in a reranker's order, or the store itself.
func Asked(store, ranked retrieve.Retriever, a relevance.Analyzer) retrieve.Retriever {
	switch store.Store() {
	case Local, OpenSearch, S3Vectors:
		return faq.First{Retriever: ranked, Entries: store, Analyzer: a}
	}
	return ranked
}

func (s Services) openSearch() (*opensearch.Store, error) {
	store, err := opensearch.New(s.openSearchOptions())
	if err != nil {
		return nil, fmt.Errorf("opensearch.url: %w", err)
	}
	return store, nil
}

func (s Services) openSearchOptions() opensearch.Options {
	c := s.Settings.OpenSearch
	o := opensearch.Options{
		URL: c.URL, Alias: c.Alias, User: c.User, Password: c.Password.Value(), Region: c.Region,
		Shards: c.Shards, Replicas: c.Replicas,
		Embedder:    s.Embedder,
		WithoutNori: !s.Settings.RAG.NoriPlugin, Client: &http.Client{Timeout: servicePatience},
	}
	if c.Region != "" {
		o.Credentials = s.Account.Credentials
		if s.Search != nil {
			o.Credentials = s.Search
		}
	}
	return o
}
