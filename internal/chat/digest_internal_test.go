package chat

import "testing"

func TestSummariesAreWanted(t *testing.T) {
	for input, want := range map[string]string{
		"요약해 줘": "", "이 문서들 요약해 줘": "", "전체 요약": "", "올린 파일 요약 부탁드려요": "", "문서 내용을 간단히 요약해 주세요.": "",
		"휴가 안내 문서 요약해줘": "휴가 안내", "lease.py 요약해 줘": "lease.py", "‘여비 규정’ 요약": "여비 규정",
		"여비 규정 내용 좀 간단히 정리해 주세요": "여비 규정", "병가에 대해 요약해 줘": "병가",
		"병가안내.pdf 내용 알려줘": "병가안내.pdf", "병가안내.pdf은 뭐에 대한 문서야?": "병가안내.pdf",
		"Summarise the travel rules": "the travel rules", "summarize this document": "",
	} {
		if got, ok := summaryOf(input); !ok || got != want {
			t.Errorf("%s: %q, %v; want %q", input, got, ok, want)
		}
	}
	for _, input := range []string{"실적 요약표는 어디에 있나요?", "재고 정리", "연차 내용 알려줘", "정리해고 절차는?", "요약본은 누가 만드나요?",
		"회의록을 요약해서 언제까지 보내야 해?", "연차는 며칠이에요?"} {
		if got, ok := summaryOf(input); ok {
			t.Errorf("%s: %q", input, got)
		}
	}
}

func TestListsAreWanted(t *testing.T) {
	for input, want := range map[string]bool{
		"어떤 문서들이 있나요?": true, "문서에 뭐가 있어?": true, "문서 목록 보여줘": true, "파일 리스트": true, "무슨 자료가 있어요?": true,
		"what documents are there?": true,
		"제출 문서 목록 알려줘":              false, "어떤 자료를 내야 하나요?": false, "어떤 문서가 있어야 하나요?": false, "자료에 뭐가 적혀 있어야 해?": false,
	} {
		if got := listWanted.MatchString(input); got != want {
			t.Errorf("%s: %v", input, got)
		}
	}
}

func TestNamesOfDocuments(t *testing.T) {
	for _, c := range []struct {
		name, what string
		want       bool
	}{
		{"휴가 규정.pdf", "휴가규정", true}, {"휴가규정.pdf", "휴가 규정", true}, {"docs/2026_여비-규정.hwp", "여비 규정", true},
		{"휴가규정.pdf", "휴가", true}, {"lease.py", "lease.py", true}, {"lease.py", "py", false}, {"email-policy.md", "ai", false},
		{"AI 활용 지침.pdf", "ai", true}, {"aid.pdf", "ai", false}, {"취업규칙.pdf", "규칙", false}, {"", "휴가", false},
	} {
		if got := names(c.name, c.what); got != c.want {
			t.Errorf("%s, %s: %v", c.name, c.what, got)
		}
	}
}

func TestRequestsForTheLastAnswer(t *testing.T) {
	for input, want := range map[string]bool{
		"방금 답을 더 짧게 말해 줘": true, "영어로 다시 말해 줘": true, "더 자세히 알려줘": true, "표로 정리해 줘": true, "다시 설명해 줘": true,
		"영어로 된 계약서는 어디 있어?": false, "다시 신청하려면 어떻게 해요?": false, "연차는 더 짧게 쓸 수 있나요?": false,
	} {
		if got := ofLastAnswer.MatchString(input); got != want {
			t.Errorf("%s: %v", input, got)
		}
	}
}
