//go:build !nodict

package lambdafn

import (
	"fmt"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/mundap/mundap/internal/aws/kendra"
	"github.com/mundap/mundap/internal/aws/opensearch"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
)

const (
	// searchPatience bounds one request to OpenSearch; the 10 MB that a small domain takes at most need a few seconds.
	searchPatience = time.Minute
	// renewBefore is how long before their end the domain's credentials are replaced.
	renewBefore = time.Minute
)

// retrievers are the stores that questions go to, in the settings' order. Nothing is asked of them yet.
func (p *parts) retrievers(e embed.Embedder) ([]retrieve.Retriever, error) {
	var all []retrieve.Retriever
	for _, name := range p.config.Stores {
		if name == local {
			all = append(all, &searched{open: p.openReader(e)})
			continue
		}
		s, err := p.service(name, e)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// indexes are the stores that documents go into: the same.
func (p *parts) indexes(e embed.Embedder) ([]retrieve.Index, error) {
	var all []retrieve.Index
	for _, name := range p.config.Stores {
		if name == local {
			all = append(all, p.writer(e))
			continue
		}
		s, err := p.service(name, e)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// service is a store that is a service of AWS.
func (p *parts) service(name string, e embed.Embedder) (retrieve.Store, error) {
	switch {
	case name == openSearch && p.config.OpenSearch.URL != "":
		return p.searchDomain(e)
	case name == kendraIndex && p.config.Kendra.Index != "":
		return p.kendra(), nil
	}
	return nil, fault.Newf(fault.NotConfigured, "MUNDAP_RAG_CAPABILITIES names %s, whose address is not set", name)
}

// searchDomain is OpenSearch, asked as the role that the domain knows.
func (p *parts) searchDomain(e embed.Embedder) (*opensearch.Store, error) {
	c := p.config.OpenSearch
	s, err := opensearch.New(opensearch.Options{
		URL: c.URL, Credentials: p.as(c.Role), Region: p.aws.Region, Embedder: e, WithoutNori: c.WithoutNori,
		Client: &http.Client{Timeout: searchPatience},
	})
	if err != nil {
		return nil, fmt.Errorf("reading MUNDAP_OPENSEARCH_URL: %w", err)
	}
	return s, nil
}

// as gives credentials of a role, which are asked for when they are needed; the function's own without one.
func (p *parts) as(role string) aws.CredentialsProvider {
	if role == "" {
		return p.aws.Credentials
	}
	client := sts.NewFromConfig(p.aws, func(o *sts.Options) { o.BaseEndpoint = replaced(o.BaseEndpoint, p.config.STSEndpoint) })
	provider := stscreds.NewAssumeRoleProvider(client, role, func(o *stscreds.AssumeRoleOptions) { o.RoleSessionName = p.config.Function })
	return aws.NewCredentialsCache(provider, func(o *aws.CredentialsCacheOptions) { o.ExpiryWindow = renewBefore })
}

// kendra is the index. Kendra reads documents from the bucket itself where it has a role for that.
func (p *parts) kendra() *kendra.Store {
	c := p.config.Kendra
	return kendra.New(p.aws, kendra.Options{
		Index: c.Index, Region: c.Region, Bucket: p.config.Bucket, Role: c.Role, Site: p.config.SiteURL,
		ReadersField: c.ReadersField, Plain: c.Plain, Endpoint: c.Endpoint,
	})
}
