package chat_test

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/llm"
)

func TestAModelThatHangsIsWaitedForOnce(t *testing.T) {
	b := newBench(t)
	b.leave()
	late := fault.Newf(fault.Timeout, "no first token in time")
	m := b.model(llm.Say("연차 휴가는 1년에 15일이다. [1]"), llm.Fail(late), llm.Fail(late))
	b.run(b.question("연차 휴가는 며칠인가요?"))
	again := b.question("그럼 연차 휴가는 며칠 전에 신청해요?")
	again.RequestID = "r2"
	w, c := b.run(again)
	if n := len(m.Requests()); n != 2 || m.Requests()[1].Purpose != llm.Revise {
		t.Errorf("the model was asked %d times", n)
	}
	if c.Outcome != history.Completed || !c.Extractive {
		t.Errorf("%+v", c)
	}
	b.noted(w, history.NoteModelUnreachable, "언어 모델에 연결하지 못해서")
}

func TestAModelThatNeverStopsIsCutOff(t *testing.T) {
	b := newBench(t)
	b.model(llm.Say(strings.Repeat("끝없는 답. ", 100_000)))
	w, c := b.run(b.talk("normal", "안녕하세요?"))
	if n := len(c.Answer); n < 64<<10 || n > 256<<10 || c.Outcome != history.Completed {
		t.Errorf("%d bytes, %s", n, c.Outcome)
	}
	b.noted(w, history.NoteCut, "답이 길어서")
}
