package core_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/llm/pool/core"
)

// talk asks in a conversation and answers at once with what was asked for.
func (d *driver) talk(conversation string, input int) core.Action {
	d.t.Helper()
	d.Submit(d.now, core.Ask{User: "u-" + conversation, Conversation: conversation, Input: input,
		MaxTokens: 10})
	a := d.one(core.Start)
	d.answer(a, input, 10)
	return a
}

func TestAWarmCacheOutweighsAFullerBucketForFiveMinutes(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 1_000_000), haiku("b", 1_000_000))
	first := d.talk("c", 100_000) // leaves its profile a tenth behind the other
	if a := d.talk("c", 10); a.Profile != first.Profile ||
		a.Why != "its prompt cache is warm for this conversation" {
		t.Errorf("the conversation went from %d to %d: %s", first.Profile, a.Profile, a.Why)
	}
	if a := d.talk("d", 10); a.Profile == first.Profile {
		t.Error("another conversation went where less is left")
	}
	d.pass(6 * time.Minute)
	second := d.talk("e", 100_000)
	if second.Profile != first.Profile {
		t.Fatalf("with everything alike, %d was chosen and then %d", first.Profile, second.Profile)
	}
	if a := d.talk("c", 10); a.Profile == first.Profile {
		t.Error("after five minutes the conversation went back to a cache that is cold")
	}
}

func TestFailuresOfManyRequestsSpendABudgetTogether(t *testing.T) {
	var list []core.Profile
	for i := range 60 { // so many that no breaker ends the retries
		list = append(list, haiku(fmt.Sprintf("r%02d", i), 1_000_000))
	}
	d := newDriver(t, core.Options{HedgeShare: -1}, list...)
	moved := 0
	for range 100 {
		d.ask("u", 10, 10)
		d.Fail(d.now, d.one(core.Start).Try, core.Failure{Kind: fault.Unavailable})
		for _, a := range d.actions() {
			if a.Kind == core.Start {
				moved++
				d.answer(a, 10, 1)
			}
		}
	}
	// 20 and a fifth of the 100 requests, which have faded little within no time.
	if moved < 35 || moved > 41 {
		t.Errorf("%d of 100 failures were tried again at once; the budget is about 40", moved)
	}
}

func TestThrottlingCostsTheRetryBudgetNothing(t *testing.T) {
	var list []core.Profile
	for i := range 60 {
		list = append(list, haiku(fmt.Sprintf("r%02d", i), 1_000_000))
	}
	d := newDriver(t, core.Options{HedgeShare: -1}, list...)
	for n := range 50 {
		d.ask("u", 10, 10)
		d.Fail(d.now, d.one(core.Start).Try, core.Failure{Kind: fault.Throttled})
		list := d.actions()
		if len(list) != 1 || list[0].Kind != core.Start {
			t.Fatalf("after %d throttled calls: %+v", n, list)
		}
		d.answer(list[0], 10, 1)
	}
}

func TestWhoWasServedLessComesFirstWhoeverWaitsLonger(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 60_000))
	served := func(user string, input int) {
		d.ask(user, input, 10)
		d.answer(d.one(core.Start), input, 10)
	}
	served("much", 12_000) // a fifth of the bucket: no heavy user
	served("little", 8_000)
	d.ask("busy", 38_000, 10)
	busy := d.one(core.Start)
	late := func(user string) core.ID {
		return d.Submit(d.now, core.Ask{User: user, Input: 9_000, MaxTokens: 10,
			Deadline: d.now.Add(10 * time.Minute)})
	}
	much := late("much")
	little := late("little")
	d.none()
	d.answer(busy, 38_000, 10)
	d.pass(40 * time.Second)
	var order []core.ID
	for _, a := range d.actions() {
		if a.Kind == core.Start && a.Resume == false {
			order = append(order, a.Ask)
		}
	}
	if !slices.Equal(order, []core.ID{little, much}) {
		t.Errorf("started %v; want %v, who was served less, before %v", order, little, much)
	}
}

func TestAnAccountTakesBackNoMoreRequestsThanItGave(t *testing.T) {
	p := haiku("a", 1_000_000)
	p.RequestsPerMinute = 3
	d := newDriver(t, core.Options{HedgeShare: -1}, p)
	started := 0
	for range 6 {
		d.Submit(d.now, core.Ask{Purpose: llm.Answer, User: "u", Input: 10, MaxTokens: 10,
			Deadline: d.now.Add(5 * time.Second)})
		for _, a := range d.actions() {
			if a.Kind == core.Start {
				started++
				d.answer(a, 10, 1)
			}
		}
	}
	if started > 3 {
		t.Errorf("%d requests started at once where 3 a minute are allowed", started)
	}
}

