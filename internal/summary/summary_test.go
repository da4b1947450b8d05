package summary_test

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/summary"
)

func TestExplainAsksForKoreanInTheBackground(t *testing.T) {
	m := llm.NewFake(llm.Say("<result>쌓아요.</result>"))
	got, err := summary.Summariser{Model: m}.Explain(t.Context(), document.Chunk{
		Kind: document.Code, Language: "go", Headings: []string{"Stack.Push"}, Text: "func (s *Stack) Push() {}"})
	if err != nil || got != "쌓아요." {
		t.Fatal(got, err)
	}
	r := m.Requests()[0]
	if r.Purpose != llm.Summarise || !strings.Contains(r.Messages[0].Text, "Stack.Push") ||
		!strings.Contains(r.Messages[0].Text, "func (s *Stack)") || !strings.Contains(r.System, "한국어") {
		t.Errorf("%+v", r)
	}
	if _, err := (summary.Summariser{Model: llm.NewFake(llm.Say("<result></result>"))}).Explain(t.Context(),
		document.Chunk{}); !fault.Is(err, fault.Unavailable) {
		t.Errorf("an empty explanation: %v", err)
	}
}

func TestAtOnceFollowsTheProfilesAndTheSetting(t *testing.T) {
	m := &llm.Fake{Described: llm.Info{Name: "pool", Profiles: []string{"a", "b", "c", "d"}}}
	if got := (summary.Summariser{Model: m}).AtOnce(); got != 32 {
		t.Errorf("four regions: %d", got)
	}
	if got := (summary.Summariser{Model: &llm.Fake{}}).AtOnce(); got != 8 {
		t.Errorf("one model: %d", got)
	}
	if got := (summary.Summariser{Model: m, Serial: true}).AtOnce(); got != 1 {
		t.Errorf("parallel_summary off: %d", got)
	}
}
