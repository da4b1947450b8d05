package summary_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/summary"
)

// documents are Korean documents of several kinds, with the questions to expect.
var documents = map[string]struct {
	chunks    []document.Chunk
	questions []string
}{
	"rules": {[]document.Chunk{
		{Kind: document.Prose, Headings: []string{"제3조(근로시간)"},
			Text: "① 근로시간은 휴게시간을 제외하고 1일 8시간, 1주 40시간으로 한다."},
		{Kind: document.Prose, Headings: []string{"제12조(병가)"},
			Text: "직원이 질병으로 근무할 수 없을 때에는 연 60일까지 병가를 쓸 수 있다."},
		{Kind: document.Prose, Headings: []string{"제20조(징계의 종류)"},
			Text: "징계의 종류는 견책, 감봉, 정직, 해고로 나누어 정한다."},
	}, []string{"근로시간은 어떻게 되나요?", "병가는 어떻게 되나요?", "징계의 종류는 무엇인가요?"}},
	"help desk": {[]document.Chunk{
		{Kind: document.Row, Text: "질문: 비밀번호를 잊어버리면 어떻게 해야 하나요?\n답변: 사내 포털에서 ‘비밀번호 찾기’를 누르세요. 인증 번호가 와요."},
		{Kind: document.Row, Text: "질문: 집에서도 접속할 수 있나요?\n답변: VPN으로 접속할 수 있어요."},
	}, []string{"비밀번호를 잊어버리면 어떻게 해야 하나요?", "집에서도 접속할 수 있나요?"}},
	"form": {[]document.Chunk{{Kind: document.Prose, Headings: []string{"☐ 창업 자금의 종류"},
		Text: "창업 자금에는 예비 자금과 초기 자금이 있고, 둘 가운데 하나만 신청할 수 있다."}},
		[]string{"창업 자금의 종류는 무엇인가요?"}},
	"manual": {[]document.Chunk{{Kind: document.Prose, Text: "필터 값은 개당 29,000원입니다.\n" +
		"보증 기간은 구입일부터 2년입니다.\n설치 장소: 벽에서 30cm 떨어진 곳\n" +
		"빨간 불이 깜박이면 필터를 바꾸세요."}},
		[]string{"필터 값은 얼마인가요?", "보증 기간은 얼마나 되나요?", "빨간 불이 깜박이면 어떻게 하나요?",
			"설치 장소는 어디인가요?"}},
	"steps": {[]document.Chunk{{Kind: document.Prose, Headings: []string{"VPN 접속"},
		Text: "1. 포털에서 프로그램을 내려받아 설치합니다.\n2. 사번과 비밀번호로 VPN에 접속합니다."}},
		[]string{"VPN 접속은 어떻게 하나요?"}},
	"titles": {[]document.Chunk{
		{Kind: document.Prose, Headings: []string{"신입 사원 교육 자료"},
			Text: "1. 사내망에 접속합니다.\n2. 교육 기간은 2주입니다."},
		{Kind: document.Prose, Headings: []string{"기숙사 신청 안내"},
			Text: "1. 신청서를 씁니다.\n2. 기숙사 사무실에 신청서를 냅니다."},
	}, []string{"교육 기간은 얼마나 되나요?", "기숙사 신청은 어떻게 하나요?"}},
	"names": {[]document.Chunk{
		{Kind: document.Prose, Headings: []string{"2026년 신입 교육"},
			Text: "1. 사내망에 접속해서 과정을 고릅니다.\n2. 신입 교육을 두 주 동안 듣습니다."},
		{Kind: document.Prose, Headings: []string{"한빛상사"},
			Text: "한빛상사에는 매달 마지막 금요일에 재고를 확인해서 알려 줍니다."},
		{Kind: document.Row, Text: "성명: 김 / 부서: 총무팀 / 내선: 1203"},
	}, []string{"2026년 신입 교육은 어떻게 하나요?"}},
	"table": {[]document.Chunk{{Kind: document.Prose,
		Text: "| 회의실 | 위치 | 좌석 |\n|---|---|---|\n| 은하 | 5층 | 20 |\n| 바다 | 6층 | 8 |"}},
		[]string{"은하의 위치는 어디인가요?", "바다의 좌석은 몇 명인가요?"}},
	"rows": {[]document.Chunk{
		{Kind: document.Row, Text: "요금제: 베이직 / 월 요금(원): 33000 / 통화: 300분"},
		{Kind: document.Row, Text: "요금제: 시니어\n월 요금(원): 22000\n통화: 200분"},
		{Kind: document.Row, Text: "요금제: 결합 / 월 요금(원): 11000 / 통화: 100분"},
		{Kind: document.Row, Text: "요금제: 결합 / 월 요금(원): 12000 / 통화: 150분"},
		{Kind: document.Prose, Headings: []string{"3-2"}, Text: "상담은 담임이 합니다."},
	}, []string{"베이직의 월 요금은 얼마인가요?", "시니어의 월 요금은 얼마인가요?", "베이직의 통화는 어떻게 되나요?",
		"시니어의 통화는 어떻게 되나요?"}},
}

