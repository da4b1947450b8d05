package chat

import (
	"strings"
	"testing"
)

func TestCitationsAreMended(t *testing.T) {
	for in, want := range map[string]string{
		"하나 [1]. 둘[2][1].":                         "하나 [1]. 둘[2][1].",
		"여럿 [1, 2] 또 [1,3].":                       "여럿 [1][2] 또 [1][3].",
		"없는 번호 [9]. 섞인 [1, 9][0].":                 "없는 번호. 섞인 [1].",
		"모양 【2】 [^3] [문서 1] [출처: 2].":              "모양 [2] [3] [1] [2].",
		"연도 [2024] 와 [참고]는 그대로.":                   "연도 [2024] 와 [참고]는 그대로.",
		"링크 [1](https://a.b) 그대로":                  "링크 [1](https://a.b) 그대로",
		"코드 `a[9]` 와\n```py\nx[7] = 1\n```\n뒤 [9]": "코드 `a[9]` 와\n```py\nx[7] = 1\n```\n뒤",
		"열린 괄호 [1":                                 "열린 괄호 [1",
		"끝 칸  ":                                    "끝 칸  ",
		"[3]":                                      "[3]",
		"그리고 [ ] 할 일":                              "그리고 [ ] 할 일",
	} {
		for size := 1; size <= 7; size++ {
			c := citations{sources: 3}
			var got strings.Builder
			for rest := in; rest != ""; {
				n := min(size, len(rest))
				got.WriteString(c.Push(rest[:n]))
				rest = rest[n:]
			}
			got.WriteString(c.Flush())
			if got.String() != want {
				t.Errorf("%q in pieces of %d: %q, want %q", in, size, got.String(), want)
			}
		}
	}
}

func TestWithoutSourcesNoCitationIsLeft(t *testing.T) {
	c := citations{}
	if got := c.Push("하나 [1]. 둘 [2]") + c.Flush(); got != "하나. 둘" {
		t.Errorf("%q", got)
	}
	c = citations{off: true}
	if got := c.Push("하나 [1"); got != "하나 [1" {
		t.Errorf("%q", got)
	}
}

// What is pushed comes out, whatever the pieces; and nothing but citations is changed.
func FuzzCitations(f *testing.F) {
	f.Add("하나 [1, 2] `x[1]` 【1】", 3)
	f.Add("[[1]](", 1)
	f.Add("``` [1 ``", 2)
	f.Fuzz(func(t *testing.T, in string, size int) {
		size = max(1, min(size, 64))
		whole := citations{sources: 3}
		want := whole.Push(in) + whole.Flush()
		c := citations{sources: 3}
		var got strings.Builder
		for rest := in; rest != ""; {
			n := min(size, len(rest))
			got.WriteString(c.Push(rest[:n]))
			rest = rest[n:]
		}
		got.WriteString(c.Flush())
		if got.String() != want {
			t.Errorf("%q in pieces of %d: %q, at once %q", in, size, got.String(), want)
		}
	})
}

func TestWholeCharactersAreNotHeldBack(t *testing.T) {
	c := citations{sources: 3}
	for piece, want := range map[string]string{"가나": "가나", "é": "é", "a": "a", "다\xea": "다"} {
		c.Reset()
		if got := c.Push(piece); got != want {
			t.Errorf("%q: %q was passed on, want %q", piece, got, want)
		}
	}
}
