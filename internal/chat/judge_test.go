package chat_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/turn/turntest"
)

// judged is a bench whose answer has a sentence that the checks mark for its
// wording, one that they mark for its number, and one that they support.
func judged(t *testing.T, rulings llm.Reply) (*bench, *llm.Fake) {
	b := newBench(t)
	b.put("휴가.txt", everyone, "연차 휴가는 1년에 15일이다. 신청은 사흘 전까지 팀장에게 한다.")
	b.model(llm.Say("연차 휴가는 15일이에요. 연차 휴가는 40일이에요. 쉬려면 우두머리 승인권자한테 아뢰어야 합니다."))
	judge := llm.NewFake(rulings)
	b.config.Judge = judge
	return b, judge
}

func reasons(c history.Call) string {
	var b strings.Builder
	for _, v := range c.Verdicts {
		b.WriteString(string(v.Support) + ":" + string(v.Reason) + " ")
	}
	return strings.TrimSpace(b.String())
}

const byChecks = "supported: unsupported:number unsupported:not_found"

func TestAJudgeOverrulesTheChecksOnWordingAlone(t *testing.T) {
	b, judge := judged(t, llm.Say("```json\n", `[{"n":1,"verdict":"supported","sources":[1]},`,
		`{"n":2,"verdict":"supported","sources":[1]},{"n":3,"verdict":"supported","sources":[1,9]},`,
		`{"n":7,"verdict":"unsupported"}]`, "\n```"))
	w, c := b.run(b.question("연차 휴가는 며칠인가요?"))
	if got := reasons(c); got != "supported: unsupported:number supported:" {
		t.Error(got)
	}
	for _, v := range c.Verdicts {
		cited := strings.HasSuffix(c.Answer[v.Start:v.End], "[1]")
		if cited != (v.Support == history.Supported) || cited && len(v.Evidence) == 0 {
			t.Errorf("%q %+v", c.Answer[v.Start:v.End], v)
		}
	}
	if w.Text() != c.Answer || len(w.Verified) != 3 || w.Verified[2].Support != history.Supported {
		t.Errorf("%q %+v", w.Text(), w.Verified)
	}
	if n := len(judge.Requests()); n != 1 {
		t.Errorf("%d calls", n)
	}
}

// What stands between and after the sentences stays, and each verdict goes on
// marking its own sentence, though the citation before it comes or goes.
func TestAJudgeLeavesTheRestOfTheAnswerAsItIs(t *testing.T) {
	b := newBench(t)
	b.put("휴가.txt", everyone, "연차 휴가는 1년에 15일이다. 신청은 사흘 전까지 팀장에게 한다.")
	b.model(llm.Say("연차 휴가는 15일이에요.\n\n* 연차 휴가는 40일이에요.\n\n신청은 사흘 전까지 팀장에게 해요.\n"))
	b.config.Judge = llm.NewFake(llm.Say(`[{"n":1,"verdict":"unsupported"}]`))
	w, c := b.run(b.question("연차 휴가는 며칠인가요?"))
	const want = "연차 휴가는 15일이에요.\n\n* 연차 휴가는 40일이에요.\n\n신청은 사흘 전까지 팀장에게 해요. [1]"
	if strings.TrimSpace(w.Text()) != want {
		t.Errorf("the answer is %q", w.Text())
	}
	var marked []string
	for _, v := range c.Verdicts {
		marked = append(marked, c.Answer[v.Start:v.End])
	}
	if !slices.Equal(marked, []string{"연차 휴가는 15일이에요.", "* 연차 휴가는 40일이에요.",
		"신청은 사흘 전까지 팀장에게 해요. [1]"}) {
		t.Errorf("the verdicts mark %q", marked)
	}
}

func TestAJudgeMarksWhatTheChecksLetThrough(t *testing.T) {
	b, _ := judged(t, llm.Say(`[{"n":1,"verdict":"unsupported","sources":[]}]`))
	w, c := b.run(b.question("연차 휴가는 며칠인가요?"))
	if got := reasons(c); got != "unsupported:not_found unsupported:number unsupported:not_found" {
		t.Error(got)
	}
	b.lacks(w.Text(), "[1]")
	b.contains(w.Heading.Text.Ko, "확인하지 못했어요")
}

// A sentence that no passage supports has nothing to cite, whatever the judge says.
func TestAJudgeNeedsASourceForASentence(t *testing.T) {
	for _, ruling := range []string{`[{"n":3,"verdict":"supported"}]`,
		`[{"n":3,"verdict":"supported","sources":[0,9]}]`} {
		b, _ := judged(t, llm.Say(ruling))
		_, c := b.run(b.question("연차 휴가는 며칠인가요?"))
		if got := reasons(c); got != byChecks {
			t.Errorf("%s: %s", ruling, got)
		}
	}
}

func TestAJudgeTakesTheConcessionBack(t *testing.T) {
	b := newBench(t)
	b.put("휴가.txt", everyone, "연차 휴가는 1년에 15일이다. 신청은 사흘 전까지 팀장에게 한다.")
	b.model(llm.Say("쉬려면 우두머리 승인권자한테 아뢰어야 합니다."))
	b.config.Judge = llm.NewFake(llm.Say(`[{"n":1,"verdict":"supported","sources":[1]}]`))
	w, c := b.run(b.question("연차 휴가는 누구에게 신청하나요?"))
	if !w.Heading.Text.IsZero() || !c.Label.IsZero() || c.Sources[0].Related {
		t.Errorf("%+v %+v", w.Heading, c.Sources)
	}
	b.contains(w.Text(), "합니다. [1]")
}

