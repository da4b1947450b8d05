package relevance

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// expectation is what a text must contain to answer a question: a number with a
// certain unit, a date, a telephone number. The zero value expects nothing.
type expectation struct {
	form *regexp.Regexp
	// cell is the form that it has in the cells of tables, which leave out the unit;
	// nil: the same form.
	cell *regexp.Regexp
	// exact: the form is so narrow that hardly any answer goes without it.
	exact bool
	// owned: it says nothing without what it belongs to. The password of one thing is
	// no answer to a question for that of another.
	owned bool
}

// met reports whether a text contains what is expected.
func (e expectation) met(text string) bool {
	return e.form == nil || e.form.MatchString(text) || e.cell != nil && e.cell.MatchString(text)
}

// found reports whether something is expected and a text contains it.
func (e expectation) found(text string) bool { return e.form != nil && e.met(text) }

// form is what a passage has of what is expected.
type form struct {
	met   bool // it has what is expected, or nothing is
	found bool // something is expected, and the passage has it in its own language
	owned bool // see expectation
}

func (e expectation) in(text, translation string) form {
	if e.form == nil {
		return form{met: true}
	}
	found := e.met(text)
	return form{met: found || translation != "" && e.met(translation), found: found, owned: e.owned}
}

var (
	// numberCell is a number alone in a cell of a table: "연차 잔여: 6", "| 8 |".
	numberCell = regexp.MustCompile(
		`(?m)(?:\||(?:^|\D):|\s/)[ \t]*[-+△▲]?\d[\d,]*(?:\.\d+)?[ \t]*(?:\||$|/\s)`)
	// phoneCell is a short telephone number beside a word, in a cell beside one, or in
	// a column below one.
	phoneCell = regexp.MustCompile(`(?i)` + phoneNames + `(?:[^\d\n]{0,12}\d{2,}|` +
		`[^\n]*(?:\n[^\n]*\|[^\n]*)*?\|[ \t]*(?:\d[\d-]{2,}[ \t]*(?:\||$|\n)))`)
)

// placeCell is a place in a cell beside the name of its column, or below it.
var placeCell = regexp.MustCompile(`(?:장소|위치|소재지)[^\n|:]{0,6}(?::[ \t]*\S|(?:\|[^\n]*)?\n[^\n]*\|)|\|[ \t]*(?:장소|위치|소재지)[^\n]*\n[^\n]*\|`)

// phoneNames are the words that telephone numbers stand beside.
const phoneNames = `(?:전화|연락처|내선|직통|휴대폰|핸드폰|팩스|번호|\btel\b|phone)`

// numeral is a number as Korean texts write it: in digits, in native or in Chinese numerals.
const numeral = `(?:\d[\d,.]*|(?:^|[^가-힣]|[총약각매첫단만또])(?:하나|한|두|둘|세|셋|네|넷|석|넉|다섯|여섯|일곱|여덟|아홉|스무|(?:열|스물|서른|마흔|쉰|예순)(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉)?|[일이삼사오육칠팔구십백천만억]+|반))` +
	`\s*(?:여|[십백천만억조])*\s*`

// englishNumeral is a number that an English text spells out.
const englishNumeral = `\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|` +
	`twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|dozen|once|twice)\b`

// englishDays is a length of time in English.
const englishDays = `(?i:(?:\d+|` + englishNumeral + `)[ -](?:business |working |calendar )?(?:days?|weeks?|months?|years?|hours?))`

// days and months have words of their own.
const (
	dayWords   = `하루|이틀|사흘|나흘|닷새|엿새|이레|여드레|아흐레|열흘|보름`
	monthWords = `한\s*달|두\s*달|석\s*달|넉\s*달|반년`
	weekWords  = `일주일|[월화수목금토일]요일|주말|평일`
)

// persons are the units of people. Minutes look like the polite one; people are
// counted with it in native numerals.
const persons = `명|사람|인`

