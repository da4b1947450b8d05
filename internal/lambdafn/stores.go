//go:build !nodict

package lambdafn

import (
	"cmp"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/mundap/mundap/internal/aws/kendra"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/wiring"
)

// renewBefore is how long before their end the domain's credentials are replaced.
const renewBefore = time.Minute

// retrievers returns the stores that are searched, in the settings' order.
// Nothing is requested from them yet.
func (p *parts) retrievers(e embed.Embedder) ([]retrieve.Retriever, error) {
	var all []retrieve.Retriever
	analyzer := &morph.Analyzer{}
	for _, name := range wiring.StoreNames(p.config.Settings) {
		s, err := p.retriever(name, e)
		if err != nil {
			return nil, err
		}
		if name == wiring.Faiss {
			all = append(all, wiring.ByVectors(s))
			continue
		}
		all = append(all, wiring.Asked(s, s, analyzer))
	}
	return all, nil
}

// retriever opens a store for searches. The store faiss is Mundap's own store.
func (p *parts) retriever(name string, e embed.Embedder) (retrieve.Retriever, error) {
	if name == wiring.Local || name == wiring.Faiss {
		if len(p.config.SearchReaders) > 0 {
			return p.readers(e)
		}
		return &searched{open: p.openReader(e)}, nil
	}
	s, err := p.services(e).Open(name)
	if err != nil {
		return nil, err
	}
	// a function never ends, so nobody closes the breaker
	return retrieve.NewBreaker(s, retrieve.BreakerOptions{Limit: p.config.Settings.RAG.StoreTimeout}), nil
}

// byWords opens the store for the search page: Mundap's own store if it is filled,
// otherwise the first of the others.
func (p *parts) byWords() (retrieve.Retriever, error) {
	names := wiring.StoreNames(p.config.Settings)
	for _, name := range names {
		if name == wiring.Local || name == wiring.Faiss {
			return p.retriever(name, nil)
		}
	}
	return p.retriever(names[0], nil)
}

// indexes are the stores that documents go into: the same, faiss as the local one.
func (p *parts) indexes(e embed.Embedder) ([]retrieve.Index, error) {
	services := p.services(e)
	var all []retrieve.Index
	writes := false
	for _, name := range wiring.StoreNames(p.config.Settings) {
		if name == wiring.Local || name == wiring.Faiss {
			if !writes {
				all, writes = append(all, p.writer(e)), true
			}
			continue
		}
		s, err := services.Open(name)
		if err != nil {
			return nil, err
		}
		if index, ok := s.(retrieve.Index); ok {
			all = append(all, index)
		}
	}
	return all, nil
}

// services makes the stores that are services of AWS. OpenSearch is asked as the
// role that the domain knows; Kendra reads documents from the bucket itself
// where it has a role for that.
func (p *parts) services(e embed.Embedder) wiring.Services {
	s := wiring.Services{
		Settings: p.config.Settings, Account: p.aws, Search: p.as(p.config.SearchRole), Embedder: e,
		Bucket: p.config.Bucket, Ledger: p.ledger(),
		Kendra: kendra.Options{
			Bucket: p.config.Bucket, Role: p.config.KendraRole, Site: p.config.SiteURL,
			Endpoint: p.config.KendraEndpoint,
		},
	}
	s.Settings.OpenSearch.Region = cmp.Or(s.Settings.OpenSearch.Region, p.aws.Region)
	return s
}

// as returns the credentials of a role, which are requested when they are
// needed. Without a role, it returns the function's own.
func (p *parts) as(role string) aws.CredentialsProvider {
	if role == "" {
		return p.aws.Credentials
	}
	client := sts.NewFromConfig(p.aws, func(o *sts.Options) { o.BaseEndpoint = replaced(o.BaseEndpoint, p.config.STSEndpoint) })
	provider := stscreds.NewAssumeRoleProvider(client, role,
		func(o *stscreds.AssumeRoleOptions) { o.RoleSessionName = p.config.Function })
	return aws.NewCredentialsCache(provider,
		func(o *aws.CredentialsCacheOptions) { o.ExpiryWindow = renewBefore })
}
