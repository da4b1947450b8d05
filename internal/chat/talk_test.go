package chat_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/prompt"
	"github.com/mundap/mundap/internal/retrieve"
)

func TestEveryModeAnswersInBothLanguages(t *testing.T) {
	for _, m := range prompt.Modes() {
		for language, body := range map[prompt.Language]string{prompt.Korean: "연차 휴가를 알려 주세요.",
			prompt.English: "Tell me about annual leave."} {
			b := newBench(t)
			b.put("leave.txt", everyone, "연차 휴가는 15일이다. Annual leave is 15 days.")
			model := b.model(llm.Say("<result>", "답이에요", "</result>"))
			r := b.question(body)
			r.Type, r.ConvType, r.RAGType, r.Function = m.Type, m.ConvType, m.RAGType, m.Function
			w, c := b.run(r)
			if w.Outcome != history.Completed || c.ConvType != m.ConvType {
				t.Errorf("%s in %s: %+v", m.ID, language, w)
				continue
			}
			requests := model.Requests()
			last := requests[len(requests)-1]
			if m.ConvType == "none" && (last.System != "" || said(last) != body) {
				t.Errorf("none is not the bare model: %+v", last)
			}
			if m.ConvType != "none" && strings.Contains(last.System,
				"요.") != (language == prompt.Korean) && m.ConvType != "funny" {
				t.Errorf("%s in %s: system prompt %q", m.ID, language, last.System)
			}
			switch m.ConvType {
			case "translation", "extraction", "pii", "timestamp-extraction":
				if w.Text() != "답이에요" {
					t.Errorf("%s: the prompt's tags reached the reader: %q", m.ID, w.Text())
				}
			}
		}
	}
}

func TestModesThatNeedAModelSayHowToAddOne(t *testing.T) {
	for _, m := range prompt.Modes() {
		b := newBench(t)
		b.leave()
		r := b.question("연차 휴가는 며칠인가요?")
		r.Type, r.ConvType, r.RAGType, r.Function = m.Type, m.ConvType, m.RAGType, m.Function
		w, c := b.run(r)
		if w.Outcome != history.Completed {
			t.Errorf("%s: %+v", m.ID, w)
		}
		if m.Model {
			b.contains(w.Text(), "언어 모델", "mundap doctor")
		} else if b.contains(w.Text(), "15일"); !c.Extractive {
			t.Errorf("%s is not marked as extractive", m.ID)
		}
	}
}

func TestConversationRemembersAndSharesItsMemoryWithFunny(t *testing.T) {
	b := newBench(t)
	m := b.model(llm.Say("안녕하세요, 민수님!"), llm.Say("민수!"), llm.Say("bare"))
	b.run(b.talk("normal", "나는 민수야"))
	b.run(b.talk("funny", "내 이름이 뭐게?"))
	b.run(b.talk("none", "내 이름이 뭐게?"))
	second, third := m.Requests()[1], m.Requests()[2]
	if len(second.Messages) != 3 || second.Messages[0].Text != "나는 민수야" ||
		second.Messages[1].Role != llm.Assistant {
		t.Errorf("%+v", second.Messages)
	}
	if len(third.Messages) != 1 {
		t.Errorf("a single turn remembers: %+v", third.Messages)
	}
}

func TestMemoryEndsAfterTwoDaysAndAfterTwentyTurns(t *testing.T) {
	b := newBench(t)
	m := b.model(llm.Say("네"))
	b.run(b.talk("normal", "옛날 이야기"))
	b.config.Now = func() time.Time { return time.Now().Add(49 * time.Hour) }
	for i := range 25 {
		b.run(b.talk("normal", fmt.Sprint("요즘 이야기 ", i)))
	}
	last := m.Requests()[len(m.Requests())-1]
	if len(last.Messages) != 2*20+1 || last.Messages[0].Text != "요즘 이야기 4" ||
		last.Messages[38].Text != "요즘 이야기 23" {
		t.Errorf("%d messages, the first is %q", len(last.Messages), last.Messages[0].Text)
	}
	for _, r := range m.Requests()[1:] {
		for _, message := range r.Messages {
			b.lacks(message.Text, "옛날")
		}
	}
}

func TestMemoryIsOfOneUserAndOneConversation(t *testing.T) {
	b := newBench(t)
	m := b.model(llm.Say("네"))
	b.run(b.talk("normal", "비밀 이야기"))
	other := b.talk("normal", "안녕")
	other.User = "lee"
	b.run(other)
	elsewhere := b.talk("normal", "안녕")
	elsewhere.Conversation = "c1"
	b.run(elsewhere)
	for _, r := range m.Requests()[1:] {
		if len(r.Messages) != 1 {
			t.Errorf("%+v", r.Messages)
		}
	}
}

