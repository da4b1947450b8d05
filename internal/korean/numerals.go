package korean

import (
	"regexp"
	"strconv"
	"strings"
)

// nativeTens and nativeOnes are the native numerals before a counter, with their values.
var (
	nativeTens = map[string]int{"열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50,
		"예순": 60, "일흔": 70, "여든": 80, "아흔": 90}
	nativeOnes = map[string]int{"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7,
		"여덟": 8, "아홉": 9}
)

// nativeNumber matches a native numeral of more than ten before a counter, or any before
// 살.
var nativeNumber = regexp.MustCompile(`(^|[^가-힣])(?:(열|스물|스무|서른|마흔|쉰|예순|일흔|여든|아흔)` +
	`(한|두|세|네|다섯|여섯|일곱|여덟|아홉)? ?(살|명|사람|개|대|잔|장|권|시간|번|가지|마리|시)|` +
	`(한|두|세|네|다섯|여섯|일곱|여덟|아홉) ?(살))`)

// Digits writes ages and native numerals from ten on in digits, as documents do: 45살 for
// 마흔다섯 살. Small numbers of other things stay as they are, because texts write those
// both ways.
func Digits(text string) string {
	return nativeNumber.ReplaceAllStringFunc(text, func(found string) string {
		m := nativeNumber.FindStringSubmatch(found)
		n := nativeTens[m[2]] + nativeOnes[m[3]+m[5]]
		return strings.Join([]string{m[1], strconv.Itoa(n), m[4], m[6]}, "")
	})
}
