package value

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
)

// Number is a number in a text, without its unit.
type Number struct {
	End   int
	Value float64
	word  bool // no digit in it
	small bool // digits only, no multiplier behind them
}

// numberAt reads the number that begins at text[i]: 1,000 / 3.5 / 4억 2,000만 / 오천 / 다섯.
func numberAt(text string, i int) (Number, bool) {
	if IsDigit(text[i]) {
		return digitsAt(text, i)
	}
	if n, ok := nativeAt(text, i); ok {
		return n, true
	}
	return sinoAt(text, i)
}

// Multipliers are the multipliers in a Sino-Korean number. Those up to 천
// multiply a digit; the others multiply everything before them.
var Multipliers = map[rune]float64{'십': 10, '백': 100, '천': 1e3, '만': 1e4, '억': 1e8, '조': 1e12}

// digitsAt reads digits with the multipliers between and after them.
func digitsAt(text string, i int) (Number, bool) {
	n := Number{small: true}
	var total, section float64
	at := i
	for {
		v, end := plainDigits(text, at)
		n.End = end
		section += v
		multiplied := false
		for {
			r, size := utf8.DecodeRuneInString(text[n.End:])
			m := Multipliers[r]
			if m == 0 || r == '조' && !followsMoney(text[n.End+size:]) ||
				!multiplies(text, n.End+size, r) {
				break
			}
			multiplied, n.small = true, false
			n.End += size
			if m < 1e4 {
				section = section * m
				if v, end := plainDigits(text, n.End); end > n.End { // 3천5백
					section, n.End = section+v, end
				}
				continue
			}
			total, section = total+section*m, 0
		}
		next := n.End
		if multiplied && next < len(text) && text[next] == ' ' {
			next++
		}
		if !multiplied || section != 0 || next >= len(text) || !IsDigit(text[next]) ||
			!goesOn(text, next) {
			break
		}
		at = next
	}
	n.Value = total + section
	return n, n.End > i
}

// multiplies reports whether 만 after digits is a multiplier and not the
// beginning of another word, such as 만에.
func multiplies(text string, at int, r rune) bool {
	return r != '만' || !strings.HasPrefix(text[at:], "에") && !strings.HasPrefix(text[at:], "료")
}

func followsMoney(rest string) bool {
	rest = strings.TrimLeft(rest, " ")
	return strings.HasPrefix(rest, "원") || rest != "" && IsDigit(rest[0]) ||
		strings.HasPrefix(rest, "달러")
}

// goesOn reports whether the digits at i continue the number before them,
// because a multiplier or a unit of money follows.
func goesOn(text string, i int) bool {
	_, end := plainDigits(text, i)
	rest := strings.TrimLeft(text[end:], " ")
	r, _ := utf8.DecodeRuneInString(rest)
	return Multipliers[r] != 0 || strings.HasPrefix(rest, "원") || strings.HasPrefix(rest, "명")
}

// plainDigits reads digits with commas between groups of three and a decimal point.
func plainDigits(text string, i int) (float64, int) {
	end := i
	for end < len(text) {
		switch {
		case IsDigit(text[end]):
			end++
			continue
		case text[end] == ',' && end > i && groupFollows(text, end+1):
			end++
			continue
		}
		break
	}
	if end+1 < len(text) && end > i && text[end] == '.' && IsDigit(text[end+1]) {
		for end++; end < len(text) && IsDigit(text[end]); end++ {
		}
	}
	v, _ := strconv.ParseFloat(strings.ReplaceAll(text[i:end], ",", ""), 64)
	return v, end
}

func groupFollows(text string, i int) bool {
	return i+3 <= len(text) && IsDigit(text[i]) && IsDigit(text[i+1]) && IsDigit(text[i+2]) &&
		(i+3 == len(text) || !IsDigit(text[i+3]))
}