func TestAnEditedQuestionLeavesTheMemory(t *testing.T) {
	b := newBench(t)
	m := b.model(llm.Say("네"))
	first := b.talk("normal", "틀린 질문")
	b.run(first)
	again := b.talk("normal", "고친 질문")
	again.Replaces = first.RequestID
	b.run(again)
	b.run(b.talk("normal", "다음 질문"))
	if len(m.Requests()[1].Messages) != 1 || len(m.Requests()[2].Messages) != 3 ||
		m.Requests()[2].Messages[0].Text != "고친 질문" {
		t.Errorf("%+v, %+v", m.Requests()[1].Messages, m.Requests()[2].Messages)
	}
}

func TestATurnWithoutAnAnswerIsNotRemembered(t *testing.T) {
	b := newBench(t)
	m := b.model(llm.Say("네"))
	stopped := history.Call{User: "kim", RequestID: "stopped", RequestTime: "2026-03-01 09:59:00",
		Type: "text", Body: "멈춘 질문", Conversation: history.BaseConversation,
		Memory: history.ChatMemory, Outcome: history.Stopped, ServerTime: time.Now()}
	if _, err := b.config.History.Append(t.Context(), stopped); err != nil {
		t.Fatal(err)
	}
	b.run(b.talk("normal", "되는 질문"))
	if last := m.Requests()[len(m.Requests())-1]; len(last.Messages) != 1 {
		t.Errorf("%+v", last.Messages)
	}
}

func TestClearMemoryEmptiesItAtOnce(t *testing.T) {
	b := newBench(t)
	m := b.model(llm.Say("네"))
	b.run(b.talk("normal", "기억해 줘"))
	w, c := b.run(b.talk("normal", "clearMemory"))
	b.run(b.talk("normal", "뭐였지?"))
	if len(m.Requests()) != 2 || len(m.Requests()[1].Messages) != 1 {
		t.Errorf("%+v", m.Requests())
	}
	if w.Text() != "대화 기억을 모두 지웠어요." || c.Memory != history.NoMemory {
		t.Errorf("%q %+v", w.Text(), c)
	}
}

func TestControlMessagesAreKeptForTheirUser(t *testing.T) {
	b := newBench(t)
	b.config.Defaults.Speech = true
	for _, body := range []string{"disableReference", "enableDebug", "enableDualSearch",
		"useKendra"} {
		w, c := b.run(b.talk("normal", " "+body+"\n"))
		if w.Text() == "" || c.Type != "text" {
			t.Errorf("%s: %q", body, w.Text())
		}
	}
	s, err := b.settings.Get(t.Context(), "kim")
	if err != nil || *s.References || !*s.Debug || !*s.DualSearch || s.Store != "kendra" {
		t.Errorf("%+v, %v", s, err)
	}
	for _, body := range []string{"enableReference", "disableDebug", "disableDualSearch",
		"useOpenSearch"} {
		b.run(b.talk("normal", body))
	}
	s, err = b.settings.Get(t.Context(), "kim")
	if err != nil || !*s.References || *s.Debug || *s.DualSearch || s.Store != "opensearch" {
		t.Errorf("%+v, %v", s, err)
	}
	if s, _ := b.settings.Get(t.Context(), "lee"); s.References != nil {
		t.Error("another user's settings changed")
	}
}

func TestListModels(t *testing.T) {
	b := newBench(t)
	w, _ := b.run(b.talk("qa", "list models"))
	b.contains(w.Text(), "mundap doctor")
	b.config.Model = &llm.Fake{Described: llm.Info{Name: "pool",
		Profiles: []string{"haiku · us-west-2", "haiku · eu-central-1"}}}
	r := b.talk("qa", "list models")
	r.Language = "en"
	w, _ = b.run(r)
	b.contains(w.Text(), "These models", "- haiku · us-west-2\n- haiku · eu-central-1")
}

