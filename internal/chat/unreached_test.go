package chat_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/llm"
)

func TestAModelThatCantBeReachedLeavesTheAnswerToTheDocuments(t *testing.T) {
	for kind, note := range map[fault.Kind]string{
		fault.Unavailable: "언어 모델에 연결하지 못해서 모델 없이 답했어요. 잠시 뒤에 다시 물어보시면 모델이 답할 수 있어요.",
		fault.Timeout:     "언어 모델에 연결하지 못해서 모델 없이 답했어요. 잠시 뒤에 다시 물어보시면 모델이 답할 수 있어요.",
		fault.Throttled:   "언어 모델이 너무 바빠서 모델 없이 답했어요. 잠시 뒤에 다시 물어보시면 모델이 답할 수 있어요.",
	} {
		t.Run(kind.String(), func(t *testing.T) {
			b := newBench(t)
			b.leave()
			b.model(llm.Fail(fault.Newf(kind, "connection refused")))
			r := b.question("연차 휴가는 며칠인가요?")
			w, c := b.run(r)
			if w.Failure != nil || w.Outcome != history.Completed || !c.Extractive ||
				c.Trace.Model != "" {
				t.Fatalf("failure %+v, log %+v", w.Failure, c)
			}
			b.contains(w.Text(), "연차 휴가는 1년에 15일이다. [1]")
			b.contains(w.Heading.Text.Ko, "문장을 그대로 옮겼어요")
			b.lacks(w.Text(), "connection refused", "※")
			if len(w.Notices) != 1 || !slices.Equal(w.Notices, c.Notes) ||
				w.Notices[0].Message.Ko != note {
				t.Errorf("notices %+v", w.Notices)
			}
			again, _ := b.run(r) // from the log
			if again.Text() != w.Text() || again.Heading != w.Heading ||
				!slices.Equal(again.Notices, w.Notices) {
				t.Errorf("replayed: %q, %+v", again.Text(), again.Notices)
			}
		})
	}
}

func TestAnAnswerThatBrokeOffSaysSoAndEndsBeforeItsTornCitation(t *testing.T) {
	for _, kind := range []fault.Kind{
		fault.Unavailable, fault.Timeout, fault.Throttled, fault.Overloaded,
	} {
		t.Run(kind.String(), func(t *testing.T) {
			b := newBench(t)
			b.leave()
			b.model(llm.Fail(fault.Wrap(errors.New("reset"), kind, "주소가 맞는지 확인해 주세요.",
				"Check the address."), "연차 휴가는 ", "15일이에요 [", "1"))
			w, c := b.run(b.question("연차 휴가는 며칠인가요?"))
			if w.Failure == nil || w.Failure.Message.Ko != "답변이 중간에 끊겼어요." ||
				w.Failure.Message.En != "The answer broke off." || !w.Failure.Retry {
				t.Fatalf("failure %+v", w.Failure)
			}
			if w.Failure.Kind != kind.String() || c.Failure == nil || *c.Failure != *w.Failure {
				t.Errorf("sent %+v, logged %+v", w.Failure, c.Failure)
			}
			b.contains(w.Text(), "15일이에요")
			b.lacks(w.Text(), "[")
		})
	}
}

func TestTheNoteOfAnUnreachedModelIsInTheQuestionsLanguage(t *testing.T) {
	b := newBench(t)
	b.put("leave.pdf", everyone, "Employees get 15 days of annual leave.")
	b.model(llm.Fail(fault.Newf(fault.Unavailable, "down")))
	w, c := b.run(b.question("How many days of annual leave do employees get?"))
	b.contains(w.Text(), "15 days of annual leave")
	b.noted(w, history.NoteModelUnreachable, "언어 모델에 연결하지 못해서")
	if c.Language != "en" || w.Heading.Language != "en" {
		t.Errorf("logged in %q, headed in %q", c.Language, w.Heading.Language)
	}
}

func TestAnUnreachedModelAddsNothingToWhatWasNotFound(t *testing.T) {
	b := newBench(t)
	b.leave()
	b.model(llm.Fail(fault.Newf(fault.Unavailable, "down")))
	w, c := b.run(b.question("달까지 거리는 얼마예요?"))
	if n := strings.Count(w.Text(), "찾지 못했어요"); n != 1 || w.Failure != nil ||
		c.Outcome != history.Completed {
		t.Errorf("%q, %+v", w.Text(), w.Failure)
	}
	b.noted(w, history.NoteModelUnreachable, "언어 모델에 연결하지 못해서 모델 없이 답했어요.")
	if !c.Label.IsZero() {
		t.Errorf("headed by %+v", c.Label)
	}
}

func TestAnUnreachedModelsSummaryIsTheFirstSentences(t *testing.T) {
	b := newBench(t)
	b.leave()
	b.model(llm.Fail(fault.Newf(fault.Unavailable, "down")))
	w, c := b.run(b.upload("취업규칙.pdf"))
	b.contains(w.Heading.Text.Ko, "요약 대신 문서의 첫 문장들")
	b.contains(w.Text(), "연차 휴가는 1년에 15일이다.")
	b.noted(w, history.NoteModelUnreachable, "언어 모델에 연결하지 못해서")
	b.lacks(w.Heading.Text.Ko, "언어 모델이 없어서")
	if !c.Extractive || w.Failure != nil {
		t.Errorf("%+v, %+v", c, w.Failure)
	}
}

func TestAConversationNeedsItsModel(t *testing.T) {
	b := newBench(t)
	b.model(llm.Fail(fault.Newf(fault.Unavailable, "down")))
	w, _ := b.run(b.talk("normal", "안녕?"))
	if w.Failure == nil || w.Failure.Kind != "unavailable" || !w.Failure.Retry {
		t.Errorf("failure %+v, text %q", w.Failure, w.Text())
	}
}
