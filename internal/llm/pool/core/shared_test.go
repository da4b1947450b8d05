package core_test

import (
	"testing"
	"time"

	"github.com/mundap/mundap/internal/llm/pool/core"
)

// shared is a core whose quota comes from a ledger, with a request that waits
// for it.
func shared(t *testing.T) (*driver, core.Action) {
	d := newDriver(t, core.Options{Shared: true, HedgeShare: -1}, haiku("a", 100_000))
	d.ask("u", 1000, 100)
	d.pass(0)
	return d, d.one(core.Draw)
}

func TestTheLedgerIsAskedForWhatIsWaitedFor(t *testing.T) {
	d, a := shared(t)
	if a.Tokens < 1120 || a.Tokens > 1130 || a.Requests < 1 {
		t.Errorf("%+v", a)
	}
	d.ask("v", 5000, 100)
	d.pass(500 * time.Millisecond)
	d.none() // until it has answered
	d.Granted(d.now, 0, core.Grant{Tokens: a.Tokens, Requests: 1})
	list := d.actions()
	if len(list) != 2 || list[0].Kind != core.Start || list[1].Kind != core.Draw {
		t.Fatalf("%+v; want a start, and that the ledger is asked for the next", list)
	}
}

func TestTheLedgerIsNotAskedBeforeItsTime(t *testing.T) {
	d, _ := shared(t)
	d.Granted(d.now, 0, core.Grant{Wait: 2 * time.Second})
	d.none()
	d.pass(1900 * time.Millisecond)
	d.none()
	d.pass(200 * time.Millisecond)
	d.one(core.Draw)
}

func TestTheLedgerIsAskedAgainForWhatIsStillLacking(t *testing.T) {
	for name, grant := range map[string]core.Grant{
		"requests": {Tokens: 5000}, "a few tokens": {Tokens: 800, Requests: 1},
	} {
		d, _ := shared(t)
		d.Granted(d.now, 0, grant)
		if a := d.one(core.Draw); a.Requests < 1 {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

func TestWhatLiesIdleIsGivenBack(t *testing.T) {
	d, _ := shared(t)
	d.Granted(d.now, 0, core.Grant{Tokens: 10_000, Requests: 5})
	start := d.one(core.Start)
	d.pass(4 * time.Second)
	d.none() // not while a call is on its way
	d.answer(start, 1000, 10)
	d.pass(0)
	a := d.one(core.Return)
	if want := 10_000 - 1050; a.Tokens < want-2 || a.Tokens > want || a.Requests != 4 {
		t.Errorf("%+v", a)
	}
	d.pass(time.Minute)
	d.none()
}

func TestClosingGivesEverythingBackOnce(t *testing.T) {
	d, _ := shared(t)
	d.Granted(d.now, 0, core.Grant{Tokens: 10_000, Requests: 5})
	d.answer(d.one(core.Start), 1000, 10)
	d.actions()
	d.Close()
	if a := d.one(core.Return); a.Tokens < 8948 {
		t.Errorf("%+v", a)
	}
	d.Close()
	d.none()
}
