package wiring

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mundap/mundap/internal/aws/bedrock"
	"github.com/mundap/mundap/internal/aws/quotas"
	"github.com/mundap/mundap/internal/config/schema"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/llm/pool"
	"github.com/mundap/mundap/internal/llm/pool/ledger"
	"github.com/mundap/mundap/internal/openai"
	"github.com/mundap/mundap/internal/wire"
)

// Pool spreads requests over the profiles of Amazon Bedrock; nil if there are
// none. shared counts what other processes spend of the same quotas; nil means there
// are no others. The pool's owner closes it.
//
// known is what was measured about the profiles' accounts; nil means nothing.
func Pool(profiles schema.JSON, account aws.Config, shared ledger.Ledger, known quotas.All,
	log *slog.Logger) (*pool.Pool, error) {
	list, err := Profiles(profiles)
	if err != nil || list == nil {
		return nil, err
	}
	p, err := pool.New(pool.Config{
		Profiles: known.Apply(list), Ledger: shared, Log: log,
		Open: func(f pool.Profile) (llm.Model, error) {
			return openModel(account, f), nil
		},
		OpenEmbedder: func(f pool.Profile) (embed.Embedder, error) {
			return bedrock.NewEmbedder(account, bedrock.EmbedderOptions{Region: f.Region,
				Model: f.Model, Underlying: f.Underlying})
		},
	})
	if err != nil {
		return nil, fmt.Errorf("making the pool of models: %w", err)
	}
	return p, nil
}

// PoolStatus is how a pool's models stand, for administrators. The counters are
// those of this process alone.
func PoolStatus(p *pool.Pool) wire.Pool {
	s := p.Snapshot()
	out := wire.Pool{
		Profiles: make([]wire.PoolProfile, len(s.Profiles)), Waiting: s.Waiting,
		InFlight: s.InFlight,
		Asked:    s.Totals.Asked, Answered: s.Totals.Answered, Refused: s.Totals.Refused,
		Moved:  s.Totals.Moved,
		Hedged: s.Totals.Hedged, Restarts: s.Totals.Continued,
	}
	for i, f := range s.Profiles {
		out.Profiles[i] = wire.PoolProfile{
			Name: f.Name, Region: f.Region, Model: f.Model, Removed: f.Removed,
			Breaker: string(f.Breaker), Quota: f.Quota,
			Remaining: f.Remaining, InFlight: f.InFlight, FirstMS: int64(1000 * f.FirstToken),
			P95MS:   int64(1000 * f.FirstP95),
			Failure: f.FailureRate, Calls: f.Calls, Throttled: f.Throttled, Failed: f.Failed,
			Hedges: f.Hedges,
			Input:  f.Input, Output: f.Output, SpendUSD: f.Spend,
		}
	}
	return out
}

// Profiles reads the setting profile_of_LLMs. It returns nil if that is empty.
func Profiles(setting schema.JSON) ([]pool.Profile, error) {
	if setting == "" || setting == "null" || setting == "[]" {
		return nil, nil
	}
	list, err := pool.ParseProfiles([]byte(setting))
	if err != nil {
		return nil, fmt.Errorf("profile_of_LLMs: %w", err)
	}
	return list, nil
}

// measureWithin limits the time for reading quotas, because answers wait for it
// but do not need it.
const measureWithin = 5 * time.Second

// Measure finds out what the profiles do not set, if the settings ask for it.
// What can't be found out is logged; the pool learns it from throttling instead.
func Measure(ctx context.Context, s schema.Settings, account aws.Config, e quotas.Endpoints,
	log *slog.Logger) quotas.All {
	list, err := Profiles(s.Profiles)
	if err != nil || list == nil || !s.ReadQuotas {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, measureWithin)
	defer cancel()
	all, err := quotas.Measure(ctx, account, list, e)
	if err != nil {
		log.Warn("some quotas of models could not be read", "error", err)
	}
	return all
}

// openModel makes the model of a profile with the API of its endpoint.
func openModel(account aws.Config, f pool.Profile) llm.Model {
	o := bedrock.Options{Region: f.Region, Model: f.Model, Name: f.Name,
		MaxOutput: f.MaxOutputTokens, ContextTokens: f.ContextTokens, Cache: string(f.Cache),
		Tiers: map[llm.Purpose]string{}}
	for purpose, tier := range f.Tiers {
		o.Tiers[purpose] = string(tier)
	}
	switch {
	case f.Endpoint != pool.Mantle:
		return bedrock.New(account, o)
	case strings.HasPrefix(f.Model, "anthropic."):
		return bedrock.NewMessages(account, o)
	}
	return openai.NewModel(openai.Options{URL: bedrock.MantleURL(f.Region) + "/v1", Model: f.Model,
		MaxOutput: f.MaxOutputTokens, ContextTokens: f.ContextTokens,
		Client: bedrock.MantleClient(account, f.Region)})
}
