package summary_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/summary"
)

func rules() document.Contents {
	c := document.Contents{Text: ""}
	for i, s := range []struct{ heading, text string }{
		{"제1조(목적)", "이 규칙은 직원의 연차 휴가와 병가를 정하는 것을 목적으로 한다."},
		{"제2조(연차 휴가)", "직원은 1년에 15일의 연차 휴가를 쓸 수 있다. 남은 연차 휴가는 다음 해로 넘어가지 않는다."},
		{"제3조(병가 신청)", "병가를 쓰려는 직원은 진단서를 붙여 병가를 신청한다. 병가는 60일까지 쓸 수 있다."},
		{"제4조(휴가 중 연락)", "휴가 중인 직원에게 업무로 연락하지 않는다. 급한 일은 대신 맡은 직원에게 묻는다."},
	} {
		start := len(c.Text)
		c.Text += s.text + "\n\n"
		c.Chunks = append(c.Chunks, document.Chunk{Ordinal: i, Kind: document.Prose, Headings: []string{s.heading},
			Text: s.text, Start: start, End: start + len(s.text)})
	}
	return c
}

func TestAGuideOfADocumentsOwnWords(t *testing.T) {
	g := summary.Extract(t.Context(), "규칙.txt", rules(), len(rules().Chunks))
	if !g.Extractive || strings.Count(g.Summary, "다.") != 3 || !strings.Contains(g.Summary, "연차 휴가") {
		t.Errorf("summary %q", g.Summary)
	}
	if !slices.Contains(g.Terms, "휴가") || !slices.Contains(g.Terms, "병가") || len(g.Terms) > 6 {
		t.Errorf("terms %q", g.Terms)
	}
	want := []string{"연차 휴가는 어떻게 되나요?", "병가 신청은 어떻게 되나요?", "휴가 중 연락은 어떻게 되나요?",
		"병가는 어떻게 되나요?"}
	if !slices.Equal(g.Questions, want) {
		t.Errorf("questions %q", g.Questions)
	}
}

func TestGuidesOfOtherKinds(t *testing.T) {
	code := summary.Extract(t.Context(), "a.py", document.Contents{Text: "x", Chunks: []document.Chunk{
		{Kind: document.Code, Headings: []string{"add_fee"}, Text: "수수료"}}}, 1)
	if !slices.Equal(code.Questions, []string{"add_fee 함수는 무슨 일을 하나요?"}) || code.Summary == "" {
		t.Errorf("%+v", code)
	}
	list := summary.Extract(t.Context(), "faq/a.csv", document.Contents{Text: "x", Chunks: []document.Chunk{
		{Kind: document.FAQ, Text: "연차는 며칠인가요?\n15일"}}}, 1)
	if !slices.Equal(list.Questions, []string{"연차는 며칠인가요?"}) || list.Summary != "a.csv에 질문과 답이 1개 있어요." {
		t.Errorf("%+v", list)
	}
	if empty := summary.Extract(t.Context(), "a.txt", document.Contents{}, 0); empty.Summary != "" || len(empty.Questions) != 0 {
		t.Errorf("%+v", empty)
	}
}

const written = `<result>
요약: 휴가 규칙이에요. 연차는 15일이에요. 병가는 60일이에요. 넷째 문장이에요.
핵심어: 연차 휴가, 병가, 진단서
질문:
- 연차 휴가는 며칠이에요?
2. 병가를 신청하려면 무엇이 필요해요?
- 우주선은 언제 출발해요?
- 연차 휴가는 며칠이에요?
</result>`

func TestAGuideThatAModelWrites(t *testing.T) {
	m := llm.NewFake(llm.Say(written))
	g, err := summary.Summariser{Model: m}.Guide(t.Context(), "규칙.txt", rules(), len(rules().Chunks))
	if err != nil || g.Extractive || g.Summary != "휴가 규칙이에요. 연차는 15일이에요. 병가는 60일이에요." {
		t.Errorf("%+v %v", g, err)
	}
	if !slices.Equal(g.Terms, []string{"연차 휴가", "병가", "진단서"}) {
		t.Errorf("terms %q", g.Terms)
	}
	// what the document says nothing of is no question to it
	if want := []string{"연차 휴가는 며칠이에요?", "병가를 신청하려면 무엇이 필요해요?"}; !slices.Equal(g.Questions, want) {
		t.Errorf("questions %q", g.Questions)
	}
	if r := m.Requests()[0]; r.Purpose != llm.Summarise || !strings.Contains(r.Messages[0].Text, "진단서") {
		t.Errorf("%+v", r)
	}
}

