package localindex_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/retrieve"
)

func TestAnEverydayWordFindsTheOfficialOne(t *testing.T) {
	ix := documents(t, map[string]string{
		"password": "비밀번호는 90일마다 바꾼다.",
		"lift":     "승강기는 매주 점검한다.",
		"pay":      "급여일은 매달 21일이다.",
		"quit":     "퇴직하려는 직원은 30일 전에 알린다.",
		"remote":   "재택근무는 주 이틀까지 한다.",
		"family":   "배우자 검진은 회사가 부담한다.",
		"child":    "자녀 학자금은 해마다 신청한다.",
		"dinner":   "석식은 17시 30분이다.",
		"visit":    "면회는 30분 이내이다.",
		"decided":  "결정사항은 네 가지이다.",
		"other":    "우편물은 오후에 나누어 준다.",
	})
	for question, want := range map[string]string{
		"저녁 식사는 몇 시":  "dinner",
		"병문안 가도 돼?":   "visit",
		"정한 게 뭐야":     "decided",
		"비번 언제 바꿔야 돼": "password",
		"엘리베이터":       "lift",
		"월급날이 언제야":    "pay",
		"그만두려면":       "quit",
		"집에서 일해도 돼?":  "remote",
		"와이프도 되나":     "family",
		"애 등록금":       "child",
	} {
		if got := find(t, ix, retrieve.Query{Text: question}); len(got) == 0 || got[0] != want {
			t.Errorf("%s: found %v, want %s", question, got, want)
		}
	}
}

// An everyday word names the subject: the official word for it counts more than a
// word beside it.
func TestAnOfficialWordOutweighsAWordBesideTheSubject(t *testing.T) {
	ix := documents(t, map[string]string{
		"badge":  "출입증은 보안실에서 받는다. 출입증을 잃어버리면 보안실에 알린다.",
		"print":  "변경된 서식은 인쇄해서 낸다.",
		"health": "검진 비용은 회사가 낸다.",
		"gym":    "개인 강습은 한 번에 4만 원이다.",
		"other":  "우편물은 오후에 나누어 준다.",
	})
	for question, want := range map[string]string{"PT 비용": "gym", "사원증 변경": "badge"} {
		if got := find(t, ix, retrieve.Query{Text: question}); len(got) == 0 || got[0] != want {
			t.Errorf("%s: found %v, want %s", question, got, want)
		}
	}
}

func TestAnOfficialWordCountsAsFound(t *testing.T) {
	ix := documents(t, map[string]string{"lift": "승강기는 매주 점검한다.", "other": "우편물 안내"})
	got, err := ix.Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: "엘리베이터"})
	if err != nil || len(got) == 0 || got[0].Match == nil || got[0].Match.Covered() != 1 {
		t.Errorf("got %+v, %v; want a passage that covers the question", got, err)
	}
}

// The 장 of 팀장 is not a 주차장, nor is any 일 a 급여일.
func TestAPartOfAnOfficialWordIsNotTheWord(t *testing.T) {
	ix := documents(t, map[string]string{
		"trip":  "팀장의 숙박비는 100,000원이고 복사는 한 장에 40원이다. 돌아온 날부터 5일 안에 청구한다.",
		"hours": "하루에 8시간을 근무한다."})
	for question, word := range map[string]string{
		"주차 요금은 얼마예요?": "주차", "월급날은 며칠이에요?": "월급", "야근은 며칠 전에 말하나요?": "야근",
	} {
		if got := foundOf(t, ix, question)[word]; got != retrieve.Nowhere {
			t.Errorf("%s: %s is found %v", question, word, got)
		}
	}
}

func TestEverydayWordsThatPassagesHaveComeFirst(t *testing.T) {
	ix := documents(t, map[string]string{"everyday": "엘리베이터 점검", "official": "승강기 점검",
		"part": "애로 사항을 적는다.", "child": "자녀 학자금"})
	for question, want := range map[string][]string{
		"엘리베이터": {"everyday", "official"},
		"애로":    {"part"}, // 애 is a word here only alone
	} {
		if got := find(t, ix, retrieve.Query{Text: question}); !slices.Equal(got, want) {
			t.Errorf("%s: found %v, want %v", question, got, want)
		}
	}
}

func TestAPassageNamesItsWordsForThoseOfTheQuestion(t *testing.T) {
	ix := documents(t, map[string]string{"leave": "경조휴가: 조부모 사망 3일", "net": "인터넷 접속 안내",
		"hours": "3년 이상 근무하면 하루를 더 쉰다. 택시비는 실비로 낸다.", "other": "우편물 안내"})
	for question, want := range map[string]string{
		"야근하면 택시비는":      "", // 초과근무 means it as a whole only
		"할아버지가 돌아가시면 며칠": "부모 사망 조 조부모",
		"인터냇 접속":         "인터넷",
		"조부모 사망":         "",
	} {
		passages, err := ix.Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: question})
		if err != nil || len(passages) == 0 {
			t.Fatal(passages, err)
		}
		var got []string
		for _, w := range passages[0].Match.Words {
			got = append(got, w.Instead...)
		}
		slices.Sort(got)
		if words := strings.Join(slices.Compact(got), " "); words != want {
			t.Errorf("%s: %q, want %q", question, words, want)
		}
	}
}

func TestWordsThatGoWithAnythingDoNotDecide(t *testing.T) {
	ix := documents(t, map[string]string{
		"annual": "연차휴가\n\n1년간 80퍼센트 이상 출근한 직원에게 15일의 유급휴가를 주며, 총 25일을 한도로 한다.",
		"sick":   "병가\n\n직원이 질병으로 근무할 수 없을 때에는 연 60일까지 병가를 쓸 수 있다.",
		"home":   "재택근무\n\n주 2일까지 부서장의 승인을 받아 재택근무를 할 수 있다.",
		"vpn":    "접속이 끊기면 유선 랜을 쓰세요.",
		"family": "경조휴가\n\n결혼 5일, 사망 3일, 출산 20일", "penalty": "징계는 견책, 감봉, 정직, 해고로 나눈다.",
		"meeting": "다음 회의는 9월 29일 오후 3시에 한다.", "filter": "필터는 6개월마다 갈아 주세요.",
		"price": "스탠다드 45000원", "error": "E03 필터 없음", "warranty": "보증 기간은 구입일부터 2년입니다.",
	})
	for _, question := range []string{"연차는 최대 며칠까지 쓸 수 있어?", "연차를 받을 수 있나요?"} {
		if got := find(t, ix, retrieve.Query{Text: question}); len(got) == 0 || got[0] != "annual" {
			t.Errorf("%s: found %v", question, got)
		}
	}
}
