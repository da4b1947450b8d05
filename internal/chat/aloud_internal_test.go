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
	want := []string{"연차는 이래요:", "15일.", "“사흘 전까지.”", "표는 화면에서 확인해 주세요.",
		"코드는 화면에서 확인해 주세요.", "(끝)."}
	if got := sentences(answer); !slices.Equal(got, want) {
		t.Errorf("%q, want\n%q", got, want)
	}
	if got := sentences(" \n"); len(got) != 0 {
		t.Errorf("of nothing: %q", got)
	}
}

// TestWhatIsSettledIsReadAsItStands: whatever the answer turns out to be, what was
// read of its beginning is the beginning of what is read of the whole.
func TestWhatIsSettledIsReadAsItStands(t *testing.T) {
	answers := []string{
		"연차는 15일이에요 [1]. 병가는 *60일. 그 뒤*에는 없어요. [규정. 제3조](https://a.example/b.c)를 보세요. 끝",
		"날수는 이래요.\n\n이름 | 날. 수\n--|--\n연차. | 15\n\n뒤예요. 끝.",
		"# 휴가. 안내\n- 하나. 둘\n- 셋\n\n```\n코드. 예요. 끝\n```\n`a. b` 예요. 3.5일이고 제3조. 다음이에요. \"갑니다.\" 라고 했어요. 끝",
		"참 | 거짓 가운데. 하나를\n다음 줄이에요. 그 뒤예요. 그 다음이에요. 끝",
	}
	for _, answer := range answers {
		whole := sentences(answer)
		early := 0
		for i := range answer {
			part := answer[:settled(answer[:i])]
			read := sentences(part)
			early = max(early, len(read))
			if len(read) > len(whole) || !slices.Equal(read, whole[:len(read)]) {
				t.Fatalf("of %q, %q is read, of all %q", part, read, whole)
			}
		}
		if early < len(whole)/2 {
			t.Errorf("only %d of %d sentences are read before the end of %q", early, len(whole), answer)
		}
	}
}

func TestTheFirstSentenceIsSettledWhenTheSecondBegins(t *testing.T) {
	for answer, want := range map[string]string{
		"연차는 15일이에요.": "", "연차는 15일이에요 [1]. 병": "", "연차는 15일이에요 [1]. 병가 ": "연차는 15일이에요 [1].", "하나\n둘": "하나\n",
		"이름 | 날\n": "", "앞.\n이름 | 날\n": "앞.\n", "*굵게. 쓴* ": "", "**굵게. 쓴** ": "**굵게.", "**굵게.** 뒤예요. 끝 ": "**굵게.** 뒤예요.",
	} {
		if got := answer[:settled(answer)]; got != want {
			t.Errorf("of %q, %q is settled, not %q", answer, got, want)
		}
	}
}
