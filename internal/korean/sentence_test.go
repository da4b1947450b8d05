package korean_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/korean"
)

func sentencesOf(text string) []string {
	var all []string
	for s := range korean.Sentences(text) {
		all = append(all, s.Of(text))
	}
	return all
}

func TestSentencesEndWhereAReaderWouldPause(t *testing.T) {
	for name, want := range map[string][]string{
		"full stops":            {"전원을 끄십시오.", "밸브를 확인하세요!", "괜찮나요?", "네."},
		"wide stops":            {"끝났습니다。", "그래요？", "네！", "좋아요"},
		"closing quotes":        {"“문을 닫으세요.”", "그가 웃었다.", "(끝이다.)", "다음은 표다."},
		"quoted, with particle": {`"전원을 끄세요." 라고 적혀 있습니다.`, `그는 "갑니다."라고 했다.`},
		"decimals":              {"길이는 3.5 m이고 무게는 1.25kg입니다.", "끝."},
		"numbered items":        {"1. 개요를 적습니다.", "2. 절차를 적습니다."},
		"lettered items":        {"가. 신청서를 냅니다.", "나. 심사를 받습니다."},
		"articles":              {"제3조. 목적은 다음과 같다.", "제3조의2. 예외를 둔다."},
		"dates":                 {"2024. 3. 15. 개정된 규정을 따릅니다.", "시행일은 2025. 1. 1. 이다."},
		"abbreviations":         {"No. 3 버튼을 누르세요.", "Dr. Kim is in.", "See Fig. 2 for it."},
		"initials and lower": {"The U.S. Army left.", "Use e.g. tea.",
			"It cost 3 approx. 4 won."},
		"lower-case after Hangul": {"단백질을 찾았다.", "clock 유전자도 찾았다."},
		"addresses and versions":  {"https://example.com/a.b?c=d 를 여세요.", "파일은 report.v2.pdf 입니다."},
		"ellipsis":                {"음... 그게 맞나 싶다…", "그렇지만 했다."},
		"several marks":           {"정말요?!", "네!!!", "좋아요."},
		"no stop at the end":      {"끝에 점이 없는 문장"},
	} {
		text := strings.Join(want, " ")
		if got := sentencesOf(text); !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", name, got, want)
		}
	}
}

func TestSentencesEndWithoutABlank(t *testing.T) {
	for text, want := range map[string][]string{
		"확인합니다.다음은 표예요.그림도 있다.":   {"확인합니다.", "다음은 표예요.", "그림도 있다."},
		"정말요?네, 그래요!고마워요.":        {"정말요?", "네, 그래요!", "고마워요."},
		"주식회사.그룹은 이름이다.":          {"주식회사.그룹은 이름이다."},
		"왜?라는 질문이다.":              {"왜?라는 질문이다."},
		"첫 줄\n둘째 줄\n\n셋째 문단이다. 끝": {"첫 줄", "둘째 줄", "셋째 문단이다.", "끝"},
		"준비물 • 드라이버 • 장갑 ※참고":     {"준비물", "• 드라이버", "• 장갑", "※참고"},
		"김○○ 고객님":                 {"김○○ 고객님"},
		"라. 넷째 항목":                {"라. 넷째 항목"},
		"다.라고 적는다.":               {"다.라고 적는다."},
		"  \n ":                   nil,
		"":                        nil,
	} {
		if got := sentencesOf(text); !slices.Equal(got, want) {
			t.Errorf("%q:\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestFirstSentences(t *testing.T) {
	const text = " 하나다. 둘이다. 셋이다."
	for n, want := range map[int]string{0: "", 2: "하나", 4: "하나다.", 8: "하나다.", 9: "하나다. 둘이다.",
		100: "하나다. 둘이다. 셋이다."} {
		if got := korean.FirstSentences(text, n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}

func FuzzSentences(f *testing.F) {
	for _, s := range []string{"", "가. 나다.라마!", "a.b. C", "“뭐?”라고 1.2.3. 끝…", " \n•\n• a ※",
		"다.다.요.\xff."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for s := range korean.Sentences(text) {
			if s.Start < end || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("%+v after %d in %q", s, end, text)
			}
			if gap := text[end:s.Start]; strings.TrimSpace(gap) != "" {
				t.Fatalf("%q was left out of %q", gap, text)
			}
			if got := s.Of(text); strings.TrimSpace(got) != got {
				t.Fatalf("%q has blanks at its ends", got)
			}
			end = s.End
		}
		if rest := text[end:]; strings.TrimSpace(rest) != "" {
			t.Fatalf("%q was left out of %q", rest, text)
		}
	})
}

func BenchmarkSentences(b *testing.B) {
	text := strings.Repeat("보일러에서 소리가 나면 먼저 전원을 끄고 급수 밸브를 확인하십시오. ", 1000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		for range korean.Sentences(text) {
		}
	}
}
