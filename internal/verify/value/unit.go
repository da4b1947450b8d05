package value

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/verify/lexicon"
)

// Dimension is what a quantity measures.
type Dimension uint8

const (
	Bare    Dimension = iota // no known unit
	Counted                  // things that are counted: see counters
	Won
	dollars
	euros
	yen
	Ratio   // 50 % is 0.5
	Days    // a week is 7
	Months  // a year is 12
	Seconds // an hour is 3600
	grams
	length // metres
	area   // square metres
	volume // litres
	celsius
	bits  // per second
	bytes // of memory
	watts
	hertz
	pressure // bar
	loudness // dB
	calories
	volts
	resolution // dpi
	Ordinal    // the n-th
	Multiple   // twice as much
	energy     // watt-hours
	pounds
	yuan
)

// Measure is the dimension of a unit and its size in the dimension's basic
// unit.
type Measure struct {
	Dim    Dimension
	Factor float64
}

// measures are the units by their spelling. Counters have the dimension
// counted.
var measures = map[string]Measure{
	"원": {Won, 1}, "달러": {dollars, 1}, "불": {dollars, 1}, "유로": {euros, 1}, "엔": {yen, 1},
	"위안": {yuan, 1}, "파운드": {pounds, 1},
	"KRW": {Won, 1}, "USD": {dollars, 1}, "US$": {dollars, 1}, "$": {dollars, 1}, "US달러": {dollars, 1},
	"EUR": {euros, 1}, "€": {euros, 1}, "JPY": {yen, 1}, "CNY": {yuan, 1}, "GBP": {pounds, 1},
	"천 원": {Won, 1e3}, "천원": {Won, 1e3}, "백만 원": {Won, 1e6}, "백만원": {Won, 1e6},
	"%": {Ratio, .01}, "％": {Ratio, .01}, "퍼센트": {Ratio, .01}, "프로": {Ratio, .01},
	"%p": {Ratio, .01}, "%포인트": {Ratio, .01},
	"퍼센트포인트": {Ratio, .01}, "할": {Ratio, .1}, "‰": {Ratio, .001},
	"일": {Days, 1}, "일간": {Days, 1}, "주": {Days, 7}, "주일": {Days, 7}, "주간": {Days, 7},
	"박": {Counted, 1}, "영업일": {Days, 1},
	"개월": {Months, 1}, "달": {Months, 1}, "년": {Months, 12}, "개년": {Months, 12}, "해": {Months, 12},
	"년간": {Months, 12}, "개월간": {Months, 1},
	"시간": {Seconds, 3600}, "분": {Seconds, 60}, "초": {Seconds, 1}, "ms": {Seconds, .001},
	"밀리초": {Seconds, .001}, "분간": {Seconds, 60}, "초간": {Seconds, 1},
	"g": {grams, 1}, "kg": {grams, 1e3}, "mg": {grams, 1e-3}, "t": {grams, 1e6}, "톤": {grams, 1e6},
	"킬로그램": {grams, 1e3}, "그램": {grams, 1}, "㎏": {grams, 1e3}, "㎎": {grams, 1e-3},
	"킬로": {grams, 1e3},
	"m":  {length, 1}, "km": {length, 1e3}, "cm": {length, .01}, "mm": {length, .001},
	"미터": {length, 1}, "킬로미터": {length, 1e3}, "센티미터": {length, .01}, "밀리미터": {length, .001},
	"센티": {length, .01},
	"㎞":  {length, 1e3}, "㎝": {length, .01}, "㎜": {length, .001}, "인치": {length, .0254},
	"km/h": {length, 1e3},
	"㎡":    {area, 1}, "m²": {area, 1}, "m2": {area, 1}, "제곱미터": {area, 1}, "평": {area, 3.3058},
	"㎢": {area, 1e6}, "km²": {area, 1e6}, "ha": {area, 1e4}, "헥타르": {area, 1e4},
	"L": {volume, 1}, "l": {volume, 1}, "ℓ": {volume, 1}, "리터": {volume, 1}, "mL": {volume, .001},
	"ml": {volume, .001}, "㎖": {volume, .001}, "밀리리터": {volume, .001}, "cc": {volume, .001},
	"㎥": {volume, 1e3}, "m³": {volume, 1e3}, "세제곱미터": {volume, 1e3},
	"℃": {celsius, 1}, "°C": {celsius, 1}, "도": {celsius, 1}, "°": {celsius, 1},
	"bps": {bits, 1}, "Kbps": {bits, 1e3}, "Mbps": {bits, 1e6}, "Gbps": {bits, 1e9},
	"메가비피에스": {bits, 1e6},
	"B":      {bytes, 1}, "KB": {bytes, 1e3}, "MB": {bytes, 1e6}, "GB": {bytes, 1e9},
	"TB": {bytes, 1e12}, "바이트": {bytes, 1}, "킬로바이트": {bytes, 1e3}, "메가바이트": {bytes, 1e6}, "기가바이트": {bytes, 1e9}, "기가": {bytes, 1e9},
	"메가": {bytes, 1e6}, "테라바이트": {bytes, 1e12},
	"W": {watts, 1}, "kW": {watts, 1e3}, "MW": {watts, 1e6}, "와트": {watts, 1}, "킬로와트": {watts, 1e3},
	"kWh": {energy, 1e3}, "Wh": {energy, 1}, "mWh": {energy, 1e-3},
	"Hz": {hertz, 1}, "kHz": {hertz, 1e3}, "MHz": {hertz, 1e6}, "GHz": {hertz, 1e9},
	"헤르츠": {hertz, 1}, "기가헤르츠": {hertz, 1e9},
	"bar": {pressure, 1}, "MPa": {pressure, 10}, "kPa": {pressure, .01}, "hPa": {pressure, .001},
	"psi": {pressure, .0689}, "dB": {loudness, 1}, "데시벨": {loudness, 1},
	"kcal": {calories, 1e3}, "cal": {calories, 1}, "kcal/h": {calories, 1e3}, "칼로리": {calories, 1},
	"킬로칼로리": {calories, 1e3},
	"V":     {volts, 1}, "kV": {volts, 1e3}, "볼트": {volts, 1}, "A": {Counted, 1},
	"dpi": {resolution, 1},
	"번째":  {Ordinal, 1}, "째": {Ordinal, 1}, "대째": {Ordinal, 1}, "차": {Ordinal, 1},
	"회차": {Ordinal, 1}, "배": {Multiple, 1},
}

