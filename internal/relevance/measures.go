package relevance

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// measure is what is measured, and the units in which texts give it.
type measure struct{ names, units string }

var measures = []measure{
	{`주기|간격`, `일|날|주|주일|달|개월|년|해|분기|시간|분|회|번|차례|km|킬로미터|세대`},
	{`용량`, `리터|l|ml|㎖|시시|cc|gb|tb|mb|kb|기가|테라|메가|mah|kg|킬로그램|톤|인분|잔|장|명|개`},
	{`무게|중량`, `kg|킬로그램|킬로|㎏|g|그램|톤|근|t`},
	{`두께|너비|폭|높이|길이|깊이|지름|둘레|거리`, `m|cm|mm|km|미터|센티미터|센티|밀리미터|마이크로미터|킬로미터|㎞|㎝|㎜|㎛|인치|자|층|리`},
	{`면적|넓이`, `평|㎡|m2|제곱미터|헥타르|제곱킬로미터`},
	{`속도`, `km|킬로미터|킬로|㎞|mbps|gbps|rpm|장|미터|m|메가|기가`},
	{`온도`, `도|℃|°`},
	{`전압`, `v|볼트`},
	{`출력|소비 ?전력`, `w|kw|와트|킬로와트|마력|dpi`},
	{`압력|유압`, `바|bar|기압|파스칼|psi|mpa`},
}

// measureForms pairs questions for what is measured with the forms of answers.
// What is asked ends the question, or asking words follow it.
var measureForms = sync.OnceValue(func() (forms []struct{ question, answer *regexp.Regexp }) {
	for _, m := range measures {
		forms = append(forms, struct{ question, answer *regexp.Regexp }{
			regexp.MustCompile(`(?:` + m.names + `)(?: ?제한| ?한계)?(?:[은는이가을를도]|이랑|랑|와|과)?\s*` +
				`(?:$|[?.!]|얼마|몇|어느 정도|어떻게|뭐|무엇|알려|이?야|이?에요|예요|인가|입니까|궁금)`),
			regexp.MustCompile(`(?i)(?:\d|` + numeral + `)\s*(?:` + m.units + `)|매일|매주|매월|매년|제한(?:이)? ?없`),
		})
	}
	return forms
})

// measureAsked returns the form of what a question asks to be measured; ok is
// false if it asks for nothing of the kind.
func measureAsked(q string) (expectation, bool) {
	for _, m := range measureForms() {
		if m.question.MatchString(q) {
			return expectation{form: m.answer, cell: numberCell, exact: true}, true
		}
	}
	return expectation{}, false
}

// isMeasure reports whether a noun says what is measured.
func isMeasure(noun string) bool {
	return slices.ContainsFunc(measures, func(m measure) bool {
		return slices.Contains(strings.Split(m.names, "|"), noun)
	})
}
