package chat_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/limit"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/turn"
)

// by is a question of somebody's, from a network address.
func (b *bench) by(user, address string) chat.Request {
	r := b.talk("normal", "안녕")
	r.User, r.Scope, r.Address = history.User(user), auth.UserScope(auth.Principal(user)), address
	return r
}

// begin starts a turn and gives the kind of the error, if there is one.
func begin(t *testing.T, s *chat.Service, r chat.Request) fault.Kind {
	t.Helper()
	if _, err := s.Start(t.Context(), r); err != nil {
		return fault.KindOf(err)
	}
	return 0
}

func TestAnAddressHasItsPlacesAgainWhenItsTurnsAreOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.config.AddressTurns = 1
		b.model(llm.Say("네"))
		s, log := b.served()
		for range 3 {
			r := b.by("kim", "10.0.0.1")
			if kind := begin(t, s, r); kind != 0 {
				t.Fatalf("after the turn before it: %v", kind)
			}
			events(t, log, idOf(r))
			s.Settle(t.Context(), idOf(r))
		}
	})
}

func TestARefusedTurnTakesNoPlaceOfItsAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.config.AddressTurns, b.config.MaxTurns = 1, 2
		b.config.Share = limit.Share{Places: 1}
		b.model(llm.Hang("음"))
		s, _ := b.served()
		if kind := begin(t, s, b.by("kim", "10.0.0.1")); kind != 0 {
			t.Fatal(kind)
		}
		if kind := begin(t, s, b.by("kim", "10.0.0.2")); kind != fault.Throttled {
			t.Errorf("the user's second turn: %v", kind)
		}
		if kind := begin(t, s, b.by("lee", "10.0.0.1")); kind != fault.Throttled {
			t.Errorf("the address's second turn: %v", kind)
		}
		if kind := begin(t, s, b.by("lee", "10.0.0.2")); kind != 0 {
			t.Errorf("another user, from the address of the refused turn: %v", kind)
		}
	})
}

func TestATurnThatFindsTheLineFullTakesNoPlaceOfItsAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.config.AddressTurns, b.config.MaxTurns = 1, 1
		b.model(llm.Hang("음"))
		s, log := b.served()
		first := b.by("kim", "10.0.0.0")
		if kind := begin(t, s, first); kind != 0 {
			t.Fatal(kind)
		}
		waiting := 0
		var refused chat.Request
		for kind := fault.Kind(0); kind == 0; waiting++ {
			refused = b.by(fmt.Sprint("user", waiting), fmt.Sprint("10.0.1.", waiting))
			if kind = begin(t, s, refused); kind != 0 && kind != fault.Overloaded {
				t.Fatalf("the line is full after %d turns: %v", waiting, kind)
			}
		}
		s.Stop(idOf(first))
		events(t, log, idOf(first))
		s.Settle(t.Context(), idOf(first))
		if kind := begin(t, s, b.by("lee", refused.Address)); kind != 0 {
			t.Errorf("from the address of the refused turn, when there is room: %v", kind)
		}
	})
}

// The users of a server without accounts are only names that anybody may use.
func TestANameWithoutAnAccountHasHalfOfThePlaces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.config.MaxTurns = 2
		b.model(llm.Hang("음"))
		s, log := b.served()
		ask := func(user history.User) (turn.ID, fault.Kind) {
			r := b.talk("normal", "안녕")
			r.User = user
			return idOf(r), begin(t, s, r)
		}
		_, first := ask("kim")
		second, waits := ask("kim")
		if _, third := ask("kim"); first != 0 || waits != 0 || third != fault.Throttled {
			t.Errorf("one runs: %v, one waits: %v, one is refused: %v", first, waits, third)
		}
		synctest.Wait()
		if w, err := log.Status(t.Context(), second); err != nil || w.State != turn.Running {
			t.Errorf("the one that waits: %+v, %v", w, err)
		}
		if _, kind := ask("lee"); kind != 0 {
			t.Errorf("another name: %v", kind)
		}
	})
}

func TestATurnInLineIsGivenUpWhenTheServiceCloses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.config.MaxTurns = 1
		gate := make(chan struct{})
		model := &llm.Fake{Reply: func(llm.Request) llm.Reply {
			return llm.Reply{Steps: []llm.Step{{Gate: gate}, {Text: "네"}}}
		}}
		b.config.Model = model
		s, log := b.served()
		running, waiting := b.by("kim", ""), b.by("lee", "")
		for _, r := range []chat.Request{running, waiting} {
			if kind := begin(t, s, r); kind != 0 {
				t.Fatal(kind)
			}
		}
		closed := make(chan error)
		go func() { closed <- s.Close(t.Context()) }()
		s.Settle(t.Context(), idOf(waiting))
		close(gate)
		if err := <-closed; err != nil {
			t.Error(err)
		}
		if got := textOf(events(t, log, idOf(running))); got != "네" {
			t.Errorf("the running turn's answer is %q", got)
		}
		if n := len(model.Requests()); n != 1 {
			t.Errorf("the model was asked %d times", n)
		}
		if _, err := b.history.ByRequest(t.Context(), "lee", waiting.RequestID); !fault.Is(err, fault.NotFound) {
			t.Errorf("the turn in line is in the log: %v", err)
		}
	})
}

// taken is a sink whose turn becomes somebody else's.
type taken struct {
	*chat.Buffer
	ctx context.Context
}

func (t taken) Context() context.Context { return t.ctx }

func TestATurnThatIsSomebodyElsesNowIsWorkedOnNoLonger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.model(llm.Hang("음"))
		ctx, lose := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, lose)
		r := b.talk("normal", "안녕")
		began := time.Now()
		err := b.service().Run(t.Context(), r, taken{&chat.Buffer{}, ctx})
		if took := time.Since(began); err == nil || took != time.Second {
			t.Errorf("after %v: %v", took, err)
		}
		if _, err := b.history.ByRequest(t.Context(), r.User, r.RequestID); !fault.Is(err, fault.NotFound) {
			t.Errorf("it is in the log: %v", err)
		}
	})
}

// That a store did not answer before the reader pressed stop says nothing of the
// store.
func TestAStoppedSearchBlamesNoStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.config.Stores = []retrieve.Retriever{&store{name: "kendra", hang: true}}
		b.model(llm.Say("네"))
		s, log := b.served()
		r := b.question("연차 휴가는 며칠인가요?")
		if kind := begin(t, s, r); kind != 0 {
			t.Fatal(kind)
		}
		synctest.Wait()
		if !s.Stop(idOf(r)) {
			t.Error("there is no such turn")
		}
		events(t, log, idOf(r))
		c, err := b.history.ByRequest(t.Context(), r.User, r.RequestID)
		if err != nil || c.Outcome != history.Stopped || len(c.Notes) != 0 || len(c.Trace.Unavailable) != 0 {
			t.Errorf("%+v, %v", c, err)
		}
	})
}

func TestAFailedTurnIsReplayedAsOne(t *testing.T) {
	b := newBench(t)
	m := b.model(llm.Fail(fault.New(fault.Refused, "거절했어요.", "Refused.")))
	r := b.talk("normal", "안녕")
	first, _ := b.run(r)
	again, _ := b.run(r)
	if first.Failure == nil || again.Failure == nil || *again.Failure != *first.Failure ||
		len(m.Requests()) != 1 {
		t.Errorf("%+v, then %+v", first.Failure, again.Failure)
	}
}