// units are the units that a question may ask for with 몇, and how a text may write them.
var units = map[string]string{
	"명": persons, "사람": persons, "분": `분|명|사람`, "개": `개|가지|종|대|곳`, "가지": `가지|개|종`, "번": `번|회|차례|번째|일|날`, "회": `번|회|차례`,
	"권": `권`, "대": `대|면`, "장": `장|매`, "층": `층`, "점": `점`, "석": `석|자리|좌석|명`, "시": `시|:\d\d`, "시간": `시간`, "일": `일|날`, "날": `일|날`,
	"주": `주`, "달": `달|개월|월`, "개월": `달|개월|월`, "년": `년|해`, "살": `살|세`, "세": `살|세`, "도": `도|℃|°`, "자": `자|글자|자리`, "글자": `자|글자`,
	"자리": `자리|자|석`, "곳": `곳|군데|개`, "칸": `칸|호차`, "쪽": `쪽|페이지`, "건": `건`, "통": `통`, "편": `편`, "배": `배`, "원": `원`, "월": `월`, "달러": `달러|불`,
	"km": `km|킬로미터|㎞`, "kg": `kg|킬로그램|킬로|㎏|톤|g`, "m": `m|미터`, "cm": `cm|센티미터|㎝`, "mm": `mm|㎜`, "인치": `인치|inch|"|cm`, "db": `db|데시벨`,
	"gb": `gb|기가|tb|mb`, "mb": `mb|메가|gb|kb`, "tb": `tb|테라|gb`, "%": `%|퍼센트|프로|％|분의`, "퍼센트": `%|퍼센트|％|분의`, "프로": `%|퍼센트`, "와트": `와트|w`,
	"리터": `리터|l|㎖|ml`, "평": `평|㎡|제곱미터`, "등": `등|위`, "등급": `등급|급`, "호": `호`, "기": `기`, "쌍": `쌍`, "벌": `벌`, "마리": `마리`, "그램": `g|그램|kg|킬로그램|㎏`, "인승": `인승|명|사람|석|자리`, "인분": `인분|명`, "학점": `학점`,
	"세대": `세대|가구`, "가구": `가구|세대`, "바퀴": `바퀴`, "페이지": `페이지|쪽`, "송이": `송이`,
}

