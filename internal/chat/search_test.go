package chat_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/llm/pool"
	"github.com/mundap/mundap/internal/retrieve"
)

// leisurely is a store that answers after a second.
type leisurely struct {
	name string
	log  *[]string // names of stores as they begin and end; under synctest
}

func (l leisurely) Store() string { return l.name }

func (l leisurely) Retrieve(context.Context, auth.Scope, retrieve.Query) ([]retrieve.Passage, error) {
	*l.log = append(*l.log, l.name+" begins")
	<-time.After(time.Second)
	*l.log = append(*l.log, l.name+" ends")
	return nil, nil
}

func TestASingleStoreIsNotSearchedInEnglish(t *testing.T) {
	b := newBench(t)
	b.leave()
	local := &store{name: "local"}
	b.config.Stores = []retrieve.Retriever{local}
	b.config.Defaults.DualSearch = true
	b.model(llm.Say("How long is the leave?"))
	for rag, want := range map[string]int{"local": 1, "all": 2} {
		local.seen = nil
		r := b.question("연차 휴가는 며칠인가요?")
		r.User, r.RAGType, r.Function = history.User(rag), rag, "dual-search"
		_, c := b.run(r)
		if len(local.seen) != want || (c.Trace.Translated != "") != (want == 2) {
			t.Errorf("%s: asked %+v, translated %q", rag, local.seen, c.Trace.Translated)
		}
	}
}

func TestAllPassagesAreTranslatedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		key := b.leave()
		local := &store{name: "local"}
		for i := range 4 {
			local.give = append(local.give, retrieve.Passage{Store: "local", Document: key, Version: "1",
				Text: fmt.Sprintf("Press the reset button of router %d for ten seconds.", i), Score: 1,
				ScoreKind: retrieve.Opaque})
		}
		b.config.Stores = []retrieve.Retriever{local}
		m := &llm.Fake{}
		var mu sync.Mutex
		most := 0
		m.Reply = func(r llm.Request) llm.Reply {
			if !strings.Contains(said(r), "한국어로 번역해") {
				return llm.Say("How do I reset the router?")
			}
			mu.Lock()
			most = max(most, m.Active())
			mu.Unlock()
			return llm.Reply{Steps: []llm.Step{{Wait: time.Minute}, {Text: "초기화 단추를 누르세요."}}}
		}
		b.config.Model = m
		r := b.question("공유기는 어떻게 초기화하나요?")
		r.Function = "dual-search"
		_, c := b.run(r)
		if most != 4 || c.Trace.Took != time.Minute {
			t.Errorf("%d translations at the same time, the turn took %v", most, c.Trace.Took)
		}
	})
}

func TestStoresAreAskedOneAfterTheOtherWhereTheSettingSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		var log []string
		b.config.Serial = true
		b.config.Stores = []retrieve.Retriever{leisurely{"local", &log}, leisurely{"kendra", &log}}
		_, c := b.run(b.question("연차 휴가는 며칠인가요?"))
		if want := "local begins, local ends, kendra begins, kendra ends"; strings.Join(log, ", ") != want {
			t.Errorf("%q, want %q", log, want)
		}
		if c.Trace.Took != 2*time.Second || len(c.Trace.Stores) != 2 {
			t.Errorf("%+v", c.Trace)
		}
	})
}

func TestStoresAreAskedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		var one, two []string
		b.config.Stores = []retrieve.Retriever{leisurely{"local", &one}, leisurely{"kendra", &two}}
		if _, c := b.run(b.question("연차 휴가는 며칠인가요?")); c.Trace.Took != time.Second {
			t.Errorf("took %v", c.Trace.Took)
		}
	})
}

