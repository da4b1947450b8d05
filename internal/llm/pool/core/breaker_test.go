package core_test

import (
	"testing"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm/pool/core"
)

// broken is a core whose only account's breaker has just opened.
func broken(t *testing.T) *driver {
	d := newDriver(t, core.Options{HedgeShare: -1, Patience: time.Hour}, haiku("a", 10_000_000))
	for range 3 {
		d.ask("u", 10, 10)
	}
	for _, a := range d.actions() {
		d.Fail(d.now, a.Try, core.Failure{Kind: fault.Unavailable})
	}
	d.state(core.Open)
	d.actions()
	return d
}

func (d *driver) state(want core.BreakerState) {
	d.t.Helper()
	if got := d.Snapshot(d.now).Profiles[0].Breaker; got != want {
		d.t.Fatalf("the breaker is %s, want %s", got, want)
	}
}

func TestPausesOfABreakerDoubleUpToHalfAMinute(t *testing.T) {
	d := broken(t)
	for _, pause := range []time.Duration{2, 4, 8, 16, 30, 30} {
		d.pass(pause*time.Second - 10*time.Millisecond)
		d.none()
		d.pass(20 * time.Millisecond)
		probe := d.one(core.Start)
		d.state(core.HalfOpen)
		d.Fail(d.now, probe.Try, core.Failure{Kind: fault.Timeout})
		d.state(core.Open)
		d.actions()
	}
}

func TestAProbeThatIsCancelledIsFollowedByAnother(t *testing.T) {
	d := broken(t)
	d.pass(2100 * time.Millisecond)
	probe := d.one(core.Start)
	d.Cancel(d.now, probe.Ask)
	d.pass(time.Second)
	d.one(core.Start)
}

func TestASuccessLetsTwoThroughThenFour(t *testing.T) {
	d := broken(t)
	for range 20 {
		d.ask("v", 10, 10)
	}
	d.none()
	d.pass(2100 * time.Millisecond)
	probe := d.one(core.Start)
	d.answer(probe, 10, 10)
	d.state(core.Closing)
	d.pass(time.Second)
	two := d.actions()
	if kinds(two)[core.Start] != 2 {
		t.Fatalf("%d calls after the first success, want 2", len(two))
	}
	d.answer(two[0], 10, 10)
	d.pass(time.Second)
	if n := kinds(d.actions())[core.Start]; n != 3 {
		t.Errorf("%d more after the second, want 3: four at once", n)
	}
}

func TestFailuresAmongManySuccessesOpenNothing(t *testing.T) {
	d := newDriver(t, core.Options{HedgeShare: -1}, haiku("a", 10_000_000), haiku("b", 10))
	for range 4 {
		for range 2 {
			d.ask("u", 10, 0)
			d.answer(d.one(core.Start), 10, 1)
		}
		d.ask("u", 10, 0)
		d.Fail(d.now, d.one(core.Start).Try, core.Failure{Kind: fault.Unavailable})
		d.actions()
	}
	d.state(core.Closed)
}

func TestErrorsOfTheRequestSayNothingOfTheAccount(t *testing.T) {
	d := newDriver(t, core.Options{HedgeShare: -1}, haiku("a", 10_000_000))
	for range 10 {
		d.ask("u", 10, 10)
		d.Fail(d.now, d.one(core.Start).Try, core.Failure{Kind: fault.Invalid})
		if a := d.one(core.Refuse); a.Fault != fault.Invalid {
			t.Fatalf("%+v", a)
		}
	}
	d.state(core.Closed)
	if n := d.Snapshot(d.now).Profiles[0].Failed; n != 0 {
		t.Errorf("%d failures are counted against the account", n)
	}
}

func TestWhatWaitsForAFirstTokenMovesOnWhenTheBreakerOpens(t *testing.T) {
	d := newDriver(t, core.Options{HedgeShare: -1}, haiku("a", 10_000_000), haiku("b", 9_000_000))
	for range 12 {
		d.ask("u", 10, 10)
	}
	var there []core.Action
	for _, a := range d.actions() {
		if a.Profile == 0 {
			there = append(there, a)
		}
	}
	if len(there) < 4 {
		t.Fatalf("%d calls went to the first account", len(there))
	}
	for _, a := range there[:3] {
		d.Fail(d.now, a.Try, core.Failure{Kind: fault.Unavailable})
	}
	got := d.actions()
	if stops := kinds(got)[core.Stop]; stops != len(there)-3 {
		t.Errorf("%d calls were stopped, want %d", stops, len(there)-3)
	}
	for _, a := range got {
		if a.Kind == core.Start && a.Profile == 0 {
			t.Errorf("%+v went to the broken account", a)
		}
	}
}

func TestProfilesWithoutAccessGetASecondChanceAfterAMinute(t *testing.T) {
	d := newDriver(t, core.Options{HedgeShare: -1}, haiku("a", 10_000_000))
	d.ask("u", 10, 10)
	d.Fail(d.now, d.one(core.Start).Try, core.Failure{Kind: fault.Forbidden})
	got := d.actions()
	if len(got) != 2 || got[0].Kind != core.Removed || got[1].Kind != core.Refuse ||
		got[1].Fault != fault.Forbidden {
		t.Fatalf("%+v", got)
	}
	d.pass(59 * time.Second)
	d.ask("u", 10, 10)
	if a := d.one(core.Refuse); a.Fault != fault.NotConfigured {
		t.Errorf("%+v", a)
	}
	d.pass(2 * time.Second)
	d.ask("u", 10, 10)
	d.one(core.Start)
}

func TestWhoWaitsForAProfileThatIsTakenOutIsRefused(t *testing.T) {
	p := haiku("a", 10_000_000)
	p.Concurrent = 1
	d := newDriver(t, core.Options{HedgeShare: -1}, p)
	d.ask("u", 10, 10)
	first := d.one(core.Start)
	d.ask("v", 10, 10)
	d.none()
	d.Fail(d.now, first.Try, core.Failure{Kind: fault.NotFound})
	if n := kinds(d.actions())[core.Refuse]; n != 2 {
		t.Errorf("%d of 2 requests were refused", n)
	}
	if l := d.Leftover(); l != nil {
		t.Errorf("left over: %v", l)
	}
}
