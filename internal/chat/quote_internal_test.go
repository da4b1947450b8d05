package chat

import "testing"

func TestQuotedTextStandsAsItIs(t *testing.T) {
	for in, want := range map[string]string{
		"# 제목":                    `\# 제목`,
		"- 항목":                    `\- 항목`,
		"12. 항목":                  `12\. 항목`,
		"별 *표* 와 <b>":             `별 \*표\* 와 \<b>`,
		"각주[12] 뒤":                "각주［12］ 뒤",
		"그냥 문장 1.5배, 2024. 3. 1.": "그냥 문장 1.5배, 2024. 3. 1.",
	} {
		if got := escape(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
