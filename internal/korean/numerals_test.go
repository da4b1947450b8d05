package korean_test

import (
	"testing"

	"github.com/mundap/mundap/internal/korean"
)

func TestAgesAreWrittenInDigits(t *testing.T) {
	for text, want := range map[string]string{
		"마흔다섯 살인데 얼마예요?": "45살인데 얼마예요?", "다섯살 아이": "5살 아이", "스무 명이 가요": "20명이 가요",
		"(열두 시까지)": "(12시까지)", "서른 살": "30살", "두 대까지": "두 대까지", "세 번": "세 번", "몇 살까지": "몇 살까지",
		"열대야": "열대야", "열대 과일": "열대 과일", "한살림 매장": "한살림 매장", "열 번호": "열 번호", "열 시공": "열 시공",
		"열 장치": "열 장치", "열 개폐": "열 개폐", "열 명이면": "10명이면", "열시에": "10시에", "열두 시간이에요": "12시간이에요",
		"배열 개수": "배열 개수", "햇살": "햇살", "": "",
	} {
		if got := korean.Digits(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