var (
	countAsked = regexp.MustCompile(`(?i)몇\s*(달러|그램|인승|인분|학점|세대|가구|바퀴|페이지|퍼센트|시간|개월|글자|가지|사람|자리|인치|리터|와트|등급|마리|송이|프로|km|kg|cm|mm|db|gb|mb|tb|%|m|[명분개번회권대장층점석시일날주달년살세도자곳칸쪽건통편배원월평등호기쌍벌])`)
	dayAsked   = regexp.MustCompile(`며칠|몇\s*일`)
	whenAsked  = regexp.MustCompile(`(?i)언제|날짜|기한|시기|몇\s*시|\bwhen\b|what (?:time|date|day|year)`)
	howMuch    = regexp.MustCompile(`(?i)얼마|\bhow (?:much|many|long|often|far|old|large|big|high|tall|soon)\b|몇`)
	moneyAsked = regexp.MustCompile(`(?i)(?:연봉|월급|급여|시급|일당)[은는이가]?\s*(?:$|\?|얼마|수준|금액)|` +
		`(?:연봉|월급|급여|시급|일당|수당|상여금|장려금|위로금|과태료|벌금|상금|식대|숙박비|일비|예산|보증금|회비)[^?]{0,16}\s얼마|` +
		`얼마(?:나|를|씩|까지)? ?(?:더 ?)?(?:내|받|줘|주나|주는|주지|드려|지급|지원|보상|환급|돌려|물어|부담|벌|나와|나오)|[가-힣][료금비](?:[은는이가]|으로)?\s*(?:하루에|한 달에|매달|1년에|해마다)?\s*얼마|비용|요금|금액|가격|값[은이]|얼마짜리|수수료|how much (?:does|do|is|are|will|money)|\b(?:price|cost|fee)\b`)
	whoAsked   = regexp.MustCompile(`(?i)누구|누가|사람[은이]|\bwho(?:se|m)?\b`)
	whereAsked = regexp.MustCompile(`(?i)어디|위치|장소|어느\s*(?:나라|지역|도시|곳|역|지점|층|누리집|사이트)|\bwhere\b`)
	ratioAsked = regexp.MustCompile(`(?i)비율|비중|몇\s*할|\bpercentage\b|what share`)
	phoneAsked = regexp.MustCompile(`(?i)(?:전화|휴대폰|핸드폰|팩스)\s*번호|연락처|내선|` +
		`(?:어디|몇 ?번)[가-힣]{0,2} ?전화|전화[는를]? ?(?:어디|몇 ?번)|phone number`)
	// what people write into a search box: 숙박비 한도, 도서관 운영 시간
	limitNamed = namedLast(`한도|한도액|상한|상한액|하한|정족수|인원|수량|개수|횟수|건수|매수|권수`)
	whenNamed  = namedLast(`기간|마감|마감일|(?:운영|이용|영업|진료|접수|개방|상담) ?시간`)
	daysNamed  = namedLast(`일수`)
	// yes or no is asked, whatever else the question names
	choiceAsked = regexp.MustCompile(`^(?:does|do|did|is|are|was|were|can|could|will|may|must|should|has|have)\b`)
	mailAsked   = regexp.MustCompile(`(?i)이메일 ?주소|메일 ?주소|전자우편 ?주소|email address`)

	moneyForm = regexp.MustCompile(`(?im)` + numeral + `(?:원|달러|엔|유로|위안|포인트|점)|[$€¥₩]\s*\d|\d\s*dollars?|\d\s*(?:%|퍼센트)|무료|무상|공짜|실비|전액|절반|반값|\d{1,3}(?:,\d{3})+\s*(?:\||$)|\bfree\b`)
	whoForm   = regexp.MustCompile(`(?i)(?:장|팀|부|과|처|실|센터|담당|담당자|관리자|책임자|위원|위원회|직원|사원|회사|기관|은행|병원|업체|본인|보호자|구매자|고객|이용자|주인|대표|님|씨|선생|교수|박사|의사|기사|과장|차장|부장|대리|자|인|명)(?:이|가|은|는|을|를|와|과|의|에|도|께|만|에게|에서|께서|로|[\s,.)(]|$)|(?:^|[\s,·(:])[김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원][가-힣]{2}(?:이|가|은|는|의|에게|이다|이고|[,.)\s]|$)|\b[A-Z][a-z]+|\b(?:owner|director|manager|employees?|team|staff)\b`)
	whereForm = regexp.MustCompile(`(?i)온라인|비대면|(?:[가-힣](?:시|군|구|도|동|읍|면|리|역|국|주|섬|산|강|로|길|장|점|처|교)|층|실|관|소|[병공학의]원|문|앞|옆|뒤|위|밑|센터|창구|데스크|병원|지역|지방|누리집|홈페이지|포털|메뉴|앱|폴더|화면|건물|본사|사이트|칸|함|대|홀|서울|부산|대구|인천|광주|대전|울산|세종|제주|수원|성남|판교|용인|고양|창원|청주|전주|천안|포항|강릉)(?:에서|에|의|로|으로|을|를|은|는|이|가|이나|이다|다|나|와|과|,|\s|\.|$)|https?:|\b(?:in|at|on|under|near)\b`)
	ratioForm = regexp.MustCompile(`\d\s*(?:%|퍼센트|％|할|배)|분의|절반|` + numeral + `대\s*` + numeral)
	dayForm   = regexp.MustCompile(numeral + `(?:일|날|주|달|개월|년|시간)|` + dayWords + `|` + monthWords + `|` + weekWords + `|매일|당일|그날|바로|즉시|` + englishDays)
	whenForm  = regexp.MustCompile(`(?i)` + numeral + `(?:년|월|일|시|분|주|달|개월|시간|분기)|` + dayWords + `|` + monthWords + `|` + weekWords +
		`|매일|매주|매월|매년|해마다|분기마다|당일|그날|즉시|바로|때|뒤|전|까지|부터|이내|\d{1,4}[-./] ?\d{1,2}|january|february|march|april|may|june|july|august|september|october|november|december|(?:\d+|` + englishNumeral + `) (?:days?|hours?|weeks?|months?|years?)`)
	// timeForm is a time itself, without the words that whenForm has as well and that often
	// say something else: 80퍼센트까지.
	timeForm   = regexp.MustCompile(numeral + `(?:년|월|일|시|분|주|달|개월|시간|분기)|` + dayWords + `|` + monthWords + `|` + weekWords + `|매일|매주|매월|매년|해마다|분기마다|당일|\d{1,4}[-./] ?\d{1,2}`)
	numberForm = regexp.MustCompile(`(?i)\d|` + numeral + `(?:명|개|번|회|원|년|달|주|시간|분|배|곳|가지|살|세|달러|퍼센트)|` + dayWords + `|` + monthWords + `|일주일|전액|절반|무료|무상|half|free|` + englishNumeral)
	phoneForm  = regexp.MustCompile(`\d{2,4}-\d{3,4}|내선\s*\d+|\d{4}번`)
	mailForm   = regexp.MustCompile(`[\w.+-]+@[\w-]+\.`)
)

