package morph

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/mundap/mundap/internal/fault"
)

func userDictionary(t *testing.T, lines ...string) *UserDictionary {
	t.Helper()
	d, err := ParseUserDictionary(strings.NewReader(strings.Join(lines, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestUserDictionary(t *testing.T) {
	for _, c := range []struct{ name, file, text, terms string }{
		{"a word", "문답이", "문답이를 쓴다", "문답이 쓴다 part:쓰"},
		{"the longest word wins", "가나\n가나다라\n다라", "가나다라", "가나다라"},
		{"letters and Hangul", "챗GPT", "챗gpt는", "챗gpt"},
		{"a compound and its parts", "세종특별자치시 세종 특별 자치 시", "세종특별자치시에서",
			"세종특별자치시 part:세종 part:특별 part:자치 part:시"},
		{"synonyms", "한전 = 한국전력공사, KEPCO", "한전", "한전 synonym:한국전력공사 synonym:kepco"},
		{"synonyms in the other direction", "한전 = 한국전력공사, KEPCO", "KEPCO",
			"kepco synonym:한전 synonym:한국전력공사"},
		{"white space in a word", "인공 지능 = AI", "인공 지능과 인공지능", "인공지능 synonym:ai 인공지능 synonym:ai"},
		{"white space that the dictionary doesn't have", "인공지능 = AI", "인공 지능", "인공 지능"},
		{"comments and empty lines", "# 챗봇\n\n \n챗봇", "챗봇", "챗봇"},
		{"NFD and capital letters", "KePcO = 한전", "kepco", "kepco synonym:한전"},
		{"a file from Windows", "\ufeff챗봇\r\n문답이\r\n", "챗봇 문답이", "챗봇 문답이"},
		{"several lines about one word", "챗봇\n챗봇 = 대화형 로봇\n챗봇 챗 봇", "챗봇",
			"챗봇 synonym:대화형로봇 part:챗 part:봇"},
		{"nothing", "", "대한민국", "대한민국 part:대한 part:민국"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var a Analyzer
			a.SetUserDictionary(userDictionary(t, c.file))
			terms := a.Analyze(nil, c.text, AllFields)
			checkTerms(t, c.text, terms)
			if got := words(terms); got != c.terms {
				t.Errorf("got  %s\nwant %s", got, c.terms)
			}
		})
	}
}

func TestUserDictionaryNamesTheBrokenLine(t *testing.T) {
	for name, file := range map[string]string{
		"parts that spell something else": "챗봇\n챗봇 챗 로봇",
		"an empty synonym":                "챗봇\n챗봇 = ,",
		"an empty word":                   "챗봇\n = 로봇",
		"a word that is too long":         "챗봇\n" + strings.Repeat("가", maxUserUnits+1),
		"a line that is too long":         "챗봇\n" + strings.Repeat("가 ", maxUserLine),
	} {
		_, err := ParseUserDictionary(strings.NewReader(file))
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
		var f *fault.Error
		if !errors.As(err, &f) || !strings.Contains(f.Message.Ko, "2번째 줄") ||
			!strings.Contains(f.Message.En, "Line 2 ") {
			t.Errorf("%s: the message is %+v", name, f)
		}
	}
}

func TestUserDictionaryIsReplacedWhileAnalysing(t *testing.T) {
	var a Analyzer
	with := userDictionary(t, "문답이 = 챗봇")
	const text = "문답이에게 물어 보세요"
	want := map[string]bool{words(a.Analyze(nil, text, Words)): true}
	a.SetUserDictionary(with)
	want[words(a.Analyze(nil, text, Words))] = true
	if len(want) != 2 {
		t.Fatal("the dictionary makes no difference")
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var terms []Term
			for range 500 {
				terms = a.Analyze(terms[:0], text, Words)
				if got := words(terms); !want[got] {
					t.Errorf("got %s", got)
					return
				}
			}
		})
	}
	for range 200 {
		a.SetUserDictionary(nil)
		a.SetUserDictionary(with)
	}
	wg.Wait()
}

func TestNoUserDictionaryIsEmpty(t *testing.T) {
	if n := (*UserDictionary)(nil).Len(); n != 0 {
		t.Errorf("%d words", n)
	}
	if n := userDictionary(t, "한전 = KEPCO", "한전", "챗봇").Len(); n != 3 {
		t.Errorf("%d words, want 3", n)
	}
}
