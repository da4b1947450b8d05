package pool

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/llm/pool/core"
	"github.com/mundap/mundap/internal/llm/pool/ledger"
)

// Endpoint is where in a region a model is called. See [core.Endpoint].
type Endpoint = core.Endpoint

// Profile is one model in one region. See [core.Profile].
type Profile = core.Profile

// Snapshot is how a pool stands. See [core.Snapshot].
type Snapshot = core.Snapshot

// Embed is the purpose of profiles that embed.
const Embed = core.Embed

// Mantle is Bedrock's second endpoint. See [core.Endpoint].
const Mantle = core.Mantle

// ParseProfiles reads a JSON list of profiles, in this project's form or in the
// original's ({bedrock_region, model_type, model_id, maxOutputTokens}). Errors
// are fault.Invalid and name the profile.
func ParseProfiles(data []byte) ([]Profile, error) { return core.Parse(data) }

// Config is what a pool is made of.
type Config struct {
	Profiles []Profile
	// Open makes the model of a profile. It is called once for each, by New.
	// Models must not retry by themselves.
	Open func(Profile) (llm.Model, error)
	// OpenEmbedder makes the embedder of a profile with the purpose Embed;
	// needed only where there is one.
	OpenEmbedder func(Profile) (embed.Embedder, error)
	// Ledger shares the quotas with other processes; nil means this process has them alone.
	Ledger ledger.Ledger
	// Log takes warnings; if nil, none are written.
	Log *slog.Logger
	// Options tune the decisions. Options.Shared is set by New.
	Options core.Options
}

// Pool is a model made of many. Safe for concurrent use.
type Pool struct {
	profiles  []Profile
	models    []llm.Model
	embedders []embed.Embedder
	ledger    ledger.Ledger
	quotas    []ledger.Quota // by account
	log       *slog.Logger

	mu     sync.Mutex
	core   *core.Core
	asks   map[core.ID]*request
	timer  *time.Timer
	closed bool

	work   sync.WaitGroup // the ledger's calls
	ctx    context.Context
	cancel context.CancelFunc
}

// New makes a pool. A wrong profile, and one that can't be opened, is an error
// that names it. Close it at the end.
func New(c Config) (*Pool, error) {
	list, err := core.Complete(c.Profiles)
	if err != nil {
		return nil, err
	}
	p := &Pool{profiles: list, ledger: c.Ledger, log: c.Log, asks: map[core.ID]*request{}}
	if p.log == nil {
		p.log = slog.New(slog.DiscardHandler)
	}
	if err := p.open(c); err != nil {
		return nil, err
	}
	c.Options.Shared = c.Ledger != nil
	p.core = core.New(list, c.Options)
	p.quotas = quotas(p.core.Accounts(), list)
	p.ctx, p.cancel = context.WithCancel(context.Background())
	return p, nil
}

func (p *Pool) open(c Config) error {
	p.models = make([]llm.Model, len(p.profiles))
	p.embedders = make([]embed.Embedder, len(p.profiles))
	for i, f := range p.profiles {
		var err error
		text, embeds := f.Serves()
		if text {
			if c.Open == nil {
				return fault.Newf(fault.NotConfigured, "profile %q: nothing opens models", f.Name)
			}
			p.models[i], err = c.Open(f)
		}
		if err == nil && embeds {
			if c.OpenEmbedder == nil {
				return fault.Newf(fault.NotConfigured, "profile %q: nothing opens embedders",
					f.Name)
			}
			p.embedders[i], err = c.OpenEmbedder(f)
		}
		if err != nil {
			return fmt.Errorf("opening profile %q: %w", f.Name, err)
		}
	}
	return nil
}

func quotas(keys []core.Key, list []Profile) []ledger.Quota {
	out := make([]ledger.Quota, len(keys))
	for i, k := range keys {
		for _, f := range list {
			if f.Key() == k {
				out[i] = ledger.Quota{Region: k.Region, Model: k.Model,
					TokensPerMinute: f.TokensPerMinute,
					TokensPerDay:    f.TokensPerDay, RequestsPerMinute: f.RequestsPerMinute}
			}
		}
	}
	return out
}

// Info describes the pool as one model; its limits are the largest of the profiles'.
func (p *Pool) Info() llm.Info {
	info := llm.Info{}
	var models []string
	for i, f := range p.profiles {
		if p.models[i] == nil {
			continue
		}
		info.Profiles = append(info.Profiles, f.Name)
		info.MaxOutput = max(info.MaxOutput, f.MaxOutputTokens)
		info.ContextTokens = max(info.ContextTokens, f.ContextTokens)
		if len(models) == 0 || models[len(models)-1] != f.Model {
			models = append(models, f.Model)
		}
	}
	info.Name = strings.Join(models, ", ")
	if info.Name == "" {
		info.Name = "pool"
	}
	return info
}

