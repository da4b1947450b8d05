package relevance

import (
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/korean/morph/sejong"
)

// aspectCharacters is the longest clause that is taken for a title.
const aspectCharacters = 24

// aspect returns the topic of a Korean question that has at most one noun, with what is
// asked about it: 택배 보내는 곳 for 택배는 어디로 보내면 되나요? Where no noun says
// that, it returns the clause itself, as in 회식은 꼭 가야 하는지. It returns "" if
// neither is short.
func aspect(question string, terms []morph.Term, noun string) string {
	if clause := statement(question); clause != "" {
		return clause
	}
	if m := supposed.FindStringSubmatch(question); m != nil && verbIn(terms, 0, len(m[1])) != "" {
		return short(whenever(m[1]))
	}
	if noun == "" && verbIn(terms, 0, len(question)) == "" {
		return ""
	}
	for _, k := range aspects() {
		at := k.asker.FindStringIndex(question)
		if at == nil || noun == "" || verbIn(terms, 0, at[0]) != "" ||
			inCase(question[:at[0]]) {
			continue
		}
		if k.said.MatchString(noun) {
			return noun
		}
		verb := verbIn(terms, at[1], len(question))
		switch {
		case k.ofVerb != "" && verb != "":
			return short(noun + " " + adnominal(verb) + " " + k.ofVerb)
		case k.ofNoun != "":
			return short(noun + " " + k.ofNoun)
		}
	}
	return short(indirect(question, terms))
}

// aspects pairs interrogatives with the noun for what each asks of a noun, and with
// the noun that follows a verb. The first that fits counts. A noun that says by
// itself what is asked, such as 월급날, needs no other. Few questions need them, so
// the expressions are made at first use.
var aspects = sync.OnceValue(func() []askedOf {
	aTime := regexp.MustCompile(`(?:[날일때]|시간|시각|시기|기간|기한)$`)
	return []askedOf{
		{regexp.MustCompile(`언제까지|며칠까지|며칠 안|며칠 이내`), "기한", "", aTime},
		{regexp.MustCompile(`얼마 전|며칠 전`), "시기", "", aTime},
		{regexp.MustCompile(`언제`), "시기", "때", aTime},
		{regexp.MustCompile(`얼마까지`), "한도", "", regexp.MustCompile(`한도$`)},
		{regexp.MustCompile(`얼마(?:예요|에요|이에요|인가요|야|입니까|죠|\?|$)`), "금액", "",
			regexp.MustCompile(`(?:한도|[비료값액금격용])$`)},
		{regexp.MustCompile(`몇 ?시`), "시간", "", aTime},
		{regexp.MustCompile(`몇 ?(?:달|개월|년|주)|며칠`), "기간", "", aTime},
		{regexp.MustCompile(`몇 ?명`), "인원", "", regexp.MustCompile(`(?:인원|정원)$`)},
		{regexp.MustCompile(`몇 ?번`), "횟수", "", regexp.MustCompile(`횟수$`)},
		{regexp.MustCompile(`몇 ?자리`), "자릿수", "", regexp.MustCompile(`자릿수$`)},
		{regexp.MustCompile(`몇 ?(?:글자|자)(?:[로는가]| |$)`), "글자 수", "", regexp.MustCompile(`수$`)},
		{regexp.MustCompile(`어디(?:에서?|서|로)`), "장소", "곳", regexp.MustCompile(`(?:장소|위치|곳)$`)},
		{regexp.MustCompile(`어떻게`), "방법", "방법", regexp.MustCompile(`[방요]법$`)},
		{regexp.MustCompile(`누가`), "담당", "", regexp.MustCompile(`담당자?$`)},
	}
})

// askedOf is a word that asks, and the nouns that go with it; see aspects.
type askedOf struct {
	asker          *regexp.Regexp
	ofNoun, ofVerb string
	said           *regexp.Regexp
}

// supposed finds a case for which a question asks what to do.
var supposed = regexp.MustCompile(`^(.*[^ ]면) (?:어떻게|어떡|어째|뭘|무엇을) ?(?:[하해되돼].*)?$`)

// inCase reports whether what stands before a word that asks is a case, of which it asks nothing:
// 결혼하면 며칠 쉬어? A purpose is none: 퇴사하려면.
func inCase(before string) bool {
	before = strings.TrimRight(before, " ")
	return strings.HasSuffix(before, "면") && !strings.HasSuffix(before, "려면")
}

