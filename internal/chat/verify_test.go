package chat_test

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/llm"
)

// typed is a reply that comes in pieces of n characters.
func typed(text string, n int) llm.Reply {
	var r llm.Reply
	runes := []rune(text)
	for len(runes) > 0 {
		k := min(n, len(runes))
		r.Steps = append(r.Steps, llm.Step{Text: string(runes[:k])})
		runes = runes[k:]
	}
	return r
}

// seen writes verdicts as "start of the sentence: verdict citations".
func seen(c history.Call) string {
	var b strings.Builder
	for _, v := range c.Verdicts {
		b.WriteString(string([]rune(c.Answer[v.Start:v.End])[:2]) + " " + string(v.Support) + " " +
			string(v.Reason))
		for _, n := range v.Citations {
			b.WriteString(string(rune('0' + n)))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestEachSentenceGetsTheCitationsThatBearItOut(t *testing.T) {
	answer := "알려 드릴게요.\n\n연차 휴가는 1년에 15일이에요 [2]. 신청은 사흘 전까지 하면 됩니다. 연차는 365일이에요 [1].\n\n" +
		"- 출장 여비는 하루 5만 원이에요 [1][2]\n\n```\n코드는 그대로예요. x[1]\n```\n\n끝이 없는 문장은 연차 15일"
	want := "알려 드릴게요.\n\n연차 휴가는 1년에 15일이에요 [a]. 신청은 사흘 전까지 하면 됩니다. [a] 연차는 365일이에요.\n\n" +
		"- 출장 여비는 하루 5만 원이에요 [b]\n\n```\n코드는 그대로예요. x[1]\n```\n\n끝이 없는 문장은 연차 15일 [a]"
	verdicts := "알려 no_claim \n연차 supported a\n신청 supported a\n연차 unsupported number\n-  supported b\n끝이 supported a\n"
	for _, n := range []int{1, 2, 3, 7, 1000} {
		b := newBench(t)
		b.put("취업규칙.pdf", everyone, "연차 휴가와 출장. 연차 휴가는 1년에 15일이다. 신청은 사흘 전까지 한다.")
		b.put("여비.pdf", everyone, "연차 휴가와 출장. 출장 여비는 하루 5만 원이다.")
		b.model(typed(answer, n))
		w, c := b.run(b.question("연차 휴가와 출장을 알려 주세요."))
		if len(c.Sources) != 2 {
			t.Fatalf("%+v", c.Sources)
		}
		numbers := strings.NewReplacer("[a]", "[1]", "[b]", "[2]", "supported a", "supported 1",
			"supported b", "supported 2")
		if c.Sources[0].Document != "docs/취업규칙.pdf" {
			numbers = strings.NewReplacer("[a]", "[2]", "[b]", "[1]", "supported a", "supported 2",
				"supported b", "supported 1")
		}
		if w.Text() != numbers.Replace(want) {
			t.Errorf("by %d:\n%s", n, w.Text())
		}
		if got := seen(c); got != numbers.Replace(verdicts) {
			t.Errorf("by %d:\n%s", n, got)
		}
		if len(w.Verified) != len(c.Verdicts) {
			t.Errorf("the reader got %d of %d verdicts", len(w.Verified), len(c.Verdicts))
		}
	}
}

func TestEvidenceIsTheSentenceInTheVersionsText(t *testing.T) {
	b := newBench(t)
	b.putChunks("휴가.txt", everyone,
		document.Chunk{Text: "머리말이에요.", End: len("머리말이에요.")},
		document.Chunk{Ordinal: 1, Text: "연차 휴가는 15일이다. 병가는 60일이다.", Start: 100,
			End: 100 + len("연차 휴가는 15일이다. 병가는 60일이다.")})
	b.model(llm.Say("병가는 60일이에요."))
	_, c := b.run(b.question("병가와 연차 휴가는 며칠인가요?"))
	if len(c.Verdicts) != 1 || len(c.Verdicts[0].Evidence) != 1 {
		t.Fatalf("%+v", c.Verdicts)
	}
	from := 100 + len("연차 휴가는 15일이다. ")
	if e := c.Verdicts[0].Evidence[0]; e.Start != from || e.End != from+len("병가는 60일이다.") {
		t.Errorf("%+v", e)
	}
}

// A chunk from the middle of a table repeats the table's header, which lies
// elsewhere in the version's text.
func TestEvidenceIsTheRowWhereATablesHeaderIsRepeated(t *testing.T) {
	b := newBench(t)
	const header, row = "휴가 | 일수\n", "병가 | 60일"
	b.putChunks("휴가.txt", everyone, document.Chunk{Kind: document.Table, Text: header + row,
		Start: 500, End: 500 + len(row)})
	b.model(llm.Say("병가는 60일이에요."))
	_, c := b.run(b.question("병가는 며칠인가요?"))
	if len(c.Verdicts) != 1 || len(c.Verdicts[0].Evidence) != 1 {
		t.Fatalf("%+v", c.Verdicts)
	}
	if e := c.Verdicts[0].Evidence[0]; e.Start != 500 || e.End != 500+len(row) {
		t.Errorf("%d to %d", e.Start, e.End)
	}
}

func TestAnAnswerThatNothingBearsOutSaysSo(t *testing.T) {
	b := newBench(t)
	b.leave()
	b.model(llm.Say("연차 휴가는 40일이에요 [1]."))
	w, c := b.run(b.question("연차 휴가는 며칠인가요?"))
	b.contains(w.Heading.Text.Ko, "확인하지 못했어요")
	b.lacks(w.Text(), "[1]")
	if len(c.Sources) == 0 || !c.Sources[0].Related || !w.Refs[0].Related {
		t.Errorf("the nearest passages are not named as related: %+v %+v", c.Sources, w.Refs)
	}
}

func TestAnAnswerThatSaysThatThereIsNoneIsHeadedSo(t *testing.T) {
	for _, answer := range []string{
		"제공된 문서에서 연차 휴가 이월에 관한 내용을 찾을 수 없어요.",
		"죄송하지만 자료에 해당 내용이 나와 있지 않아서 답변드리기 어렵습니다.",
		"연차 휴가를 다음 해로 넘길 수 있는지는 문서에서 확인되지 않아요.",
	} {
		b := newBench(t)
		b.leave()
		b.model(llm.Say(answer))
		w, c := b.run(b.question("연차 휴가는 며칠인가요?"))
		b.contains(w.Heading.Text.Ko, "확인하지 못했어요")
		if w.Text() != answer || len(c.Sources) == 0 || !c.Sources[0].Related {
			t.Errorf("%q %+v", w.Text(), c.Sources)
		}
	}
}

func TestAnAnswerOfWhichSomethingStandsIsNotHeaded(t *testing.T) {
	b := newBench(t)
	b.leave()
	b.model(llm.Say("연차 휴가는 15일이에요. 이월에 관한 내용은 문서에서 찾을 수 없어요."))
	w, c := b.run(b.question("연차 휴가는 며칠인가요?"))
	if !w.Heading.Text.IsZero() || len(c.Sources) == 0 || c.Sources[0].Related {
		t.Errorf("%+v %+v", w.Heading, c.Sources)
	}
}

func TestAnAnswerThatBreaksOffHasVerdictsForWhatIsThere(t *testing.T) {
	b := newBench(t)
	b.leave()
	b.model(llm.Reply{Steps: []llm.Step{{Text: "연차 휴가는 15일이에요 [1]. 신청은 사"},
		{Err: fault.Newf(fault.Unavailable, "gone")}}})
	_, c := b.run(b.question("연차 휴가는 며칠인가요?"))
	if c.Outcome != history.Failed || c.Answer != "연차 휴가는 15일이에요 [1]. 신청은 사" &&
		c.Answer != "연차 휴가는 15일이에요 [2]. 신청은 사" {
		t.Errorf("%s %q", c.Outcome, c.Answer)
	}
	if len(c.Verdicts) != 1 || c.Verdicts[0].Support != history.Supported {
		t.Errorf("%+v", c.Verdicts)
	}
}

func TestQuotedSentencesAreTheirOwnEvidence(t *testing.T) {
	b := newBench(t)
	b.leave()
	w, c := b.run(b.question("연차 휴가는 며칠인가요?"))
	if len(c.Verdicts) == 0 || len(w.Verified) != len(c.Verdicts) {
		t.Fatalf("%+v", c.Verdicts)
	}
	for _, v := range c.Verdicts {
		if v.Support != history.Supported || len(v.Evidence) != 1 ||
			!strings.Contains(c.Answer[v.Start:v.End], "[") {
			t.Errorf("%+v", v)
		}
	}
}

func TestEveryRowOfATableWithoutAHeaderIsJudged(t *testing.T) {
	for name, test := range map[string]struct{ answer, want string }{
		"a table without a header": {"| 연차 휴가 | 15일 |\n| 병가 | 90일 |\n", "supported unsupported"},
		"one row":                  {"| 병가 | 90일 |", "unsupported"},
		"a table with one":         {"| 휴가 | 일수 |\n|---|---|\n| 연차 휴가 | 15일 |\n", "supported"},
		"a sentence below a row":   {"| 연차 휴가 | 15일 |\n병가는 90일이에요.", "supported unsupported"},
	} {
		for _, n := range []int{1, 5, 100_000} {
			b := newBench(t)
			b.put("휴가.txt", everyone, "연차 휴가는 1년에 15일이다. 병가는 1년에 60일이다.")
			b.model(typed(test.answer, n))
			w, c := b.run(b.question("연차 휴가와 병가는 며칠인가요?"))
			if got := supports(c); got != test.want || w.Text() != c.Answer {
				t.Errorf("%s by %d: %s: %q", name, n, got, c.Answer)
			}
		}
	}
}

// supports are the verdicts of a call without their reasons.
func supports(c history.Call) string {
	var all []string
	for _, v := range c.Verdicts {
		all = append(all, string(v.Support))
	}
	return strings.Join(all, " ")
}

// A sentence's verdict does not wait for the rest of the answer: it is sent
// when the next character tells that the sentence is complete.
func TestAVerdictIsSentBeforeTheAnswerGoesOn(t *testing.T) {
	b := newBench(t)
	b.leave()
	gate := make(chan struct{})
	b.model(llm.Reply{Steps: []llm.Step{{Text: "연차 휴가는 15일이에요. 또"}, {Gate: gate, Text: " 있어요."}}})
	w := &opener{gate: gate}
	if err := b.service().Run(t.Context(), b.question("연차 휴가는 며칠인가요?"), w); err != nil {
		t.Fatal(err)
	}
	if !w.opened {
		t.Error("no verdict while the model waits")
	}
}

// opener lets the model go on when it has been told a verdict.
type opener struct {
	chat.Buffer
	gate   chan struct{}
	opened bool
}

func (o *opener) Verdicts(all []history.Verdict) {
	o.Buffer.Verdicts(all)
	if !o.opened {
		o.opened = true
		close(o.gate)
	}
}