// expected returns what an answer to a question contains.
func expected(question string) expectation {
	q := strings.ToLower(question)
	if count := countAsked.FindStringSubmatch(q); count != nil {
		e := expectation{form: countForms[count[1]](), cell: numberCell, exact: true}
		if count[1] == "시" { // a number alone is no time
			e.cell = nil
		}
		return e
	}
	if count := englishCountAsked.FindStringSubmatch(q); count != nil {
		return expectation{form: englishCountForms[count[1]](), cell: numberCell, exact: true}
	}
	if form, ok := measureAsked(q); ok {
		return form
	}
	if form, ok := kindAsked(q); ok {
		return form
	}
	switch {
	case choiceAsked.MatchString(q):
	case phoneAsked.MatchString(q):
		return expectation{form: phoneForm, cell: phoneCell, exact: true}
	case mailAsked.MatchString(q):
		return expectation{form: mailForm, exact: true}
	case dayAsked.MatchString(q), daysNamed.MatchString(q):
		return expectation{form: dayForm, cell: numberCell}
	case whenAsked.MatchString(q), whenNamed.MatchString(q):
		return expectation{form: whenForm}
	case ratioAsked.MatchString(q):
		return expectation{form: ratioForm, cell: numberCell}
	case moneyAsked.MatchString(q):
		return expectation{form: moneyForm, cell: numberCell}
	case whoAsked.MatchString(q):
		return expectation{form: whoForm}
	case whereAsked.MatchString(q):
		return expectation{form: whereForm, cell: placeCell}
	case howMuch.MatchString(q), limitNamed.MatchString(q):
		return expectation{form: numberForm}
	}
	return expectation{}
}

// namedLast matches a question that ends with one of these nouns, whether or not it
// goes on to ask to be told.
func namedLast(nouns string) *regexp.Regexp {
	return regexp.MustCompile(`(?:` + nouns + `)(?:[은는]요|[은는이가을를도])?\s*(?:좀 )?` +
		`(?:알려 ?[줘주][가-힣]*|뭐[가-힣]*|무엇[가-힣]*|어떻게 ?[되돼][가-힣]*|궁금[가-힣]*)?[.?!\s]*$`)
}