func TestCodeIsWrittenAfterTheUsersOwn(t *testing.T) {
	b := newBench(t)
	summary := "파일을 버킷에 올리는 함수"
	b.putChunks("s3.py", everyone,
		document.Chunk{Kind: document.Code, Language: "python", Text: summary,
			Original: "def upload(name): ..."},
		document.Chunk{Kind: document.Code, Language: "javascript", Text: summary,
			Original: "function upload() {}"})
	m := b.model(llm.Say("```python\nrows[1] = x[9]\n```\n버킷에 올려요 [1][4]."))
	r := b.question("파일을 버킷에 올리는 코드를 써 줘")
	r.Type, r.RAGType, r.Function = "code", "opensearch", "code-generation-python"
	w, c := b.run(r)
	b.contains(said(m.Requests()[0]), "def upload(name)")
	b.lacks(said(m.Requests()[0]), "function upload")
	b.contains(w.Text(), "rows[1] = x[9]", "올려요 [1].")
	if len(w.Notices) > 0 { // this server's own store has code, too
		t.Errorf("notices: %+v", w.Notices)
	}
	if len(w.Refs) != 1 || c.Memory != history.NoMemory || c.Type != "code" {
		t.Errorf("%+v %+v", w.Refs, c)
	}
}

// The menu of base clients asks OpenSearch for code, and Kendra never holds any,
// whatever users have chosen for their other questions.
func TestCodeIsNeverLookedForWhereNoneIs(t *testing.T) {
	for _, c := range []struct{ rag, chosen, asked string }{
		{"opensearch", "kendra", "opensearch"}, {"opensearch", "bedrock", "opensearch"},
		{"opensearch", "s3vectors", "s3vectors"}, {"kendra", "", "opensearch s3vectors"},
		{"all", "kendra", "opensearch s3vectors"}, {"faiss", "opensearch", "opensearch"},
	} {
		b := newBench(t)
		b.model(llm.Say("코드"))
		b.config.Defaults.Store = c.chosen
		b.config.Stores = []retrieve.Retriever{&store{name: "kendra"}, &store{name: "bedrock"},
			&store{name: "opensearch"}, &store{name: "s3vectors"}}
		r := b.question("정렬 함수를 써 주세요")
		r.Type, r.RAGType, r.Function = "code", c.rag, "code-generation-python"
		_, call := b.run(r)
		var asked []string
		for _, s := range call.Trace.Stores {
			asked = append(asked, s.Store)
		}
		if strings.Join(asked, " ") != c.asked || len(call.Notes) > 0 {
			t.Errorf("%s, %q chosen: asked %q, want %s; notes %+v", c.rag, c.chosen, asked, c.asked,
				call.Notes)
		}
	}
}