// native are the Korean numerals that stand before counters. If one begins with
// another, the longer one comes first.
var native = [...]struct {
	word  string
	value float64
}{
	{"스물네", 24}, {"스물두", 22}, {"스물세", 23}, {"스물한", 21}, {"스무", 20}, {"열다섯", 15}, {"열여섯", 16},
	{"열일곱", 17}, {"열여덟", 18}, {"열아홉", 19},
	{"열한", 11}, {"열두", 12}, {"열세", 13}, {"열네", 14}, {"열", 10}, {"다섯", 5}, {"여섯", 6}, {"일곱", 7},
	{"여덟", 8}, {"아홉", 9},
	{"하나", 1}, {"한", 1}, {"두", 2}, {"세", 3}, {"석", 3}, {"서", 3}, {"네", 4}, {"넉", 4}, {"서른", 30},
	{"마흔", 40}, {"쉰", 50}, {"예순", 60}, {"일흔", 70}, {"여든", 80}, {"아흔", 90},
}

// nativeTens are the numerals from thirty on, to which one from one to nine may be joined.
var nativeTens = [...]struct {
	word  string
	value float64
}{{"스물", 20}, {"서른", 30}, {"마흔", 40}, {"쉰", 50}, {"예순", 60}, {"일흔", 70}, {"여든", 80}, {"아흔", 90}}

// nativeOnes are the numerals that may follow one of nativeTens. If one begins with another,
// the longer one comes first.
var nativeOnes = [...]struct {
	word  string
	value float64
}{{"하나", 1}, {"한", 1}, {"둘", 2}, {"두", 2}, {"셋", 3}, {"세", 3}, {"넷", 4}, {"네", 4}, {"다섯", 5}, {"여섯", 6},
	{"일곱", 7}, {"여덟", 8}, {"아홉", 9}}

// agedAt reads a numeral of the tens that stands alone, as for an age, with what limits it: 일흔이
// 넘으면, 예순다섯 이상.
func agedAt(text string, i int) (Number, bool) {
	for _, t := range nativeTens {
		rest, ok := strings.CutPrefix(text[i:], t.word)
		if !ok {
			continue
		}
		n := Number{End: i + len(t.word), Value: t.value, word: true}
		for _, o := range nativeOnes {
			if after, ok := strings.CutPrefix(rest, o.word); ok {
				n.End, n.Value, rest = n.End+len(o.word), n.Value+o.value, after
				break
			}
		}
		return n, aged.MatchString(rest) || tensJoined(text, &n, t.value)
	}
	return Number{}, false
}

// tensJoined reports whether a numeral of more than the tens stands before a counter.
func tensJoined(text string, n *Number, tens float64) bool {
	unit, _ := unitAt(text, n.End)
	return n.Value > tens && unit != "" && (unit == "살" || unit == "세" || counterOf[unit] > 0)
}

// aged matches what follows a numeral that stands for an age.
var aged = regexp.MustCompile(`^(?: ?(?:이상|이하|미만|부터|까지)|(?:이|을|가|를) (?:넘|지나|되|안))`)

// pronouns are native numerals that can stand alone, as in 둘 이상이면.
var pronouns = map[string]float64{"둘": 2, "셋": 3, "넷": 4, "다섯": 5}

// nativeAt reads a native numeral that is followed by a counter or a limit.
func nativeAt(text string, i int) (Number, bool) {
	for word, n := range pronouns {
		rest, ok := strings.CutPrefix(text[i:], word)
		if ok && (strings.HasPrefix(rest, " 이상") || strings.HasPrefix(rest, " 이하") ||
			strings.HasPrefix(rest, "이상")) {
			return Number{End: i + len(word), Value: n, word: true}, true
		}
	}
	if n, ok := agedAt(text, i); ok {
		return n, true
	}
	for _, n := range native {
		if !strings.HasPrefix(text[i:], n.word) || strings.HasPrefix(text[i:], "세대") {
			continue
		}
		end := i + len(n.word)
		unit, unitEnd := unitAt(text, end)
		if unit == "" && end < len(text) && text[end] == ' ' {
			unit, unitEnd = counterAfterBlank(text, end+1)
		}
		if joined := unitEnd == end+len(unit); joined && needsBlank[unit] {
			continue // 세척, 네모
		}
		if unit != "" && nativeCounts(unit, text[end:unitEnd]) && endsNative(text, unitEnd, unit) {
			return Number{End: end, Value: n.value, word: true}, true
		}
	}
	return Number{}, false
}

