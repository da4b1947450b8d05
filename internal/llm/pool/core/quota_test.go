package core_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/llm/pool/core"
)

// left is the part of the first profile's quotas that is left.
func (d *driver) left() float64 { return d.Snapshot(d.now).Profiles[0].Remaining }

// held is how many tokens of a profile with a million a minute a call holds.
func (d *driver) held(input, maxTokens int) float64 {
	d.t.Helper()
	before := d.left()
	id := d.ask("u", input, maxTokens)
	d.one(core.Start)
	held := (before - d.left()) * 1_000_000
	d.Cancel(d.now, id)
	d.pass(time.Minute)
	return held
}

func TestAProviderThatReportsNoInputLeavesTheEstimatesAlone(t *testing.T) {
	d := newDriver(t, core.Options{HedgeShare: -1}, haiku("a", 1_000_000))
	before := d.held(10_000, 10)
	for range 60 {
		d.ask("u", 1000, 10)
		d.answer(d.one(core.Start), 0, 10) // it reports no input
		d.ask("u", 0, 10)
		d.answer(d.one(core.Start), 1000, 10) // nothing was estimated
	}
	d.pass(time.Minute)
	if after := d.held(10_000, 10); after < before-1 || after > before+100 {
		t.Errorf("10,000 tokens of input hold %.0f; before, they held %.0f", after, before)
	}
}

func TestReportedInputCorrectsTheEstimates(t *testing.T) {
	d := newDriver(t, core.Options{HedgeShare: -1}, haiku("a", 1_000_000))
	for range 100 {
		d.ask("u", 1000, 10)
		d.answer(d.one(core.Start), 2000, 10)
		d.pass(time.Second)
	}
	d.pass(time.Minute)
	if held := d.held(10_000, 10); held < 19_500 || held > 21_000 {
		t.Errorf("10,000 tokens hold %.0f where the provider counts twice the estimate", held)
	}
}

func TestExpectedOutputIsHeldWhenItCostsMoreThanMaxTokens(t *testing.T) {
	d := newDriver(t, core.Options{HedgeShare: -1}, haiku("a", 1_000_000))
	for range 100 {
		d.ask("u", 10, 1000)
		d.answer(d.one(core.Start), 10, 400)
		d.pass(time.Second)
	}
	d.pass(time.Minute)
	if held := d.held(0, 1000); held < 1990 || held > 2010 {
		t.Errorf("%.0f held; the usual 400 tokens of output count five times", held)
	}
	if held := d.held(0, 100); held < 499 || held > 501 {
		t.Errorf("%.0f held for 100 tokens of output, which count five times", held)
	}
}

func TestARequestGoesOnlyWhereItFits(t *testing.T) {
	small, large := haiku("small", 1_000_000), haiku("large", 1_000_000)
	small.ContextTokens, large.ContextTokens = 5000, 50_000
	d := newDriver(t, core.Options{}, small, large)
	for range 5 {
		d.ask("u", 5001, 10)
		if a := d.one(core.Start); a.Profile != 1 {
			t.Fatal("5,001 tokens went to a window of 5,000")
		}
	}
	d.ask("u", 5000, 10)
	if a := d.one(core.Start); a.Profile != 0 {
		t.Error("5,000 tokens did not go to the window of 5,000, whose quota is full")
	}
	d.ask("u", 50_001, 10)
	if a := d.one(core.Refuse); a.Fault != fault.TooLarge {
		t.Errorf("%+v", a)
	}
}

func TestARequestLargerThanABucketIsNotSentThere(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("small", 5000), haiku("large", 50_000))
	for i := range 3 {
		d.ask("u", 8000, 100)
		if a := d.one(core.Start); a.Profile != 1 || a.MaxTokens != 100 {
			t.Fatalf("request %d: %+v", i, a)
		}
	}
	d.ask("u", 4500, 1000)
	if a := d.one(core.Start); a.Profile != 0 || a.MaxTokens != 5000-4590 {
		t.Errorf("%+v; want as much output as the small bucket can ever hold", a)
	}
	d.ask("u", 60_000, 10)
	if a := d.one(core.Refuse); a.Fault != fault.TooLarge {
		t.Errorf("%+v", a)
	}
}

