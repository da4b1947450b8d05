package relevance

import (
	"math"
	"slices"
	"testing"
)

func TestIntervalsOfATextAreRead(t *testing.T) {
	for text, want := range map[string][]interval{
		"정원 8~12명":         {{from: 8, to: 12, unit: "명"}},
		"5년 이상 10년 미만 근속":  {{from: 5, to: 10, below: true, unit: "년"}},
		"10,000 ~ 20,000원": {{from: 10000, to: 20000, unit: "원"}},
		"5년 초과 10년 이하":     {{from: 5, above: true, to: 10, unit: "년"}},
		"10명 초과":           {{from: 10, above: true, to: math.Inf(1), unit: "명"}},
		"20인 이상":           {{from: 20, to: math.Inf(1), unit: "명"}},
		"3개월 미만":           {{from: math.Inf(-1), to: 3, below: true, unit: "개월"}},
		"65세 이상, 7살 이하": {{from: 65, to: math.Inf(1), unit: "세"},
			{from: math.Inf(-1), to: 7, unit: "세"}},
		"02-123-4567, 5월 10일까지": nil,
		"12~8명":                 nil,
		"3명과 5명":                nil,
	} {
		if got := intervalsIn(text); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

func TestANumberOfAQuestionLiesWithinLimits(t *testing.T) {
	for _, c := range []struct {
		q, text string
		want    bool
	}{
		{"10명이 쓸 방", "8~12명", true},
		{"12명이 쓸 방", "8~12명", true},
		{"13명이 쓸 방", "8~12명", false},
		{"10명이 쓸 방", "8~12세", false},
		{"근속 10년", "5년 이상 10년 미만", false},
		{"근속 10년", "10년 이상", true},
		{"근속 10년", "10년 초과", false},
		{"근속 5년", "5년 초과 10년 이하", false},
		{"12세는 얼마예요", "13살 미만", true},
		{"며칠이에요", "8~12명", false},
		{"10명이 쓸 방", "30분 이내", false},
	} {
		if got := limits(c.text, quantitiesIn(c.q)); got != c.want {
			t.Errorf("%s in %s: %v", c.q, c.text, got)
		}
	}
}

func TestATextHoldsANumberWithinItsLimits(t *testing.T) {
	for q, want := range map[string]bool{"10명이 쓸 방": true, "13명이 쓸 방": false} {
		r := textReader{text: "2호실은 8~12명이 씁니다."}
		if got := r.holds(q, 0, len("10명")); got != want {
			t.Errorf("%s: %v", q, got)
		}
	}
}
