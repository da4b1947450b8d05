package server

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/mundap/mundap/internal/wire"
)

// marked shows a snippet with its marks in brackets.
func marked(s wire.Snippet) string {
	units := utf16.Encode([]rune(s.Text))
	var b strings.Builder
	at := 0
	for _, m := range s.Marks {
		b.WriteString(string(utf16.Decode(units[at:m.Start])) + "[" +
			string(utf16.Decode(units[m.Start:m.End])) + "]")
		at = m.End
	}
	return b.String() + string(utf16.Decode(units[at:]))
}

func TestSnippetsShowTheMatchAndMarkIt(t *testing.T) {
	long := strings.Repeat("앞선 문장이 이어진다. ", 20) + "😀 과열\n센서를 점검한다. " +
		strings.Repeat("뒤따르는 문장이 이어진다. ", 20)
	at, ok := findLoosely(long, "과열센서")
	if !ok {
		t.Fatal("nothing found")
	}
	got := marked(snippet(long, [][2]int{at}))
	if !strings.Contains(got, "😀 [과열\n센서]를 점검한다.") || !strings.HasPrefix(got, "…") ||
		!strings.HasSuffix(got, "…") {
		t.Errorf("got %q", got)
	}
	for text, want := range map[string]string{
		"A396 오류":  "[A396] 오류",
		"오류 a396!": "오류 [a396]!",
	} {
		at, _ := findLoosely(text, "A 396")
		if got := marked(snippet(text, [][2]int{at})); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := marked(snippet("표시 없는 글", nil)); got != "표시 없는 글" {
		t.Errorf("got %q", got)
	}
	for text, want := range map[string]string{
		"a \r\nb": "a\n[b]", "a\n \t b": "a\n[b]", "a \t b": "a [b]",
	} {
		if got := marked(snippet(text, [][2]int{{len(text) - 1, len(text)}})); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if _, ok := findLoosely("글", " \n"); ok {
		t.Error("white space alone was found")
	}
}
