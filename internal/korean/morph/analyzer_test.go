package morph

import (
	"strings"
	"testing"
)

// examples are texts and the terms of their field Words, in order, as text or as kind:text.
var examples = []struct{ name, text, terms string }{
	{"particles and endings are dropped", "대한민국의 수도는 서울이다.", "대한민국 part:대한 part:민국 수도 서울"},
	{"words without spacing", "아버지가방에들어가신다", "아버지 방 들어가"},
	{"white space speaks against a particle after it", "화학 이외의 것", "화학 이외 것"},
	{"an inflected verb gives its stem", "학교에 갔다", "학교 갔 part:가"},
	{"compounds and their parts", "데이터베이스 관리자", "데이터베이스 part:데이터 part:베이스 관리자 part:관리 part:자"},
	{"a sound between the parts", "고춧값", "고춧값 part:고추 part:값"},
	{"names that other tokenizers read as numbers", "삼성전자 이상", "삼성전자 part:삼성 part:전자 이상"},
	{"articles of a law", "제3조의2", "제 number:3 quantity:3조 quantity:제3조 quantity:3조의2 quantity:제3조의2 조 number:2"},
	{"articles with white space", "제 5 조", "제 number:5 quantity:5조 quantity:제5조 조"},
	{"numbers lose their separators", "1,000원", "number:1000 quantity:1000원 원"},
	{"percentages", "3.5%", "number:3.5 quantity:3.5%"},
	{"units", "10kg 10 GB", "quantity:10kg part:10 part:kg number:10 quantity:10gb latin:gb"},
	{"dates in words", "2025년 1월 5일",
		"number:2025 quantity:2025년 date:2025-01-05 년 number:1 quantity:1월 월 number:5 quantity:5일 일"},
	{"dates in figures", "2025.1.5.",
		"date:2025-01-05 number:2025 quantity:2025년 number:1 quantity:1월 number:5 quantity:5일"},
	{"codes stay whole beside their parts", "ERR-1042", "code:err-1042 part:err part:1042"},
	{"versions", "v1.2.3", "code:v1.2.3 part:1.2.3"},
	{"e-mail", "kim@example.com", "code:kim@example.com part:kim part:example part:com"},
	{"letters and digits", "iPhone15", "latin:iphone15 part:iphone part:15"},
	{"names with signs", "C++ C# AT&T", "code:c++ part:c code:c# part:c code:at&t part:at part:t"},
	{"English plurals", "Documents", "latin:documents part:document"},
	{"Hanja and their reading", "大韓民國", "大韓 reading:대한 民國 reading:민국"},
	{"Hanja at the beginning of a word", "女子 歷史", "女子 reading:여자 歷史 reading:역사"},
	{"full width", "ＥＲＲ－１０４２", "code:err-1042 part:err part:1042"},
	{"circled and composed characters", "①㎏", "quantity:1kg part:1 part:kg"},
	{"jamo that spell a word", "ㅎㅏㄴㄱㅡㄹ", "한글"},
	{"NFD", "학교", "학교"},
	{"zero-width characters", "학\u200b교\u00ad에", "학교"},
	{"words of no dictionary", "Привет", "unknown:привет"},
	{"nothing to find", " .,!?…~\t\n", ""},
	{"empty", "", ""},
}

// words renders the terms of the field Words as the examples are written.
func words(terms []Term) string {
	var list []string
	for _, t := range terms {
		switch {
		case t.Field != Words:
		case t.Kind == Morpheme:
			list = append(list, t.Text)
		default:
			list = append(list, t.Kind.String()+":"+t.Text)
		}
	}
	return strings.Join(list, " ")
}

func TestAnalyze(t *testing.T) {
	var a Analyzer
	for _, example := range examples {
		t.Run(example.name, func(t *testing.T) {
			terms := a.Analyze(nil, example.text, AllFields)
			checkTerms(t, example.text, terms)
			if got := words(terms); got != example.terms {
				t.Errorf("%q:\n got %s\nwant %s", example.text, got, example.terms)
			}
		})
	}
}
