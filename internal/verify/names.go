package verify

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
)

// naming is who names a row by its label.
type naming uint8

const (
	unnamed naming = iota
	byQuestion
	byClaim
)

// names reports whether the claim, or the question, has all of a unit's label.
func (c *claim) names(u *unit) naming {
	if len(u.label) == 0 && len(u.marks) == 0 {
		return unnamed
	}
	if u.row && len(u.marks) == 0 && korean.Length(u.name) >= 2 {
		if strings.Contains(dense(c.text), u.name) {
			return byClaim
		}
		if strings.Contains(dense(c.ask.text), u.name) {
			return byQuestion
		}
	}
	whole := byClaim
	for k := range u.marks {
		m := &u.marks[k]
		switch {
		case slices.ContainsFunc(c.values, func(x value) bool { return x.equal(m) }):
		case c.asksFor(m):
			whole = byQuestion
		default:
			return unnamed
		}
	}
	for k := range u.label {
		w := &u.label[k]
		switch {
		case c.has(w):
		case c.asks(w):
			whole = byQuestion
		default:
			return unnamed
		}
	}
	return whole
}

// has reports whether a word of a passage is in the claim.
func (c *claim) has(w *word) bool {
	return c.says(w) || korean.Length(w.text) >= 2 && strings.Contains(dense(c.text), w.text)
}

// eojeol is a word of the claim as it is written, with its particle.
type eojeol struct {
	start, end int // without the particle
	words      []*word
	role       role
	verbal     bool // a verb, or a noun that 하다 or 되다 makes one of
	condition  bool // in a clause that is a condition
	ends       bool // an ending of a verb follows: a stem that was not recognised
	modifies   bool // a verb stands between it and its clause's predicate
}

// inFocus reports whether e is what its clause tells: not its topic, and not
// within a clause of its own.
func (e *eojeol) inFocus() bool {
	return !e.verbal && !e.condition && !e.modifies && e.role != noRole && e.role != topic
}

// role is what a word does in its sentence, as far as its particle tells.
type role uint8

const (
	noRole  role = iota
	topic        // 은 는
	subject      // 이 가
	object       // 을 를
	adverb       // 에 에서 로 에게
	copula       // 입니다, or the end of a line
)

var roles = [...]struct {
	ending string
	role   role
}{
	{"에서는", adverb}, {"에게는", adverb}, {"으로는", adverb}, {"으로만", adverb}, {"에서만", adverb},
	{"에서", adverb}, {"에게서", adverb}, {"에게", adverb}, {"으로", adverb}, {"한테", adverb},
	{"에는", adverb}, {"로는", adverb}, {"로만", adverb}, {"로도", adverb}, {"에도", adverb},
	{"에만", adverb}, {"까지", noRole}, {"부터", noRole},
	{"입니다", copula}, {"이에요", copula}, {"예요", copula}, {"이다", copula}, {"이었습니다", copula},
	{"였습니다", copula}, {"이며", copula}, {"이고", copula},
	{"은", topic}, {"는", topic}, {"이", subject}, {"가", subject}, {"을", object}, {"를", object},
	{"에", adverb}, {"로", adverb}, {"께", adverb},
}

// eojeols groups the words of a part by the blanks of its text.
func eojeols(text string, g *part) []eojeol {
	var out []eojeol
	for i := 0; i < len(g.words); i++ {
		w := &g.words[i]
		end := w.start + strings.IndexAny(text[w.start:g.end]+" ", " ,.()|:;'\"‘’“”→~·\n")
		e := eojeol{start: w.start, end: w.end, words: []*word{w}, condition: g.condition}
		for i+1 < len(g.words) && g.words[i+1].start < end {
			i++
			e.words = append(e.words, &g.words[i])
			e.end = g.words[i].end
		}
		last := e.words[len(e.words)-1]
		rest := text[min(e.end, end):end]
		e.ends = verbEnding.MatchString(rest)
		e.verbal = !last.noun || isVerbal(rest) || e.ends
		e.role = roleOf(rest, strings.TrimSpace(text[end:g.end]) == "" ||
			strings.Trim(text[end:g.end], " .") == "")
		out = append(out, e)
	}
	verbs := 0
	for i := len(out) - 1; i >= 0; i-- {
		out[i].modifies = verbs > 1 || verbs == 1 && !out[len(out)-1].verbal
		if out[i].verbal {
			verbs++
		}
	}
	return out
}

// verbEnding is what follows a verb's stem and no noun: 듭니다, 써요. Nouns have 입니다 and 예요.
var verbEnding = regexp.MustCompile(`^(?:니다|습니다|어요|아요|었|았|는다|ㄴ다|려고|면서|자마자)`)

