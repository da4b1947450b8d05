package value

import (
	"fmt"
	"testing"
)

func TestValuesOfATextAreRead(t *testing.T) {
	for text, want := range map[string]string{
		"1,000만 원":      "0:1e+07/2",
		"10,000,000원":   "0:1e+07/2",
		"4억 2,000만 원으로": "0:4.2e+08/2",
		"13억 5천만 원":     "0:1.35e+09/2",
		"5천 원":          "0:5000/2",
		"0.5 %":         "0:0.005/6",
		"3분의 2":         "0:0.6666666666666666/6",
		"수강료의 2/3를":     "0:0.6666666666666666/6",
		"이틀":            "0:2/7",
		"석 달 동안":        "0:3/8",
		"2026.3.1.":     "1:2026-3-1",
		"2026년 3월 1일":   "1:2026-3-1",
		"2026. 3. 1.부터": "1:2026-3-1",
		"3월 20일까지":      "1:0-3-20",
		"3.20.까지":       "1:0-3-20",
		"2026년":         "1:2026-0-0",
		"2026학년도 1학기":   "1:2026-0-0 0:1/1",
		"오후 4시 30분":     "2:990",
		"밤 10시":         "2:1320",
		"오후 2시부터 5시까지":  "2:840 2:1020",
		"오전 9시부터 5시까지":  "2:540 2:300",
		"천장에 단다":        "",
		"세 매장과 네 시험장, 두 건물":   "",
		"세 명과 두대는, 한번도, 네 시에": "0:3/1 0:2/1 0:1/1 2:240",
		"16:30":                    "2:990",
		"35~60℃":                   "0:35/14 0:60/14",
		"5,500만~7,500만 원":          "0:5.5e+07/2 0:7.5e+07/2",
		"A396과 HB-200, 2.0.1":      "4:a396 4:hb-200 4:2.0.1",
		"화·목 15:00":                "3:10 2:900",
		"화~일요일":                    "3:126",
		"다섯 권, 두 번, 한 시간 반":        "0:5/1 0:2/1 0:5400/9",
		"제3조 제2항":                  "0:3/1 0:2/1",
		"최대 2,400Mbps":             "0:2.4e+09/15",
		"-120":                     "0:-120/0",
		"$5와 US$80, ₩5,000":        "0:5/3 0:80/3 0:5000/2",
		"3,000 USD, ￦ 500, ¥700":   "0:3000/3 0:500/2 0:700/5",
		"x^2와 10^3":                "0:10/0",
		"백만 원과 오만 원":               "0:1e+06/2 0:50000/2",
		"이 사람은 세 가지를 한다":           "0:3/1",
		"1,000":                    "0:1000/0",
		"85dB이 넘는":                 "0:85/20",
		"byeolbit@example.kr로 보낸다": "4:byeolbit@example.kr",
		"월 30,000원":                "0:1/8 0:30000/2",
	} {
		got := ""
		for i, v := range Scan(text) {
			if i > 0 {
				got += " "
			}
			switch v.Class {
			case Quantity:
				got += fmt.Sprintf("%d:%v/%d", v.Class, v.Number, v.Dim)
			case Date:
				got += fmt.Sprintf("%d:%d-%d-%d", v.Class, v.Date.Year, v.Date.Month, v.Date.Day)
			case Clock:
				got += fmt.Sprintf("%d:%v", v.Class, v.Number)
			case Weekday:
				got += fmt.Sprintf("%d:%d", v.Class, v.days)
			case Code:
				got += fmt.Sprintf("%d:%s", v.Class, v.Code)
			}
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestDaysOfOneMonth(t *testing.T) {
	for text, want := range map[string]Day{
		"10월 17일과 18일 이틀 동안 연다.": {Month: 10, Day: 18}, "3월 2일, 9일에 쉰다.": {Month: 3, Day: 9},
	} {
		if got := Scan(text); len(got) < 2 || got[1].Date != want {
			t.Errorf("%q: %+v", text, got)
		}
	}
	if got := Scan("3월 2일부터 10일 동안 연다."); got[1].Class != Quantity {
		t.Errorf("%+v", got)
	}
}

func TestADayBeforeWhatEachDayHasIsAPeriod(t *testing.T) {
	if got := Scan("하루 8시간을 채운다."); !got[0].Period {
		t.Errorf("%+v", got)
	}
	if got := Scan("하루 전에 취소한다."); got[0].Period {
		t.Errorf("%+v", got)
	}
}

func TestNamesWithAPoliteEnding(t *testing.T) {
	for text, want := range map[string]string{
		"책임자는 연지수 님입니다.": "연지수", "신청자님께 알려 드려요.": "", "고객님은 무료예요.": "",
	} {
		got := ""
		for _, v := range Scan(text) {
			if v.Class == Person {
				got = v.Code
			}
		}
		if got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestPeopleAfterTheirTitles(t *testing.T) {
	for text, want := range map[string]string{
		"강사 채이든에게 알린다": "채이든", "관리자 표은겸이 맡는다": "표은겸", "박지은 과장이 받는다": "박지은",
		"유약은 강사 앞에서 섞는다": "", "팀장 승인이 필요하다": "", "감사 보고서가 나온다": "", "사원 주차장은 지하에 있다": "",
	} {
		got := ""
		for _, v := range Scan(text) {
			if v.Class == Person {
				got += v.Code
			}
		}
		if got != want {
			t.Errorf("%s: %q", text, got)
		}
	}
}
