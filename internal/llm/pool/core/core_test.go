package core_test

import (
	"slices"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/llm/pool/core"
)

var start = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// driver moves a core by hand.
type driver struct {
	*core.Core
	t   *testing.T
	now time.Time
}

func newDriver(t *testing.T, opt core.Options, list ...core.Profile) *driver {
	t.Helper()
	list, err := core.Complete(list)
	if err != nil {
		t.Fatal(err)
	}
	return &driver{core.New(list, opt), t, start}
}

func haiku(region string, perMinute int) core.Profile {
	return core.Profile{Region: region, Model: "haiku", Burndown: 5, TokensPerMinute: perMinute,
		MaxOutputTokens: 1000}
}

func (d *driver) ask(user string, input, maxTokens int) core.ID {
	return d.Submit(d.now, core.Ask{Purpose: llm.Answer, User: user, Input: input,
		MaxTokens: maxTokens})
}

// actions takes what the core wants done.
func (d *driver) actions() []core.Action { return slices.Clone(d.Actions()) }

// one takes the only action, which must be of the kind.
func (d *driver) one(kind core.ActionKind) core.Action {
	d.t.Helper()
	list := d.actions()
	if len(list) != 1 || list[0].Kind != kind {
		d.t.Fatalf("actions %+v, want one of kind %d", list, kind)
	}
	return list[0]
}

func (d *driver) none() {
	d.t.Helper()
	if list := d.actions(); len(list) != 0 {
		d.t.Fatalf("actions %+v", list)
	}
}

// pass lets time pass, waking the core when it wants to be.
func (d *driver) pass(dur time.Duration) {
	end := d.now.Add(dur)
	for {
		next, ok := d.Next()
		if !ok || next.After(end) {
			break
		}
		d.now = maxTime(d.now, next)
		d.Tick(d.now)
	}
	d.now = end
	d.Tick(d.now)
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (d *driver) answer(a core.Action, input, output int) {
	d.FirstToken(d.now, a.Try)
	d.Done(d.now, a.Try, llm.Usage{Input: input, Output: output})
}

func TestAReservationIsInputPlusMaxTokensAndSettlesToTheCharge(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 10000))
	d.ask("u", 1000, 1000)
	a := d.one(core.Start)
	held := 1 - d.Snapshot(d.now).Profiles[0].Remaining
	if held < 0.2 || held > 0.21 {
		t.Errorf("held %.3f of the quota, want 0.2 and a small margin", held)
	}
	d.answer(a, 1000, 100)
	if charged := 1 - d.Snapshot(d.now).Profiles[0].Remaining; charged < 0.149 || charged > 0.151 {
		t.Errorf("charged %.3f, want 0.15: input and five times the output", charged)
	}
}

func TestCancellingFreesTheReservationAtOnce(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 10000))
	id := d.ask("u", 100, 1000)
	d.one(core.Start)
	d.Cancel(d.now, id)
	if left := d.Snapshot(d.now).Profiles[0].Remaining; left < 0.989 {
		t.Errorf("%.3f left: only the input may be charged", left)
	}
	if l := d.Leftover(); l != nil {
		t.Errorf("left over: %v", l)
	}
}

func TestWhoFindsNoRoomWaitsForIt(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 6000))
	d.ask("u", 4000, 1000)
	first := d.one(core.Start)
	id := d.Submit(d.now, core.Ask{User: "u", Input: 2000, MaxTokens: 1000,
		Deadline: d.now.Add(time.Minute)})
	d.none()
	if w := d.Wait(d.now, id); w <= 15*time.Second || w > 40*time.Second {
		t.Errorf("expected wait %v", w)
	}
	d.answer(first, 4000, 100) // 4,500 are charged of 6,000, and 100 come every second
	d.none()
	d.pass(16 * time.Second)
	if a := d.one(core.Start); a.Ask != id {
		t.Errorf("%+v", a)
	}
}

func TestAWaitBeyondTheDeadlineIsRefusedAtOnceWithARetryAfter(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 6000))
	d.ask("u", 4000, 1000)
	d.one(core.Start)
	d.Submit(d.now, core.Ask{User: "u", Input: 4000, MaxTokens: 1000,
		Deadline: d.now.Add(5 * time.Second)})
	a := d.one(core.Refuse)
	if a.Fault != fault.Throttled || a.RetryAfter < time.Second || a.RetryAfter > time.Minute {
		t.Errorf("%+v", a)
	}
}

func TestInteractiveTurnsComeBeforeBackgroundWork(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 6000))
	d.ask("u", 4500, 1000)
	busy := d.one(core.Start)
	background := d.Submit(d.now, core.Ask{Purpose: llm.Summarise, User: "b", Input: 1000,
		MaxTokens: 500})
	turn := d.ask("c", 1000, 500)
	d.none()
	d.answer(busy, 4500, 10)
	d.pass(5 * time.Second)
	if a := d.one(core.Start); a.Ask != turn {
		t.Errorf("first came %v, want the turn %v (background %v)", a.Ask, turn, background)
	}
}

