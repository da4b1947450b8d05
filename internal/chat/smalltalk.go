package chat

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/prompt"
	"github.com/mundap/mundap/internal/relevance"
)

// remark is what people say to Mundap that is no question about documents.
type remark int

const (
	noRemark remark = iota
	greeting
	thanks
	farewell
	whoAreYou
	whatCanYouDo
)

// you is how people address Mundap, or what they call it.
const you = `(?:(?:너|넌|너는|네가|니가|당신|당신은|문답|문답은|문답이|문답아|여기|여기는|여기서|여기서는|이거|이건|이것은|이 앱은|이 서비스는) ?)?`

// remarks are whole inputs, without punctuation and in lower case. A greeting may
// stand before another one of them.
var remarks = []struct {
	said *regexp.Regexp
	is   remark
}{
	{regexp.MustCompile(`^(?:안녕|안뇽|안녕하세요|안녕하세용|안녕하십니까|안녕하신가요|하이|하이요|헬로|헬로우|여보세요|반가워|반가워요|반갑습니다|` +
		`만나서 반가워요?|만나서 반갑습니다|처음 뵙겠습니다|좋은 (?:아침|오후|저녁|하루)(?:이에요|입니다|이야|되세요)?|` +
		`hi|hi there|hello|hello there|hey|hey there|greetings|good (?:morning|afternoon|evening|day)|nice to meet you)$`), greeting},
	{regexp.MustCompile(`^(?:(?:정말|너무|진짜|아주|매우|대단히|답변|답|도와줘서|도와주셔서|알려줘서|알려 줘서|알려주셔서|알려 주셔서|네|응|오|와|아|우와) )*` +
		`(?:고마워|고마워요|고맙습니다|고맙네요|감사|감사해|감사해요|감사합니다|감사드려요|감사드립니다|땡큐|ㄱㅅ|ㄳ)$`), thanks},
	{regexp.MustCompile(`^(?:ok(?:ay)? |great |perfect )?(?:thanks|thank you|thx|cheers|many thanks)(?: (?:a lot|so much|very much|again|for your help|for the help))?$`),
		thanks},
	{regexp.MustCompile(`^(?:잘 있어요?|안녕히 계세요|수고하세요|수고하셨습니다|수고했어요?|다음에 (?:봐|봐요|또 올게요?)|또 올게요?|잘 가요?|바이|bye|bye bye|goodbye|see you(?: later)?)$`),
		farewell},
	{regexp.MustCompile(`^` + you + `(?:누구야|누구니|누구세요|누구예요|누구에요|누구인가요|누구십니까|이름이? ?(?:뭐야|뭐니|뭐예요|뭐에요|무엇인가요)|` +
		`뭐하는 (?:앱|서비스|프로그램|사이트|곳)(?:이야|이에요|인가요|예요)?|자기소개 ?(?:해|해줘|해 줘|해주세요|해 주세요|부탁해요?)?)$`), whoAreYou},
	{regexp.MustCompile(`^(?:문답(?:이|은)|이 (?:앱|서비스|프로그램|사이트)(?:은|는)?) ?(?:뭐야|뭐예요|뭐에요|뭔가요|무엇인가요|무엇이에요)$`), whoAreYou},
	{regexp.MustCompile(`^(?:who are you|what are you|what is mundap|what'?s mundap|what is your name|what'?s your name|introduce yourself)$`), whoAreYou},
	{regexp.MustCompile(`^` + you + `(?:뭘|뭐|뭐를|무얼|무엇을|무슨 (?:일|것)을?|어떤 (?:일|것|걸|질문)을?|할 수 있는 (?:게|것이|일이)) ?` +
		`(?:할 ?수 ?있(?:어|어요|니|나|나요|습니까|는지 알려 ?줘)|해 ?줄 ?수 ?있(?:어|어요|니|나요)|도와 ?줄 ?수 ?있(?:어|어요|니|나요)|` +
		`물어볼 ?수 ?있(?:어|어요|나요)|물어보면 (?:돼|돼요|되나요)|하는 (?:거야|거예요|건가요|앱이야|앱이에요)|뭐야|뭐예요|뭔가요|무엇인가요)$`), whatCanYouDo},
	{regexp.MustCompile(`^(?:도움말|도와줘|도와주세요|도와 줘|도와 주세요|` +
		`(?:문답|이거|이건|이 앱|이 서비스) ?(?:사용법|사용 방법|쓰는 법)(?:은|이)? ?(?:뭐야|뭐예요|알려 ?줘|알려 ?주세요)?|` +
		`(?:문답|이거|이건|이 앱|이 서비스)(?:은|는)? ?어떻게 (?:써|써요|쓰나요|쓰는 거야|쓰는 거예요|사용해|사용해요|사용하나요))$`), whatCanYouDo},
	{regexp.MustCompile(`^(?:help|help me|what can you do(?: for me)?|what do you do|how can you help(?: me)?|what can i (?:ask|do)(?: you)?(?: here)?|` +
		`how (?:does this|do you) work|how (?:do|can) i use (?:this|it|you|mundap))$`), whatCanYouDo},
}

// remarkIn returns what an input is if it is nothing but a remark. Of a greeting
// and another remark, it is the other one.
func remarkIn(input string) remark {
	if len(input) > 200 {
		return noRemark
	}
	said := bare(input)
	if r := remarkOf(said); r != noRemark {
		return r
	}
	for at := 0; ; {
		next := strings.IndexByte(said[at:], ' ')
		if next < 0 {
			return noRemark
		}
		at += next
		if remarkOf(said[:at]) == greeting {
			if r := remarkIn(said[at+1:]); r != noRemark {
				return r
			}
		}
		at++
	}
}