func roleOf(rest string, last bool) role {
	for _, r := range roles {
		if strings.HasPrefix(rest, r.ending) || strings.HasSuffix(rest, r.ending) {
			return r.role
		}
	}
	if last {
		return copula
	}
	return noRole
}

// isVerbal: 하다 or 되다 follows a noun.
func isVerbal(rest string) bool {
	for _, p := range [...]string{"하", "되", "해", "돼", "했", "됐", "할", "한", "될", "된", "합", "됩", "함",
		"됨", "받", "시키", "시켜", "나", "지"} {
		if strings.HasPrefix(rest, p) {
			return true
		}
	}
	return false
}

// names finds a name in the claim that the passage doesn't have, or that stands in another's place.
func (v *view) names() *problem {
	if p := v.unknown(); p != nil {
		return p
	}
	units := v.close()
	for i := range v.c.parts {
		g := &v.c.parts[i]
		for _, e := range eojeols(v.c.text, g) {
			w := v.foreign(&e)
			if w == nil {
				if v.swapped(&e) {
					return &problem{OtherRow, korean.Span{Start: e.start, End: e.end}}
				}
				continue
			}
			if v.beforeValue(&e, w) {
				return &problem{WrongName, korean.Span{Start: e.start, End: e.end}}
			}
			if w.name && isProper(w.text) && !e.ends || e.inFocus() &&
				korean.Length(w.text) >= 2 && v.replaced(&e, units) {
				return &problem{WrongName, korean.Span{Start: e.start, End: e.end}}
			}
		}
	}
	return nil
}

// swapped reports whether e is a name of the sentence that fits best that
// stands in another clause of it than the words around it.
func (v *view) swapped(e *eojeol) bool {
	u := &v.units[v.best]
	if u.row {
		return false
	}
	for _, w := range e.words {
		if !w.noun || !w.name && (!e.inFocus() || e.role != subject) || u.own.has(w) < 1 {
			continue
		}
		var here, there *part
		var own, other float64
		for k := u.first; k < u.last; k++ {
			g := &v.parts[k]
			s := v.around(e, g)
			switch {
			case g.own.has(w) == 1 && (here == nil || s > own):
				here, own = g, s
			case g.own.has(w) == 0 && v.otherName(e, w, g) && (there == nil || s > other):
				there, other = g, s
			}
		}
		if here != nil && there != nil && other > own+.5 {
			return true
		}
	}
	return false
}

// otherName reports whether a part has a name that the claim lacks, or a noun in the role of e.
func (v *view) otherName(e *eojeol, w *word, g *part) bool {
	if w.name {
		return slices.ContainsFunc(g.words, func(x word) bool { return x.name && !v.c.says(&x) })
	}
	for _, f := range eojeols(v.text, g) {
		if f.role == e.role && !f.verbal &&
			slices.ContainsFunc(f.words, func(x *word) bool { return x.noun && !v.c.has(x) }) {
			return true
		}
	}
	return false
}

// around weighs the claim's other nouns that a part has.
func (v *view) around(e *eojeol, g *part) float64 {
	s := 0.0
	for k := range v.c.words {
		w := &v.c.words[k]
		if w.noun && (w.start < e.start || w.start >= e.end) && !v.inTail(g, w) {
			s += v.rare.of(w) * g.own.has(w)
		}
	}
	return s
}

// mostUnknown is the share of a claim's nouns that a passage must lack for the
// claim to be about something else, if they are two at least.
const mostUnknown = .45

// unknown finds several nouns that the passage lacks, or one that only a
// passage on something else has.
func (v *view) unknown() *problem {
	var missing []korean.Span
	nouns := 0
	for i := range v.c.parts {
		for _, e := range eojeols(v.c.text, &v.c.parts[i]) {
			if e.words[len(e.words)-1].noun {
				nouns++
			}
			w := v.foreign(&e)
			if w == nil || e.verbal && !w.name {
				continue
			}
			span := korean.Span{Start: e.start, End: e.end}
			if v.elsewhereOnly(w) && e.role != topic {
				return &problem{OtherRow, span}
			}
			missing = append(missing, span)
		}
	}
	if len(missing) >= 2 && float64(len(missing)) >= mostUnknown*float64(nouns+v.matched()) {
		return &problem{NotInSources, missing[0]}
	}
	return nil
}

// matched counts what values say for the passage: two for each that it has, periods left out.
func (v *view) matched() int {
	n := 0
	for k, part := range v.placed {
		if part >= 0 && !v.c.values[k].period {
			n += 2
		}
	}
	return n
}

// elsewhereOnly reports whether a near duplicate of the passage has a word that the passage lacks.
func (v *view) elsewhereOnly(w *word) bool {
	if korean.Length(w.text) < 2 || general[w.text] {
		return false
	}
	for j, q := range v.list {
		if q != v.passage && q.all.words[w.text] && v.alikeTo(j) {
			return true
		}
	}
	return false
}

