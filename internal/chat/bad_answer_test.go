package chat_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/llm"
)

// badAnswers are what models write that nobody asked for.
var badAnswers = map[string]string{
	"a source that is not there": "연차 휴가는 15일이에요 [99]. 신청은 사흘 전까지 해요 [0][-1].",
	"a list of sources":          "연차 휴가는 15일이에요 [1].\n\n출처:\n[1] 취업규칙.pdf\n[2] 없는 문서.pdf (2019)\n[3] https://example.com",
	"HTML":                       "<p>연차 휴가는 <b>15일</b>이에요.</p><script>alert(1)</script><img src=x onerror=alert(1)> [1]",
	"a very long sentence":       strings.Repeat("연차 휴가는 15일이며 ", 900) + "신청은 사흘 전까지 해요 [1].",
	"a table without a head":     "| 연차 휴가 | 15일 |\n| 병가 | 90일 |\n| | |\n|---|\n|",
	"no full stop":               "연차 휴가는 15일이고 신청은 사흘 전까지 하면 되고 출장 여비는 하루 5만 원",
	"blanks and marks":           "\n\n  \t. . . [1] [1] [1] **  ** __ `[1]`\n>\n#\n- \n1.",
	"broken characters":          "연차 휴가는 15일이에요 \xff\xfe [1]. \u202e[1]\u0000",
	"an open block of code":      "```\n연차 휴가는 15일이에요 [1].",
}

// sound reports what is wrong with the verdicts of a call, "" if nothing is.
func sound(c history.Call) string {
	end := 0
	for _, v := range c.Verdicts {
		switch {
		case v.Start < end || v.End < v.Start || v.End > len(c.Answer):
			return "a range that is not in the answer, or out of order"
		case !utf8.RuneStart(c.Answer[v.Start]):
			return "a range that cuts a character"
		case (v.Support == history.Supported) != (len(v.Citations) > 0):
			return "citations without support, or the other way round"
		}
		for _, n := range v.Citations {
			if n < 1 || n > len(c.Sources) {
				return "a citation of no source"
			}
		}
		end = v.End
	}
	return ""
}

func TestBadAnswersGetVerdictsForWhatIsThere(t *testing.T) {
	for name, answer := range badAnswers {
		for _, n := range []int{1, 7, 100_000} {
			b := newBench(t)
			b.leave()
			b.model(typed(answer, n))
			w, c := b.run(b.question("연차 휴가는 며칠인가요?"))
			if c.Outcome != history.Completed || w.Text() != c.Answer {
				t.Errorf("%s: %s", name, c.Outcome)
			}
			if why := sound(c); why != "" {
				t.Errorf("%s by %d: %s: %q", name, n, why, c.Answer)
			}
			b.lacks(c.Answer, "[99]")
		}
	}
}

func TestBadAnswersThatBreakOffGetVerdictsForWhatIsThere(t *testing.T) {
	for name, answer := range badAnswers {
		runes := []rune(answer)
		for _, at := range []int{1, len(runes) / 3, len(runes) - 1} {
			b := newBench(t)
			b.leave()
			b.model(llm.Reply{Steps: []llm.Step{{Text: string(runes[:at])},
				{Err: fault.Newf(fault.Unavailable, "gone")}}})
			_, c := b.run(b.question("연차 휴가는 며칠인가요?"))
			if why := sound(c); why != "" {
				t.Errorf("%s at %d: %s: %q", name, at, why, c.Answer)
			}
		}
	}
}