// Profiles are the pool's profiles, as completed.
func (p *Pool) Profiles() []Profile { return append([]Profile(nil), p.profiles...) }

// Snapshot is how the pool stands at the moment.
func (p *Pool) Snapshot() Snapshot {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.core.Snapshot(time.Now())
}

// Close gives unused quota back, and ends the pool's timer and its calls of the
// ledger; it may take some seconds when the ledger doesn't answer. Streams that
// still run are not ended by it: end their contexts first.
func (p *Pool) Close() error {
	p.mu.Lock()
	if p.timer != nil {
		p.timer.Stop()
	}
	if !p.closed {
		p.core.Close()
		p.deliver()
	}
	p.closed = true
	p.mu.Unlock()
	p.work.Wait() // each call of the ledger is bounded
	p.cancel()
	return nil
}

// decide calls the core under the lock and delivers what it wants done.
func (p *Pool) decide(f func(*core.Core, time.Time)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f(p.core, time.Now())
	p.deliver()
}

// deliver hands the core's actions to those who carry them out, and sets the
// timer. The lock is held.
func (p *Pool) deliver() {
	for _, a := range p.core.Actions() {
		switch a.Kind {
		case core.Draw:
			p.share(a)
		case core.Return:
			p.share(a)
		case core.Removed:
			f := p.profiles[a.Profile]
			p.log.Warn("a model profile was taken out", "profile", f.Name, "region", f.Region,
				"model", f.Model, "why", a.Fault.String())
		default:
			if r := p.asks[a.Ask]; r != nil {
				r.mail = append(r.mail, a)
				r.wake()
			}
		}
	}
	p.arm()
}

// arm sets the timer to when the core wants to be called.
func (p *Pool) arm() {
	next, ok := p.core.Next()
	if !ok || p.closed {
		return
	}
	d := max(0, time.Until(next))
	if p.timer == nil {
		p.timer = time.AfterFunc(d, p.tick)
		return
	}
	p.timer.Reset(d)
}

func (p *Pool) tick() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return
	}
	p.core.Tick(time.Now())
	p.deliver()
}

// meanwhileShare is the part of a quota that a process takes while the ledger
// can't be asked: better a little, and the provider's throttling if all do so,
// than nothing.
const meanwhileShare = 0.1

// meanwhile is the grant in place of one that the ledger did not give; after is
// what it said about asking again.
func meanwhile(q ledger.Quota, want ledger.Amount, after time.Duration) ledger.Grant {
	wait := time.Second
	if after > 0 {
		wait = after
	}
	g := ledger.Grant{Amount: want, Wait: wait}
	if q.TokensPerMinute > 0 {
		g.Tokens = min(g.Tokens, int(meanwhileShare*float64(q.TokensPerMinute)*wait.Minutes()))
	}
	if q.RequestsPerMinute > 0 {
		g.Requests = min(g.Requests, 1)
	}
	return g
}

// ledgerTimeout bounds one call of the ledger.
const ledgerTimeout = 2 * time.Second

// share calls the ledger beside everything else. The lock is held.
func (p *Pool) share(a core.Action) {
	if p.closed {
		return
	}
	amount := ledger.Amount{Tokens: a.Tokens, Requests: a.Requests}
	// The ledger is a service that may take its time, and requests are decided
	// under the lock.
	p.work.Go(func() {
		ctx, cancel := context.WithTimeout(p.ctx, ledgerTimeout)
		defer cancel()
		if a.Kind == core.Return {
			if err := p.ledger.Return(ctx, p.quotas[a.Account], amount); err != nil {
				p.log.Warn("unused quota could not be returned", "error", err)
			}
			return
		}
		g, err := p.ledger.Draw(ctx, p.quotas[a.Account], amount)
		if err != nil {
			if !errors.Is(err, context.Canceled) {
				p.log.Warn("the ledger of quotas could not be asked", "error", err)
			}
			g = meanwhile(p.quotas[a.Account], amount, fault.RetryAfter(err))
		}
		p.decide(func(c *core.Core, now time.Time) {
			c.Granted(now, a.Account, core.Grant{Tokens: g.Tokens, Requests: g.Requests,
				Wait: g.Wait})
		})
	})
}