func (v *view) alikeTo(j int) bool {
	for i, q := range v.list {
		if q == v.passage {
			return v.alike(i, j)
		}
	}
	return false
}

// isProper: a proper noun of one syllable is mostly a misreading.
func isProper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return korean.Length(s) >= 2 && (unicode.Is(unicode.Hangul, r) || unicode.IsLetter(r))
}

// foreign gives a word of e that neither the passage nor the question has.
func (v *view) foreign(e *eojeol) *word {
	if v.all.dense != "" && strings.Contains(v.all.dense, dense(v.c.text[e.start:e.end])) {
		return nil
	}
	for _, w := range e.words {
		if w.noun && !general[w.text] && v.all.has(w) < .6 && !v.c.asks(w) {
			return w
		}
	}
	return nil
}

// close are the units that say about the same as the claim.
func (v *view) close() []int {
	var out []int
	for i := range v.units {
		if v.scores[i] >= .7*v.scores[v.best] {
			out = append(out, i)
		}
	}
	return out
}

// replaced reports whether a close unit has a word that the claim lacks, in the role of e.
func (v *view) replaced(e *eojeol, units []int) bool {
	for _, i := range units {
		u := &v.units[i]
		for k := u.first; k < u.last; k++ {
			g := &v.parts[k]
			for _, f := range eojeols(v.text, g) {
				if f.role != e.role && f.role != noRole && !(u.row || len(u.label) > 0) ||
					f.verbal {
					continue
				}
				lacks := false
				for _, w := range f.words {
					lacks = lacks || w.noun && !v.c.has(w) && !v.c.asks(w)
				}
				if lacks {
					return true
				}
			}
		}
	}
	return false
}

// beforeValue reports whether e stands directly before a value that stands
// behind another noun in the passage: 편도 4,000원 for 왕복 4,000원.
func (v *view) beforeValue(e *eojeol, w *word) bool {
	for k := range v.c.values {
		x := &v.c.values[k]
		if x.start != e.end+1 || v.c.text[e.end:x.start] != " " || v.placed[k] < 0 {
			continue
		}
		g := &v.parts[v.placed[k]]
		equal, _ := g.find(x)
		if equal == nil {
			return false
		}
		for j := range g.words {
			if f := &g.words[j]; f.noun && f.end+1 == equal.start && !v.c.has(f) &&
				!v.c.asks(f) && w.class == "" {
				return true
			}
		}
	}
	return false
}

// general are nouns that say little: a paraphrase may add them.
var general = set("오전 오후 새벽 아침 저녁 밤 낮 주제 기본 중심 바탕 덕 도중 한편 이외 외 시각 횟수 차례 요청 희망 활용 운영 실시 적용 유지 발생 구성 아이 어린이 부모 어르신 손님 상황 필수 원하 그날 이날 그때 한도 상한 하한 배점 폭 가운데 반경 이자 위로 안내문 본래 원래 기본적 일반 일반적 원칙적 치 꼴 집 문 뜻 의미 모델 차이 버전 시간 수업 합계 해 밑 수준 정도 만기 처음 마지막 시작 끝 진행 처리 발견 이후 이전 지난번 확인 연결 선생 선생님 소지자 경우 조건 대상 내용 방법 절차 과정 결과 이유 원인 상태 상황 부분 항목 종류 기능 작업 사용 이용 필요 가능 추가 예정 계획 목적 역할 담당 담당자 사람 분 여러분 고객 이용자 사용자 회원 직원 학생 자체 전체 일부 하나 모두 각각 당일 날짜 기간 시기 시점 기준 규정 규칙 문서 안내 정보 자료 서비스 제품 상품 물건 기기 장치 장소 곳 위치 쪽 측 편 단계 순서 이름 명칭 번호 코드 값 수치 숫자 금액 비용 가격 요금 돈 단위 비율 정상 직접 가지 형태 형식 방식 수단 이상 오류 에러 문제 도움 참고 주의 권장 현재 오늘 올해 작년 최근 이번 다음 앞 뒤 위 아래 안 밖 중 사이 때 동안 때문 덕분 대신 경우 정해 사실 이야기 말 뿐 채 만큼 대로 별도 조치 제출 접수 신청 완료 마감 정식 해당 관련 개인 본인 누구 상당 가량 내외 저절로 셈 편이 개정 규모 범위 수 개 명 인원 총액 평균 추이 실적 성과 변화 증가 감소 규정상 원칙 우리 회사 기관 부서 업체 그룹 분야 업무 일 활동 행사 회의 안건 모임 프로그램 페이지 화면 메뉴 버튼 항 조항 법 사본 원본 서류 영수증 기록 목록 표 그림 글 질문 답 답변 설명 출처 근거")