// TestAGuideInTheDocumentsLanguage: labels stay as they were asked for, or take
// the punctuation of the language.
func TestAGuideInTheDocumentsLanguage(t *testing.T) {
	c := document.Contents{Text: "年次休暇は15日です。三日前までに申請してください。病気休暇は60日まで取れます。"}
	m := llm.NewFake(llm.Say("<result>\nSummary：休暇の規則です。年次休暇は15日です。\nTerms：年次休暇、病気休暇\n" +
		"Questions:\n- 年次休暇は何日ですか。\n- 病気休暇は何日まで取れますか。\n</result>"))
	g, err := summary.Summariser{Model: m}.Guide(t.Context(), "規則.txt", c, 1)
	if err != nil || g.Extractive || g.Summary != "休暇の規則です。年次休暇は15日です。" ||
		!slices.Equal(g.Terms, []string{"年次休暇", "病気休暇"}) ||
		!slices.Equal(g.Questions, []string{"年次休暇は何日ですか。", "病気休暇は何日まで取れますか。"}) {
		t.Errorf("%+v %v", g, err)
	}
	if s := m.Requests()[0].System; !strings.Contains(s, "Japanese") {
		t.Errorf("asked with %q", s)
	}
}

func TestAnAnswerThatIsNoGuideLeavesTheOwnWords(t *testing.T) {
	g, err := summary.Summariser{Model: llm.NewFake(llm.Say("죄송하지만 도와드릴 수 없어요."))}.Guide(t.Context(), "규칙.txt", rules(), len(rules().Chunks))
	if !fault.Is(err, fault.Unavailable) || !g.Extractive || g.Summary == "" {
		t.Errorf("%+v %v", g, err)
	}
}

func TestWhatAModelLeavesOutIsTakenFromTheDocument(t *testing.T) {
	for _, answer := range []string{"요약: 휴가 규칙이에요.", "요약: 휴가 규칙이에요.\n질문:\n- 우주선은 언제 출발해요?"} {
		m := llm.NewFake(llm.Say("<result>" + answer + "</result>"))
		g, err := summary.Summariser{Model: m}.Guide(t.Context(), "규칙.txt", rules(), 4)
		own := summary.Extract(t.Context(), "규칙.txt", rules(), 4)
		if err != nil || g.Summary != "휴가 규칙이에요." || !slices.Equal(g.Questions, own.Questions) ||
			!slices.Equal(g.Terms, own.Terms) {
			t.Errorf("%+v %v", g, err)
		}
	}
}

func TestASummarySaysEachSentenceOnceAndInTheTextsOrder(t *testing.T) {
	c := rules()
	heaviest := c.Chunks[3]
	heaviest.Text = "직원은 연차 휴가와 병가의 신청과 휴가 규칙을 업무 전에 직원에게 연락한다."
	c.Chunks = append(c.Chunks, heaviest, heaviest, heaviest) // chunks overlap
	for _, chunk := range c.Chunks[4:] {
		c.Text += chunk.Text + "\n\n"
	}
	g := summary.Extract(t.Context(), "규칙.txt", c, len(c.Chunks))
	at := -1
	for sentence := range strings.SplitSeq(strings.TrimSuffix(g.Summary, "."), ". ") {
		next := strings.Index(c.Text, sentence)
		if next <= at || strings.Count(g.Summary, sentence) != 1 {
			t.Errorf("%q stands at %d after %d in %q", sentence, next, at, g.Summary)
		}
		at = next
	}
	if !strings.HasSuffix(g.Summary, heaviest.Text) || strings.Count(g.Summary, "다.") != 3 {
		t.Errorf("the heaviest sentence is missing: %q", g.Summary)
	}
}

// Of a long document the model sees the beginning and what stands under the
// headings that follow.
func TestALongDocumentIsSampledByItsHeadings(t *testing.T) {
	var c document.Contents
	for i := range 20 {
		text := strings.Repeat("내용이 이어진다. ", 100)
		if i == 15 {
			text = "열여섯째 절의 첫 문장이다. " + text
		}
		start := len(c.Text)
		c.Text += text + "\n\n"
		c.Chunks = append(c.Chunks, document.Chunk{Ordinal: i, Kind: document.Prose,
			Headings: []string{"규칙", "제" + strings.Repeat("i", i+1) + "절"}, Text: text, Start: start,
			End: start + len(text)})
	}
	m := llm.NewFake(llm.Say(written))
	if _, err := (summary.Summariser{Model: m}).Guide(t.Context(), "a.txt", c, 20); err != nil {
		t.Fatal(err)
	}
	asked := m.Requests()[0].Messages[0].Text
	if !strings.Contains(asked, "열여섯째 절의 첫 문장이다.") || llm.Tokens(asked) > 7000 {
		t.Errorf("%d tokens, without the sixteenth section", llm.Tokens(asked))
	}
}