// countForms makes the form for each unit when it is first asked for: making them
// all takes longer than most commands.
var countForms = func() map[string]func() *regexp.Regexp {
	forms := map[string]func() *regexp.Regexp{}
	for unit, written := range units {
		forms[unit] = sync.OnceValue(func() *regexp.Regexp { return countForm(unit, written) })
	}
	return forms
}()

// countForm is the form for a unit that texts write in the given ways.
func countForm(unit, written string) *regexp.Regexp {
	more := ""
	switch unit {
	case "일", "날", "번":
		more = "|" + dayWords + "|" + weekWords
	case "달", "개월", "월":
		more = "|" + monthWords
	case "주":
		more = "|" + weekWords
	case "명", "사람":
		more = `|(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|스무)\s*분`
	case "달러":
		more = `|[$]\s*\d|\d\s*dollars?`
	}
	switch unit { // 2시간 is no time of the day, and 3개월 are no three things
	case "시":
		written = `시(?:[^간]|$)|:\d\d`
	case "개":
		written = `개(?:[^월]|$)|가지|종|대|곳`
	}
	return regexp.MustCompile(`(?i)` + numeral + `(?:` + written + `)` + more)
}

// englishUnits are the units that an English question may ask for, and how
// Korean texts write them.
var englishUnits = map[string]string{
	"people": "명", "persons": "명", "employees": "명", "members": "명", "days": "일", "days a week": "회", "hours": "시간",
	"minutes": "분", "weeks": "주", "months": "개월", "years": "년", "times": "번", "floors": "층",
	"square meters": "평", "percent": "%", "pages": "쪽", "sheets": "장", "copies": "장",
}

var englishCountAsked = regexp.MustCompile(`\bhow many (` +
	strings.Join(slices.SortedFunc(maps.Keys(englishUnits), longerFirst), "|") + `)\b`)

// longerFirst orders words such that none stands before one that it begins.
func longerFirst(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) }

// englishCountForms makes the form for each unit, in Korean or English, when it is
// first asked for.
var englishCountForms = func() map[string]func() *regexp.Regexp {
	forms := map[string]func() *regexp.Regexp{}
	for english, korean := range englishUnits {
		forms[english] = sync.OnceValue(func() *regexp.Regexp {
			return regexp.MustCompile(countForms[korean]().String() + `|(?:\d|` + englishNumeral +
				`)[ -](?:\w+ )?` + strings.TrimSuffix(english, "s"))
		})
	}
	return forms
}()

// asksForForm are nouns that name what is expected: a passage that contains a
// sum of money need not contain the word 비용.
var asksForForm = map[string]bool{
	"비용": true, "한도": true, "상한": true, "최대": true, "최소": true, "운영": true, "이용": true, "사용": true, "진행": true, "액수": true, "성함": true, "요일": true, "요금": true, "금액": true, "가격": true, "값": true, "위치": true, "장소": true, "날짜": true,
	"시기": true, "시작": true, "종료": true, "기한": true, "마감": true, "수량": true, "권수": true, "매수": true, "건수": true, "일수": true,
	"기간": true, "이유": true, "까닭": true, "원인": true, "방법": true, "절차": true, "비율": true, "비중": true,
	"사람": true, "이름": true,
	"크기": true, "길이": true, "무게": true, "거리": true, "온도": true, "인원": true, "나이": true,
	"개수": true, "횟수": true, "시각": true, "시간": true, "동안": true, "문제": true, "경우": true, "내용": true,
	"종류": true, "차이": true,
	"조건": true, "대상": true, "뜻": true, "의미": true, "필요": true, "가능": true, "하나": true, "중간": true,
	"어디": true, "번호": true,
	"price": true, "cost": true, "fee": true, "number": true, "time": true, "date": true,
	"happens": true, "happen": true, "go": true,
	"limit": true, "amount": true, "reason": true, "way": true, "need": true, "get": true,
	"use": true, "used": true,
}
