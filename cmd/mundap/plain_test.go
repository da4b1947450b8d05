package main

import (
	"io"
	"strings"
	"testing"
)

func TestATerminalShowsNoEscapes(t *testing.T) {
	for text, want := range map[string]string{
		`1\. 설치합니다. [1]`:                       `1. 설치합니다. [1]`,
		`2\*3은 6\_입니다`:                         `2*3은 6_입니다`,
		"코드 `a\\.b`와 `` c\\`d `` 뒤\\.":         "코드 `a\\.b`와 `` c\\`d `` 뒤.",
		"```\nprintf(\"\\n\\\\\");\n```\n끝\\!": "```\nprintf(\"\\n\\\\\");\n```\n끝!",
		`C:\사용자\.문서 \`:                         `C:\사용자.문서 \`,
		"틱 하나 \\` 뒤 \\.":                       "틱 하나 ` 뒤 .",
	} {
		for _, size := range []int{1, 2, 1000} { // of the parts in which it comes
			var out strings.Builder
			p := plain{to: &out}
			for rest := text; rest != ""; {
				n := min(size, len(rest))
				if _, err := io.WriteString(&p, rest[:n]); err != nil {
					t.Fatal(err)
				}
				rest = rest[n:]
			}
			if err := p.Close(); err != nil {
				t.Fatal(err)
			}
			if out.String() != want {
				t.Errorf("in parts of %d: %q, want %q", size, out.String(), want)
			}
		}
	}
}
