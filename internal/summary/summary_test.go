package summary_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/prompt"
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

// repeat is a document with so many numbered paragraphs.
func repeat(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "문단 %d. %s\n\n", i, strings.Repeat("같은 내용이 이어진다. ", 30))
	}
	return b.String()
}

func TestCondenseGoesByLevelsUntilItFits(t *testing.T) {
	m := &llm.Fake{Reply: func(r llm.Request) llm.Reply {
		if strings.Contains(r.System, "부분별 요약") {
			return llm.Say("둘째 단계 요약. " + strings.Repeat("짧게. ", 20))
		}
		return llm.Say("첫 단계 요약. " + strings.Repeat("요점. ", 200))
	}}
	long := summary.Long{Name: "a.txt", Text: repeat(400), Language: "ko", Kind: prompt.Prose}
	var last [2]int
	c, err := summary.Summariser{Model: m}.Condense(t.Context(), long, 3000, func(done, total int) { last = [2]int{done, total} })
	if err != nil || c.Missing != 0 || llm.Tokens(c.Text) > 3000 {
		t.Fatal(llm.Tokens(c.Text), c.Missing, err)
	}
	asked := m.Requests()
	if last != [2]int{len(asked), len(asked)} || !strings.Contains(c.Text, "둘째 단계") {
		t.Errorf("told %v of %d, %q", last, len(asked), c.Text)
	}
	all := ""
	for _, r := range asked {
		if r.Purpose != llm.Summarise {
			t.Errorf("purpose %s", r.Purpose)
		}
		all += r.Messages[0].Text
	}
	for i := range 400 {
		if !strings.Contains(all, fmt.Sprintf("문단 %d. ", i)) {
			t.Fatalf("paragraph %d was not read", i)
		}
	}
}

func TestPartsEndBetweenRowsAndFunctions(t *testing.T) {
	var code, rows strings.Builder
	for i := range 300 {
		fmt.Fprintf(&code, "def f%d(x):\n    y = x\n\n    return y + %d  # %s\n\n", i, i, strings.Repeat("가", 60))
		fmt.Fprintf(&rows, "이름: 김%d\n메모: %s\n\n", i, strings.Repeat("나", 80))
	}
	for kind, c := range map[prompt.SummaryKind]struct{ text, begins string }{
		prompt.Codes: {code.String(), "def f"}, prompt.Table: {rows.String(), "이름: "},
	} {
		m := llm.NewFake(llm.Say("요약."))
		_, err := summary.Summariser{Model: m, Serial: true}.Condense(t.Context(),
			summary.Long{Name: "a", Text: c.text, Language: "ko", Kind: kind}, 2000, nil)
		if err != nil || len(m.Requests()) < 3 {
			t.Fatal(len(m.Requests()), err)
		}
		for _, r := range m.Requests() {
			_, inside, _ := strings.Cut(r.Messages[0].Text, ">\n")
			if !strings.HasPrefix(inside, c.begins) {
				t.Errorf("%s: a part begins with %.40q", kind, inside)
			}
		}
	}
}

func TestCondenseStopsAtOnce(t *testing.T) {
	ctx, stop := context.WithCancelCause(t.Context())
	stopped := errors.New("stopped")
	m := &llm.Fake{Reply: func(llm.Request) llm.Reply { stop(stopped); return llm.Hang() }}
	_, err := summary.Summariser{Model: m}.Condense(ctx, summary.Long{Text: repeat(400), Language: "ko",
		Kind: prompt.Prose}, 3000, nil)
	if err == nil {
		t.Error("a stop is no error")
	}
}

func TestCondenseEndsWithAModelThatOnlyRepeats(t *testing.T) {
	c, err := summary.Summariser{Model: &llm.Fake{}}.Condense(t.Context(), summary.Long{Text: repeat(100),
		Language: "ko", Kind: prompt.Prose}, 1000, nil)
	if err != nil || llm.Tokens(c.Text) > 1000 {
		t.Error(llm.Tokens(c.Text), err)
	}
}