func TestOneUserCannotStarveAnother(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 6000))
	d.ask("greedy", 4500, 1000)
	busy := d.one(core.Start)
	for range 5 {
		d.Submit(d.now, core.Ask{User: "greedy", Input: 1000, MaxTokens: 500,
			Deadline: d.now.Add(10 * time.Minute)})
	}
	modest := d.Submit(d.now, core.Ask{User: "modest", Input: 1000, MaxTokens: 500,
		Deadline: d.now.Add(10 * time.Minute)})
	d.none()
	d.answer(busy, 4500, 10)
	d.pass(20 * time.Second)
	list := d.actions()
	if len(list) == 0 || list[0].Kind != core.Start || list[0].Ask != modest {
		t.Errorf("%+v, want the modest user's %v first", list, modest)
	}
}

func TestRetryableFailuresMoveOnAndOthersDoNot(t *testing.T) {
	for kind, moves := range map[fault.Kind]bool{
		fault.Throttled: true, fault.Overloaded: true, fault.Unavailable: true, fault.Timeout: true,
		fault.Refused: false, fault.TooLarge: false, fault.Invalid: false,
	} {
		d := newDriver(t, core.Options{}, haiku("a", 100000), haiku("b", 100000))
		d.ask("u", 100, 100)
		a := d.one(core.Start)
		d.Fail(d.now, a.Try, core.Failure{Kind: kind})
		list := d.actions()
		if len(list) != 1 || (list[0].Kind == core.Start) != moves {
			t.Fatalf("%v: %+v", kind, list)
		}
		if moves && list[0].Profile == a.Profile {
			t.Errorf("%v: it moved to where it failed", kind)
		}
	}
}

func TestAProfileWithoutAccessIsTakenOutAndTheOthersGoOn(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 100000), haiku("b", 100000))
	d.ask("u", 100, 100)
	a := d.one(core.Start)
	d.Fail(d.now, a.Try, core.Failure{Kind: fault.Forbidden})
	list := d.actions()
	if len(list) != 2 || list[0].Kind != core.Removed || list[0].Profile != a.Profile ||
		list[1].Kind != core.Start {
		t.Fatalf("%+v", list)
	}
	d.Fail(d.now, list[1].Try, core.Failure{Kind: fault.NotFound})
	if list = d.actions(); len(list) != 2 || list[1].Kind != core.Refuse ||
		list[1].Fault != fault.NotFound {
		t.Fatalf("%+v", list)
	}
	d.ask("u", 100, 100)
	if a := d.one(core.Refuse); a.Fault != fault.NotConfigured {
		t.Errorf("%+v", a)
	}
	d.pass(2 * time.Minute)
	d.ask("u", 100, 100)
	d.one(core.Start) // nothing else is left: they get another chance
}

func TestABreakerOpensProbesOnceAndClosesGradually(t *testing.T) {
	d := newDriver(t, core.Options{HedgeShare: -1}, haiku("a", 1_000_000))
	for range 3 {
		d.ask("u", 10, 10)
		a := d.one(core.Start)
		d.Fail(d.now, a.Try, core.Failure{Kind: fault.Unavailable})
		d.actions()
		d.Cancel(d.now, a.Ask)
	}
	if s := d.Snapshot(d.now).Profiles[0].Breaker; s != core.Open {
		t.Fatalf("breaker %v after three failures", s)
	}
	for range 4 {
		d.ask("u", 10, 10)
	}
	d.none()
	d.pass(3 * time.Second)
	probe := d.one(core.Start)
	d.answer(probe, 10, 1)
	if s := d.Snapshot(d.now).Profiles[0].Breaker; s != core.Closing {
		t.Fatalf("breaker %v after a probe", s)
	}
	if list := d.actions(); len(list) != 2 {
		t.Errorf("%d calls after the probe, want 2: %+v", len(list), list)
	}
}

func TestASlowFirstTokenIsHedgedAndTheLoserStopped(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 100000), haiku("b", 100000))
	d.ask("u", 100, 100)
	first := d.one(core.Start)
	d.pass(4 * time.Second)
	second := d.one(core.Start)
	if !second.Hedge || second.Profile == first.Profile || second.Resume {
		t.Fatalf("%+v", second)
	}
	if !d.FirstToken(d.now, second.Try) {
		t.Error("the hedge's text does not count")
	}
	if a := d.one(core.Stop); a.Try != first.Try {
		t.Errorf("%+v", a)
	}
	if d.FirstToken(d.now, first.Try) {
		t.Error("the loser's text counts")
	}
	d.Done(d.now, second.Try, llm.Usage{Input: 100, Output: 10})
	if l := d.Leftover(); l != nil {
		t.Errorf("left over: %v", l)
	}
}

