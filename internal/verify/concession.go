package verify

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/value"
)

// states matches the endings of Korean predicates that state something, as
// opposed to those before a noun or in a condition (없는, 없으면).
const states = `(?:습니다|어요|아요|네요|군요|거든요|다[.!]?$|음[.!]?$|었|았|지만|으나|는데|어서|아서|어 |아 |으므로|기 때문|고[ ,]|며[ ,])`

// These match what answers call the passages.
const (
	passagesKo = `(?:문서|자료|발췌문|발췌|본문|출처|지문|제공된|제공해 주신|주어진|검색 결과|컨텍스트)`
	passagesEn = `(?:documents?|passages?|excerpts?|contexts?|sources?|materials?|provided (?:text|information))`
)

// concessions match sentences that say that the passages don't answer the
// question.
var concessions = []*regexp.Regexp{
	regexp.MustCompile(`(?:문서|자료|내용|정보|발췌문|출처|규정|근거|본문|안내)[^.]{0,30}(?:찾을 수 없|찾지 못|확인할 수 없|확인되지 않|나와 있지 않|나오지 않|포함되어 있지 않|언급되어 있지 않|언급이 없|명시되어 있지 않|없어서 답|알 수 없)|답변드리기 어렵|답할 수 없|모르겠`),
	// 문서에서 찾을 수 없습니다. 발췌문에는 적혀 있지 않아요.
	regexp.MustCompile(passagesKo + `[^.]{0,60}(?:찾(?:을|아볼) 수(?:가|는)? 없|찾지(?:는)? 못하|찾지(?:는)? 못했|확인할 수(?:가|는)? 없|` +
		`(?:나와|들어|적혀|쓰여|실려|나타나) ?있지(?:는)? 않|(?:포함|언급|명시|기재|기술|서술|설명|규정)(?:되어|돼|하고) ?있지(?:는)? 않|` +
		`(?:나오지|보이지|다루지|다루고 있지|언급하지|포함하지|언급되지|포함되지|명시되지|제공되지|확인되지|설명하지)(?:는)? 않|알 수(?:가|는)? 없|답(?:변)?(?:을|해)? ?(?:할|드릴) 수(?:가|는)? 없)` + states),
	// 문서에는 그런 내용이 없습니다. 답할 수 있는 정보가 문서에 없어요.
	regexp.MustCompile(passagesKo + `(?:에는|에서는|에|에서|만으로는|내에|안에|상에)[^.]{0,40}(?:내용|정보|언급|설명|답|기준|기록|항목|구체적인|관련|대한)[^.]{0,20}없` + states),
	regexp.MustCompile(`(?:내용|정보|언급|설명|답|답변)(?:이|가|은|는|도)? ?` + passagesKo + `(?:에는|에|에서는|에서)? ?없` + states),
	regexp.MustCompile(passagesKo + `[^.]{0,40}(?:확인|판단|파악|답변|답)(?:이|은|하기|하기는|하기가|드리기|드리기가)? ?(?:불가능|불가|어렵|어려)`),
	regexp.MustCompile(passagesKo + `[^.]{0,40}다루(?:지|고 있지) 않는 (?:내용|주제|사항|부분)`),
	regexp.MustCompile(`(?:답할|답변할|답해 드릴|답변해 드릴|답변드릴) 수 있는 (?:내용|정보|근거)[^.]{0,10}없` + states),
	regexp.MustCompile(`(?:해당|관련|그) ?(?:정보|내용)(?:은|는|이|가|를|을)? ?(?:제공되지 않|확인되지 않|포함되(?:어 있)?지 않|찾을 수 없|찾지 못)`),
	regexp.MustCompile(`(?:내용|정보|규정|조항|언급|기록|자료)(?:은|는|을|를|이|가)? 찾아볼 수 없` + states),
	regexp.MustCompile(`^(?:확인되지 않|확인할 수 없|알 수 없)(?:습니다|아요|어요)[.!]?$`),
	// The documents do not mention this. I couldn't find it in the passages.
	regexp.MustCompile(`(?i)\b` + passagesEn + `\b[^.]{0,60}\b(?:do(?:es)? not|don't|doesn't|did not|didn't|(?:is|are) silent|(?:has|have|contains?|gives?|provides?) no)\b`),
	regexp.MustCompile(`(?i)\b(?:could(?:n't| not)|can(?:not|'t)|unable to|did(?:n't| not)|do(?:n't| not)|no|nothing|neither)\b[^.]{0,50}\b(?:find|found|answer|locate|see|information|mention)\b[^.]{0,60}\b(?:` + passagesEn + `|provided)\b`),
	regexp.MustCompile(`(?i)\b(?:is|are|was|were)(?:n't| not) (?:explicitly |clearly )?(?:mentioned|stated|specified|included|covered|found|given|available|answered|in)\b[^.]{0,20}\b` + passagesEn),
	regexp.MustCompile(`(?i)^(?:this is )?not (?:stated|mentioned|specified|found|covered)\b|\bno (?:relevant )?information (?:was|is|about|on|regarding)\b`),
}

// untold matches a concession about one thing, which may stand behind a statement: 연차는
// 20일이고 신청 방법은 문서에 없습니다.
var untold = regexp.MustCompile(`(?:인지|는지|은지|ㄴ지|여부|방법|이유|일정|이름|연락처|금액)(?:은|는|이|가)? ?` +
	passagesKo + `(?:에는|에|에서는|에서)? ?없` + states)

// concedesOne reports whether a text says that the passages lack one thing and states no
// value before it, which would have to be judged.
func concedesOne(text string) bool {
	at := untold.FindStringIndex(text)
	return at != nil && len(value.Scan(text[:at[0]])) == 0
}

// addsTo matches the place at which a sentence continues after a concession.
var addsTo = regexp.MustCompile(`(?:지만|으나|는데|but|however|although|though)[ ,]`)

// longestRest is how many characters a rest may have that says nothing:
// 다만, 죄송합니다.
const longestRest = 12

// Concedes reports whether a sentence says that the passages don't answer the
// question. It may say something else as well, which Check judges.
func Concedes(sentence string) bool {
	says, _ := concession(claim.Blank(sentence))
	return says
}

// concession is Concedes for a text without markup. It also returns where the
// part begins that says something else; len(text) if there is none.
func concession(text string) (says bool, rest int) {
	bare := strings.TrimSpace(text)
	for _, c := range concessions {
		says = says || c.MatchString(bare)
	}
	if says = says || concedesOne(bare); !says {
		return false, 0
	}
	at := addsTo.FindStringIndex(text)
	if at == nil || korean.Length(strings.TrimSpace(text[at[1]:])) <= longestRest {
		return true, len(text)
	}
	if again, more := concession(text[at[1]:]); again { // 죄송하지만 …
		return true, at[1] + more
	}
	return true, at[1]
}

// withoutConcession blanks out what a sentence says of the passages, so that
// offsets stay. ok is false if nothing else is left.
func (s Sentence) withoutConcession() (_ Sentence, ok bool) {
	text := claim.Blank(s.Text)
	says, rest := concession(text)
	if !says {
		return s, true
	}
	s.Text = strings.Repeat(" ", rest) + text[rest:]
	return s, rest < len(text)
}
