package morph

import (
	"slices"
	"strings"
	"sync"
	"testing"
)

// examples are texts and the terms of their field Words, in order, as text or as kind:text.
var examples = []struct{ name, text, terms string }{
	{"particles and endings are dropped", "대한민국의 수도는 서울이다.", "대한민국 part:대한 part:민국 수도 서울"},
	{"words without spacing", "아버지가방에들어가신다", "아버지 방 들어가"},
	{"white space speaks against a particle after it", "화학 이외의 것", "화학 이외 것"},
	{"an inflected verb gives its stem", "학교에 갔다", "학교 갔 part:가"},
	{"a stem in ㅂ before 우", "이웃을 도우면 무거우니", "이웃 돕 무겁"},
	{"erasing is not picking up", "글을 지우면", "글 지우"},
	{"a stem in ㄷ or ㄹ before a vowel", "소식을 들었다", "소식 들 stem:듣"},
	{"a stem in ㄷ before 으", "길을 걸은 사람", "길 걷 사람"},
	{"an example is not heard", "예를 들어 보자", "예 들 stem:들어보"},
	{"a stem in ㅅ before a vowel", "집을 지었다", "집 짓"},
	{"a stem that drops ㄹ", "가방을 만드는 곳", "가방 만들 곳"},
	{"a stem that may drop ㄹ", "여기서 사는 사람", "여기 사 stem:살 사람"},
	{"a stem that hardly drops ㄹ", "집에 가는 사람", "집 가 사람"},
	{"a stem that the dictionary takes for rarer", "해가 지는 곳", "해 지 곳"},
	{"a form of two stems", "옷을 산 사람", "옷 산 part:살 stem:사 사람"},
	{"a contracted stem", "소리가 커요", "소리 커 stem:크"},
	{"a verb and its auxiliary", "카드를 잃어버리면", "카드 잃 stem:잃어버리"},
	{"a verb that ends in an auxiliary", "카드를 잃어버렸다", "카드 잃어버렸 part:잃어버리 stem:잃"},
	{"a verb that ends in another one", "우산을 돌려줘서 고맙다", "우산 돌려 part:돌리 stem:돌려주 고맙"},
	{"an honorific stem", "조부모가 돌아가실 때", "조부모 part:조 part:부모 돌아가실 part:돌아가시 stem:돌아가 때"},
	{"an auxiliary as a main verb", "쓰레기는 언제 버려요", "쓰레기 언제 버려요 part:버리"},
	{"a verb that is cut", "다칠", "다 칠 stem:다치"},
	{"two objects", "준비를 서두를 필요", "준비 서두 stem:서두르 필요"},
	{"a verb that looks like a name", "걸린", "걸린 stem:걸리"},
	{"a noun that looks like a verb", "이름 개인 정보", "이름 개인 정보"},
	{"a question after a sentence without a full stop", "물이 미지근해요 온수가 안 나와요",
		"물 미지근 온수 안 나와요 part:나오"},
	{"compounds and their parts", "데이터베이스 관리자", "데이터베이스 part:데이터 part:베이스 관리자 part:관리 part:자"},
	{"a sound between the parts", "고춧값", "고춧값 part:고추 part:값"},
	{"names that other tokenizers read as numbers", "삼성전자 이상", "삼성전자 part:삼성 part:전자 이상"},
	{"articles of a law", "제3조의2", "제 number:3 quantity:3조 quantity:제3조 quantity:3조의2 quantity:제3조의2 조 number:2"},
	{"articles with white space", "제 5 조", "제 number:5 quantity:5조 quantity:제5조 조"},
	{"articles in a row", "제12조제3항제2호",
		"제 number:12 quantity:12조 quantity:제12조 조 제 number:3 quantity:3항 quantity:제3항 항 " +
			"제 number:2 quantity:2호 quantity:제2호 호"},
	{"numbers lose their separators", "1,000원", "number:1000 quantity:1000원 원"},
	{"percentages", "3.5%", "number:3.5 quantity:3.5%"},
	{"units", "10kg 10 GB", "quantity:10kg part:10 part:kg number:10 quantity:10gb latin:gb"},
	{"dates in words", "2025년 1월 5일",
		"number:2025 quantity:2025년 date:2025-01-05 년 number:1 quantity:1월 월 number:5 quantity:5일 일"},
	{"dates in figures", "2025.1.5.",
		"date:2025-01-05 number:2025 quantity:2025년 number:1 quantity:1월 number:5 quantity:5일"},
	{"dates in figures with white space", "2025. 1. 5.",
		"number:2025 date:2025-01-05 quantity:2025년 quantity:1월 quantity:5일 number:1 number:5"},
	{"numbered words", "문제1", "문제 number:1"},
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

func TestFields(t *testing.T) {
	var a Analyzer
	const text = "대한민국의 수도"
	for fields, want := range map[Fields]string{
		Words:   "대한민국 대한 민국 수도",
		Bigrams: "대한 한민 민국 국의 의수 수도",
		Pairs:   "대한 민국,민국 수도",
	} {
		var got []string
		for _, term := range a.Analyze(nil, text, fields) {
			if term.Field != fields {
				t.Errorf("%s is in field %b", term.Text, term.Field)
			}
			got = append(got, term.Text)
		}
		separator := " "
		if fields == Pairs {
			separator = ","
		}
		if got := strings.Join(got, separator); got != want {
			t.Errorf("field %b: got %s, want %s", fields, got, want)
		}
	}
	if got := a.Analyze(nil, text, 0); len(got) != 0 {
		t.Errorf("no field gave %v", got)
	}
}

func TestSpacingErrorsLeaveTermsInCommon(t *testing.T) {
	var a Analyzer
	for _, c := range [][2]string{{"인공지능", "인공 지능"}, {"데이터베이스관리자", "데이터 베이스 관리자"}} {
		bigrams := map[string]bool{}
		for _, term := range a.Analyze(nil, c[0], Bigrams) {
			bigrams[term.Text] = true
		}
		for _, term := range a.Analyze(nil, c[1], Bigrams) {
			if !bigrams[term.Text] {
				t.Errorf("%s is in %q, not in %q", term.Text, c[1], c[0])
			}
		}
	}
}

func TestWeight(t *testing.T) {
	var a Analyzer
	for text, order := range map[string][2]string{
		"데이터베이스를": {"데이터", "데이터베이스"}, // the parts already match
		"누구 이름":   {"이름", "누구"},
		"AWS 요금":  {"aws", "요금"},
		"the fee": {"fee", "the"},
	} {
		weights := map[string]float32{}
		for _, term := range a.Analyze(nil, text, Words) {
			weights[term.Text] = term.Weight()
		}
		if weights[order[0]] <= weights[order[1]] {
			t.Errorf("%s: %v, want %s above %s", text, weights, order[0], order[1])
		}
	}
	for _, term := range a.Analyze(nil, "대한민국의 수도", Bigrams|Pairs) {
		if term.Weight() != 1 {
			t.Errorf("%s weighs %v", term.Text, term.Weight())
		}
	}
}

func TestNormalTextIsAnalysedWithoutAllocating(t *testing.T) {
	if raceDetector {
		t.Skip("storage is not kept under the race detector")
	}
	var a Analyzer
	text := strings.Repeat("대한민국의 수도는 서울이다. ", 20)
	terms := a.Analyze(nil, text, Words)
	allocations := testing.AllocsPerRun(100, func() { terms = a.Analyze(terms[:0], text, Words) })
	if allocations > 0.5 { // the garbage collector may empty the pool
		t.Errorf("%v allocations", allocations)
	}
}

func TestManyAtOnce(t *testing.T) {
	var a Analyzer
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var terms []Term
			for _, example := range slices.Concat(examples, examples) {
				terms = a.Analyze(terms[:0], example.text, AllFields)
				if got := words(terms); got != example.terms {
					t.Errorf("%q: got %s, want %s", example.text, got, example.terms)
				}
			}
		})
	}
	wg.Wait()
}

