package tabletext_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/tabletext"
)

func TestCellsOfARow(t *testing.T) {
	for row, want := range map[string][]string{
		"가 | 나":          {"가", "나"},
		"| 가 | 나 |":      {"가", "나"},
		"가 |  | 나":       {"가", "", "나"},
		" | 가":           {"", "가"},
		"| 비었음 | |":      {"비었음", ""},
		"bars without |": {"bars without", ""},
	} {
		if got := tabletext.Cells(row); !slices.Equal(got, want) {
			t.Errorf("%q: %q", row, got)
		}
	}
}

func TestHeadersThatGoOn(t *testing.T) {
	for _, c := range []struct {
		header, row string
		want        bool
	}{
		{"구분 | 개인 | 개인 | 법인", "구분 | 창구 | 온라인 | 법인", true},
		{"구분 | 개인 | 개인 | 법인", " | 창구 | 온라인 | ", true},
		{"구분 | 매출 | 매출", "구분 | 2025년 | 2026년", true},
		{"구분 | 요금 | 요금 | 요금 | 요금\n구분 | 낮 | 낮 | 밤 | 밤", "구분 | 성인 | 아동 | 성인 | 아동", true},
		{"지점 | 2024년 | 2025년 | 2025년", "지점 | 연간 | 상반기 | 하반기", true},
		{"구분 | 개인 | 개인 | 법인", "등본 | 1,000원 | 900원 | 800원", false},
		{"구분 | 개인 | 개인 | 법인", "등본 | 없음 | 있음 | 없음", false},
		{"구분 | 개인 | 개인 | 법인", "구분 | 1,000원 | 900원 | 법인", false},
		{"구분 | 개인 | 개인\n구분 | 창구 | 온라인", "등본 | 가능 | 불가", false},
		{"구분 | 개인 | 법인", "구분 | 창구 | 온라인 | 창구 | 온라인", true}, // a name that spans columns stands once
		{"구분 | 대상 | 요금", " | 학생 | 무료", false},
		{"구분 | 비용 | 비고", "구분 | 무료 | 회원", false},
		{"구분 | 개인 | 법인", "등본 | 창구 | 온라인", false},
	} {
		if got := tabletext.HeaderGoesOn(c.header, c.row); got != c.want {
			t.Errorf("%q, %q: %v", c.header, c.row, got)
		}
	}
}

func TestNamesOfColumns(t *testing.T) {
	for header, want := range map[string]string{
		"구분 | 개인 | 개인 | 법인\n | 창구 | 온라인 | ":                                  "구분, 개인 창구, 개인 온라인, 법인",
		"구분 | 요금 | 요금 | 요금 | 요금\n구분 | 낮 | 낮 | 밤 | 밤\n구분 | 성인 | 아동 | 성인 | 아동": "구분, 요금 낮 성인, 요금 낮 아동, 요금 밤 성인, 요금 밤 아동",
		"구분 | 개인 | 법인\n구분 | 창구 | 온라인 | 창구 | 온라인":                             "구분, 개인 창구, 개인 온라인, 법인 창구, 법인 온라인",
		"가 | 나 | 다\n가 | 1 | 2 | 3":                                           "가, 1, 2, 3", // 나 and 다 over three columns
		"가 | 나":                                                              "가, 나",
	} {
		if got := strings.Join(tabletext.Names(header), ", "); got != want {
			t.Errorf("%q: %s", header, got)
		}
	}
}
