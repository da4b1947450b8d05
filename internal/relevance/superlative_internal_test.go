package relevance

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/tabletext"
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
		{"이자가 제일 낮은 대출은?", "종류 | 한도 | 이자\n주택 | 5,000만 원 | 연 2.0%\n생활 | 1,000만 원 | 연 3.0%\n의료비 | 700만 원 | 없음", "의료비"},
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

func TestWordsOfATablesTitleRestrictNoRows(t *testing.T) {
	p := passagesOf("과정 | 장소 | 수강료\n엑셀 | 2층 교육장 | 무료\n발표 | 연수원 | 150,000원\n분석 | 온라인 | 240,000원")
	p[0].Title = "하반기 교육"
	rows := extract("하반기에 제일 비싼 교육이 뭐예요?", p, 3)
	if len(rows) != 2 || !strings.HasPrefix(rows[1].Text, "분석") {
		t.Errorf("%v", rows)
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

func TestACellsAmountIsRead(t *testing.T) {
	for _, test := range []struct {
		cell     string
		of       *quality
		from, to float64
	}{
		{"1,000,000원", money, 1e6, 1e6}, {"3만 원", money, 3e4, 3e4}, {"1만 5천 원", money, 15e3, 15e3},
		{"1시간 5,000원", money, 5e3, 5e3}, {"무료", money, 0, 0}, {"90,000", money, 9e4, 9e4},
		{"-5", count, -5, -5}, {"△120", count, -120, -120}, {"6~8명", size, 6, 8},
		{"2027-02-04", date, 20270204, 20270204}, {"11월 3일(화)", date, 1103, 1103},
		{"12월 9일~11일", date, 1209, 1211}, {"2027년", date, 20270000, 20271231},
		{"2주", duration, 14, 14}, {"90분", duration, .0625, .0625}, {"1년", duration, 336, 372},
		{"영구 보존", duration, math.Inf(1), math.Inf(1)}, {"10영업일", duration, 10, 22}, {"5m", duration, 5, 5},
	} {
		if got := test.of.amountOf(test.cell); got == nil || got.from != test.from || got.to != test.to {
			t.Errorf("%s: %v", test.cell, got)
		}
	}
	for cell, of := range map[string]*quality{"": count, "실비": money, "2021년": duration, "14.2km/L": money, "3층": date} {
		if got := of.amountOf(cell); got != nil {
			t.Errorf("%s: %v", cell, *got)
		}
	}
}

const (
	rooms = "회의실 | 정원 | 대여료 | 위치\n하늘 | 8명 | 10,000원 | 2층\n바다 | 20명 | 30,000원 | 3층\n" +
		"산 | 4명 | 5,000원 | 5층\n강 | 12명 | 협의 | 1층"
	kept    = "문서 | 보존 기간\n회계 장부 | 10년\n출입 기록 | 6개월\n방문 일지 | 90일\n계약서 | 영구"
	courses = "과정 | 기간 | 교육비\n리더십 | 2주 | 1만 5천 원\n엑셀 | 10일 | 1만 2천 원\n영어 | 6개월 | 3만 원\n용접 | 1년 | 30만 원\n안전 | 90분 | 2만 원"
	goods   = "품목 | 모델 | 가격\n노트북 | N100 | 900,000원\n노트북 | N200 | 1,500,000원\n책상 | D10 | 200,000원\n" +
		"책상 | D20 | 2,500,000원\n의자 | C10 | 300,000원\n의자 | C20 | 90,000원"
	inns = "지역 | 숙소 | 1박 요금 | 정원\n서울 | 한강 호텔 | 90,000원 | 2명\n서울 | 남산 호텔 | 120,000원 | 4명\n" +
		"부산 | 라온 호텔 | 70,000원 | 6명"
	cars = "차량 | 연식 | 대여료 | 연비\n아반떼 | 2021년 | 1만 원 | 14.2km/L\n쏘나타 | 2019년 | 1만 5천 원 | 12.1km/L\n" +
		"카니발 | 2023년 | 3만 원 | 9.8km/L"
	perTime = "방 | 요금\n소담 | 1시간 5,000원\n다솜 | 2시간 8,000원\n가온 | 30분 3,000원"
)

func TestTheUnitsAndTheWordsOfAQuestionTellTheRow(t *testing.T) {
	for _, test := range []struct{ question, table, won string }{
		{"가장 높은 층에 있는 회의실은?", rooms, "산"},
		{"정원이 가장 많은 회의실은 몇 층인가요?", rooms, "바다"},
		{"가장 인원이 많은 회의실은?", rooms, ""},
		{"가장 높은 회의실은?", rooms, ""},
		{"가장 많은 사람이 들어가는 회의실은?", rooms, "바다"},
		{"보존 기간이 가장 긴 문서는?", kept, "계약서"},
		{"보존 기간이 가장 짧은 문서는?", kept, "방문 일지"},
		{"기간이 가장 짧은 과정은?", courses, "안전"},
		{"기간이 가장 긴 과정은?", courses, "용접"},
		{"교육비가 가장 싼 과정은?", courses, "엑셀"},
		{"제일 싼 방은?", perTime, ""},
		{"제일 비싼 방은?", strings.NewReplacer("2시간", "1시간", "30분", "1시간").Replace(perTime), "다솜"},
		{"가장 긴 기간은?", "과정 | 기간\n가 | 30일\n나 | 1개월\n다 | 2주", ""},
		{"기간이 가장 긴 과정은?", "과정 | 기간\n가 | 30일\n나 | 상시\n다 | 2주", ""},
		{"제일 비싼 노트북은?", goods, "노트북 | N200"},
		{"가장 싼 책상은 뭐야?", goods, "책상 | D10"},
		{"가장 비싼 의자는 얼마인가요?", goods, "의자 | C10"},
		{"서울에서 제일 싼 숙소는?", inns, "서울 | 한강"},
		{"서울 호텔 가운데 정원이 가장 많은 곳은?", inns, "서울 | 남산"},
		{"제일 비싼 숙소 두 곳은?", inns, ""},
		{"제일 비싼 숙소와 제일 싼 숙소는?", inns, ""},
		{"제일 싼 숙소가 아닌 곳은?", inns, ""},
		{"두 번째로 비싸고 가장 큰 숙소는?", inns, ""},
		{"4명이 묵을 수 있는 제일 싼 숙소는?", inns, ""},
		{"1박 요금이 제일 비싼 숙소는?", inns, "서울 | 남산"},
		{"제일 비싼 차량은?", cars, "카니발"},
		{"가장 오래된 차량의 연식은?", cars, ""},
		{"가장 오래된 문서는?", kept, ""},
		{"가장 오래 보존하는 문서는?", kept, "계약서"},
	} {
		g := grid{}
		for i, line := range strings.Split(test.table, "\n") {
			if cells := tabletext.Cells(line); i == 0 {
				g.names = cells
			} else {
				g.rows = append(g.rows, cells)
			}
		}
		var won []string
		if s, ok := superlativeIn(test.question); ok {
			_, rows := s.winners(g)
			for _, i := range rows {
				won = append(won, strings.Join(g.rows[i], " | "))
			}
		}
		if test.won == "" && len(won) > 0 ||
			test.won != "" && (len(won) != 1 || !strings.HasPrefix(won[0], test.won)) {
			t.Errorf("%s: %q, want %q", test.question, won, test.won)
		}
	}
}