func TestRetrievalQARevisesTheQuestion(t *testing.T) {
	b := newBench(t)
	b.leave()
	b.config.Method = chat.RetrievalQA
	local := &store{name: "local"}
	b.config.Stores = []retrieve.Retriever{local}
	m := b.model(llm.Say("5만 원이에요."), llm.Say("출장 여비는 하루에 얼마인가요?"), llm.Say("하루 5만 원이에요."))
	b.run(b.question("출장 여비는 얼마인가요?"))
	_, c := b.run(b.question("그건 하루에 얼마인가요?"))
	want := "출장 여비는 하루에 얼마인가요?"
	if c.Trace.Revised != want || len(local.seen) != 2 || local.seen[1].Text != want ||
		m.Requests()[1].Purpose != llm.Revise {
		t.Errorf("revised %q, asked %+v", c.Trace.Revised, local.seen)
	}
}

func TestTheMemoryOfQuestionsToDocumentsHasTenTurns(t *testing.T) {
	b := newBench(t)
	b.leave()
	m := &llm.Fake{Reply: func(r llm.Request) llm.Reply {
		if r.Purpose == llm.Revise {
			return llm.Say("")
		}
		return llm.Say("15일이에요 [1].")
	}}
	b.config.Model = m
	for i := range 13 {
		b.run(b.question(fmt.Sprintf("연차 휴가 %02d번은 며칠인가요?", i)))
	}
	b.run(b.talk("normal", "연차 휴가 99번 이야기")) // in the other memory
	b.run(b.question("그건 며칠인가요?"))
	var revise llm.Request
	for _, r := range m.Requests() {
		if r.Purpose == llm.Revise {
			revise = r
		}
	}
	for i := range 13 {
		if part := fmt.Sprintf("%02d번은", i); strings.Contains(said(revise), part) != (i >= 3) {
			t.Errorf("of question %d, in %q", i, said(revise))
		}
	}
	b.lacks(said(revise), "99번")
}

func TestTranslationsAreSpreadOverTheRegions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		key := b.leave()
		local := &store{name: "local"}
		for i := range 8 {
			local.give = append(local.give, retrieve.Passage{Store: "local", Document: key, Version: "1",
				Text: fmt.Sprintf("Press the reset button of router %d for ten seconds.", i), Score: 1,
				ScoreKind: retrieve.Opaque})
		}
		b.config.Stores = []retrieve.Retriever{local}
		regions := map[string]*llm.Fake{}
		var profiles []pool.Profile
		for _, name := range []string{"us-west-2", "us-east-1", "ap-northeast-1", "eu-central-1"} {
			regions[name] = &llm.Fake{Reply: func(r llm.Request) llm.Reply {
				if !strings.Contains(said(r), "한국어로 번역해") {
					return llm.Say("How do I reset the router?")
				}
				return llm.Reply{Steps: []llm.Step{{Wait: time.Second}, {Text: "초기화 단추를 누르세요."}}}
			}}
			profiles = append(profiles, pool.Profile{Name: name, Region: name, Model: "haiku",
				TokensPerMinute: 100_000})
		}
		p, err := pool.New(pool.Config{Profiles: profiles,
			Open: func(f pool.Profile) (llm.Model, error) { return regions[f.Name], nil }})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := p.Close(); err != nil {
				t.Error(err)
			}
		}()
		b.config.Model = p
		r := b.question("공유기는 어떻게 초기화하나요?")
		r.Function = "dual-search"
		b.run(r)
		for name, m := range regions {
			translated := 0
			for _, r := range m.Requests() {
				if strings.Contains(said(r), "한국어로 번역해") {
					translated++
				}
			}
			if translated < 1 || translated > 3 {
				t.Errorf("%s translated %d of 8 passages", name, translated)
			}
		}
	})
}

// The statistics below an answer show where its time went.
func TestTheTraceHasTheTimeOfEveryStep(t *testing.T) {
	b := newBench(t)
	b.leave()
	b.model(llm.Say("15일이에요."))
	_, c := b.run(b.question("연차 휴가는 며칠인가요?"))
	var steps []string
	for _, s := range c.Trace.Stages {
		steps = append(steps, s.Stage)
	}
	if got := strings.Join(steps, " "); got != "retrieve select answer" {
		t.Errorf("the trace has the time of %s", got)
	}
}
