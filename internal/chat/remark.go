package chat

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
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
	complaint // about the answers
	chatter   // anything else that asks nothing of documents
)

// you is how people address Mundap, or what they call it.
const you = `(?:(?:너|넌|너는|네가|니가|당신|당신은|문답|문답은|문답이|문답아|여기|여기는|여기서|여기서는|이거|이건|이것은|이 앱은|이 서비스는) ?)?`

// sighs are words before a complaint or an exclamation that add nothing to it.
const sighs = `(?:(?:아니|아|야|어휴|에휴|하|휴|쯧|참|진짜|정말|너무|완전|하나도|전혀|왜 이렇게|근데|그런데|또|좀|어|오|와|음|흠) )*`

// answerWords are what complaints call an answer, or who gave it.
const answerWords = `(?:이 |그 |네 |너 |니 )?(?:답|답변|대답|너|넌|네가|니가|얘|문답|결과|설명)(?:이|가|은|는|도)?`

// felt are the endings of a verb or an adjective with which somebody says what they feel or
// find. Questions and clauses end otherwise: 답답하면, 우울증.
const felt = `(?:하다|하네|하네요|하구나|하군|하군요|해|해요|합니다|했어|했어요|했다)`

// stated are the same endings behind a stem such as 없.
const stated = `(?:다|네|네요|어|어요|구나|군|군요|습니다|잖아|잖아요)`

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
	{regexp.MustCompile(`^(?:너|넌|너는|당신|당신은|문답|문답은|문답이) (?:진짜 |정말 )?(?:사람|로봇|봇|기계|ai|인공지능|챗봇)(?:이야|야|이니|니|인가요|이에요|예요|이냐|냐|맞아)$`), whoAreYou},
	{regexp.MustCompile(`^` + sighs + `(?:짜증(?:이 )?(?:나|난다|나네|나네요|나요|납니다|나는데)|짜증|답답` + felt + `|열 ?받(?:네|네요|아|아요|는다)|빡치네|빡친다|빡쳐|` +
		`실망(?:이야|이에요|이네|이네요|스럽다|스러워|스러워요|했어|했어요|했다)|어이(?:가 )?없` + stated + `|한심` + felt + `|미치겠(?:네|다|어|어요|네요)|화(?:가 )?(?:나|난다|나네|나네요|나요|납니다))(?: 죽겠[네다어]요?)?$`), complaint},
	{regexp.MustCompile(`^` + sighs + `(?:` + answerWords + ` ?)?` + sighs + `(?:왜 ?(?:이래|이래요|이러냐|이러니|이 모양이야|이 모양이냐)|엉망(?:이야|이네|이네요|이에요|진창이네)|엉터리(?:야|네|네요|예요|잖아)|별로(?:야|네|네요|다|예요)?|` +
		`틀렸` + stated + `|틀린 ?답이(?:야|네|네요|에요|잖아)|(?:그게 |이게 )?아니(?:야|잖아|잖아요|라고|라고요|라니까|라니까요)|도움이? ?(?:하나도 |전혀 )?안 ?(?:되네|되네요|돼|돼요|된다|됩니다)|쓸모 ?없` + stated + `|` +
		`못 ?(?:알아듣네|알아듣는다|하네|한다)요?|마음에 안 (?:들어|든다|드네)요?|멍청(?:이|이네|이야|하네|하다|해|하구나)|바보(?:야|네|냐|니|잖아|예요|같다|같네)?|멍텅구리(?:야|네)?)$`), complaint},
	{regexp.MustCompile(`^` + sighs + `(?:이거|이게|그게|이건|그건) (?:아니야|아니잖아|아니라고|아니라니까|틀렸` + stated + `|엉망이네|엉터리네)요?$`), complaint},
	{regexp.MustCompile(`^` + sighs + `(?:이제 |제발 |좀 )*(?:그만(?: 좀)?(?: ?(?:해|하세요|하자|할래|둬|됐어))?|조용히(?: 좀)? ?(?:해|하세요)|시끄러워?|닥쳐|꺼져|집어치워|됐어|됐고|됐네|됐다|관둬|관두자)요?$`), complaint},
	{regexp.MustCompile(`^` + sighs + `(?:됐어|됐고|됐네|됐다)요? (?:그냥|내가|제가|나중에|이제)(?: [가-힣]+){1,3}[게래자]요?$`), complaint},
	{regexp.MustCompile(`^(?:왜 )?(?:자꾸 |계속 )?(?:이상한|엉뚱한|헛|딴|말도 안 되는|쓸데없는) ?(?:소리|말|답|대답)(?:만|을|를)? ?(?:하네|하네요|하냐|하니|해|해요|하잖아|하지 ?마|하지 ?마요|하지 ?마세요)$`), complaint},
	{regexp.MustCompile(`^` + sighs + `(?:그래|그래요|그렇구나|그렇군요?|그렇네요?|응|웅|네|넵|넹|예|아니|아니요|아뇨|알겠어요?|알겠습니다|알았어요?|오케이|오키|좋아요?|좋네요?|ok|okay|yes|no|nope|yep|cool|nice|good|great|lol|hmm+|` +
		`헐|대박|우와|오|와|음+|흠+|글쎄요?|(?:심심|피곤|우울|신기|똑똑)` + felt + `|사랑해요?|좋아해요?|보고 ?싶어요?|배고파요?|배고프(?:다|네)요?|졸려요?|졸리(?:다|네)요?|힘들(?:어|다|네)요?|외로워요?|외롭(?:다|네)요?|` +
		`(?:집에 가|퇴근하|놀|자|쉬)고 ?싶(?:다|어|네)요?|놀자|놀아 ?줘요?|(?:재밌|재미있|재미없)` + stated + `|웃기(?:다|네)요?|웃겨요?|잘했어요?|최고(?:야|네|네요|예요|다)|거짓말 ?하지 ?마(?:요|세요)?)$`), chatter},
	{regexp.MustCompile(`^(?:(?:오늘|내일|이따|지금|이따가) ?)?(?:(?:아침|점심|저녁|야식|간식)(?:은|에|으로)? ?)?(?:뭐|뭘) ?(?:먹|하|입|보|마시)(?:지|을까요?)$|^(?:오늘|내일|지금|이따)? ?(?:뭐|뭘) ?(?:할까|볼까|하지)요?$`), chatter},
	{regexp.MustCompile(`^(?:재미있는|재밌는|웃긴|무서운|아무) ?(?:얘기|이야기|말|농담)(?:나|이나|를|을)? ?(?:하나 |좀 )?(?:해|들려) ?(?:줘|주세요|봐)요?$|^노래 ?(?:하나 |한 곡 )?(?:불러|해) ?(?:줘|봐)요?$|^농담 ?(?:하나 )?해 ?(?:줘|봐)요?$|^끝말잇기 ?(?:하자|해 ?줘)$|` +
		`^(?:오늘 )?날씨가? ?(?:참 |정말 |너무 )?(?:좋(?:다|네|네요|아요?)|덥(?:다|네|네요)|춥(?:다|네|네요)|더워요?|추워요?|흐리(?:다|네)요?)$`), chatter},
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
	if said == "" && strings.TrimSpace(input) != "" || onlyJamo(said) || announces(said) {
		return chatter
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

// onlyJamo reports whether an input has no more than letters that stand for a word or a
// sound: ㅇㅋ, ㄴㄴ.
func onlyJamo(said string) bool {
	return said != "" && !strings.ContainsFunc(said, func(r rune) bool {
		return r != ' ' && (r < 'ㄱ' || r > 'ㅣ')
	})
}

// longestAnnouncement is the most characters of an input that only announces something.
const longestAnnouncement = 20

// announced matches the end of an input that says what its writer will do.
var announced = regexp.MustCompile(`(?:내가|제가|나중에|다시|다음에)(?: [가-힣]+)* [가-힣]*[갈볼할올줄을를릴낼찾]게요?$`)

// announces reports whether an input only says what its writer will do. Nobody asks a
// document so.
func announces(said string) bool {
	return utf8.RuneCountInString(said) <= longestAnnouncement && announced.MatchString(said)
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