// TestTheQuestionsOfAGuideAreAnswered asks a document what its guide proposes.
func TestTheQuestionsOfAGuideAreAnswered(t *testing.T) {
	for name, d := range documents {
		text := ""
		for _, c := range d.chunks {
			text += c.Text + "\n"
		}
		g := summary.Extract(t.Context(), name, document.Contents{Text: text, Chunks: d.chunks}, len(d.chunks))
		if !slices.Equal(g.Questions, d.questions) {
			t.Errorf("%s: %q", name, g.Questions)
		}
		for _, q := range g.Questions {
			if !answered(t.Context(), t, q, d.chunks) {
				t.Errorf("%s: nothing answers %q", name, q)
			}
		}
	}
}

func answered(ctx context.Context, t *testing.T, q string, chunks []document.Chunk) bool {
	t.Helper()
	var found []retrieve.Passage
	for _, c := range chunks {
		found = append(found, retrieve.Passage{Text: c.Text, Headings: c.Headings, Kind: c.Kind})
	}
	j, err := new(relevance.Judge).Judge(ctx, relevance.Question{Text: q}, found)
	if err != nil {
		t.Fatal(err)
	}
	return len(j.Answers(1)) > 0
}

func TestNoQuestionIsMadeOfWhatIsNoTopic(t *testing.T) {
	chunks := []document.Chunk{{Kind: document.Prose, Text: "늦어도 그날까지는 5만 원을 낸다.\n" +
		"다만, 수습 중인 직원은 제외한다.\n이것은 3개월이다.\n" +
		"물건을 받은 날부터 14일 안에 낸다. 담당자는 1년에 두 번 모인다."}}
	g := summary.Extract(t.Context(), "a", document.Contents{Text: chunks[0].Text, Chunks: chunks}, 1)
	for _, q := range g.Questions {
		t.Errorf("asked %q", q)
	}
}

func chunk(kind document.ChunkKind, text string, headings ...string) document.Chunk {
	return document.Chunk{Kind: kind, Text: text, Headings: headings}
}

func guideTo(t *testing.T, chunks ...document.Chunk) document.Guide {
	t.Helper()
	text := ""
	for _, c := range chunks {
		text += c.Text + "\n\n"
	}
	return summary.Extract(t.Context(), "a", document.Contents{Text: text, Chunks: chunks}, len(chunks))
}

