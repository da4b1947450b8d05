package summary_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/prompt"
	"github.com/mundap/mundap/internal/summary"
)

var paragraphNumber = regexp.MustCompile(`문단 (\d+)\. `)

func prose(paragraphs int) summary.Long {
	return summary.Long{Name: "a.txt", Text: repeat(paragraphs), Language: "ko",
		Kind: prompt.Prose}
}

func TestSummariesOfPartsKeepTheOrderOfTheText(t *testing.T) {
	first := make(chan struct{})
	var asked atomic.Int32
	m := &llm.Fake{Reply: func(r llm.Request) llm.Reply {
		if strings.Contains(r.System, "부분별 요약") {
			return llm.Say(r.Messages[0].Text)
		}
		number := paragraphNumber.FindStringSubmatch(r.Messages[0].Text)[1]
		if number == "0" {
			<-first // the first part is done last
		}
		if asked.Add(1) == 3 {
			close(first)
		}
		return llm.Say("요약 " + number + ".")
	}}
	c, err := summary.Summariser{Model: m}.Condense(t.Context(), prose(400), 3000, nil)
	if err != nil || int(asked.Load()) < 4 {
		t.Fatal(asked.Load(), err)
	}
	last := -1
	for _, match := range regexp.MustCompile(`요약 (\d+)\.`).FindAllStringSubmatch(c.Text, -1) {
		var n int
		if _, err := fmt.Sscan(match[1], &n); err != nil || n <= last {
			t.Errorf("%d comes after %d, %v", n, last, err)
		}
		last = n
	}
}

func TestPartsThatFailAreCountedUntilTooManyDo(t *testing.T) {
	failing := func(every int) *llm.Fake {
		var asked atomic.Int32
		return &llm.Fake{Reply: func(llm.Request) llm.Reply {
			if int(asked.Add(1))%every == 0 {
				return llm.Fail(fault.Newf(fault.Unavailable, "busy"))
			}
			return llm.Say("짧은 요약이에요.")
		}}
	}
	c, err := summary.Summariser{Model: failing(3), Serial: true}.Condense(t.Context(), prose(400),
		3000, nil)
	if err != nil || c.Missing == 0 {
		t.Errorf("a third fails: %d are missing, %v", c.Missing, err)
	}
	var asked atomic.Int32
	most := &llm.Fake{Reply: func(llm.Request) llm.Reply {
		if asked.Add(1)%5 < 4 {
			return llm.Fail(fault.Newf(fault.Unavailable, "busy"))
		}
		return llm.Say("짧은 요약이에요.")
	}}
	if _, err := (summary.Summariser{Model: most, Serial: true}).Condense(t.Context(), prose(400),
		3000, nil); !fault.Is(err, fault.Unavailable) {
		t.Errorf("four of five fail: %v", err)
	}
}

// A model may give back exactly what it was given.
func TestCondenseEndsWhereNothingBecomesShorter(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var asked atomic.Int32
	m := &llm.Fake{Reply: func(r llm.Request) llm.Reply {
		if asked.Add(1) > 200 {
			cancel()
		}
		_, inside, _ := strings.Cut(r.Messages[0].Text, ">\n")
		inside, _, _ = strings.Cut(inside, "\n</")
		return llm.Say("<result>" + inside + "</result>")
	}}
	long := prose(30)
	long.Text = strings.TrimSpace(long.Text)
	c, err := summary.Summariser{Model: m, Serial: true}.Condense(ctx, long, 500, nil)
	if err != nil || llm.Tokens(c.Text) > 500 {
		t.Errorf("%d tokens after %d requests, %v", llm.Tokens(c.Text), asked.Load(), err)
	}
}

// A model may say the same whatever it is given, and that may be too long.
func TestCondenseEndsWithAModelThatSaysTheSameForEver(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var calls atomic.Int32
	m := &llm.Fake{Reply: func(llm.Request) llm.Reply {
		if calls.Add(1) > 500 {
			cancel()
		}
		return llm.Say(strings.Repeat("같은 요약이에요. ", 20))
	}}
	c, err := summary.Summariser{Model: m}.Condense(ctx, prose(100), 100, nil)
	if err != nil || c.Text == "" || llm.Tokens(c.Text) > 100 {
		t.Errorf("after %d calls %d tokens, %v", calls.Load(), llm.Tokens(c.Text), err)
	}
}
