package value

import "testing"

func TestFrequenciesAreComparedByMeaning(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		equal bool
	}{
		{"매월", "1년에 12번", true}, {"매월", "1년에 11번", false}, {"분기마다 한 번", "연 4회", true},
		{"격주", "한 달에 두 번", true}, {"격주", "한 달에 한 번", false}, {"매주", "한 달에 네 번", true},
		{"반기별", "6개월마다", true}, {"두 시간마다", "하루에 열두 번", true}, {"두 시간마다", "하루에 열 번", false},
		{"매년", "2년에 한 번", false}, {"일주일에 세 번", "주 3회", true}, {"주 2회", "월 2회", false},
	} {
		a, b := Frequencies(c.a), Frequencies(c.b)
		if len(a) != 1 || len(b) != 1 || a[0].Equal(&b[0]) != c.equal || b[0].Equal(&a[0]) != c.equal {
			t.Errorf("%s and %s: %+v %+v", c.a, c.b, a, b)
		}
	}
}

func TestFrequenciesAreToldFromAmountsAndDates(t *testing.T) {
	for text, want := range map[string]int{
		"하루에 8시간": 0, "월 요금": 0, "매년 4월과 10월에": 0, "한 번에 2시간": 0, "화·목요일마다": 0,
		"보고서는 매월 내며 점검은 연 4회 한다": 2,
	} {
		if got := Frequencies(text); len(got) != want {
			t.Errorf("%s: %+v", text, got)
		}
	}
	if got := Frequencies("매월 3만 원을 낸다"); len(got) != 1 || !got[0].Amount {
		t.Errorf("%+v", got)
	}
}