func TestAListOfQuestionsAsksItsOwn(t *testing.T) {
	want := []string{"주차 등록은 어떻게 하나요?", "회의실은 몇 시간까지 쓸 수 있나요?"}
	answers := []string{"총무팀에 차량 번호를 알려 주시면 주차 등록을 해 드려요.", "회의실은 한 번에 2시간까지 예약할 수 있어요."}
	for name, c := range map[string]document.Chunk{
		"lines": chunk(document.Prose, "자주 묻는 질문\n\nQ. "+want[0]+" A. "+answers[0]+"\n\nQ. "+want[1]+" A. "+answers[1],
			"자주 묻는 질문"),
		"a table": chunk(document.Table, "질문 | 답변\n"+want[0]+" | "+answers[0]+"\n"+want[1]+" | "+answers[1], "총무팀 FAQ"),
		"rows":    chunk(document.Row, "번호: 1\n질문: "+want[0]+"\n답변: "+answers[0]),
	} {
		chunks := []document.Chunk{c}
		if name == "rows" {
			chunks = append(chunks, chunk(document.Row, "번호: 2\n질문: "+want[1]+"\n답변: "+answers[1]))
		}
		if g := guideTo(t, chunks...); !slices.Equal(g.Questions, want) {
			t.Errorf("%s: %q", name, g.Questions)
		}
	}
}

func TestAQuestionWithoutAnAnswerIsNotProposed(t *testing.T) {
	for name, c := range map[string]document.Chunk{
		"a note":             chunk(document.Prose, "우유 사기\n세탁소"),
		"a table of numbers": chunk(document.Table, "0,0 | 0,1\n1,0 | 1,1\n2,0 | 2,1"),
		"an English note":    chunk(document.Prose, "Buy milk", "Shopping"),
	} {
		if g := guideTo(t, c); len(g.Questions) > 0 {
			t.Errorf("%s: %q", name, g.Questions)
		}
	}
}

func TestTheTitleOfAListOfQuestionsIsNoTopic(t *testing.T) {
	g := guideTo(t, chunk(document.Prose, "연차는 입사일부터 1년이 지나면 15일이 생긴다. 반차는 오전과 오후로 나누어 쓴다.", "자주 묻는 질문"))
	for _, q := range g.Questions {
		if strings.Contains(q, "자주 묻는") {
			t.Errorf("asked %q", q)
		}
	}
}

func TestLinesDoNotRunTogetherInASummary(t *testing.T) {
	g := guideTo(t, chunk(document.Prose, "3월 주간 회의록\n참석자: 김서연, 박민준, 이지은\n- 신제품 출시 일정을 함께 논의\n"+
		"1. 신제품은 5월 12일에 출시하기로 한다.\nQ. 설문은 언제 끝나나요? A. 설문 결과는 3월 말까지 정리한다."))
	if want := "신제품은 5월 12일에 출시하기로 한다. 설문 결과는 3월 말까지 정리한다."; g.Summary != want {
		t.Errorf("%q, want %q", g.Summary, want)
	}
}

func TestTermsAreWholeWordsAndNoNamesOfColumns(t *testing.T) {
	g := guideTo(t,
		chunk(document.Row, "번호: 1\n질문: 비밀번호를 잊었어요\n답변: 비밀번호 찾기를 누르세요."),
		chunk(document.Row, "번호: 2\n질문: 비밀번호를 바꾸고 싶어요\n답변: 설정에서 바꾸세요."))
	if !slices.Equal(g.Terms, []string{"비밀번호"}) {
		t.Errorf("%q", g.Terms)
	}
}

func TestAQuestionSaysWhatItIsAbout(t *testing.T) {
	chunks := []document.Chunk{
		{Kind: document.Prose, Headings: []string{"건강검진 안내", "기간"}, Text: "기간\n\n기간은 4월 1일부터 11월 30일까지입니다."},
		{Kind: document.Prose, Headings: []string{"건강검진 안내", "지정 병원"}, Text: "지정 병원\n\n지정 병원은 한빛의료원입니다."},
	}
	for title, want := range map[string]bool{"건강검진 안내": true, strings.Repeat("아주 긴 제목 ", 10): false} {
		g := summary.Extract(t.Context(), "검진.md", document.Contents{Title: title, Chunks: chunks,
			Text: chunks[0].Text + chunks[1].Text}, 2)
		about := slices.ContainsFunc(g.Questions, func(q string) bool { return strings.HasPrefix(q, "건강검진 기간은") })
		alone := slices.ContainsFunc(g.Questions, func(q string) bool { return strings.HasPrefix(q, "기간은") })
		if about != want || alone {
			t.Errorf("%q: %q", title, g.Questions)
		}
	}
}