func TestAStalledStreamBeginsAnewElsewhere(t *testing.T) {
	prefill := haiku("b", 100000)
	for _, p := range []bool{false, true} {
		prefill.Prefill = p
		other := haiku("a", 100000)
		other.Prefill = p
		d := newDriver(t, core.Options{}, other, prefill)
		d.ask("u", 100, 100)
		a := d.one(core.Start)
		d.FirstToken(d.now, a.Try)
		d.Progress(d.now, a.Try, 5)
		d.pass(7 * time.Second)
		list := d.actions()
		if len(list) != 2 || list[0].Kind != core.Stop || list[1].Kind != core.Start ||
			!list[1].Resume || list[1].Prefill != p {
			t.Errorf("%+v", list)
		}
	}
}

func TestAnAnswerThatALoweredLimitCutGoesOnWithTheWholeOne(t *testing.T) {
	d := newDriver(t, core.Options{MaxTokens: map[llm.Purpose]int{llm.Answer: 200}},
		haiku("a", 100000))
	d.ask("u", 100, 1000)
	a := d.one(core.Start)
	if a.MaxTokens != 200 || !d.Lowered(a.Try) {
		t.Fatalf("%+v", a)
	}
	d.FirstToken(d.now, a.Try)
	d.Cut(d.now, a.Try, llm.Usage{Input: 100, Output: 200})
	if a = d.one(core.Start); a.MaxTokens != 1000 || !a.Resume || d.Lowered(a.Try) {
		t.Errorf("%+v", a)
	}
}

func TestAnUnknownQuotaIsLearnedFromThrottling(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 0))
	for range 30 {
		d.ask("u", 1000, 100)
		d.answer(d.one(core.Start), 1000, 0)
		d.pass(time.Second)
	}
	d.ask("u", 1000, 100)
	d.Fail(d.now, d.one(core.Start).Try, core.Failure{Kind: fault.Throttled,
		RetryAfter: 2 * time.Second})
	d.actions()
	if q := d.Snapshot(d.now).Profiles[0].Quota; q < 30000 || q > 70000 {
		t.Errorf("learned %.0f tokens per minute of about 60,000 that went through", q)
	}
}

func TestRetryAfterIsKept(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 1_000_000))
	d.ask("u", 10, 10)
	d.Fail(d.now, d.one(core.Start).Try, core.Failure{Kind: fault.Throttled,
		RetryAfter: 5 * time.Second})
	d.none()
	d.pass(4900 * time.Millisecond)
	d.none()
	d.pass(time.Second)
	d.one(core.Start)
}

func TestAConversationStaysWhereItsCacheIsWarm(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 1_000_000), haiku("b", 1_000_000))
	where := map[int]int{}
	for range 20 {
		d.Submit(d.now, core.Ask{User: "u", Conversation: "c", Input: 100, MaxTokens: 100})
		a := d.one(core.Start)
		where[a.Profile]++
		d.pass(500 * time.Millisecond)
		d.answer(a, 100, 10)
	}
	if len(where) != 1 {
		t.Errorf("one conversation went to %v", where)
	}
}

func TestTheRetryBudgetEndsAnOutageOfEverything(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 0), haiku("b", 0), haiku("c", 0))
	calls, asked := 0, 400
	for range asked {
		d.ask("u", 10, 10)
		for list := d.actions(); len(list) > 0; list = d.actions() {
			for _, a := range list {
				if a.Kind == core.Start {
					calls++
					d.Fail(d.now, a.Try, core.Failure{Kind: fault.Unavailable})
				}
			}
		}
		d.pass(50 * time.Millisecond)
	}
	if calls > 2*asked {
		t.Errorf("%d calls for %d requests", calls, asked)
	}
}

func TestAnOnlyModelIsGivenTime(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 100000))
	d.ask("u", 100, 100)
	a := d.one(core.Start)
	d.pass(90 * time.Second)
	d.none()
	d.FirstToken(d.now, a.Try)
	d.pass(50 * time.Second)
	d.none()
	d.pass(20 * time.Second)
	if list := d.actions(); len(list) == 0 || list[0].Kind != core.Stop {
		t.Errorf("a stream that is silent for a minute goes on: %+v", list)
	}
}

func TestWhenNothingAnswersTheErrorSaysSo(t *testing.T) {
	d := newDriver(t, core.Options{HedgeShare: -1}, haiku("a", 1_000_000))
	for range 3 {
		d.ask("u", 10, 10)
		a := d.one(core.Start)
		d.Fail(d.now, a.Try, core.Failure{Kind: fault.Unavailable})
		d.actions()
		d.Cancel(d.now, a.Ask)
	}
	d.Submit(d.now, core.Ask{User: "u", Input: 10, MaxTokens: 10, Deadline: d.now.Add(time.Second)})
	if a := d.one(core.Refuse); a.Fault != fault.Unavailable || a.RetryAfter == 0 {
		t.Errorf("%+v", a)
	}
}
