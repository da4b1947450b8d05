//go:build !nodict

package lambdafn

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/mundap/mundap/internal/aws/secrets"
	"github.com/mundap/mundap/internal/webapi"
	"github.com/mundap/mundap/internal/websearch"
)

// web returns the search engine for the web: the one in the settings, or else
// Google's with the keys of the stack's secret. It is nil if there is neither.
func (p *parts) web() (websearch.Searcher, error) {
	if p.config.Settings.Web.Provider != "" || p.config.GoogleSecret == "" {
		return p.base.Web(p.loader())
	}
	client := secretsmanager.NewFromConfig(p.aws, func(o *secretsmanager.Options) {
		o.BaseEndpoint = replaced(o.BaseEndpoint, p.config.SecretsEndpoint)
	})
	return p.base.WithPages(secretGoogle{secrets.NewSource(client, p.config.GoogleSecret, nil)},
		p.loader()), nil
}

// secretGoogle is Google's search with keys that an administrator can enter and
// change while functions run.
type secretGoogle struct {
	keys interface {
		Google(ctx context.Context) (secrets.Google, error)
	}
}

// Search implements websearch.Searcher. fault.NotConfigured: nobody has entered
// keys.
func (s secretGoogle) Search(ctx context.Context, query string, k int) ([]websearch.Result, error) {
	g, err := s.keys.Google(ctx)
	if err != nil {
		return nil, err
	}
	return webapi.Google{Key: g.APIKey, Engine: g.EngineID}.Search(ctx, query, k)
}
