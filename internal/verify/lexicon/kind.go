package lexicon

import "strings"

// kinds are things of one kind, each on a line: what is true of one of them is
// not true of another. A word that begins with ~ stands for all that end so.
var kinds = map[string]string{
	"colour": "빨강 빨간 빨간색 빨간불 붉은색 적색 파랑 파란 파란색 파란불 청색 초록 초록색 초록불 녹색 노랑 노란 노란색 노란불 황색 " +
		"주황 주황색 주황불 흰색 하얀색 백색 검정 검정색 검은색 흑색 보라색 보라 분홍 분홍색 회색 갈색 하늘색",
	"channel": "이메일 메일 우편 전화 문자 팩스 방문 택배 앱 홈페이지 누리집 온라인 창구 카카오톡 채팅 게시판 등기 인터넷 " +
		"현장 메신저 게시판 ~우편 ~시스템 ~데스크",
	"payment": "현금 카드 계좌이체 상품권 수표 포인트 ~카드 이체 마일리지",
	"person": "~팀장 ~부장 ~과장 ~차장 ~대리 ~이사 ~원장 ~회장 ~위원장 ~의장 ~감사 ~담당자 ~담당 ~관리자 ~소장 ~실장 " +
		"~본부장 ~총장 ~교장 ~교감 ~교사 ~강사 ~기사 ~대표 ~국장 ~처장 ~의사 ~간호사 ~큐레이터 ~반장 ~조장 ~사서 ~매니저 " +
		"~사장 ~주임 ~사원 ~임원 ~점장 ~지점장 ~보호자 ~교수 ~위원 ~조교 ~센터장 ~학장 ~연구원 ~책임자 ~간사 ~총무 ~점주 " +
		"~본사 ~고객 ~판매자 ~구매자 ~임대인 ~임차인 ~시장 ~구청장 ~장관 ~운전자 ~안전관리자 ~약사 ~트레이너 ~코치",
	"body": "~팀 ~부서 ~센터 ~위원회 ~사무소 ~사무국 ~본부 ~지점 ~지사 ~은행 ~구청 ~시청 ~총무과 ~행정실 ~관리실 ~재무과 " +
		"~인사과 ~지원실 ~기획실 ~분과 ~학생회 ~조합 ~지원과 ~학과 ~회사 ~공단 ~공사 ~협회 ~재단 ~카드사 ~보험사 ~경찰 ~소방서 ~이사회 ~총회 ~병원 ~상담실",
	"place": "~회의실 ~강당 ~휴게실 ~사무실 ~창고 ~주차장 ~로비 ~현관 ~옥상 ~지하 ~보관함 ~매표소 ~전시실 ~열람실 ~식당 " +
		"~강의실 ~운동장 ~체육관 ~도서관 ~카페 ~매점 ~정문 ~후문 ~라운지 ~쉼터 ~접수처 ~안내대 ~게시판 ~공연장 ~연습실 " +
		"~헬스장 ~수영장 ~독서실 ~다목적실 ~회관 ~공원 ~박물관 ~미술관 ~문화원 ~주방 ~수리점 ~매장 ~대강당 ~초등학교 ~중학교 ~고등학교",
	"year":   "올해 금년 내년 작년 지난해 내후년 이듬해",
	"time":   "아침 점심 저녁 밤 새벽 오전 오후 정오 자정 낮",
	"season": "봄 여름 가을 겨울 봄철 여름철 가을철 겨울철",
	"half":   "상반기 하반기",
	"day":    "평일 주말 휴일 공휴일 토요일 일요일 월요일 화요일 수요일 목요일 금요일",
	"paper": "~신청서 ~계획서 ~확인서 ~동의서 ~영수증 ~진단서 ~증명서 ~신분증 ~통장 ~보고서 ~추천서 ~견적서 ~계약서 ~등본 " +
		"~초본 ~처방전 ~사유서 ~서약서 ~명세서 ~여권 ~학생증 ~면허증 ~자격증 ~이력서 ~접수증 ~수료증 ~회원증",
	"city": "서울 부산 대구 인천 광주 대전 울산 세종 제주 천안 구미 수원 성남 용인 청주 전주 창원 포항 춘천 강릉 화성 평택 " +
		"런던 뉴욕 도쿄 방콕 파리 베이징 상하이 싱가포르 하노이 오사카 타이베이",
	"side":      "왼쪽 오른쪽 위쪽 아래쪽 앞쪽 뒤쪽 앞면 뒷면 윗면 아랫면 밑면 옆면 좌측 우측 안쪽 바깥쪽",
	"direction": "동쪽 서쪽 남쪽 북쪽 동편 서편 남편 북편 동향 서향 남향 북향 남측 북측 동측 서측",
	"age":       "어른 성인 청소년 어린이 유아 영아 노인 경로 초등학생 중학생 고등학생 대학생",
	"status":    "정규직 계약직 수습 인턴 아르바이트 파견직 시간제 회원 비회원 신입생 재학생 휴학생 졸업생",
	"degree":    "초급 중급 고급 초급반 중급반 고급반 경증 중증 소형 중형 대형 특대형 약풍 중풍 강풍",
	"pet":       "개 고양이 토끼 새 햄스터 물고기",
	"drink":     "물 생수 커피 차 음료 주류 술 탄산음료 우유 주스 음식 음식물 과자 다과 간식",
	"tool":      "플래시 삼각대 셀카봉 우산 가방 휴대전화 카메라 노트북 태블릿",
	"ride":      "버스 택시 지하철 기차 비행기 자가용 승용차 오토바이 자전거 이륜차 KTX ktx 도보",
	"browser":   "크롬 사파리 파이어폭스 엣지 웨일 인터넷익스플로러",
	"system":    "안드로이드 ios 윈도우 윈도 맥 맥os 리눅스 아이폰 아이패드",
	"matter":    "유리 플라스틱 종이 금속 나무 목재 스테인리스 알루미늄 도자기 비닐 고무 가죽 면 실크",
	"tongue":    "영어 중국어 일본어 프랑스어 독일어 스페인어 베트남어 러시아어 한국어",
	"how":       "자동 수동 추첨 선착순 무료 유료 유상 무상 손 기계 사전 사후",
}

// kindOfWord and kindOfEnd map words, and the endings of words, to their kinds.
var kindOfWord, kindOfEnd = func() (words, ends map[string]string) {
	words, ends = map[string]string{}, map[string]string{}
	for kind, list := range kinds {
		for w := range strings.FieldsSeq(list) {
			if end, ok := strings.CutPrefix(w, "~"); ok {
				ends[end] = kind
			} else {
				words[w] = kind
			}
		}
	}
	return words, ends
}()

// Exclusive reports whether the name of one thing of a kind is seldom a
// paraphrase for another one, so that naming the other one is wrong.
func Exclusive(kind string) bool { return exclusive[kind] }

var exclusive = Set("colour city browser system matter tongue paper body place channel ride pet status season direction")

// anyBody are words for bodies of any name. Readers know which one is meant.
var anyBody = Set("회사 업체 기관 단체 부서")

// longestEnd is the most bytes of an ending that names a kind.
const longestEnd = 15

// KindOf returns the kind of thing that a noun names, or "" if it is not known.
func KindOf(noun string) string {
	if k := kindOfWord[noun]; k != "" {
		return k
	}
	if anyBody[noun] {
		return ""
	}
	for n := min(len(noun), longestEnd); n >= 3; n -= 3 {
		if k := kindOfEnd[noun[len(noun)-n:]]; k != "" {
			return k
		}
	}
	return ""
}
