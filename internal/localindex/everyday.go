package localindex

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex/rank"
)

// sameWords holds words that mean the same in an office, a line for each
// meaning. People ask with the everyday word; documents use the official one.
var sameWords = linesOfWords(`
비밀번호 비번 패스워드 암호
급여 월급 봉급 임금
급여일 월급날 봉급날
휴대전화 휴대폰 핸드폰 스마트폰
승강기 엘리베이터
누리집 홈페이지 웹사이트
전자우편 이메일 메일
무선랜 와이파이
노트북 랩톱
컴퓨터 PC 피시
복합기 프린터 복사기
인쇄 출력 프린트
출입증 사원증 출입카드
식비 식대 밥값
조식 아침밥 아침식사
중식 점심 점심밥
석식 저녁밥 저녁식사
통근버스 셔틀 셔틀버스
교통비 차비 택시비
유류비 주유비 기름값
출장비 여비
연장근로 초과근무 시간외근무 야근 잔업
재택근무 원격근무 재택
겸업 겸직 부업 투잡
퇴직 퇴사
신입사원 신입
방문객 방문자 손님
경조금 축의금 조의금
고객센터 콜센터 상담실
설명서 매뉴얼
교육비 수강료 학원비
반려동물 애완동물
주민센터 동사무소
자동차 차량
배우자 아내 남편 와이프
조부모 할머니 할아버지
부모 어머니 아버지 엄마 아빠
자녀 아들 딸
복장 옷차림
무료 무상 공짜
대여 대출 임대
구매 구입
수리 고장
세척 청소
승인 허가 허락
휴무 휴관 휴업
연락처 전화번호
숙소 기숙사
폐기물 쓰레기
방법 요령
`)

// plainWords holds plain expressions, by how they begin, and after "=" the
// official words for them.
var plainWords = linesOfWords(`
그만두 그만둘 관두 관둘 = 퇴직
집에서_일 집에서_근무 = 재택근무
출근_시간 = 업무 시작
퇴근_시간 = 업무 종료
점심시간 = 휴게시간
일하 일해 = 근로 근무
아프 아파 몸이_안_좋 = 질병 병가
돌아가시 돌아가셨 돌아가신 장례 = 사망
애_낳 아이_낳 아기_낳 아이를_낳 = 출산
잃어버 까먹 잊어버 = 분실
망가 깨졌 깨뜨 부서 = 파손 고장
바꾸 바꿔 바꿀 갈아 = 교체 변경
고치 고쳐 = 수리 수정
돌려주 돌려줘 돌려받 = 반납 환불
물어내 = 변상
빌리 빌려 빌릴 = 대여 대출
불나 불이_나 불이_났 불_나 = 화재
모이 모여 = 집결 집합
지우 지워 = 삭제
씻 = 세척
버리 버려 = 폐기
옮기 옮겨 이사 = 이전
미루 미뤄 늦추 = 연기
늘리 늘려 = 연장
전기_나가 전기가_나가 전기가_끊 전기_끊 = 정전
물이_안_나 물_안_나 물이_끊 물_끊 = 단수
문_여 문을_여 문_열 문을_열 = 영업 운영
문_닫 문을_닫 쉬는_날 = 휴무
쉴_수 쉬어 = 휴가
차를_대 차_대 차를_세 차_세 차_어디 = 주차
끊어지 끊어져 = 끊기
물어보 = 문의
오르 올라 = 인상
깎아 싸게 = 할인
돈 = 비용 수당
시집가 장가 = 결혼
아이 애 = 자녀
도둑 훔 = 도난
다치 다쳤 = 부상 상해
늦게_오 늦게_출근 = 지각
일찍_가 일찍_나가 = 조퇴
밥 = 식사 구내식당
시끄러 = 소음
무거 = 무게
넘겨주 물려주 = 양도
참여 = 참가
`)

func linesOfWords(text string) (all [][]string) {
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		words := strings.Fields(line)
		for i := range words {
			words[i] = strings.ReplaceAll(words[i], "_", " ")
		}
		all = append(all, words)
	}
	return all
}

// everyday gives the official words for everyday ones that no passage contains,
// with the places of those in the question.
func everyday(a Analyzer, text string, terms []morph.Term,
	absent []rank.AbsentTerm) (found []morph.Term) {
	c := colloquial{text, absentWords(terms, absent)}
	add := func(said string, words []string) {
		from, to, ok := c.find(said)
		if !ok {
			return
		}
		for _, word := range words {
			for _, t := range a.Analyze(nil, word, morph.Words) {
				t.Start, t.End = int32(from), int32(to)
				found = append(found, t)
			}
		}
	}
	for _, words := range sameWords {
		for i, said := range words {
			add(said, slices.Concat(words[:i], words[i+1:]))
		}
	}
	for _, words := range plainWords {
		equals := slices.Index(words, "=")
		for _, said := range words[:equals] {
			add(said, words[equals+1:])
		}
	}
	return found
}

// absentWords are the words of a question that no passage contains.
func absentWords(terms []morph.Term, absent []rank.AbsentTerm) (words []morph.Term) {
	missing := map[string]bool{}
	for _, t := range absent {
		if t.Field == fieldWords {
			missing[t.Text] = true
		}
	}
	for _, t := range terms {
		if t.Field == morph.Words && missing[t.Text] {
			words = append(words, t)
		}
	}
	return words
}

// colloquial is a question with the words of it that no passage contains.
type colloquial struct {
	text   string
	absent []morph.Term
}

// find returns where the question says something in words of which one is
// absent. The expression begins at a word; one of a single syllable must be a
// word of its own.
func (c colloquial) find(said string) (from, to int, ok bool) {
	for from = 0; from+len(said) <= len(c.text); from++ {
		to = from + len(said)
		if strings.EqualFold(c.text[from:to], said) && slices.ContainsFunc(c.absent,
			func(t morph.Term) bool { return c.begins(said, from, &t) }) {
			return from, to, true
		}
	}
	return 0, 0, false
}

// begins reports whether the absent word t is one of an expression that begins
// at from.
func (c colloquial) begins(said string, from int, t *morph.Term) bool {
	start, end, to := int(t.Start), int(t.End), from+len(said)
	switch {
	case strings.Contains(said, " "):
		return (from == 0 || c.text[from-1] == ' ') && start >= from && start < to
	case utf8.RuneCountInString(said) == 1:
		return start == from && end == to
	}
	return start == from
}