// Prose about nothing in particular, of our own, for the benchmarks.
const prose = "문답은 문서에서 답을 찾아 주는 프로그램이에요. 사용자가 질문을 하면 등록된 문서를 검색하고, 관련 있는 부분을 " +
	"근거로 삼아 답변을 만들어요. 2025년 3월 14일에 개정된 취업규칙 제3조의2에 따르면 연차휴가는 15일이며, 1,200,000원 " +
	"이상의 비용은 부서장의 승인이 필요합니다. 오류 코드 ERR-1042가 나타나면 네트워크 연결 상태를 확인한 뒤 서버를 다시 " +
	"시작하십시오. 서울특별시 강남구에 있는 본사 건물은 지하철역에서 걸어서 5분 거리에 있고, 데이터베이스 관리자는 매주 " +
	"월요일 오전 10시에 백업 결과를 보고한다. 자연어 처리 기술이 발전하면서 형태소 분석의 중요성이 더욱 커졌다고 한다."

func BenchmarkAnalyze(b *testing.B) {
	for name, fields := range map[string]Fields{"words": Words, "all": AllFields} {
		b.Run(name, func(b *testing.B) {
			var a Analyzer
			var terms []Term
			b.SetBytes(int64(len(prose)))
			b.ReportAllocs()
			for b.Loop() {
				terms = a.Analyze(terms[:0], prose, fields)
			}
		})
	}
}

func BenchmarkFirstUse(b *testing.B) {
	for b.Loop() {
		var a Analyzer
		a.Analyze(nil, prose, AllFields)
	}
}