// counters are units that only count. Those on the same line mean the same.
var counters = [...]string{
	"명 인 사람 식구 인실 인승 인용", "개 가지", "회 번 차례", "대", "권", "장 매", "건", "팀", "가구 세대", "구간", "학점", "층",
	"학년", "쪽 페이지",
	"조", "항", "호", "호기", "위", "점", "세 살", "곳 군데 개소", "마리", "자리 석 좌석", "채", "켤레", "벌", "그루", "병",
	"잔", "끼", "통",
	"편", "차선", "개국", "공장", "작업장", "호선", "등급", "급", "단계", "단", "칸", "종 종류", "줄", "자", "글자", "줄기",
	"호실", "동", "기수", "기",
	"학기", "교시", "주차", "세기", "연차", "차시", "개사", "개월차", "시리즈", "인실", "인승", "부", "봉지", "포", "알 정", "캡슐",
	"방울", "인분", "판", "송이", "포기", "명분", "구좌", "계좌", "필지", "량", "척", "대분", "코스", "라인", "포인트",
	"마일", "크레딧", "토큰", "문항", "문제", "과목", "강좌", "강", "조각", "세트", "박스 상자", "봉", "캔", "컵", "스푼",
	"월분", "항목", "안건", "부서", "표", "지역", "구역", "번지", "길",
}

// counterOf maps each counter to the number of its line, from 1.
var counterOf = func() map[string]int {
	m := map[string]int{}
	for i, line := range counters {
		for word := range strings.FieldsSeq(line) {
			if _, known := measures[word]; !known && !strings.Contains(word, "(") && m[word] == 0 {
				m[word] = i + 1
			}
		}
	}
	return m
}()

// longestUnit is the length in bytes of the longest spelling of a unit.
const longestUnit = 18

// unitAt reads the longest unit that begins at text[i:], after at most one
// space. It returns the unit and the offset of its end.
func unitAt(text string, i int) (unit string, end int) {
	at := i
	if at < len(text) && text[at] == ' ' {
		at++
	}
	for n := min(longestUnit, len(text)-at); n > 0; n-- {
		s := text[at : at+n]
		if !isUnit(s) || !endsUnit(text, at+n, s) {
			continue
		}
		if at > i && spacedOnly[s] || s == "부" && strings.HasPrefix(text[at+n:], "터") ||
			s == "기가" && existing.MatchString(text[at+n:]) {
			continue
		}
		return s, at + n
	}
	return "", i
}

// spacedOnly are units that, after a space, are usually a different word: 이
// 주, 그 해.
var spacedOnly = map[string]bool{"도": true, "동": true, "자": true, "기": true, "단": true, "주": true,
	"해": true, "부": true, "호": true, "판": true,
	"강": true, "길": true, "조": true, "인": true, "A": true, "B": true, "g": true, "t": true,
	"차": true, "알": true, "포": true, "정": true, "위": true, "통": true, "표": true, "점": true,
	"편": true, "라인": true, "문제": true, "항목": true, "과목": true, "지역": true, "구역": true,
	"부서": true, "공장": true, "안건": true, "코스": true}

// existing matches what follows 16기가 as a subject, which is not an amount of
// memory.
var existing = regexp.MustCompile(`^ ?(?:있|없|남|설치|운영|필요|모두|더)`)

func isUnit(s string) bool {
	if _, ok := measures[s]; ok {
		return true
	}
	return counterOf[s] > 0
}

// endsUnit reports whether a unit may end at a place: a unit in Latin letters
// must not be followed by further Latin letters.
func endsUnit(text string, end int, unit string) bool {
	if end >= len(text) {
		return true
	}
	last := unit[len(unit)-1]
	return !isASCIILetter(last) || !isASCIILetter(text[end]) && !IsDigit(text[end])
}

// MeasureOf returns a unit's measure. Counters and unknown units have the size
// 1.
func MeasureOf(unit string) Measure {
	if m, ok := measures[unit]; ok {
		return m
	}
	if counterOf[unit] > 0 {
		return Measure{Counted, 1}
	}
	return Measure{Bare, 1}
}

func unitFactor(unit string) float64 {
	if m, ok := measures[unit]; ok {
		return m.Factor
	}
	return 1
}

// anything are counters that 개 may replace.
var anything = lexicon.Set("건 가지 곳 종 종류 항목 대 문항 장 과목 조각 세트")

// alike are counters of different things that also count the same things.
var alike = map[string]string{"자리": "자", "대": "기"}

func SameCounter(a, b string) bool {
	return a == b || a == "개" && !kindsBy[b] || b == "개" && anything[a] || alike[a] == b || alike[b] == a ||
		counterOf[a] == counterOf[b] && counterOf[a] > 0
}

func IsDigit(c byte) bool       { return c >= '0' && c <= '9' }
func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
