package chat

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
)

// The browser's voice reads the same file.
func TestWhatIsReadAloudOfAnAnswer(t *testing.T) {
	data, err := os.ReadFile("testdata/aloud.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name, Answer string
		Spoken       []string
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if got := aloud(c.Answer); !slices.Equal(got, c.Spoken) {
			t.Errorf("%s:\n%q, want\n%q", c.Name, got, c.Spoken)
		}
	}
}

func TestEachLineIsReadAsASentence(t *testing.T) {
	answer := "연차는 이래요[^1]:\n- 15일 【1】\n- “사흘 전까지.”\n\n| a |\n|---|\n| b |\n\n```\nc\n```\n(끝)"
	want := "연차는 이래요:\n15일.\n“사흘 전까지.”\n표는 화면에서 확인해 주세요.\n코드는 화면에서 확인해 주세요.\n(끝)."
	if got := spoken(answer); got != want {
		t.Errorf("%q, want\n%q", got, want)
	}
	if got := spoken(" \n"); got != "" {
		t.Errorf("of nothing: %q", got)
	}
}
