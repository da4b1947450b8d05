package chat_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"
)

func TestARemarkIsAnsweredWithWhatCanBeAsked(t *testing.T) {
	b := newBench(t)
	w, c := b.run(b.question("안녕하세요"))
	b.contains(w.Text(), "안녕하세요! 저는 문답이에요.")
	b.contains(w.Text(), "아직 올린 문서가 없어요")
	if c.Memory != history.NoMemory || len(c.Sources) != 0 || len(c.Trace.Stores) != 0 {
		t.Errorf("a greeting searched: %+v", c)
	}
	if len(c.Verdicts) != 1 || c.Verdicts[0].Support != history.NoClaim {
		t.Errorf("verdicts %+v", c.Verdicts)
	}
	b.putDocument(document.Document{ID: "docs/a", Name: "취업*규칙.pdf", Readers: everyone,
		Collection: document.Default, Owner: "kim",
		Guide: &document.Guide{Questions: []string{"기간은 어떻게 되나요?", "연차는 며칠인가요?", "What is it?"}}},
		document.Chunk{Text: "연차 휴가는 15일이다."})
	b.put("남의 것.txt", []auth.Principal{"lee"}, "비밀이다.")
	w, _ = b.run(b.question("뭘 할 수 있어?"))
	b.contains(w.Text(), `- 취업\*규칙.pdf`)
	b.contains(w.Text(), "- 연차는 며칠인가요?")
	for _, name := range []string{"가.pdf", "나.pdf", "다.pdf"} { // they all ask the same
		b.putDocument(document.Document{ID: document.ID("docs/" + name), Name: name, Readers: everyone,
			Collection: document.Default, Owner: "kim",
			Guide: &document.Guide{Questions: []string{"연차는 며칠인가요?"}}},
			document.Chunk{Text: "연차 휴가는 15일이다."})
	}
	w, _ = b.run(b.question("뭘 할 수 있어?"))
	b.contains(w.Text(), "\n\n그 밖의 문서도 있어요.\n\n")
	if n := strings.Count(w.Text(), "연차는 며칠인가요?"); n != 1 {
		t.Errorf("a question is proposed %d times: %q", n, w.Text())
	}
	b.lacks(w.Text(), "What is it?")
	b.lacks(w.Text(), "기간은 어떻게") // of which document?
	b.lacks(w.Text(), "남의 것")
	b.lacks(w.Text(), "찾지 못했어요")
	w, _ = b.run(b.question("Thank you!"))
	b.contains(w.Text(), "You’re welcome")
	w, _ = b.run(b.talk("normal", "고마워요"))
	b.contains(w.Text(), "다행이에요")
	w, _ = b.run(b.talk("translation", "고마워요"))
	b.contains(w.Text(), "mundap doctor")
	w, _ = b.run(b.question("안녕하세요, 연차 휴가는 며칠인가요?"))
	b.contains(w.Text(), "15일")
}

func TestAQuestionWithoutASubjectIsAskedBack(t *testing.T) {
	b := newBench(t)
	b.put("규칙.txt", everyone, "언제예요? 얼마야? 왜? 연차 휴가는 15일이다.")
	for _, asked := range []string{"언제예요?", "얼마야", "왜?"} {
		w, c := b.run(b.question(asked))
		b.contains(w.Text(), "무엇에 대한 질문인지")
		if len(c.Sources) != 0 || c.Memory != history.NoMemory {
			t.Errorf("%s: %+v", asked, c)
		}
	}
	follow := func(body string) string {
		r := b.question(body)
		r.Conversation = "c"
		w, _ := b.run(r)
		return w.Text()
	}
	follow("연차 휴가는 며칠이에요?")
	b.lacks(follow("며칠까지?"), "무엇에 대한 질문인지") // what the question before was about
	chosen := b.question("언제예요?")
	chosen.Documents = []document.ID{"docs/규칙.txt"}
	w, _ := b.run(chosen)
	b.lacks(w.Text(), "무엇에 대한 질문인지")
	w, _ = b.run(b.question("그만 좀 해"))
	b.contains(w.Text(), "죄송해요")
	w, _ = b.run(b.question("ㅋㅋㅋ"))
	b.contains(w.Text(), "질문으로 적어 주세요")
}

func TestAnAgeInWordsFindsTheRowOfItsLimits(t *testing.T) {
	b := newBench(t)
	b.put("검진.txt", everyone, "나이 | 지원 금액\n만 39세 이하 | 30만 원\n만 40~49세 | 50만 원\n만 50세 이상 | 70만 원")
	w, _ := b.run(b.question("마흔다섯 살은 지원 금액이 얼마예요?"))
	b.contains(w.Text(), "50만 원")
	b.lacks(w.Text(), "30만 원")
}

func TestAModelAnswersRemarksItself(t *testing.T) {
	b := newBench(t)
	b.model(llm.Say("반가워요."))
	w, _ := b.run(b.talk("normal", "안녕하세요"))
	if w.Text() != "반가워요." {
		t.Errorf("%q", w.Text())
	}
}

func TestAnAnswerWhileVectorsAreMissingSaysSo(t *testing.T) {
	for _, c := range []struct {
		store           string
		learning, noted bool
	}{{"local", true, true}, {"local", false, false}, {"kendra", true, false}} {
		b := newBench(t)
		b.leave()
		b.local = retrievetest.NewMemory(c.store)
		b.config.Stores = []retrieve.Retriever{b.local}
		b.config.Learning = func() bool { return c.learning }
		_, call := b.run(b.question("연차 휴가는 며칠인가요?"))
		noted := slices.ContainsFunc(call.Notes, func(n history.Note) bool {
			return n.Code == history.NoteLearning
		})
		if noted != c.noted {
			t.Errorf("%+v: notes %+v", c, call.Notes)
		}
	}
}
