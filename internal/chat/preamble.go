package chat

import (
	"regexp"
	"strings"
	"sync"
	"unicode"
)

// greetingFirst is a greeting before a question. "안녕" and "hi" may also be a part
// of a name, so they are greetings only before a mark.
var greetingFirst = regexp.MustCompile(`(?i)^\s*(?:(?:안녕하세요|안녕하십니까)[\s,.!~^ㅎㅋ]+|` +
	`(?:안녕|hi|hi there|hello|hello there|hey|good (?:morning|afternoon|evening))\s*[,.!~]+\s*)`)

// announcement matches a sentence that says that a question comes, that it is
// urgent or that the answer has to be checked, and nothing else.
const announcement = `(?:` +
	// 다시 한번 확인해 줘, 꼼꼼히 확인 부탁드려요
	`(?:(?:다시|한\s?번|더|좀|꼭|정확히|정확하게|제대로|잘|꼼꼼히|문서를|문서에서)\s*)*` +
	`(?:확인|검토|체크)\s*(?:좀\s*)?(?:해\s*(?:봐\s*)?(?:줘요?|주세요|주십시오|줄래요?|주실래요|주시겠어요|봐요?|보세요)|` +
	`부탁\s*(?:해요?|드려요|드립니다|드릴게요))|` +
	// 궁금한 게 있는데요, 질문 있어요
	`(?:(?:저|제가|또|하나|한\s?가지|뭐|좀|더)\s*)*` +
	`(?:(?:궁금한|물어볼|여쭤볼|묻고\s*싶은|알고\s*싶은)\s*(?:게|것이|거|점이)|질문이?)\s*(?:하나\s*|좀\s*|더\s*)*` +
	`있(?:는데요?|어요?|습니다|어서요?)|` +
	// 하나만 더 물어볼게요, 질문 하나 할게요
	`(?:(?:저|제가|또|하나만?|한\s?가지만?|뭐|좀|더|질문|다시)\s*)*` +
	`(?:(?:물어|여쭤)\s*(?:볼게요?|보겠습니다|봐도\s*(?:돼요?|될까요))|질문\s*(?:하나\s*)?(?:할게요?|하겠습니다|드릴게요|드리겠습니다))|` +
	// 너무 급해요
	`(?:(?:너무|정말|진짜|좀|많이|지금|아주|매우|제가)\s*)*(?:급해요?|급합니다|급한데요?|급하니까요?|바빠요|바쁩니다)|` +
	`(?:please\s+)?(?:double[- ]?)?check\s+(?:(?:it|that|this|again|please|once more)\s*)+|` +
	`(?:i have |i've got |just )?(?:a|one more|another)?\s*(?:quick )?question|` +
	`(?:this|it)(?: is|['’]s) urgent)`

var (
	announcementFirst = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)^\s*` + announcement + `\s*[.,:!?~…ㅠㅜㅎㅋ\n]+[\s.!~ㅠㅜㅎㅋ]*`)
	})
	announcementLast = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)([.!?~…\n])\s*` + announcement + `[\s.!~…ㅠㅜㅎㅋ]*$`)
	})
)

// withoutPreamble is a question without the greeting before it and the sentences
// around it that announce it or ask to check the answer: no document has their
// words. A question of nothing else stays as it is.
func withoutPreamble(question string) string {
	rest := question
	for {
		shorter := rest[len(greetingFirst.FindString(rest)):]
		shorter = shorter[len(announcementFirst().FindString(shorter)):]
		shorter = announcementLast().ReplaceAllString(shorter, "$1")
		if shorter == rest {
			return rest
		}
		if !strings.ContainsFunc(shorter, unicode.IsLetter) {
			return question
		}
		rest = shorter
	}
}
