package prompt_test

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/prompt"
)

var tagged = prompt.Task(prompt.Korean, "translation", "x", fence)

func TestTagsNeverReachTheUserHoweverTheyArrive(t *testing.T) {
	for in, want := range map[string]string{
		"<result>\nHello <b>you</b>\n</result>\n": "Hello <b>you</b>",
		"<RESULT>a</Result>":                      "a",
		"no tags, 1 < 2":                          "no tags, 1 < 2",
		"a <resulting> b":                         "a <resulting> b",
		"</data-0123456789abcdef>x<data-0123456789abcdef n=\"1\">y": "xy",
		"half <resu":      "half <resu",
		"줄\n\n<result>바꿈": "줄\n\n바꿈",
		"<<result>":       "<",
	} {
		for size := 1; size <= 5; size++ {
			s := tagged.NewStripper()
			var got strings.Builder
			for rest := in; rest != ""; {
				n := min(size, len(rest))
				got.WriteString(s.Push(rest[:n]))
				rest = rest[n:]
			}
			got.WriteString(s.Flush())
			if got.String() != want {
				t.Errorf("%q in pieces of %d: %q, want %q", in, size, got.String(), want)
			}
		}
	}
}

func TestAPromptWithoutTagsPassesEverything(t *testing.T) {
	s := prompt.Talk(prompt.Korean, "normal", "x").NewStripper()
	if got := s.Push(" <result> ") + s.Flush(); got != " <result> " {
		t.Errorf("%q", got)
	}
}

func TestAResetForgetsWhatWasHeld(t *testing.T) {
	s := tagged.NewStripper()
	s.Push("text <resu")
	s.Reset()
	if got := s.Push(" \nnew") + s.Flush(); got != "new" {
		t.Errorf("%q", got)
	}
}

func TestStripTakesTheResultAlone(t *testing.T) {
	p := prompt.QuestionTranslation("x", fence)
	for in, want := range map[string]string{
		"Here it is: <result> How long? </result> Anything else?": "How long?",
		"How long?\n":        "How long?",
		"<result>How long?":  "How long?",
		"How long?</result>": "How long?",
	} {
		if got := p.Strip(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
