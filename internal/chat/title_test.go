package chat_test

import (
	"context"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/history/historytest"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/turn/turntest"
)

// titled asks in a conversation and gives its title.
func (b *bench) titled(body string, reply ...llm.Reply) string {
	b.Helper()
	if len(reply) > 0 {
		b.model(reply...)
	}
	r := b.talk("normal", body)
	r.Conversation = "c-" + r.RequestID
	b.run(r)
	v, err := b.history.Conversation(b.Context(), r.User, r.Conversation)
	if err != nil {
		b.Fatal(err)
	}
	return v.Title
}

func TestTheModelNamesANewConversation(t *testing.T) {
	b := newBench(t)
	b.config.Titles = true
	answer := llm.Say("센서를 빼고 새것을 끼워요.")
	question := "과열센서를 교체하려면 어떻게 하나요?"
	for said, want := range map[string]string{
		"<result>\n「과열 센서 교체 방법」.\n</result>": "과열 센서 교체 방법",
		"제목: 과열 센서 교체":                        "과열 센서 교체",
		strings.Repeat("아주 긴 제목 ", 20):        "과열센서 교체", // it wrote no title
		"어떤 센서를 말씀하시나요?":                      "과열센서 교체",
		"":                                    "과열센서 교체",
	} {
		if got := b.titled(question, answer, llm.Say(said)); got != want {
			t.Errorf("the model said %q: the title is %q, want %q", said, got, want)
		}
	}
}

func TestAModelThatGoesOnAfterATitleIsStopped(t *testing.T) {
	b := newBench(t)
	b.config.Titles = true
	explains := llm.Fail(fault.Newf(fault.Unavailable, "it was not stopped"), "과열 센서 교체 방법\n",
		strings.Repeat("이 제목은 대화를 잘 나타내요. ", 20))
	question := "과열센서를 교체하려면 어떻게 하나요?"
	got := b.titled(question, llm.Say("센서를 빼고 새것을 끼워요."), explains)
	if want := "과열 센서 교체 방법"; got != want {
		t.Errorf("the title is %q, want %q", got, want)
	}
}

