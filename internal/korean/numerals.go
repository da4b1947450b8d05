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
// 살. What follows it has to be looked at, too.
var nativeNumber = regexp.MustCompile(`(^|[^가-힣])(?:(열|스물|스무|서른|마흔|쉰|예순|일흔|여든|아흔)` +
	`(한|두|세|네|다섯|여섯|일곱|여덟|아홉)?( ?)(살|명|사람|개|대|잔|장|권|시간|번|가지|마리|시)|` +
	`(한|두|세|네|다섯|여섯|일곱|여덟|아홉) ?(살))`)

// afterCounter matches what may stand behind a counter: the end, a blank, a mark, or a
// particle. In 열 번호 and 한살림 something else does.
var afterCounter = regexp.MustCompile(`^(?:$|[^가-힣]|(?:에|은|는|이|가|을|를|의|도|만|씩|째|인|짜리|까지|부터|이상|이하|미만|정도|쯤|안)(?:$|[^가-힣]|[가-힣]{1,2}(?:$|[^가-힣])))`)

// Digits writes ages and native numerals from ten on in digits, as documents do: 45살 for
// 마흔다섯 살. Small numbers of other things stay as they are, because texts write those
// both ways, and so does what may be another word, such as 열대.
func Digits(text string) string {
	var b strings.Builder
	from := 0
	for _, at := range nativeNumber.FindAllStringSubmatchIndex(text, -1) {
		m := func(i int) string {
			if at[2*i] < 0 {
				return ""
			}
			return text[at[2*i]:at[2*i+1]]
		}
		joined := m(2) == "열" && m(3) == "" && m(4) == "" && m(5) != "살" && m(5) != "시"
		if joined || !afterCounter.MatchString(text[at[1]:]) {
			continue
		}
		b.WriteString(text[from:at[0]] + m(1))
		b.WriteString(strconv.Itoa(nativeTens[m(2)] + nativeOnes[m(3)+m(6)]))
		b.WriteString(m(5) + m(7))
		from = at[1]
	}
	return b.String() + text[from:]
}
