package claim

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/predicate"
)

// Empty reports whether the sentence claims nothing.
func (c *Claim) Empty() bool {
	text := strings.TrimSpace(c.Text)
	if len(c.Words) == 0 && len(c.Values) == 0 {
		return true
	}
	if c.Cells != nil {
		return passage.IsRule(text)
	}
	bare := strings.TrimRight(text, "!~.^ )\"'”’😀🙂😊")
	switch {
	case strings.HasSuffix(strings.TrimRight(text, " "), "?"), strings.HasSuffix(text, ":"), strings.HasSuffix(text, "："):
		return true
	case leadsOver.MatchString(bare) && !reports.MatchString(bare), ofAnswer.MatchString(bare):
		return true
	case len(c.Values) > 0:
		return false
	case courtesy.MatchString(bare), politeness.MatchString(bare) && len(strings.Fields(bare)) <= 5, exclaims(text):
		return true
	}
	return false
}

// politeness is a short wish or a commonplace.
var politeness = regexp.MustCompile(`^(?:안전하게|즐겁게|즐거운|편안하게|편하게|조심해서|건강하게|안녕히|부디|좋은|행복한)[^.]{1,20}(?:세요|바라요|바랍니다)$|(?:죠|지요|겠네요|겠어요)$`)

// leadsOver is how sentences end that only say what comes next, whatever numbers they have.
var leadsOver = regexp.MustCompile(`(?:축하|말씀|설명|정리|안내|소개|알려|요약|답변|살펴)(?:해|하여)? ?(?:드리겠습니다|드릴게요|드려요|드립니다|보겠습니다|볼게요|하겠습니다|할게요|했습니다|했어요)$|다음과 같(?:습니다|아요)$|아래와 같(?:습니다|아요)$`)

// ofAnswer matches a sentence that says how the answer itself was made.
var ofAnswer = regexp.MustCompile(`^(?:참고로,? )?(?:위|이상의?|아래|이|앞의) (?:내용|답변|설명|정보|안내)(?:은|는) .*(?:정리|요약|작성|답변|안내|설명)(?:한|된|드린) (?:것|내용|답변)?(?:입니다|이에요|예요)$|제공(?:된|해 주신) (?:문서|자료)를 (?:바탕|토대|기준)으로 (?:정리|작성|답변|안내|요약)[가-힣 ]*$`)

// reports matches a sentence that says of something how or when people are told:
// 휴강은 하루 전까지 알려 드려요.
var reports = regexp.MustCompile(`[가-힣](?:은|는) .*(?:안내|알려)(?:해|하여)? ?(?:드려요|드립니다)$`)

// exclaims reports whether a sentence of at most three words ends with an
// exclamation mark and rules nothing.
func exclaims(text string) bool {
	return strings.HasSuffix(text, "!") && len(strings.Fields(text)) <= 3 && predicate.ModalOf(text) == predicate.Does && !strings.Contains(text, "니다")
}

// courtesy is how sentences end that greet, offer help, lead over or close.
var courtesy = regexp.MustCompile(`(?:안녕하세요|반갑습니다|감사합니다|고맙습니다|고마워요|고마워|죄송합니다|죄송해요|다녀오세요|바랍니다|바라요|바랄게요|` +
	`(?:말씀|설명|정리|안내|소개|알려|요약|답변|살펴|도와|찾아|확인|추천|권해|전해|계산해|비교해|답해|답변|짚어|풀어|나누어|나눠)[가-힣 ]{0,8}(?:드릴게요|드리겠습니다|드릴까요|드려요|드립니다|드렸어요|드렸습니다)|할게요|하겠습니다|볼게요|보겠습니다|살펴볼까요|찾아보았어요|찾아봤어요|찾아보았습니다|찾아봤습니다|` +
	`다음과 같습니다|다음과 같아요|아래와 같습니다|아래와 같아요|같습니다|정리했어요|정리했습니다|정리해 보았습니다|정리해 봤어요|요약했어요|요약했습니다|요약하면|확인해 보았습니다|확인했습니다|확인했어요|` +
	`말씀해 주세요|말씀하세요|알려 주세요|알려주세요|물어보세요|물어봐 주세요|문의해 주세요|문의하세요|참고하세요|참고해 주세요|참고하시기 바랍니다|확인하세요|지켜 주세요|질문해 주세요|` +
	`궁금하시군요|궁금하셨군요|궁금하시네요|질문이네요|질문이에요|질문입니다|이네요|군요|네요|좋겠습니다|좋겠어요|내용입니다|내용이에요|설명입니다|답변입니다|어렵지 않아요|도움이 되셨|도와드릴게요)$`)
