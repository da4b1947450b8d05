package chat_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/turn/turntest"
)

// served is a service with turns, closed at the test's end.
func (b *bench) served() (*chat.Service, *turn.Log) {
	log := turn.NewLog(&turntest.Memory{}, turn.LogOptions{})
	b.config.Turns = log
	s := b.service()
	b.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		_ = s.Close(ctx)
		log.Close()
	})
	return s, log
}

func idOf(r chat.Request) turn.ID { return turn.ID{User: r.User, Request: r.RequestID} }

func TestATurnGoesOnWhenItsClientGoesAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		gate := make(chan struct{})
		b.model(llm.Reply{Steps: []llm.Step{{Text: "반갑습"}, {Gate: gate}, {Text: "니다"}}})
		s, log := b.served()
		ctx, cancel := context.WithCancel(t.Context())
		r := b.talk("normal", "안녕")
		if _, err := s.Start(ctx, r); err != nil {
			t.Fatal(err)
		}
		cancel()
		synctest.Wait()
		close(gate)
		all := events(t, log, idOf(r))
		if last := all[len(all)-1]; last.Kind != turn.Done || textOf(all) != "반갑습니다" {
			t.Errorf("%q, %+v", textOf(all), last)
		}
		if c, err := b.history.ByRequest(t.Context(), "kim", r.RequestID); err != nil ||
			c.Answer != "반갑습니다" {
			t.Errorf("log: %+v, %v", c, err)
		}
	})
}

func TestARequestSentTwiceIsAnsweredLoggedAndChargedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		gate := make(chan struct{})
		m := b.model(llm.Reply{Steps: []llm.Step{{Gate: gate}, {Text: "네"}}})
		s, log := b.served()
		r := b.talk("normal", "안녕")
		for range 3 {
			if _, err := s.Start(t.Context(), r); err != nil {
				t.Fatal(err)
			}
		}
		close(gate)
		events(t, log, idOf(r))
		synctest.Wait()
		status, err := s.Start(t.Context(), r)
		if err != nil || status.State != turn.Finished {
			t.Errorf("%+v, %v", status, err)
		}
		if n := len(m.Requests()); n != 1 {
			t.Errorf("the model was asked %d times", n)
		}
	})
}

func TestALoggedAnswerIsReplayedEvenWhenItsEventsAreGone(t *testing.T) {
	b := newBench(t)
	b.leave()
	m := b.model(llm.Say("15일이에요 [1]."))
	r := b.question("연차 휴가는 며칠인가요?")
	first, _ := b.run(r)
	again, _ := b.run(r)
	if again.Text() != first.Text() || len(again.Refs) != len(first.Refs) ||
		again.Outcome != history.Completed || len(m.Requests()) != 1 {
		t.Errorf("%q %+v, %d requests", again.Text(), again, len(m.Requests()))
	}
}

func TestStopKeepsThePartialAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		m := b.model(llm.Hang("여기까지"))
		s, log := b.served()
		r := b.talk("normal", "길게 말해 줘")
		if _, err := s.Start(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if !s.Stop(idOf(r)) || s.Stop(turn.ID{User: "lee", Request: r.RequestID}) {
			t.Error("stop reached the wrong turn")
		}
		all := events(t, log, idOf(r))
		last := all[len(all)-1]
		if last.Kind != turn.Done || last.Outcome != history.Stopped || textOf(all) != "여기까지" ||
			m.Active() != 0 {
			t.Errorf("%q, %+v, %d active", textOf(all), last, m.Active())
		}
		if c, err := b.history.ByRequest(t.Context(), "kim", r.RequestID); err != nil ||
			c.Outcome != history.Stopped || c.Answer != "여기까지" {
			t.Errorf("log: %+v, %v", c, err)
		}
		synctest.Wait()
		if s.Stop(idOf(r)) {
			t.Error("a finished turn can be stopped")
		}
	})
}

func TestStoppedBeforeTheFirstWordHasNoAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.model(llm.Hang())
		s, log := b.served()
		r := b.talk("normal", "Hello")
		if _, err := s.Start(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		s.Stop(idOf(r))
		all := events(t, log, idOf(r))
		if got := textOf(all); got != "" || all[len(all)-1].Outcome != history.Stopped {
			t.Errorf("%q, %+v", got, all)
		}
		if c, err := b.history.ByRequest(t.Context(), r.User, r.RequestID); err != nil ||
			c.Answer != "" || c.Language != "en" {
			t.Errorf("%+v, %v", c, err)
		}
	})
}

func TestTurnsAreBoundedInNumberAndTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.config.MaxTurns, b.config.TurnLimit = 1, time.Minute
		b.model(llm.Hang("음"))
		s, log := b.served()
		r := b.talk("normal", "하나")
		if _, err := s.Start(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		second := b.talk("normal", "둘")
		if _, err := s.Start(t.Context(), second); err != nil {
			t.Errorf("the second waits: %v", err)
		}
		for _, r := range []chat.Request{r, second} {
			all := events(t, log, idOf(r))
			if last := all[len(all)-1]; last.Kind != turn.Failed || last.Failure.Kind != "timeout" {
				t.Errorf("%+v", last)
			}
		}
	})
}

func TestCloseWaitsAndThenBreaksOffWithoutAnEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		gate := make(chan struct{})
		b.config.Model = &llm.Fake{Reply: func(r llm.Request) llm.Reply {
			if said(r) == "끝없는" {
				return llm.Hang("음")
			}
			return llm.Reply{Steps: []llm.Step{{Gate: gate}, {Text: "네"}}}
		}}
		s, log := b.served()
		finite, endless := b.talk("normal", "잠깐"), b.talk("normal", "끝없는")
		for _, r := range []chat.Request{finite, endless} {
			if _, err := s.Start(t.Context(), r); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		close(gate)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := s.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("close: %v", err)
		}
		if got := textOf(events(t, log, idOf(finite))); got != "네" {
			t.Errorf("%q", got)
		}
		if _, err := b.history.ByRequest(t.Context(), "kim", endless.RequestID); !fault.Is(err,
			fault.NotFound) {
			t.Errorf("a turn that was broken off is in the log: %v", err)
		}
		if status, err := log.Status(t.Context(), idOf(endless)); err != nil ||
			status.State == turn.Finished {
			t.Errorf("%+v, %v", status, err)
		}
		if _, err := s.Start(t.Context(), b.talk("normal", "늦은")); !fault.Is(err,
			fault.Unavailable) {
			t.Errorf("start after close: %v", err)
		}
	})
}

func TestAnInterruptedTurnBeginsAgainFromTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.model(llm.Hang("반쪽"), llm.Say("온전한 답"))
		store := &turntest.Memory{}
		r := b.talk("normal", "안녕")
		b.config.Turns = turn.NewLog(store, turn.LogOptions{})
		dying := b.service()
		if _, err := dying.Start(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		_ = dying.Close(ended)
		b.config.Turns.Close()
		<-time.After(turn.Lease + time.Second) // on the bubble's clock: the lease has run out

		log := turn.NewLog(store, turn.LogOptions{})
		defer log.Close()
		b.config.Turns = log
		s := b.service()
		defer s.Close(t.Context())
		if _, err := s.Start(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		all := events(t, log, idOf(r))
		if got := textOf(all); got != "온전한 답" || all[len(all)-1].Attempt != 2 {
			t.Errorf("%q, %+v", got, all[len(all)-1])
		}
	})
}

func TestAnAnswerThatCannotBeLoggedIsNotCalledComplete(t *testing.T) {
	b := newBench(t)
	b.model(llm.Say("네"))
	b.config.History = brokenLog{b.history}
	w := &chat.Buffer{}
	if err := b.service().Run(t.Context(), b.talk("normal", "안녕"), w); err != nil {
		t.Fatal(err)
	}
	if w.Failure == nil || w.Failure.Kind != "unavailable" || w.Outcome == history.Completed {
		t.Errorf("%+v", w)
	}
}

// brokenLog takes nothing in.
type brokenLog struct{ history.Store }

func (brokenLog) Append(context.Context, history.Call) (bool, error) {
	return false, fault.Newf(fault.Unavailable, "disk")
}

func TestAServiceNeedsItsStores(t *testing.T) {
	if _, err := chat.New(chat.Config{}); err == nil {
		t.Error("no error")
	}
	b := newBench(t)
	b.config.Method = "Magic"
	if _, err := chat.New(b.config); err == nil {
		t.Error("an unknown method is taken")
	}
}

// A turn that no model ends would keep its place for ever.
func TestATurnEndsWhenItsTimeIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.config.TurnLimit = 2 * time.Minute
		b.model(llm.Hang("음"))
		began := time.Now()
		w, c := b.run(b.talk("normal", "안녕"))
		if took := time.Since(began); took < b.config.TurnLimit || took > b.config.TurnLimit+time.Minute {
			t.Errorf("it took %v, its limit is %v", took, b.config.TurnLimit)
		}
		if c.Outcome != history.Failed || w.Failure == nil || w.Failure.Kind != "timeout" {
			t.Errorf("%s, %+v", c.Outcome, w.Failure)
		}
	})
}