func TestADaysQuotaHoldsBesideTheMinutes(t *testing.T) {
	p := haiku("a", 1_000_000)
	p.TokensPerDay = 10_000
	d := newDriver(t, core.Options{}, p)
	d.ask("u", 8000, 10)
	d.answer(d.one(core.Start), 8000, 10)
	d.Submit(d.now, core.Ask{User: "u", Input: 8000, MaxTokens: 10,
		Deadline: d.now.Add(48 * time.Hour)})
	d.none()
	d.pass(15 * time.Hour)
	if len(d.actions()) != 0 {
		t.Error("started before the day's quota had room")
	}
	d.pass(3 * time.Hour)
	if a := d.actions(); len(a) == 0 || a[0].Kind != core.Start {
		t.Errorf("%+v after 18 hours, in which 7,500 tokens came back", a)
	}
}

func TestAnAccountTakesAsManyCallsAtOnceAsItAllows(t *testing.T) {
	p := haiku("a", 1_000_000)
	p.Concurrent = 2
	d := newDriver(t, core.Options{HedgeShare: -1}, p)
	d.ask("u", 10, 10)
	first := d.one(core.Start)
	d.ask("u", 10, 10)
	d.one(core.Start)
	d.ask("u", 10, 10)
	d.none()
	d.answer(first, 10, 10)
	d.pass(time.Second)
	d.one(core.Start)
}

func TestBackgroundWorkLeavesAReserve(t *testing.T) {
	d := newDriver(t, core.Options{Reserve: 0.2, HedgeShare: -1}, haiku("a", 10_000))
	for range 100 { // so that what is usual is known
		d.ask("u", 1000, 0)
		d.answer(d.one(core.Start), 1000, 0)
		d.pass(10 * time.Second)
	}
	d.pass(time.Minute)
	d.ask("u", 7800, 10)
	d.one(core.Start)
	d.Submit(d.now, core.Ask{Purpose: llm.Summarise, User: "b", Input: 1300, MaxTokens: 10,
		Deadline: d.now.Add(time.Hour)})
	d.none() // 2,000 are left, of which it leaves 1,000
	d.ask("c", 1300, 10)
	d.one(core.Start)
}

func TestAThrottledAccountIsAskedOnceUntilItAnswers(t *testing.T) {
	d := newDriver(t, core.Options{HedgeShare: -1}, haiku("a", 1_000_000))
	d.ask("u", 10, 10)
	d.Fail(d.now, d.one(core.Start).Try, core.Failure{Kind: fault.Throttled})
	d.none()
	d.pass(2 * time.Second)
	probe := d.one(core.Start)
	d.ask("v", 10, 10)
	d.pass(5 * time.Second)
	d.none()
	d.answer(probe, 10, 10)
	d.pass(time.Second)
	d.one(core.Start)
}

func TestWaitsAfterThrottlingDoubleUpToEightSeconds(t *testing.T) {
	d := newDriver(t, core.Options{HedgeShare: -1, Patience: time.Hour}, haiku("a", 1_000_000))
	d.ask("u", 10, 10)
	for i, want := range []float64{0.5, 1, 2, 4, 8, 8} {
		d.Fail(d.now, d.one(core.Start).Try, core.Failure{Kind: fault.Throttled})
		if got := d.Snapshot(d.now).Profiles[0].BlockedFor; got != want {
			t.Errorf("after %d throttling answers: %v s, want %v s", i+1, got, want)
		}
		d.pass(10 * time.Second)
	}
	d.answer(d.one(core.Start), 10, 10)
	d.ask("u", 10, 10)
	d.Fail(d.now, d.one(core.Start).Try, core.Failure{Kind: fault.Throttled})
	if got := d.Snapshot(d.now).Profiles[0].BlockedFor; got != 0.5 {
		t.Errorf("an answer between, and the wait is still %v s", got)
	}
}

