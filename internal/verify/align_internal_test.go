package verify

import (
	"testing"

	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/evidence"
	"github.com/mundap/mundap/internal/verify/signal"
)

// seen is the likeliest view of a sentence with the signals of all passages.
func seen(list []Passage, s Sentence) (names []string, values [][]float64) {
	p := Prepare(list)
	c := claim.Read(s.Text, s.Question, s.Cites)
	views, opinions := evidence.Compare(&p.set, c)
	for _, s := range signal.Of(&p.set, c, views, opinions, nil) {
		names, values = s.Names, append(values, s.Values)
	}
	return names, values
}

func signalOf(t *testing.T, name string, list []Passage, s Sentence) float64 {
	t.Helper()
	names, values := seen(list, s)
	for k, n := range names {
		if n == name {
			return values[0][k]
		}
	}
	t.Fatalf("no signal %s", name)
	return 0
}

// TestSignalsOfClauses: each signal tells a right sentence from a wrong one.
func TestSignalsOfClauses(t *testing.T) {
	for _, c := range []struct{ signal, text, right, wrong string }{
		{"clause.kinds", "해외 출장은 출발 14일 전까지 대표이사의 승인을 받아야 한다.",
			"해외 출장은 대표이사의 승인을 받아야 합니다.", "해외 출장은 인사팀장의 승인을 받아야 합니다."},
		{"clause.kinds", "유진아 연구원은 부산 학회에서 발표하고, 백승호 원장은 제주 학회의 좌장을 맡는다.",
			"백승호 원장은 제주 학회에서 좌장을 맡습니다.", "백승호 원장은 부산 학회에서 좌장을 맡습니다."},
		{"objection.rejoined", "화면에 E1이 나오면 센서가 끊어진 것이고, E2가 나오면 문이 열린 것이다.",
			"E2는 문이 열린 것이에요.", "E1은 문이 열린 것이에요."},
		{"objection.rejoined", "전원은 삼상 380볼트이며 전기 기사가 연결한다. 전원은 꺼 둔다.",
			"전원은 전기 기사가 연결해요.", ""},
		{"clause.denied", "감사는 연임할 수 있다.",
			"감사는 연임할 수 있습니다.", "감사는 연임할 수 없습니다."},
		{"exception.denied", "재택근무는 주 2일까지 할 수 있다. 다만, 수습 직원은 할 수 없다.",
			"수습 직원은 재택근무를 할 수 없습니다.", "수습 직원도 재택근무를 할 수 있습니다."},
		{"exception.ignored", "안내견을 제외한 동물은 들어올 수 없다.",
			"안내견은 들어올 수 있습니다.", "안내견도 들어올 수 없습니다."},
	} {
		list := []Passage{{Title: "안내", Text: c.text}}
		if x := signalOf(t, c.signal, list, Sentence{Text: c.right}); x > 0 {
			t.Errorf("%s: %s: %g", c.signal, c.right, x)
		}
		if c.wrong == "" {
			continue
		}
		if x := signalOf(t, c.signal, list, Sentence{Text: c.wrong}); x <= 0 {
			t.Errorf("%s: %s: %g", c.signal, c.wrong, x)
		}
	}
}

// TestATopicOfItsOwnClause: what is said of something stands in the clause that is
// about it.
func TestATopicOfItsOwnClause(t *testing.T) {
	list := []Passage{{Title: "교육", Text: "화학팀은 교육에 반드시 참석하고, 사무직은 희망자만 온다."}}
	right := signalOf(t, "clause.gap", list, Sentence{Text: "화학팀은 교육에 반드시 참석해야 합니다."})
	wrong := signalOf(t, "clause.gap", list, Sentence{Text: "사무직은 교육에 반드시 참석해야 합니다."})
	if right != 0 || wrong <= 0 {
		t.Errorf("right: %g, wrong: %g", right, wrong)
	}
}

// TestWhatANearDuplicateHas: a value of last year's rules is not one of this
// year's.
func TestWhatANearDuplicateHas(t *testing.T) {
	list := []Passage{
		{"관리 규약 (2025년)", "대표회의는 매월 셋째 목요일에 열며 의장은 회장이 맡는다. 관리비는 매달 25일까지 낸다."},
		{"관리 규약 (2022년)", "대표회의는 매월 둘째 화요일에 열며 의장은 회장이 맡는다. 관리비는 매달 말일까지 낸다."},
	}
	if x := signalOf(t, "twin.lost", list, Sentence{Text: "대표회의는 매달 셋째 목요일에 열립니다."}); x > 0 {
		t.Errorf("%g", x)
	}
	if x := signalOf(t, "twin.lost", list, Sentence{Text: "대표회의는 매달 둘째 화요일에 열립니다."}); x <= 0 {
		t.Errorf("%g", x)
	}
}

// TestANameInBrackets: a title's name in brackets tells near duplicates apart.
func TestANameInBrackets(t *testing.T) {
	p := Prepare([]Passage{
		{"휴가 규정(정규직)", "본인 결혼은 5일, 부모 사망은 5일을 쉰다. 연차는 15일에서 시작한다."},
		{"휴가 규정(계약직)", "본인 결혼은 3일, 부모 사망은 3일을 쉰다. 연차는 한 달에 하루씩 생긴다."},
	})
	f := p.Check(Sentence{Text: "본인 결혼 휴가는 3일이에요.", Question: "정규직인데 경조 휴가가 며칠인가요?"})
	if f.Verdict != Unsupported {
		t.Errorf("%+v", f)
	}
}

// TestATopicOfAnotherPassage: a value of one passage is not one of what only another
// passage speaks of.
func TestATopicOfAnotherPassage(t *testing.T) {
	list := []Passage{
		{"점검 안내", "보안 점검은 6월에 한다. 문의: 감사실 지미라 차장(내선 7230)"},
		{"반출 지침", "분실 신고는 보안관제센터(내선 7119)에서 받는다."},
	}
	if x := signalOf(t, "topic.elsewhere", list, Sentence{Text: "감사실 내선은 7230번입니다."}); x > 0 {
		t.Errorf("%g", x)
	}
	if x := signalOf(t, "topic.elsewhere", list, Sentence{Text: "보안관제센터의 내선은 7230번입니다."}); x <= 0 {
		t.Errorf("%g", x)
	}
}

// TestALabelIsTheTopicOfItsLine: what follows a label is said of it, whatever its clauses
// are about.
func TestALabelIsTheTopicOfItsLine(t *testing.T) {
	list := []Passage{{"회의록", "가을 장터: 비가 잦은 때를 피해 10월 17일로 늦추고 예산을 420만 원으로 늘린다."}}
	for _, name := range []string{"objection.crossed", "objection.rejoined"} {
		if x := signalOf(t, name, list, Sentence{Text: "가을 장터는 10월 17일로 늦춰졌습니다."}); x > 0 {
			t.Errorf("%s: %g", name, x)
		}
	}
}