// whenever makes a noun phrase of a case: 늦을 때 of 늦으면, 가입하는 방법 of 가입하려면.
func whenever(clause string) string {
	if base, ok := strings.CutSuffix(clause, "려면"); ok {
		return adnominal(strings.TrimSuffix(base, "으")) + " 방법"
	}
	base := strings.TrimSuffix(clause, "면")
	last, size := utf8.DecodeLastRuneInString(base)
	if !korean.IsSyllable(last) {
		return clause
	}
	switch coda := (last - firstSyllable) % codas; coda {
	case 0: // 가면, 늦으면
		return base[:len(base)-size] + string(last+codaL) + " 때"
	case codaL: // 만들면
		return base + " 때"
	}
	return clause
}

// statement is the statement that a question begins with, or consists of.
func statement(question string) string {
	first, _, _ := strings.Cut(question, ". ")
	first = strings.TrimRight(first, ". ")
	if strings.ContainsRune(first, '?') || !stated.MatchString(first) {
		return ""
	}
	for field := range strings.FieldsSeq(first) {
		if isAsker(field) {
			return ""
		}
	}
	return short(first)
}

// stated matches statements that end politely in the past, or deny something.
var stated = regexp.MustCompile(`[었았였했졌렸났갔왔됐] ?어요$|(?:안|못) [^ ]+요$`)

// verbIn returns the base of the first verb between two places of a question. It
// skips verbs that say nothing by themselves, and returns "" if there is no other.
func verbIn(terms []morph.Term, from, to int) string {
	for i, t := range terms {
		if int(t.Start) < from || int(t.End) > to || t.POS != sejong.VV && t.POS != sejong.VA {
			continue
		}
		if base := baseOf(terms, i); !light[base] && t.Kind == morph.Morpheme {
			return base
		}
	}
	return ""
}

// baseOf returns the base of the verb that is the i-th term; of a compound, that of
// its first part.
func baseOf(terms []morph.Term, i int) string {
	if i+1 < len(terms) && terms[i+1].Start == terms[i].Start && terms[i+1].Kind == morph.Part {
		return terms[i+1].Text
	}
	return terms[i].Text
}

// light are verbs that say nothing by themselves.
var light = map[string]bool{"하": true, "되": true, "있": true, "없": true, "쓰": true}

const (
	firstSyllable = '가'
	codas         = 28 // forms of a syllable with the same beginning: without a coda and with each
	codaL         = 8  // ㄹ
)

// adnominal is the form of a verb before a noun: 보내는, 만드는.
func adnominal(base string) string {
	last, size := utf8.DecodeLastRuneInString(base)
	if korean.IsSyllable(last) && (last-firstSyllable)%codas == codaL {
		return base[:len(base)-size] + string(last-codaL) + "는"
	}
	return base + "는"
}

// endings turns the end of a question into that of an indirect one.
var endings = []struct {
	direct   *regexp.Regexp
	indirect string
}{
	{regexp.MustCompile(`(?:뭐|뭔|무엇)(?:예요|에요|인가요|가요|야|이에요|입니까|죠)$`), "무엇인지"},
	{regexp.MustCompile(`(?:나요|습니까|냐)$`), "는지"},
	{regexp.MustCompile(`([인은큰된한간온])가요$`), "${1}지"},
	{regexp.MustCompile(`는가요$`), "는지"},
	{regexp.MustCompile(`까요$`), "지"},
	{regexp.MustCompile(`되(?:죠|요)$|돼요?$`), "되는지"},
	{regexp.MustCompile(`괜찮(?:아요?|죠)$`), "괜찮은지"},
	{regexp.MustCompile(`(?:이에요|예요|에요|입니까)$`), "인지"},
}

// indirect turns a question into an indirect one; "" if it can't.
func indirect(question string, terms []morph.Term) string {
	question = strings.TrimRight(question, "?!. ~")
	for _, e := range endings {
		if e.direct.MatchString(question) {
			return e.direct.ReplaceAllString(question, e.indirect)
		}
	}
	for i, t := range terms {
		if t.POS != sejong.VV || t.Kind != morph.Morpheme {
			continue
		}
		if rest := question[min(int(t.End), len(question)):]; strings.ContainsRune(rest, ' ') ||
			utf8.RuneCountInString(rest) > 2 {
			continue
		}
		return question[:t.Start] + adnominal(baseOf(terms, i)) + "지"
	}
	return ""
}

// short is a clause if it is short enough for a title.
func short(clause string) string {
	if clause = strings.TrimSpace(clause); korean.Length(clause) > aspectCharacters {
		return ""
	}
	return clause
}