func remarkOf(said string) remark {
	for _, r := range remarks {
		if r.said.MatchString(said) {
			return r.is
		}
	}
	return noRemark
}

// bare is an input in lower case, without punctuation, symbols and the letters
// that stand for laughing or crying, its words one blank apart.
func bare(input string) string {
	kept := strings.Map(func(r rune) rune {
		switch {
		case r == '\'' || unicode.IsLetter(r) && !strings.ContainsRune("ㅎㅋㅠㅜ", r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return ' '
	}, korean.Line(input))
	return strings.Join(strings.Fields(kept), " ")
}

// greetingFirst is a greeting before a question. "안녕" and "hi" may also be a part
// of a name, so they are greetings only before a mark.
var greetingFirst = regexp.MustCompile(`(?i)^\s*(?:(?:안녕하세요|안녕하십니까)[\s,.!~^ㅎㅋ]+|` +
	`(?:안녕|hi|hi there|hello|hello there|hey|good (?:morning|afternoon|evening))\s*[,.!~]+\s*)`)

// withoutGreeting is a question without the greeting before it, whose words stand
// in no document.
func withoutGreeting(question string) string {
	rest := question[len(greetingFirst.FindString(question)):]
	if strings.ContainsFunc(rest, unicode.IsLetter) {
		return rest
	}
	return question
}

var (
	hello   = fault.Text{Ko: "안녕하세요! ", En: "Hello! "}
	welcome = fault.Text{
		Ko: "도움이 되었다니 다행이에요. 더 궁금한 것이 있으면 언제든 물어보세요.",
		En: "You’re welcome. Ask me whenever you have another question.",
	}
	goodbye = fault.Text{
		Ko: "네, 필요할 때 언제든 다시 물어보세요.",
		En: "See you. Come back whenever you have a question.",
	}
	whatMundapDoes = fault.Text{
		Ko: "저는 문답이에요. 올려 둔 문서에서 답을 찾아, 어느 문서의 어디에서 찾았는지 함께 보여 드려요.",
		En: "I’m Mundap. I find answers in your documents and show where each one comes from.",
	}
	nothingToAsk = fault.Text{
		Ko: "아직 올린 문서가 없어요. 파일을 올리면 그 내용을 물어볼 수 있어요.",
		En: "There are no documents yet. Upload some files, then ask about what they say.",
	}
	toAsk = fault.Text{Ko: "지금 물어볼 수 있는 문서예요.", En: "Documents you can ask about:"}
	more  = fault.Text{Ko: "그 밖의 문서도 있어요.", En: "And more."}
	tryTo = fault.Text{Ko: "예를 들면 이렇게 물어보세요.", En: "For example, ask:"}
)

// smallTalk answers remarks where no model does.
type smallTalk struct {
	rec       *record
	documents document.Lister
	scope     auth.Scope
}

func (t *work) smallTalk() smallTalk { return smallTalk{t.rec, t.s.Documents, t.r.Scope} }

// answer answers the input if it is a remark. It reports whether it was.
func (s smallTalk) answer(ctx context.Context, input string) bool {
	r := remarkIn(input)
	var text string
	switch r {
	case noRemark:
		return false
	case thanks:
		text = s.rec.say(welcome)
	case farewell:
		text = s.rec.say(goodbye)
	case greeting:
		text = s.rec.say(hello) + s.introduction(ctx)
	default:
		text = s.introduction(ctx)
	}
	s.rec.call.Extractive = true // no model wrote it
	s.rec.call.Memory = history.NoMemory
	s.rec.firstToken()
	s.rec.w.Delta(text)
	s.rec.call.Verdicts = []history.Verdict{{End: len(text), Support: history.NoClaim}}
	s.rec.w.Verdicts(s.rec.call.Verdicts)
	return true
}

const (
	namedDocuments = 3
	askedQuestions = 3
)

// introduction says what Mundap does and what can be asked: some of the newest
// documents, and questions that they answer.
func (s smallTalk) introduction(ctx context.Context) string {
	said := s.rec.say(whatMundapDoes) + "\n\n"
	page, err := s.documents.List(ctx, s.scope, document.Filter{State: document.Ready,
		Order: document.ByNewest, Limit: namedDocuments + 1})
	if err != nil {
		s.rec.logger.Warn("listing documents for an introduction", "error", err)
		return strings.TrimSpace(said)
	}
	if len(page.Documents) == 0 {
		return said + s.rec.say(nothingToAsk)
	}
	said += s.rec.say(toAsk) + "\n"
	for i, d := range page.Documents {
		if i == namedDocuments {
			said += "\n\n" + s.rec.say(more)
			break
		}
		said += "\n- " + escape(korean.Line(d.Name))
	}
	questions := s.questions(page.Documents)
	if len(questions) == 0 {
		return strings.TrimSpace(said)
	}
	return strings.TrimSpace(said) + "\n\n" + s.rec.say(tryTo) + "\n\n- " + strings.Join(questions, "\n- ")
}

// questions are some that documents answer, in the language of the turn, from as
// many documents as possible. A question such as 기간은 어떻게 되나요? is left out: beside
// those about other documents, nobody knows what it is about.
func (s smallTalk) questions(documents []document.Document) (all []string) {
	for i := range askedQuestions {
		for _, d := range documents {
			if d.Guide == nil || i >= len(d.Guide.Questions) || len(all) == askedQuestions {
				continue
			}
			q := escape(d.Guide.Questions[i])
			if prompt.Language(korean.Language(q)) == s.rec.lang && !slices.Contains(all, q) &&
				!relevance.Unspecific(d.Guide.Questions[i]) {
				all = append(all, q)
			}
		}
	}
	return all
}
