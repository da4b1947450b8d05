package core_test

import (
	"testing"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm/pool/core"
)

// kinds counts actions by kind.
func kinds(list []core.Action) map[core.ActionKind]int {
	count := map[core.ActionKind]int{}
	for _, a := range list {
		count[a.Kind]++
	}
	return count
}

func TestHedgesCanBeSwitchedOff(t *testing.T) {
	d := newDriver(t, core.Options{HedgeShare: -1}, haiku("a", 100_000), haiku("b", 100_000))
	d.ask("u", 10, 10)
	d.one(core.Start)
	d.pass(15 * time.Second)
	d.none()
}

func TestAHedgeIsNotHedgedAndGoesElsewhere(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 100_000), haiku("b", 100_000), haiku("c", 100_000))
	d.ask("u", 10, 10)
	first := d.one(core.Start)
	d.pass(4 * time.Second)
	hedge := d.one(core.Start)
	if !hedge.Hedge || hedge.Profile == first.Profile {
		t.Errorf("%+v", hedge)
	}
	d.pass(10 * time.Second)
	d.none()
}

// The conversation's own account is the best for it, but has failed the request:
// a second try would wait for it in vain.
func TestAHedgeGoesWhereTheRequestHasNotFailed(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 1_000_000), haiku("b", 1_000_000),
		haiku("c", 1_000_000))
	var own core.Action
	ask := func() core.Action {
		d.Submit(d.now, core.Ask{User: "u", Conversation: "c", Input: 10, MaxTokens: 10})
		return d.one(core.Start)
	}
	for range 30 { // so many that one failure changes little about the account
		own = ask()
		d.pass(time.Second)
		d.answer(own, 10, 10)
	}
	first := ask()
	if first.Profile != own.Profile {
		t.Fatalf("began at %d, the conversation's cache is at %d", first.Profile, own.Profile)
	}
	d.Fail(d.now, first.Try, core.Failure{Kind: fault.Unavailable})
	second := d.one(core.Start)
	d.pass(4 * time.Second)
	hedge := d.one(core.Start)
	if !hedge.Hedge || hedge.Profile == first.Profile || hedge.Profile == second.Profile {
		t.Errorf("failed at %d, waits at %d: %+v", first.Profile, second.Profile, hedge)
	}
}

func TestTheOnlyAccountIsNotHedgedOnItself(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 100_000))
	d.ask("u", 10, 10)
	d.one(core.Start)
	d.pass(15 * time.Second)
	d.none()
}

func TestAHedgeThatFailsLeavesTheFirstCallAlone(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 100_000), haiku("b", 100_000))
	d.ask("u", 10, 10)
	first := d.one(core.Start)
	d.pass(4 * time.Second)
	d.Fail(d.now, d.one(core.Start).Try, core.Failure{Kind: fault.Unavailable})
	d.none()
	if !d.FirstToken(d.now, first.Try) {
		t.Error("the first call's text does not count")
	}
}

func TestAHedgeGoesOnAloneWhenTheFirstCallFails(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 100_000), haiku("b", 100_000))
	d.ask("u", 10, 10)
	first := d.one(core.Start)
	d.pass(4 * time.Second)
	hedge := d.one(core.Start)
	d.Fail(d.now, first.Try, core.Failure{Kind: fault.Unavailable})
	d.none()
	d.answer(hedge, 10, 10)
	if l := d.Leftover(); l != nil {
		t.Errorf("left over: %v", l)
	}
}

func TestTextOfAStoppedTryDoesNotCount(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 100_000), haiku("b", 100_000))
	d.ask("u", 10, 10)
	first := d.one(core.Start)
	d.pass(4 * time.Second)
	hedge := d.one(core.Start)
	for range 2 { // to tell it again changes nothing
		if !d.FirstToken(d.now, hedge.Try) {
			t.Error("the hedge's text does not count")
		}
	}
	if stop := d.one(core.Stop); stop.Try != first.Try {
		t.Errorf("%+v", stop)
	}
	if d.FirstToken(d.now, first.Try) {
		t.Error("the stopped call's text counts")
	}
	p := d.Snapshot(d.now).Profiles
	won, lost := p[hedge.Profile], p[first.Profile]
	if won.Hedges != 1 || won.HedgesWon != 1 || lost.HedgesLost != 1 || lost.InFlight != 0 {
		t.Errorf("won %+v, lost %+v", won.Counters, lost.Counters)
	}
}

func TestHedgesStopWhenTheirBudgetIsSpent(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 10_000_000), haiku("b", 10_000_000))
	hedged := 0
	for range 4 { // the budget is 20,000 tokens, and each loses 9,000
		d.ask("u", 9000, 10)
		d.one(core.Start)
		d.pass(4 * time.Second)
		for _, a := range d.actions() {
			if a.Kind == core.Start {
				hedged++
				d.FirstToken(d.now, a.Try)
				d.Fail(d.now, a.Try, core.Failure{Kind: fault.Invalid})
			}
		}
		d.pass(30 * time.Second)
		d.actions()
	}
	if hedged != 2 {
		t.Errorf("%d hedges; the budget has room for two", hedged)
	}
}

func TestHedgesOfMerelyLateCallsTakeNoScarceQuota(t *testing.T) {
	quick, scarce := haiku("a", 100_000), haiku("b", 10_000)
	quick.ContextTokens = 5000
	d := newDriver(t, core.Options{}, quick, scarce)
	d.ask("u", 8900, 10) // leaves a tenth of b's quota
	d.answer(d.one(core.Start), 8900, 10)
	d.ask("u", 10, 10)
	if a := d.one(core.Start); a.Profile != 0 {
		t.Fatalf("%+v", a)
	}
	d.pass(5 * time.Second)
	d.none()
	d.pass(5 * time.Second) // now the call looks lost rather than late
	if a := d.one(core.Start); !a.Hedge || a.Profile != 1 {
		t.Errorf("%+v", a)
	}
}

func TestAnAccountThatIsSilentAgainAndAgainCountsAsBroken(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 10_000_000), haiku("b", 9_000_000))
	lost := map[int]int{}
	for range 12 {
		d.ask("u", 10, 10)
		first := d.one(core.Start)
		if first.Profile == 1 {
			d.answer(first, 10, 10)
			continue
		}
		d.pass(4 * time.Second)
		hedge := d.one(core.Start)
		d.answer(hedge, 10, 10)
		lost[first.Profile]++
		d.actions()
		if state := d.Snapshot(d.now).Profiles[0].Breaker; (state == core.Open) != (lost[0] >= 4) {
			t.Errorf("after %d silent calls the breaker is %s", lost[0], state)
		}
	}
}