// throttled is a core with a quota that was just cut.
func throttled(t *testing.T) *driver {
	d := newDriver(t, core.Options{HedgeShare: -1, Patience: time.Hour}, haiku("a", 1_000_000))
	d.ask("u", 10, 10)
	d.Fail(d.now, d.one(core.Start).Try, core.Failure{Kind: fault.Throttled})
	d.none()
	return d
}

func (d *driver) quota() float64 { return d.Snapshot(d.now).Profiles[0].Quota }

func TestACutQuotaGrowsBackAndNoFurther(t *testing.T) {
	d := throttled(t)
	if q := d.quota(); q != 600_000 {
		t.Fatalf("a quota of 1,000,000 was cut to %.0f, want three fifths", q)
	}
	d.pass(14 * time.Second)
	d.answer(d.one(core.Start), 10, 10)
	if q := d.quota(); q != 600_000 {
		t.Errorf("it grew to %.0f within 15 seconds of the throttling", q)
	}
	d.pass(6 * time.Second)
	grown := d.quota()
	if grown < 650_000 || grown > 700_000 {
		t.Errorf("%.0f after another 6 seconds; far below the old quota it grows by 2 %% a second", grown)
	}
	for range 10 {
		d.pass(10 * time.Second)
		d.quota()
	}
	slow := d.quota()
	if slow > 990_000 || slow < 900_000 {
		t.Errorf("%.0f after 100 seconds; near the old quota it grows by 0.2 %% a second", slow)
	}
	for range 100 {
		d.pass(10 * time.Second)
		d.quota()
	}
	if q := d.quota(); q != 1_000_000 {
		t.Errorf("%.0f in the end, want the configured 1,000,000", q)
	}
}

func TestThrottlingWithAnEmptyBucketCutsNothing(t *testing.T) {
	d := newDriver(t, core.Options{HedgeShare: -1, Patience: time.Hour}, haiku("a", 10_000))
	d.ask("u", 9400, 10)
	d.answer(d.one(core.Start), 9400, 10)
	d.ask("u", 100, 10)
	d.Fail(d.now, d.one(core.Start).Try, core.Failure{Kind: fault.Throttled})
	if q := d.quota(); q != 10_000 {
		t.Errorf("cut to %.0f, though by our own count less than a tenth was left", q)
	}
}

func TestAnAccountOfManyIsClaimedWithTheOthers(t *testing.T) {
	var list []core.Profile
	for i := range 300 {
		p := haiku(fmt.Sprintf("r%d", i), 1000)
		p.Concurrent = 1
		list = append(list, p)
	}
	d := newDriver(t, core.Options{HedgeShare: -1}, list...)
	for range 301 {
		d.ask("u", 10, 10)
	}
	if n := len(d.actions()); n != 300 {
		t.Errorf("%d of 300 accounts were used", n)
	}
}

func TestARequestPassesAnotherThatWaitsElsewhere(t *testing.T) {
	answers, translates := haiku("a", 100_000), haiku("b", 6000)
	answers.Purposes = []llm.Purpose{llm.Answer}
	translates.Purposes = []llm.Purpose{llm.Translate}
	d := newDriver(t, core.Options{}, answers, translates)
	translate := core.Ask{Purpose: llm.Translate, User: "u", Input: 5000, MaxTokens: 500,
		Deadline: d.now.Add(time.Hour)}
	d.Submit(d.now, translate)
	d.one(core.Start)
	d.Submit(d.now, translate)
	d.none()
	d.ask("v", 10, 10)
	if a := d.one(core.Start); a.Profile != 0 {
		t.Errorf("%+v", a)
	}
}