func TestAJudgeMayTalkAroundItsList(t *testing.T) {
	b, _ := judged(t, llm.Say(`문장 [1]과 [2]를 보면 다음과 같습니다. {"rulings": [{"n":1,"verdict":"unsupported"}]} 이상입니다 [끝].`))
	_, c := b.run(b.question("연차 휴가는 며칠인가요?"))
	if got := reasons(c); got != "unsupported:not_found unsupported:number unsupported:not_found" {
		t.Error(got)
	}
}

func TestAJudgeThatFailsChangesNothing(t *testing.T) {
	for name, reply := range map[string]llm.Reply{
		"an error":  llm.Fail(errors.New("gone"), `[{"n":1,"verdict":"unsupp`),
		"no JSON":   llm.Say("모두 맞는 문장이에요."),
		"bad JSON":  llm.Say(`[{"n":"one"}]`),
		"no answer": llm.Hang(),
	} {
		b, _ := judged(t, reply)
		b.config.JudgeLimit = 20 * time.Millisecond
		w, c := b.run(b.question("연차 휴가는 며칠인가요?"))
		if got := reasons(c); got != byChecks || c.Outcome != history.Completed {
			t.Errorf("%s: %s, %s", name, got, c.Outcome)
		}
		if strings.Join(c.Trace.Unavailable, " ") != "judge" || w.Text() != c.Answer {
			t.Errorf("%s: %v", name, c.Trace.Unavailable)
		}
	}
}

// live is a service that answers a question as a socket asks it.
func (b *bench) live(r chat.Request) *chat.Service {
	b.Helper()
	turns := turn.NewLog(&turntest.Memory{}, turn.LogOptions{})
	b.Cleanup(func() { turns.Close() })
	b.config.Turns = turns
	s := b.service()
	if _, err := s.Start(b.Context(), r); err != nil {
		b.Fatal(err)
	}
	return s
}

// logged is what the log has of a request.
func (b *bench) logged(r chat.Request) history.Call {
	b.Helper()
	c, err := b.history.ByRequest(b.Context(), r.User, r.RequestID)
	if err != nil {
		b.Fatal(err)
	}
	return c
}

func TestATurnEndsBeforeTheJudgeHasSpoken(t *testing.T) {
	gate := make(chan struct{})
	b, _ := judged(t, llm.Reply{Steps: []llm.Step{{Gate: gate,
		Text: `[{"n":1,"verdict":"supported","sources":[1]},{"n":3,"verdict":"supported","sources":[1]}]`}}})
	changes := make(chan connections.Change, 3)
	b.config.Changed = func(c connections.Change) { changes <- c }
	r := b.question("연차 휴가는 며칠인가요?")
	r.Conversation = "c"
	s := b.live(r)
	<-changes // the turn has begun
	<-changes // the turn has ended
	c := b.logged(r)
	if got := reasons(c); got != byChecks || c.Outcome != history.Completed {
		t.Errorf("when the turn ends: %s, %s", got, c.Outcome)
	}
	close(gate)
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	amended := b.logged(r)
	if got := reasons(amended); got != "supported: unsupported:number supported:" {
		t.Errorf("after the judge: %s", got)
	}
	last := amended.Verdicts[2]
	if text := amended.Answer[last.Start:last.End]; !strings.HasSuffix(text, "[1]") {
		t.Errorf("after the judge: %q of %q", text, amended.Answer)
	}
	if got := <-changes; got.Conversation != "c" || got.Request != "" {
		t.Errorf("windows were told of %+v", got)
	}
}

// Clients of the base protocol can't be told of a change afterwards.
func TestATurnOfTheBaseProtocolWaitsForTheJudge(t *testing.T) {
	gate := make(chan struct{})
	b, _ := judged(t, llm.Reply{Steps: []llm.Step{{Gate: gate,
		Text: `[{"n":3,"verdict":"supported","sources":[1]}]`}}})
	r := b.question("연차 휴가는 며칠인가요?")
	s := b.live(r)
	if _, err := b.history.ByRequest(t.Context(), r.User, r.RequestID); !fault.Is(err, fault.NotFound) {
		t.Errorf("the answer is in the log before the judge has spoken: %v", err)
	}
	close(gate)
	s.Settle(t.Context(), turn.ID{User: r.User, Request: r.RequestID})
	if got := reasons(b.logged(r)); got != "supported: unsupported:number supported:" {
		t.Error(got)
	}
}

func TestWithoutAJudgeTheChecksStandAlone(t *testing.T) {
	b, judge := judged(t, llm.Say("[]"))
	b.config.Judge = nil
	_, c := b.run(b.question("연차 휴가는 며칠인가요?"))
	if got := reasons(c); got != byChecks || len(judge.Requests()) != 0 {
		t.Errorf("%s, %d calls", got, len(judge.Requests()))
	}
}

func TestAnAnswerThatClaimsNothingIsNotJudged(t *testing.T) {
	b := newBench(t)
	b.leave()
	b.model(llm.Say("안녕하세요!"))
	judge := llm.NewFake(llm.Say("[]"))
	b.config.Judge = judge
	_, c := b.run(b.question("연차 휴가는 며칠인가요?"))
	if n := len(judge.Requests()); n != 0 {
		t.Errorf("%d calls for %s", n, reasons(c))
	}
}
