package verify

import (
	"regexp"
	"strings"
)

// limit is the side on which a value bounds what it is said of.
type limit uint8

const (
	noLimit limit = iota
	atLeast       // 이상, 부터, 최소
	above         // 초과
	atMost        // 이하, 이내, 까지, 최대
	below         // 미만
)

func (l limit) up() bool { return l == atLeast || l == above }

// contradicts reports whether two limits of one value exclude each other. 이상
// and 초과, 이하 and 미만 differ where both are written out.
func (l limit) contradicts(e limit) bool {
	switch {
	case l == noLimit || e == noLimit:
		return false
	case l.up() != e.up():
		return true
	}
	return false
}

// behind and before are the words of limits around a value, longer ones first.
var behind = [...]struct {
	word  string
	limit limit
}{
	{"이상", atLeast}, {"초과", above}, {"이하", atMost}, {"미만", below}, {"이내", atMost}, {"안에", atMost},
	{"내에", atMost}, {"까지", atMost},
	{"한도", atMost}, {"전까지", atMost}, {"이전", atMost}, {"전에", atMost}, {"범위", atMost}, {"밑으로", below},
	{"아래", below}, {"부터", atLeast},
	{"이후", atLeast}, {"넘", above}, {"이 넘", above}, {"을 넘", above}, {"를 넘", above}, {"가 넘", above},
	{"을 초과", above}, {"를 초과", above},
	{"이 지난", atLeast}, {"가 지난", atLeast}, {"넘기", above}, {"이 지나", atLeast}, {"가 지나", atLeast},
	{"이 경과", atLeast}, {"지난", atLeast}, {"보다 많", above}, {"보다 적", below},
	{"이 안 되", below}, {"가 안 되", below}, {"이 안 된", below}, {"가 안 된", below},
	{"이 안 돼", below}, {"가 안 돼", below}, {"이 되지 않", below}, {"가 되지 않", below},
	{"전부터", atLeast}, {"전이 지나", atLeast}, {"전을 넘", above}, {"전이 지난", atLeast}, {"보다 낮", below}, {"보다 높", above}, {"도 안 되", below}, {"에 못 미치", below}, {"에 미달", below},
}

var beforeValue = [...]struct {
	word  string
	limit limit
}{
	{"최소", atLeast}, {"적어도", atLeast}, {"최저", atLeast}, {"최대", atMost}, {"최고", atMost},
	{"많아야", atMost}, {"늦어도", atMost}, {"상한", atMost},
	{"최장", atMost}, {"하한", atLeast},
}

// limitOf reads the limit of the value text[start:end].
func limitOf(text string, start, end int) limit {
	rest := strings.TrimLeft(text[end:], " ")
	for _, filler := range [...]string{"간 ", "의 ", "동안 ", "어치 ", "어치를 "} {
		rest = strings.TrimPrefix(rest, filler)
	}
	for _, b := range behind {
		after, ok := strings.CutPrefix(rest, b.word)
		if !ok {
			continue
		}
		if b.limit == above || b.limit == atLeast && strings.Contains(b.word, "지나") {
			if isDenied(after) {
				return atMost
			}
		}
		return b.limit
	}
	before := strings.TrimRight(text[:start], " ")
	for _, filler := range [...]string{" 주", " 월", " 연", " 하루", " 1일", " 1회", " 만", " 약"} {
		before = strings.TrimRight(strings.TrimSuffix(before, filler), " ")
	}
	for _, b := range beforeValue {
		if strings.HasSuffix(before, b.word) {
			return b.limit
		}
	}
	return noLimit
}

// isDenied reports whether a verb whose stem ended before rest is negated: 넘지
// 않다, 넘을 수 없다, 넘으면 안 된다.
func isDenied(rest string) bool {
	return denial.MatchString(rest)
}

var denial = regexp.MustCompile(`^(?:하|되|기)?(?:지 ?(?:는 )?(?:않|못|아니|말|마)|을 수 없|길 수 없|할 수 없|으면 안|기면 안|하면 안|어서는 안|겨서는 안|해서는 안|기 전|은 적 없|(?:겨|어) [가-힣]+(?:지 않|지 못|지 아니|면 안|을 수 없))`)