// starts gives the requests that were started, in order.
func (d *driver) starts() (order []core.ID) {
	for _, a := range d.actions() {
		if a.Kind == core.Start {
			order = append(order, a.Ask)
		}
	}
	return order
}

// wait asks for what there is no room for yet, and for which there is time.
func (d *driver) wait(user string, p llm.Purpose, input int) core.ID {
	d.t.Helper()
	id := d.Submit(d.now, core.Ask{Purpose: p, User: user, Input: input, MaxTokens: 10,
		Deadline: d.now.Add(10 * time.Minute)})
	d.none()
	return id
}

// Who was away gets no more than anybody else when they come back.
func TestTimeAwayIsNotMadeUpFor(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 60_000))
	served := func(user string, input int) {
		d.ask(user, input, 10)
		d.answer(d.one(core.Start), input, 10)
	}
	served("away", 500)
	for range 6 {
		served("others", 1500)
	}
	d.ask("busy", 49_000, 10)
	busy := d.one(core.Start)
	first := d.wait("first", llm.Answer, 9_000)
	back := d.wait("away", llm.Answer, 9_000)
	d.answer(busy, 49_000, 10)
	d.pass(40 * time.Second)
	if order := d.starts(); !slices.Equal(order, []core.ID{first, back}) {
		t.Errorf("started %v; want %v, who asked first, before %v", order, first, back)
	}
}

func TestAHeavyUserComesAfterTheBackgroundWorkOfOthers(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 60_000))
	d.ask("light", 100, 10)
	d.answer(d.one(core.Start), 100, 10)
	d.ask("heavy", 55_000, 10)
	busy := d.one(core.Start)
	heavy := d.wait("heavy", llm.Answer, 9_000)
	light := d.wait("light", llm.Summarise, 9_000)
	d.answer(busy, 55_000, 10)
	d.pass(50 * time.Second)
	if order := d.starts(); len(order) == 0 || order[0] != light {
		t.Errorf("started %v; want %v before the heavy user's %v", order, light, heavy)
	}
}

func TestALongQueueRefusesWhatComesAfterIt(t *testing.T) {
	d := newDriver(t, core.Options{Queue: 2}, haiku("a", 60_000))
	d.ask("busy", 50_000, 10)
	d.one(core.Start)
	d.wait("a", llm.Answer, 20_000)
	d.wait("b", llm.Answer, 20_000)
	d.Submit(d.now, core.Ask{User: "c", Input: 20_000, MaxTokens: 10,
		Deadline: d.now.Add(10 * time.Minute)})
	if a := d.one(core.Refuse); a.Fault != fault.Overloaded || a.RetryAfter < time.Second {
		t.Errorf("%+v", a)
	}
}

func TestAnAccountThatFailedARequestIsNotAskedAgainAtOnce(t *testing.T) {
	for _, after := range []time.Duration{0, 3 * time.Second} {
		d := newDriver(t, core.Options{}, haiku("a", 60_000))
		d.Submit(d.now, core.Ask{User: "u", Input: 10, MaxTokens: 10,
			Deadline: d.now.Add(time.Minute)})
		d.Fail(d.now, d.one(core.Start).Try, core.Failure{Kind: fault.Unavailable, RetryAfter: after})
		pause := max(after, 400*time.Millisecond)
		d.pass(pause - 10*time.Millisecond)
		d.none()
		d.pass(20 * time.Millisecond)
		d.one(core.Start)
	}
}

// Somebody is reading it already.
func TestAnAnswerThatHasBegunIsFinishedAfterItsDeadline(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 60_000))
	d.Submit(d.now, core.Ask{User: "u", Input: 10, MaxTokens: 10, Deadline: d.now.Add(5 * time.Second)})
	a := d.one(core.Start)
	d.FirstToken(d.now, a.Try)
	d.pass(8 * time.Second)
	d.Fail(d.now, a.Try, core.Failure{Kind: fault.Unavailable})
	d.pass(time.Second)
	if next := d.one(core.Start); !next.Resume {
		t.Errorf("%+v", next)
	}
}
