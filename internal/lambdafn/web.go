//go:build !nodict

package lambdafn

import (
	"context"

	"github.com/mundap/mundap/internal/aws/secrets"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/webapi"
	"github.com/mundap/mundap/internal/websearch"
)

// webKey is the field with the key if the secret is a JSON object.
const webKey = "key"

// keyed tells what an administrator has to do about a secret without a key: an
// engine was chosen that needs one.
func keyed(secret string, key func(context.Context) (string, error)) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		text, err := key(ctx)
		if fault.Is(err, fault.NotConfigured) || fault.Is(err, fault.Damaged) {
			return "", fault.New(fault.Damaged,
				"웹 검색 키가 없어서 웹 검색 없이 답했어요. 관리자는 Secrets Manager의 비밀 "+secret+"에 키를 넣어 주세요.",
				"The key for web search is missing, so this answer uses no web results. An administrator "+
					"has to enter it in the secret "+secret+" in Secrets Manager.").WithCause(err)
		}
		return text, err
	}
}

// web returns the search engine for the web: the one in the settings, or else
// Google's with the keys of the stack's secret. It is nil if there is neither.
func (p *parts) web() (websearch.Searcher, error) {
	switch {
	case p.config.Settings.Web.Provider != "" && p.config.WebSecret != "":
		return p.base.WebWith(p.loader(), keyed(p.config.WebSecret, p.secretText(p.config.WebSecret, webKey)))
	case p.config.Settings.Web.Provider != "" || p.config.GoogleSecret == "":
		return p.base.Web(p.loader())
	}
	keys := secrets.NewSource(p.secrets(), p.config.GoogleSecret, nil)
	return p.base.WithPages(secretGoogle{keys}, p.loader()), nil
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
