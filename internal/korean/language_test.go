package korean_test

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/korean"
)

func TestLanguageOfAnInput(t *testing.T) {
	for in, want := range map[string]string{
		"How do I reset it?": "en", "E-01이 뭐예요?": "ko", "ㅋㅋ": "ko", "\u1100": "ko", "ﾡ": "ko",
		"": "en", "東京": "en", "12345": "en", "What does 문답 mean": "ko",
	} {
		if got := korean.Language(in); got != want {
			t.Errorf("Language(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLanguageOfADocument(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"Korean": {"보일러에서 소리가 나면 전원을 끄십시오.", "ko"},
		"Korean with English terms": {"Amazon Bedrock에서 Claude model을 호출하는 Lambda function 예제",
			"ko"},
		"English that quotes a name": {strings.Repeat("The boiler was made in Seoul. ", 10) +
			"(서울)", "en"},
		"no letters":                  {"1234 -- 5678", ""},
		"nothing":                     {"", ""},
		"Japanese counts as not ours": {"これは日本語の文書です", "en"},
	} {
		if got := korean.DocumentLanguage(c.text); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestJosaFollowTheLastSound(t *testing.T) {
	for _, c := range []struct {
		josa korean.Josa
		word string
		want string
	}{
		{korean.EulReul, "문답", "문답을"}, {korean.EulReul, "문서", "문서를"},
		{korean.EunNeun, "report.pdf", "report.pdf는"}, {korean.IGa, "파일 3", "파일 3이"},
		{korean.RoEuro, "서울", "서울로"}, {korean.RoEuro, "부산", "부산으로"}, {korean.RoEuro, "제주", "제주로"},
		{korean.EulReul, "「약관」", "「약관」을"}, {korean.IGa, "大", "大이(가)"},
		{korean.RoEuro, "大", "大(으)로"},
		{korean.EulReul, "", "을(를)"},
	} {
		if got := c.josa.After(c.word); got != c.want {
			t.Errorf("%v after %q: got %q, want %q", c.josa, c.word, got, c.want)
		}
	}
}

func TestSyllablesOneJamoApart(t *testing.T) {
	for pair, want := range map[string]bool{
		"가까": true, "가거": true, "가각": true, // initial, vowel, final consonant
		"가가": false, "가꺼": false, "가꺽": false, "강겅": true, "가a": false, "ㄱㄲ": false,
	} {
		r := []rune(pair)
		if got := len(r) == 2 && korean.OneJamoApart(r[0], r[1]) &&
			korean.OneJamoApart(r[1], r[0]); got != want {
			t.Errorf("%s: %v", pair, got)
		}
	}
}

func TestCodesAndNamesAloneHaveNoLanguage(t *testing.T) {
	for input, want := range map[string]bool{
		"A396": true, "VPN": true, "MX-500 E11": true, "docker": true, "": true, "v1.2.3": true,
		"refund policy": false, "What is A396?": false, "A396 뜻": false,
	} {
		if got := korean.OnlyNames(input); got != want {
			t.Errorf("%q: %v", input, got)
		}
	}
}