func TestAConversationIsNamedAfterItsTurnHasEnded(t *testing.T) {
	b := newBench(t)
	b.config.Titles = true
	b.model(llm.Say("답이에요."), llm.Say("출장비 정산 기한"))
	turns := turn.NewLog(&turntest.Memory{}, turn.LogOptions{})
	defer turns.Close()
	b.config.Turns = turns
	s := b.service()
	r := b.talk("normal", "출장비 정산은 언제까지 하나요?")
	r.Conversation = "c"
	if _, err := s.Start(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	s.Settle(t.Context(), turn.ID{User: r.User, Request: r.RequestID})
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	v, err := b.history.Conversation(t.Context(), r.User, "c")
	if err != nil || v.Title != "출장비 정산 기한" {
		t.Errorf("%+v, %v", v, err)
	}
}

func TestWithoutAModelTheTitleIsTheQuestionsTopic(t *testing.T) {
	b := newBench(t)
	b.config.Titles = true
	if got := b.titled("과열센서를 교체하려면 어떻게 하나요?"); got != "과열센서 교체" {
		t.Errorf("the title is %q", got)
	}
	if got := b.titled("???"); got != "???" { // it has no topic
		t.Errorf("the title is %q", got)
	}
}

func TestOnlyTheFirstAnswerNamesAConversationAndARenameStays(t *testing.T) {
	b := newBench(t)
	b.config.Titles = true
	model := b.model(llm.Say("답."), llm.Say("첫 제목"), llm.Say("답."), llm.Say("둘째 제목"))
	r := b.talk("normal", "출장비 정산은 언제까지 하나요?")
	r.Conversation = "c"
	b.run(r)
	if err := b.history.Rename(t.Context(), r.User, "c", "내 이름"); err != nil {
		t.Fatal(err)
	}
	again := b.talk("normal", "그럼 영수증은요?")
	again.Conversation = "c"
	b.run(again)
	v, err := b.history.Conversation(t.Context(), r.User, "c")
	if err != nil || v.Title != "내 이름" || len(model.Requests()) != 3 {
		t.Errorf("%+v, %v after %d requests of the model", v, err, len(model.Requests()))
	}
}

// Its reader has named it while the first answer was on its way.
func TestAConversationThatHasANameNeedsNoneOfTheModels(t *testing.T) {
	b := newBench(t)
	b.config.Titles = true
	r := b.talk("normal", "출장비 정산은 언제까지 하나요?")
	r.Conversation = "c"
	m := &llm.Fake{Reply: func(llm.Request) llm.Reply { return llm.Say("답.") }}
	b.config.Model = m
	b.config.History = renaming{b.history}
	b.run(r)
	v, err := b.history.Conversation(t.Context(), r.User, "c")
	if err != nil || v.Title != "내 이름" || len(m.Requests()) != 1 {
		t.Errorf("%+v, %v after %d requests of the model", v, err, len(m.Requests()))
	}
}

// renaming is a log whose conversations are renamed as soon as they are there.
type renaming struct{ *historytest.Memory }

func (r renaming) Append(ctx context.Context, c history.Call) (bool, error) {
	added, err := r.Memory.Append(ctx, c)
	if err == nil {
		err = r.Rename(ctx, c.User, c.Conversation, "내 이름")
	}
	return added, err
}

func TestOpenWindowsAreToldWhenATurnBeginsAndEnds(t *testing.T) {
	b := newBench(t)
	var told []connections.Change
	b.config.Changed = func(c connections.Change) { told = append(told, c) }
	r := b.talk("normal", "안녕하세요")
	r.Conversation = "c"
	b.run(r)
	b.run(r) // replayed: nothing has changed
	want := connections.Change{User: "kim", Conversation: "c", Request: r.RequestID}
	if len(told) != 2 || told[0] != want || told[1].Request != "" || told[1].Conversation != "c" {
		t.Errorf("told %+v", told)
	}
}

func TestCodeIsSearchedWithoutANoteWhereOpenSearchIsNotConfigured(t *testing.T) {
	b := newBench(t)
	b.leave()
	r := b.question("정렬 함수를 써 주세요")
	r.Type, r.RAGType, r.Function = "code", "opensearch", "code-generation-python"
	b.model(llm.Say("코드"))
	_, c := b.run(r)
	for _, n := range c.Notes {
		if n.Code == history.NoteStoreMissing {
			t.Errorf("it notes %q", n.Message.Ko)
		}
	}
	if len(c.Trace.Stores) != 1 || c.Trace.Stores[0].Store != "local" || c.Trace.Stores[0].Error != "" {
		t.Errorf("asked %+v", c.Trace.Stores)
	}
}

func TestAConversationWhoseTopicReadsLikeARemarkKeepsItsName(t *testing.T) {
	b := newBench(t)
	b.config.Titles = true
	b.put("규칙.txt", everyone, "연차 휴가는 15일이다. 대박은 5월 1일에 연다.")
	for _, body := range []string{"대박은 아주 많이 오래오래 자꾸자꾸 매우 좋은가요?", "연차 휴가는 며칠인가요?"} {
		r := b.question(body)
		r.Conversation = "c"
		b.run(r)
	}
	v, err := b.history.Conversation(t.Context(), "kim", "c")
	if err != nil || v.Title != "대박" {
		t.Errorf("the title is %q (%v)", v.Title, err)
	}
}

func TestAConversationIsNotNamedAfterARemark(t *testing.T) {
	b := newBench(t)
	b.config.Titles = true
	b.put("규칙.txt", everyone, "연차 휴가는 15일이다.")
	for _, step := range []struct{ body, want string }{
		{"그만 좀 해", "그만 좀 해"}, {"안녕하세요!", "그만 좀 해"},
		{"연차 휴가는 며칠인가요?", "연차 휴가"}, {"그만 좀 해", "연차 휴가"}, {"연차 신청은 어떻게 하나요?", "연차 휴가"},
	} {
		r := b.question(step.body)
		r.Conversation = "c"
		b.run(r)
		v, err := b.history.Conversation(t.Context(), r.User, "c")
		if err != nil {
			t.Fatal(err)
		}
		if v.Title != step.want {
			t.Errorf("after %q the title is %q, want %q", step.body, v.Title, step.want)
		}
	}
}
