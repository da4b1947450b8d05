package relevance

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/retrieve"
)

const filters = "필터 | 교체 주기 | 가격\n세디먼트 | 4개월 | 12,000원\n카본 | 8개월 | 18,000원\n멤브레인 | 20개월 | 4만 5천 원"

func TestARowAnswersByTheHighestOrLowestValueOfItsColumn(t *testing.T) {
	for _, test := range []struct{ question, table, won string }{
		{"제일 비싼 필터는 뭐예요?", filters, "멤브레인"},
		{"가격이 가장 싼 필터는?", filters, "세디먼트"},
		{"교체 주기가 가장 긴 필터는?", filters, "멤브레인"},
		{"필터 최저가는?", filters, "세디먼트"},
		{"가장 늦게 하는 교육은?", "교육 | 날짜\n안전 | 2027-02-04\n보안 | 2026-12-09\n성희롱 예방 | 2027-01-30", "안전"},
		{"수수료가 가장 싼 증명서는?", "증명서 | 수수료\n등본 | 400원\n납세증명 | 무료\n인감 | 600원", "납세증명"},
		{"가장 늦게 하는 교육은?", "교육 | 날짜 | 교육비\n안전 | 2027-02-04 | 무료\n보안 | 2026-12-09 | 90,000원", "안전"},
		{"경조금이 가장 많은 것은?", "구분 | 일수 | 경조금\n결혼 | 5일 | 500,000원\n출산 | 20일 | 200,000원", "결혼"},
		{"제일 큰 방은?", "방 | 정원 | 하루 요금\n가 | 6 | 90,000\n나 | 60 | 80,000", "나"},
	} {
		var rows []string
		for _, s := range extract(test.question, passagesOf(test.table), 3) {
			if s.Row {
				rows = append(rows, s.Text)
			}
		}
		if len(rows) != 1 || !strings.HasPrefix(rows[0], test.won) {
			t.Errorf("%s: %q", test.question, rows)
		}
	}
}

func TestColumnsThatDisagreeTellNoHighestValue(t *testing.T) {
	rows := extract("제일 비싼 방은?", passagesOf("방 | 평일 요금 | 주말 요금\n가 | 100원 | 200원\n나 | 150원 | 180원"), 3)
	if len(rows) != 3 { // with the header
		t.Errorf("%v", rows)
	}
}

func TestTheRowOfAWorkbookWithTheHighestValueComesFirst(t *testing.T) {
	row := func(name, price string, score float64) retrieve.Passage {
		return retrieve.Passage{Document: "docs/a.xlsx", Kind: document.Row, Score: score,
			Text: "과정: " + name + " 교육\n교육비: " + price}
	}
	found := []retrieve.Passage{row("엑셀", "30,000원", 3), row("보안", "무료", 2), row("리더십", "250,000원", 1)}
	for question, want := range map[string]string{"제일 비싼 교육은?": "리더십", "교육비가 가장 싼 교육은?": "보안"} {
		judged, err := (&Judge{}).Judge(context.Background(), Question{Text: question}, found)
		if err != nil {
			t.Fatal(err)
		}
		kept := judged.Answers(4)
		if len(kept) == 0 || !strings.Contains(kept[0].Text, want) {
			t.Errorf("%s: %v", question, kept)
			continue
		}
		got := extract(question, kept, 3)
		if !slices.ContainsFunc(got, func(s Sentence) bool { return strings.Contains(s.Text, want) }) || len(got) != 1 {
			t.Errorf("%s: %v", question, got)
		}
	}
}

func TestACellsValueIsRead(t *testing.T) {
	for cell, want := range map[string]float64{"1,000,000원": 1e6, "3만 원": 3e4, "무료": 0, "-5": -5, "△120": -120,
		"2027-02-04": 20270204, "11월 3일(화)": 1103, "95%": 95} {
		if got := cellValue(cell); got == nil || *got != want {
			t.Errorf("%s: %v", cell, got)
		}
	}
	for _, cell := range []string{"", "실비", "제한 없음"} {
		if got := cellValue(cell); got != nil {
			t.Errorf("%s: %v", cell, *got)
		}
	}
}
