package sim

import (
	"context"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/llm/pool/core"
	"github.com/mundap/mundap/internal/llm/pool/ledger"
)

var epoch = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

// pooled is the pool: its core, with the simulation's clock and calls.
type pooled struct {
	w     *world
	core  *core.Core
	list  []core.Profile
	asks  map[core.ID]*job
	tries map[core.Try]*attempt
	calls map[*upstream]core.Try
	tick  time.Duration // when the next Tick is due; 0 if there is none

	ledger ledger.Ledger // nil: quotas are its own
	trip   time.Duration // half a round trip of the ledger
}

// attempt is a try on its way.
type attempt struct {
	u       *upstream
	id      core.Try
	restart bool
}

func newPooled(w *world, list []core.Profile, opt core.Options) *pooled {
	return &pooled{
		w: w, core: core.New(list, opt), list: list, asks: map[core.ID]*job{},
		tries: map[core.Try]*attempt{},
		calls: map[*upstream]core.Try{}, trip: 4 * time.Millisecond,
	}
}

func (p *pooled) time() time.Time { return epoch.Add(p.w.now) }

func (p *pooled) arrive(j *job) {
	id := p.core.Submit(p.time(), core.Ask{
		Purpose: llm.Purpose(j.purpose), User: j.user, Conversation: j.conversation,
		Input:     j.estimate,
		MaxTokens: j.maxTokens, Deadline: epoch.Add(j.at + j.patience),
	})
	p.asks[id] = j
	p.act()
}

// act does what the core wants done, and asks to be woken when it wants to be.
func (p *pooled) act() {
	for actions := p.core.Actions(); len(actions) > 0; actions = p.core.Actions() {
		for _, a := range append([]core.Action(nil), actions...) {
			p.do(a)
		}
	}
	next, ok := p.core.Next()
	if !ok {
		return
	}
	at := max(next.Sub(epoch), p.w.now)
	if p.tick != 0 && p.tick <= at && p.tick > p.w.now {
		return
	}
	p.tick = at
	p.w.at(at, func() {
		if p.tick == at {
			p.tick = 0
			p.core.Tick(p.time())
			p.act()
		}
	})
}

// do carries out a decision of the core in simulated time. The quotas that
// servers share answer one round trip later; returning what was not used needs
// no answer.
func (p *pooled) do(a core.Action) {
	switch a.Kind {
	case core.Start:
		j := p.asks[a.Ask]
		from := 0
		if a.Prefill {
			from = j.shown
		}
		u := p.w.call(a.Profile, j, a.MaxTokens, from, p)
		p.tries[a.Try] = &attempt{u: u, id: a.Try, restart: a.Resume && !a.Prefill}
		p.calls[u] = a.Try
	case core.Stop:
		if t := p.tries[a.Try]; t != nil {
			t.u.cancel()
			p.forget(t.u)
		}
	case core.Refuse:
		p.refuse(a)
	case core.Draw:
		p.w.at(p.w.now+p.trip, func() { p.draw(a) })
	case core.Return:
		q := p.quota(a.Account)
		_ = p.ledger.Return(context.Background(), q, ledger.Amount{Tokens: a.Tokens,
			Requests: a.Requests})
	}
}

func (p *pooled) refuse(a core.Action) {
	j := p.asks[a.Ask]
	delete(p.asks, a.Ask)
	switch {
	case j.shown > 0:
		j.finish(p.w.now, lost)
	case a.Fault == fault.Throttled || a.Fault == fault.Overloaded:
		j.finish(p.w.now, refused)
	default:
		j.finish(p.w.now, failed)
	}
}

func (p *pooled) quota(account int) ledger.Quota {
	k := p.core.Accounts()[account]
	for _, f := range p.list {
		if f.Key() == k {
			return ledger.Quota{Region: k.Region, Model: k.Model,
				TokensPerMinute: f.TokensPerMinute, TokensPerDay: f.TokensPerDay,
				RequestsPerMinute: f.RequestsPerMinute}
		}
	}
	return ledger.Quota{}
}

func (p *pooled) draw(a core.Action) {
	g, err := p.ledger.Draw(context.Background(), p.quota(a.Account),
		ledger.Amount{Tokens: a.Tokens, Requests: a.Requests})
	if err != nil {
		g.Wait = time.Second
	}
	p.w.at(p.w.now+p.trip, func() {
		p.core.Granted(p.time(), a.Account, core.Grant{Tokens: g.Tokens, Requests: g.Requests,
			Wait: g.Wait})
		p.act()
	})
}

func (p *pooled) forget(u *upstream) {
	delete(p.tries, p.calls[u])
	delete(p.calls, u)
}

func (p *pooled) first(u *upstream) {
	id := p.calls[u]
	if !p.core.FirstToken(p.time(), id) {
		return
	}
	t := p.tries[id]
	u.job.show(p.w.now, u.from, u.from+u.out, t.restart)
	p.core.Progress(p.time(), id, u.out)
	p.act()
}

func (p *pooled) more(u *upstream) {
	u.job.show(p.w.now, u.job.shown, u.from+u.out, false)
	p.core.Progress(p.time(), p.calls[u], u.out)
	p.act()
}

func (p *pooled) done(u *upstream, cut bool) {
	id := p.calls[u]
	usage := llm.Usage{Input: u.call.Request.Input, Output: u.out, CacheRead: u.call.Cached}
	if cut && p.core.Lowered(id) {
		p.core.Cut(p.time(), id, usage)
	} else {
		p.core.Done(p.time(), id, usage)
		u.job.finish(p.w.now, answered)
	}
	p.forget(u)
	p.act()
}

func (p *pooled) failed(u *upstream, kind string, after time.Duration) {
	k := fault.Unavailable
	if kind == "throttled" {
		k = fault.Throttled
	}
	id := p.calls[u]
	p.forget(u)
	p.core.Fail(p.time(), id, core.Failure{Kind: k, RetryAfter: after})
	p.act()
}
