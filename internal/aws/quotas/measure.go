package quotas

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mundap/mundap/internal/aws/bedrock"
	"github.com/mundap/mundap/internal/llm/pool/core"
)

// Measured is what was found out about a profile's account. Zero values are
// unknown.
type Measured struct {
	TokensPerMinute   int `json:"tokens_per_minute,omitempty"`
	RequestsPerMinute int `json:"requests_per_minute,omitempty"`
	// Ratio is the model's number of tokens divided by Mundap's estimate.
	Ratio float64 `json:"ratio,omitempty"`
	// Burndown is that of bedrock-mantle; see [Burndown].
	Burndown float64 `json:"burndown,omitempty"`
}

// All has what was found out, by the account's key as text.
type All map[string]Measured

// Endpoints are called instead of AWS's own, for tests and private endpoints.
type Endpoints struct{ Quotas, Bedrock string }

// Measure asks AWS about the accounts of profiles. If a region or a model can't be
// read, the error says so, and the result contains all others.
func Measure(ctx context.Context, cfg aws.Config, profiles []core.Profile,
	e Endpoints) (All, error) {
	var (
		mu   sync.Mutex
		all  = All{}
		errs []error
		work sync.WaitGroup
	)
	for region, list := range byRegion(profiles) {
		work.Go(func() {
			found, err := inRegion(ctx, cfg, region, list, e)
			mu.Lock()
			defer mu.Unlock()
			for key, m := range found {
				all[key] = m
			}
			if err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", region, err))
			}
		})
	}
	work.Wait()
	return all, errors.Join(errs...)
}

func byRegion(profiles []core.Profile) map[string][]core.Profile {
	regions := map[string][]core.Profile{}
	for _, p := range profiles {
		regions[p.Region] = append(regions[p.Region], p)
	}
	return regions
}

func inRegion(ctx context.Context, cfg aws.Config, region string, profiles []core.Profile,
	e Endpoints) (All, error) {
	list, err := List(ctx, cfg, region, e.Quotas)
	all := All{}
	for _, p := range profiles {
		route, model := routeOf(cmp.Or(p.Underlying, p.Model))
		if p.Endpoint == core.Mantle {
			route = Mantle
		}
		var m Measured
		if route == Mantle {
			m.Burndown = Burndown(list, model)
		}
		m.TokensPerMinute, m.RequestsPerMinute = Find(list, model, route)
		if text, _ := p.Serves(); text && p.Endpoint == core.Runtime {
			ratio, ratioErr := bedrock.Ratio(ctx, cfg, bedrock.Options{Region: region, Model: model,
				Endpoint: e.Bedrock})
			m.Ratio, err = ratio, errors.Join(err, ratioErr)
		}
		if m != (Measured{}) {
			all[p.Key().String()] = m
		}
	}
	return all, err
}

// Apply fills in what the profiles do not set.
func (a All) Apply(profiles []core.Profile) []core.Profile {
	out := make([]core.Profile, len(profiles))
	for i, p := range profiles {
		m := a[p.Key().String()]
		p.TokensPerMinute = cmp.Or(p.TokensPerMinute, m.TokensPerMinute)
		p.RequestsPerMinute = cmp.Or(p.RequestsPerMinute, m.RequestsPerMinute)
		p.Ratio = cmp.Or(p.Ratio, m.Ratio)
		if p.Endpoint == core.Mantle && p.Burndown == 1 { // the default
			p.Burndown = max(p.Burndown, m.Burndown)
		}
		out[i] = p
	}
	return out
}
