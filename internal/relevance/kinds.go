package relevance

import (
	"regexp"
	"strings"
	"sync"
)

// kindForm pairs questions for one of a kind with the form of answers.
type kindForm struct {
	question, answer *regexp.Regexp
	owned            bool // see expectation
}

// kindForms are made when they are first needed.
var kindForms = sync.OnceValue(func() []kindForm {
	return []kindForm{
		{
			question: regexp.MustCompile(`(?:무슨|어느|어떤) ?요일|\b(?:what|which) (?:day of the week|weekday)`),
			answer:   regexp.MustCompile(`(?i)[월화수목금토일]요일|주말|평일|매일|[(,·/\s][월화수목금토일](?:[),·/]|$)|(?:mon|tues|wednes|thurs|fri|satur|sun)day`),
		},
		{
			question: regexp.MustCompile(`(?:무슨|어떤|어느) ?(?:색|색깔|색상|빛깔)|\b(?:what|which) colou?r`),
			answer:   regexp.MustCompile(`(?i)[가-힣]색|빨간|빨강|파란|파랑|노란|노랑|초록|연두|검은|검정|까만|흰|하얀|투명|colou?r|red|blue|green|yellow|black|white`),
		},
		{
			question: regexp.MustCompile(`(?:무슨|어느|어떤) ?층|\b(?:what|which) floor`),
			answer:   regexp.MustCompile(`(?i)\d\s*층|지하|옥상|일층|이층|맨 ?위층|\bfloor|basement`),
		},
		{
			question: regexp.MustCompile(`(?:무슨|어느|어떤) ?(?:은행|병원|의원|대학교?|학교|역|호텔|보험사)`),
			answer:   regexp.MustCompile(`[가-힣A-Za-z\d](?:은행|병원|의원|대학교?|학교|역|호텔|보험|화재|생명)`),
		},
		{
			question: regexp.MustCompile(`(?:은행|병원|의원|대학교?|학교|호텔|보험사)(?:의|은|는)? ?(?:이름|명칭)`),
			answer:   regexp.MustCompile(`[가-힣A-Za-z\d](?:은행|병원|의원|대학교?|학교|호텔|보험|화재|생명)`),
		},
		{ // the password, or where it is found; not how often it is changed
			question: regexp.MustCompile(`(?:비밀 ?번호|비번|패스워드)(?:[은는이가를]|이란)?\s*(?:$|[?.!]|뭐|무엇|뭔|알려|좀|가르쳐|어떻게 (?:되|돼))|` +
				`\bwhat(?:'s| is) the [^?]*\b(?:password|passcode)(?:$|\?| (?:for|of|at|to|in|on)\b)`),
			answer: regexp.MustCompile(`(?i)(?:비밀 ?번호|비번|패스워드|암호|password|passcode)(?:로 |(?:[은는이가]|:|\s+is)?[^.\n]{0,30}` +
				`(?:받|적혀|적힌|확인|문의|알려|붙|같|뒤|앞|끝|\d{4}|[a-z]\w*\d|written|printed|from))`),
			owned: true,
		},
		{
			question: regexp.MustCompile(`팩스|\bfax\b`),
			answer:   regexp.MustCompile(`(?i)(?:팩스|fax)\D{0,30}\d{2,}`),
			owned:    true,
		},
		{
			question: regexp.MustCompile(`(?:휴대 ?전화|휴대폰|핸드폰)(?:의)? ?번호|\b(?:mobile|cell) ?(?:phone)? number`),
			answer:   regexp.MustCompile(`01\d[-. )]?\d{3,4}`),
			owned:    true,
		},
		{
			question: regexp.MustCompile(`주소(?:[은는이가를]|도)?\s*(?:$|[?.!]|뭐|무엇|어디|어떻게|알려|좀|가르쳐)|\bwhat(?:'s| is)[^?]*\baddress`),
			answer:   regexp.MustCompile(`(?i)[가-힣\d](?:로|길|동|리|가)\s*\d+|\d+\s*번지|https?:|www\.|@|\b[a-z\d-]+(?:\.[a-z\d-]+)+|\d+\.\d+\.\d+`),
			owned:    true,
		},
	}
})

// kindAsked returns the form of what a question for one of a kind asks for, such
// as a day of the week; ok is false if it asks for nothing of the kind.
func kindAsked(q string) (expectation, bool) {
	for _, k := range kindForms() {
		if k.question.MatchString(q) {
			return expectation{form: k.answer, exact: true, owned: k.owned}, true
		}
	}
	if role := nameAsked.FindStringSubmatch(q); role != nil {
		return expectation{form: nameForms[role[1]](), exact: true}, true
	}
	return expectation{}, false
}

// roles are those of people whose names are asked for, longer ones first.
const roles = `운영위원장|위원장|지점장|센터장|공장장|이사장|팀장|부장|과장|실장|소장|원장|반장|점장|국장|처장|교장|교감|회장|사장|` +
	`대표이사|대표|간호사|조리사|영양사|강사|코치|트레이너|담임|교수|조교`

// nameAsked matches a question for the name of whoever has a role.
var nameAsked = regexp.MustCompile(
	`(` + roles + `)(?:님)?(?:의|은|는|이|가)?\s*(?:이름|성함|누구|누군)`)

// surnames are the first syllables of Korean names.
const surnames = `(?:남궁|독고|황보|제갈|사공|선우|[김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국은편용])`

// nameForms makes the form for each role when it is first asked for.
var nameForms = func() map[string]func() *regexp.Regexp {
	forms := map[string]func() *regexp.Regexp{}
	for role := range strings.SplitSeq(roles, "|") {
		forms[role] = sync.OnceValue(func() *regexp.Regexp { return nameForm(role) })
	}
	return forms
}()

// nameForm is the form of a name for a role: it stands directly before or after the
// role, or behind a team, or below it in a table.
func nameForm(role string) *regexp.Regexp {
	return regexp.MustCompile(`(?m)` + role +
		`(?:님)?(?:은|는|인)?[\s:：(,|]*(?:\S{1,8}(?:팀|부|과|실|처|센터|점)의? )?` +
		surnames + `[가-힣][^\P{Hangul}다며서에을를는](?:[^가-힣]|[이은는가의과와]|입니다|$)|` +
		`(?:^|[^가-힣])` + surnames + `(?:[가-힣][^\P{Hangul}은는이가을를의에과와도])? ?` +
		`[가-힣]{0,4}` + role + `|(?:^|\|)\s*` + role + `\s*\||` + role + `\s*[:：]|[A-Z][a-z]+`)
}
