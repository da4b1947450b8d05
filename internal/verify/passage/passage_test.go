package passage_test

import (
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
)

func TestATableIsReadByRowsAndColumns(t *testing.T) {
	p := passage.Read("수강료", "강좌 | 강사 | 수강료\n통기타 | 석주원 | 105,000원")
	row := p.Units[len(p.Units)-1]
	if !row.Row || row.Name != "통기타" || !slices.Equal(row.Header, []string{"강좌", "강사", "수강료"}) {
		t.Fatalf("%+v", row)
	}
	if got := p.PlainText(&row); got != "강좌 통기타 강사 석주원 수강료 105,000원" {
		t.Error(got)
	}
}

func TestClauses(t *testing.T) {
	for text, want := range map[string][]string{
		"24시간 쓸 수 있으나 회의실은 22시까지이다.":   {"24시간 쓸 수 있으나", "회의실은 22시까지이다."},
		"늦게 오면 들어갈 수 없다.":              {"늦게 오면", "들어갈 수 없다."},
		"음식을 남기면 안 된다.":                {"음식을 남기면 안 된다."},
		"요금은 어른 9,000원, 어린이 4,000원이다.": {"요금은 어른 9,000원,", "어린이 4,000원이다."},
	} {
		var got []string
		for _, s := range passage.Clauses(text, korean.Span{End: len(text)}, value.Scan(text)) {
			got = append(got, s.Of(text))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestConditions(t *testing.T) {
	for text, want := range map[string]bool{"보증 기간이 지나면": true, "매진된 경우에만": true, "보증 기간은 2년이다": false} {
		if passage.IsCondition(text) != want {
			t.Errorf("%q: %t", text, !want)
		}
	}
}

func TestAHeaderMayHaveSeveralRows(t *testing.T) {
	p := passage.Read("여비", "구분 | 교통비 | 교통비 | 식비\n구분 | 철도 | 선박 | 식비\n임원 | 특실 | 1등 | 36,000원")
	row := p.Units[len(p.Units)-1]
	if !slices.Equal(row.Header, []string{"구분", "교통비 철도", "교통비 선박", "식비"}) {
		t.Errorf("%q", row.Header)
	}
}

func TestARowMayBeginWithAnEmptyCell(t *testing.T) {
	p := passage.Read("여비", "구분 | 교통비 | 식비\n임원 | 특실 | 36,000원\n | 일반실 | 30,000원")
	if row := p.Units[len(p.Units)-1]; len(row.Cells) != 3 || row.Name != "일반실" {
		t.Errorf("%q, %v", row.Name, row.Cells)
	}
}
