package chat

import (
	"fmt"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
)

var (
	revisedLine    = fault.Text{Ko: "다시 쓴 질문", En: "Revised question"}
	translatedLine = fault.Text{Ko: "번역한 질문", En: "Translated question"}
)

// debug sends a line at once to users who switched debugging on.
func (t *record) debug(label fault.Text, text string) {
	if t.debugging {
		t.w.Debug(t.say(label) + ": " + text)
	}
}

// statistics is the debug message at the end of a turn. searched says that the
// turn looked for passages.
func (t *record) statistics(searched bool) string {
	tr := t.call.Trace
	var b strings.Builder
	line := func(ko, en, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", t.say(fault.Text{Ko: ko, En: en}), value)
		}
	}
	line("다시 쓴 질문", "Revised question", tr.Revised)
	line("번역한 질문", "Translated question", tr.Translated)
	line("리전", "Region", tr.Region)
	line("모델", "Model", tr.Model)
	line("선택 이유", "Chosen because", tr.Why)
	line("먼저 시도한 모델", "Tried before", strings.Join(tr.Tried, ", "))
	line("질문", "Question", t.size(tr.Sizes.Question))
	line("답", "Answer", t.size(tr.Sizes.Answer))
	line("대화 기록", "History", t.size(tr.Sizes.History))
	line("참고한 글", "Context", t.size(tr.Sizes.Context))
	if searched {
		line("근거", "Passages", fmt.Sprint(tr.Kept))
	}
	for _, s := range tr.Stores {
		value := fmt.Sprintf("%d (%s)", s.Count, t.seconds(s.Took))
		if s.Error != "" {
			value = s.Error
		}
		line("저장소 "+s.Store, "Store "+s.Store, value)
	}
	for _, s := range tr.Stages {
		line("단계 "+s.Stage, "Stage "+s.Stage, t.seconds(s.Took))
	}
	line("전체 시간", "Total", t.seconds(tr.Took))
	return strings.TrimRight(b.String(), "\n")
}

func (t *record) seconds(d time.Duration) string {
	if t.lang == "en" {
		return fmt.Sprintf("%.2f s", d.Seconds())
	}
	return fmt.Sprintf("%.2f초", d.Seconds())
}

func (t *record) size(s history.Size) string {
	if s.Characters == 0 {
		return ""
	}
	if t.lang == "en" {
		return fmt.Sprintf("%d characters, %d tokens", s.Characters, s.Tokens)
	}
	return fmt.Sprintf("%d자, %d토큰", s.Characters, s.Tokens)
}