// needsBlank are counters that form a different word if a numeral precedes them
// without a space.
var needsBlank = lexicon.Set("척 판 단 포 통 표 편 점 량 강 길 과목 문제 조 위")

func counterAfterBlank(text string, i int) (string, int) {
	for _, unit := range [...]string{"주", "해", "판", "강", "줄", "포", "알", "통", "표", "편"} {
		if strings.HasPrefix(text[i:], unit) {
			return unit, i + len(unit)
		}
	}
	return "", i
}

// nativeCounts reports whether native numerals go with the unit. They don't go
// with units of measure or with counters for numbering.
func nativeCounts(unit, written string) bool {
	switch unit {
	case "시간", "달", "주", "해", "배", "번째", "째", "대째", "주일", "박":
		return true
	case "자", "조", "항", "호", "기", "동", "부", "단", "차", "인", "정", "원", "도", "세", "급", "분":
		return false
	case "개월", "년", "일", "개", "대", "장", "명", "번", "건", "곳":
		return unit != "일" && unit != "년" && unit != "개월"
	}
	return counterOf[unit] > 0
}

// endsNative reports whether a native numeral may end here with a counter: what
// follows a counter of one syllable must not make another word of it, as in 세
// 매장 and 두 건물.
func endsNative(text string, end int, unit string) bool {
	rest := text[end:]
	if korean.Length(unit) > 1 {
		return !strings.HasPrefix(rest, "류")
	}
	return behindCounter.MatchString(rest)
}

// behindCounter matches what may follow a counter of one syllable: the end of the
// word, a particle or a suffix.
var behindCounter = regexp.MustCompile(`^(?:$|[^가-힣]|은|는|이|가|을|를|의|에|와|과|도|로|으로|만|까지|부터|씩|마다|당|째|반|간|정도|가량|쯤|` +
	`밖|라|인|입|예|며|면|고|뿐|보다|안|이상|이하|미만|초과|이내|짜리|분|치|어치|들|중|내|동안|하고|랑|여|다|였|한테|께|서|꼴|더|남짓|전|후|뒤|이다)`)

var sinoDigits = map[rune]float64{'일': 1, '이': 2, '삼': 3, '사': 4, '오': 5, '육': 6, '칠': 7, '팔': 8,
	'구': 9}

// sinoAt reads a number in Sino-Korean words. One that is a single digit counts
// only directly before a few units, since 이 and 사 are words of their own.
func sinoAt(text string, i int) (Number, bool) {
	var total, section, digit float64
	end, runes, big := i, 0, false
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		if r == ' ' && runes > 0 && total > 0 && section+digit == 0 {
			next, more := utf8.DecodeRuneInString(text[end+1:]) // 만 오천 원
			if sinoDigits[next] > 0 || Multipliers[next] > 1 && Multipliers[next] < 1e4 {
				r, size = next, more
				end++
			}
		}
		if d := sinoDigits[r]; d > 0 && digit == 0 {
			digit = d
		} else if m := Multipliers[r]; m > 0 && m < 1e4 {
			section, digit, big = section+max(1, digit)*m, 0, true
		} else if m >= 1e4 && r != '조' {
			total, section, digit, big = total+max(1, section+digit)*m, 0, 0, true
		} else {
			break
		}
		end += size
		runes++
	}
	if runes == 0 {
		return Number{}, false
	}
	unit, _ := unitAt(text, end)
	spaced := end < len(text) && text[end] == ' '
	ok := big && sinoUnit(unit) && !strings.HasPrefix(text[end:], "장일치") || !big && !spaced && runes == 1 && (unit == "개월" || unit == "학년" ||
		unit == "퍼센트")
	return Number{End: end, Value: total + section + digit, word: true}, ok
}

func sinoUnit(unit string) bool {
	switch unit {
	case "원", "명", "장", "개", "달러", "대", "매", "권", "건", "톤", "퍼센트", "년", "일", "개월", "회", "마리", "인",
		"킬로미터", "미터":
		return true
	}
	return false
}