func TestTheRetryBudgetIsExact(t *testing.T) {
	var list []core.Profile
	for i := range 60 {
		list = append(list, haiku(fmt.Sprintf("r%02d", i), 1_000_000))
	}
	d := newDriver(t, core.Options{HedgeShare: -1}, list...)
	for range 5 { // a fifth of five is one
		d.ask("u", 10, 10)
	}
	tries := d.actions()
	for len(tries) > 0 {
		next := tries[0]
		tries = tries[1:]
		if next.Kind != core.Start {
			continue
		}
		d.Fail(d.now, next.Try, core.Failure{Kind: fault.Unavailable})
		tries = append(tries, d.actions()...)
	}
	if moved := d.Snapshot(d.now).Totals.Moved; moved != 20+1+2 {
		t.Errorf("%d retries; want 20, a fifth of the five requests, and half of the four others",
			moved)
	}
}

func TestNoRequestIsTriedMoreThanTwelveTimes(t *testing.T) {
	var list []core.Profile
	for i := range 20 {
		list = append(list, haiku(fmt.Sprintf("r%02d", i), 1_000_000))
	}
	d := newDriver(t, core.Options{HedgeShare: -1}, list...)
	d.ask("u", 10, 10)
	for n := 1; ; n++ {
		d.Fail(d.now, d.one(core.Start).Try, core.Failure{Kind: fault.Throttled})
		if n == 12 {
			if a := d.one(core.Refuse); a.Fault != fault.Throttled {
				t.Errorf("%+v", a)
			}
			return
		}
	}
}

func TestNobodyTakesWhatSomebodyBeforeHimWaitsFor(t *testing.T) {
	d := newDriver(t, core.Options{}, haiku("a", 6000))
	d.ask("u", 4500, 100)
	d.answer(d.one(core.Start), 4500, 100)
	turn := d.Submit(d.now, core.Ask{Purpose: llm.Answer, User: "v", Input: 3000, MaxTokens: 10,
		Deadline: d.now.Add(time.Hour)})
	d.Submit(d.now, core.Ask{Purpose: llm.Summarise, User: "w", Input: 10, MaxTokens: 10,
		Deadline: d.now.Add(time.Hour)})
	d.pass(10 * time.Second)
	d.none() // background work would have had room all the time
	d.pass(20 * time.Second)
	if list := d.actions(); len(list) == 0 || list[0].Ask != turn {
		t.Errorf("%+v", list)
	}
}

// A model that needs twice as many tokens for Korean as we estimate is given half
// as many questions, from the first one on.
func TestAMeasuredRatioCountsFromTheFirstCall(t *testing.T) {
	for ratio, started := range map[float64]int{0: 2, 1: 2, 2: 1} {
		p := haiku("a", 10_000)
		p.Ratio = ratio
		d := newDriver(t, core.Options{}, p)
		for _, user := range []string{"kim", "lee"} {
			d.ask(user, 4000, 10)
		}
		n := 0
		for _, a := range d.actions() {
			if a.Kind == core.Start {
				n++
			}
		}
		if n != started {
			t.Errorf("ratio %v: %d calls began, want %d", ratio, n, started)
		}
	}
}

// What can't be used for a request, or was counted already, brings its room no
// sooner.
func TestOnlyAccountsThatServeARequestShortenItsWait(t *testing.T) {
	wait := func(more ...core.Profile) time.Duration {
		d := newDriver(t, core.Options{}, append([]core.Profile{haiku("a", 6000)}, more...)...)
		d.ask("u", 4000, 1000)
		d.one(core.Start)
		id := d.Submit(d.now, core.Ask{Purpose: llm.Answer, User: "u", Input: 2000, MaxTokens: 1000,
			Deadline: d.now.Add(time.Minute)})
		d.none()
		return d.Wait(d.now, id)
	}
	same, other := haiku("a", 6000), haiku("b", 6000)
	same.Name, other.Purposes = "the same once more", []llm.Purpose{llm.Summarise}
	alone := wait()
	if got := wait(same); got != alone || alone == 0 {
		t.Errorf("with two profiles of an account %s, with one %s", got, alone)
	}
	if got := wait(other); got != alone {
		t.Errorf("with a profile for summaries %s, without %s", got, alone)
	}
}