func TestCodeThatTheRecordsWithholdIsNoExample(t *testing.T) {
	b := newBench(t)
	summary := "파일을 버킷에 올리는 함수"
	id := b.putChunks("s3.py", everyone,
		document.Chunk{Kind: document.Code, Language: "python", Text: summary,
			Original: "def upload(name): ..."})
	d, err := b.documents.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	d.Readers = []auth.Principal{"lee"} // the index does not know yet
	if _, err := b.documents.Put(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	m := b.model(llm.Say("```python\npass\n```"))
	r := b.question("파일을 버킷에 올리는 코드를 써 줘")
	r.Scope = auth.UserScope("kim")
	r.Type, r.Function = "code", "code-generation-python"
	w, _ := b.run(r)
	b.lacks(said(m.Requests()[0]), "def upload(name)")
	if len(w.Refs) != 0 {
		t.Errorf("it cites %+v", w.Refs)
	}
}

func TestRequestsThatBeginNothing(t *testing.T) {
	b := newBench(t)
	for name, change := range map[string]func(*chat.Request){
		"an unknown mode": func(r *chat.Request) { r.ConvType = "poem" },
		"no mode":         func(r *chat.Request) { r.ConvType = "" },
		"an unknown store": func(r *chat.Request) {
			r.ConvType, r.RAGType = "qa",
				"elastic"
		},
		"an unknown type": func(r *chat.Request) { r.Type = "video" },
		"an unknown code language": func(r *chat.Request) {
			r.Type, r.ConvType, r.Function = "code",
				"qa", "code-generation-cobol"
		},
		"no text":       func(r *chat.Request) { r.Body = " \n" },
		"no request id": func(r *chat.Request) { r.RequestID = "" },
	} {
		r := b.talk("normal", "안녕")
		change(&r)
		w := &chat.Buffer{}
		err := b.service().Run(t.Context(), r, w)
		if !fault.Is(err, fault.Invalid) || fault.MessageOf(err).Ko == "" || len(w.Stages) != 0 ||
			w.Outcome != "" {
			t.Errorf("%s: %v, %+v", name, err, w)
		}
	}
	r := b.talk("normal", strings.Repeat("가", 20_000))
	if err := r.Check(); !fault.Is(err, fault.TooLarge) {
		t.Errorf("a long body: %v", err)
	}
}

func TestWithoutAModelTheCodeRouteShowsWhatItFound(t *testing.T) {
	b := newBench(t)
	b.putChunks("s3.py", everyone,
		document.Chunk{Kind: document.Code, Language: "python", Text: "파일을 버킷에 올리는 함수", Line: 7,
			Headings: []string{"upload"}, Original: "def upload(name):\n    pass"})
	r := b.question("파일을 버킷에 올리는 함수")
	r.Type, r.RAGType, r.Function = "code", "all", "code-generation-python"
	w, c := b.run(r)
	b.contains(w.Text(), "**upload** [1]", "```python\ndef upload(name):\n    pass\n```")
	if len(w.Refs) != 1 || w.Refs[0].Line != 7 || !c.Extractive || c.Memory != history.NoMemory {
		t.Errorf("%+v %+v", w.Refs, c)
	}
	r = b.question("휴가 신청을 승인하는 함수")
	r.Type, r.RAGType, r.Function = "code", "all", "code-generation-java"
	w, _ = b.run(r)
	b.lacks(w.Text(), "upload")
}

func TestNodeCodeFollowsTypeScriptToo(t *testing.T) {
	b := newBench(t)
	b.putChunks("s3.ts", everyone,
		document.Chunk{Kind: document.Code, Language: "typescript", Text: "파일을 버킷에 올리는 함수",
			Original: "function upload(): void {}"})
	m := b.model(llm.Say("ok"))
	r := b.question("파일을 버킷에 올리는 코드를 써 줘")
	r.Type, r.RAGType, r.Function = "code", "all", "code-generation-nodejs"
	b.run(r)
	b.contains(said(m.Requests()[0]), "function upload(): void {}")
}

// A question that is asked in one branch of a conversation knows nothing of the
// other one, whichever was asked later.
func TestABranchHasAMemoryOfItsOwn(t *testing.T) {
	b := newBench(t)
	m := b.model(llm.Say("네"))
	ask := func(body, parent, replaces string) string {
		r := b.talk("normal", body)
		r.Parent, r.Replaces = parent, replaces
		b.run(r)
		return r.RequestID
	}
	heard := func() (all string) {
		requests := m.Requests()
		for _, message := range requests[len(requests)-1].Messages {
			if message.Role == llm.User {
				all += message.Text + " "
			}
		}
		return strings.TrimSpace(all)
	}
	first := ask("첫 질문", "", "")
	second := ask("둘째 질문", first, "")
	third := ask("셋째 질문", second, "")
	edited := ask("고친 질문", first, second)
	if got := heard(); got != "첫 질문 고친 질문" {
		t.Errorf("the edited question: %q", got)
	}
	ask("새 갈래의 질문", edited, "")
	if got := heard(); got != "첫 질문 고친 질문 새 갈래의 질문" {
		t.Errorf("after it: %q", got)
	}
	ask("옛 갈래의 질문", third, "")
	if got := heard(); got != "첫 질문 둘째 질문 셋째 질문 옛 갈래의 질문" {
		t.Errorf("back in the first branch: %q", got)
	}
	again := ask("첫 질문", "", first) // the same question: its answer alone is new
	if got := heard(); got != "첫 질문" {
		t.Errorf("asked again: %q", got)
	}
	ask("끝 질문", third, "")
	if got := heard(); got != "첫 질문 둘째 질문 셋째 질문 끝 질문" {
		t.Errorf("with the new answer to the first question (%s): %q", again, got)
	}
}

// What was said last matters most, and the question itself needs its room.
func TestAMemoryTakesNoMoreThanTheModelsWindow(t *testing.T) {
	b := newBench(t)
	m := b.model(llm.Say(strings.Repeat("긴 답이 이어진다. ", 300)))
	for i := range 8 {
		b.run(b.talk("normal", fmt.Sprint("질문 ", i)))
	}
	last := m.Requests()[len(m.Requests())-1]
	if n := llm.InputTokens(last); n > 8192 {
		t.Errorf("%d tokens for a window of 8192", n)
	}
	n := len(last.Messages)
	if n < 5 || n > 13 || last.Messages[n-3].Text != "질문 6" {
		t.Errorf("%d messages, the question before is %q", n, last.Messages[max(0, n-3)].Text)
	}
}
