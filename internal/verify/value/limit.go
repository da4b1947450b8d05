package value

import (
	"regexp"
	"strings"
)

// Limit says whether a value is a lower or an upper limit.
type Limit uint8

const (
	NoLimit Limit = iota
	atLeast       // 이상, 부터, 최소
	Above         // 초과
	atMost        // 이하, 이내, 까지, 최대
	Below         // 미만
)

// Up reports whether a limit is a lower limit, such as 이상.
func (l Limit) Up() bool { return l == atLeast || l == Above }

// Includes reports whether the value itself lies within the limit, as with 이상 and 까지.
func (l Limit) Includes() bool { return l == atLeast || l == atMost }

// Contradicts reports whether two limits of one value exclude each other. Those that
// differ only in whether they include the value don't: see Value.Oversteps.
func (l Limit) Contradicts(e Limit) bool {
	switch {
	case l == NoLimit || e == NoLimit:
		return false
	case l.Up() != e.Up():
		return true
	}
	return false
}

// behind and before are the words of limits around a value, longer ones first.
var behind = [...]struct {
	word  string
	Limit Limit
}{
	{"이상", atLeast}, {"초과", Above}, {"이하", atMost}, {"미만", Below}, {"이내", atMost}, {"안에", atMost},
	{"내에", atMost}, {"까지", atMost},
	{"한도", atMost}, {"전까지", atMost}, {"이전", atMost}, {"전에", atMost}, {"범위", atMost}, {"밑으로", Below},
	{"아래", Below}, {"부터", atLeast},
	{"이후", atLeast}, {"넘", Above}, {"이 넘", Above}, {"을 넘", Above}, {"를 넘", Above}, {"가 넘", Above},
	{"을 초과", Above}, {"를 초과", Above},
	{"이 지난", atLeast}, {"가 지난", atLeast}, {"넘기", Above}, {"이 지나", atLeast}, {"가 지나", atLeast},
	{"이 경과", atLeast}, {"지난", atLeast}, {"보다 많", Above}, {"보다 적", Below},
	{"이 안 되", Below}, {"가 안 되", Below}, {"이 안 된", Below}, {"가 안 된", Below},
	{"이 안 돼", Below}, {"가 안 돼", Below}, {"이 되지 않", Below}, {"가 되지 않", Below},
	{"전부터", atLeast}, {"전이 지나", atLeast}, {"전을 넘", Above}, {"전이 지난", atLeast}, {"보다 낮", Below}, {"보다 높", Above}, {"도 안 되", Below}, {"에 못 미치", Below}, {"에 미달", Below},
}

var beforeValue = [...]struct {
	word  string
	Limit Limit
}{
	{"최소", atLeast}, {"적어도", atLeast}, {"최저", atLeast}, {"최대", atMost}, {"최고", atMost},
	{"많아야", atMost}, {"늦어도", atMost}, {"상한", atMost},
	{"최장", atMost}, {"하한", atLeast},
}

// limitOf reads the limit of the value text[start:end].
func limitOf(text string, start, end int) Limit {
	rest := strings.TrimLeft(text[end:], " ")
	for _, filler := range [...]string{"간 ", "의 ", "동안 ", "어치 ", "어치를 "} {
		rest = strings.TrimPrefix(rest, filler)
	}
	for _, b := range behind {
		after, ok := strings.CutPrefix(rest, b.word)
		if !ok {
			continue
		}
		if b.Limit == Above || b.Limit == atLeast && strings.Contains(b.word, "지나") {
			if isDenied(after) {
				return atMost
			}
		}
		return b.Limit
	}
	before := strings.TrimRight(text[:start], " ")
	for _, filler := range [...]string{" 주", " 월", " 연", " 하루", " 1일", " 1회", " 만", " 약"} {
		before = strings.TrimRight(strings.TrimSuffix(before, filler), " ")
	}
	for _, b := range beforeValue {
		if strings.HasSuffix(before, b.word) {
			return b.Limit
		}
	}
	return NoLimit
}

// isDenied reports whether a verb whose stem ended before rest is negated: 넘지
// 않다, 넘을 수 없다, 넘으면 안 된다.
func isDenied(rest string) bool {
	return denial.MatchString(rest)
}

var denial = regexp.MustCompile(`^(?:하|되|기)?(?:지 ?(?:는 )?(?:않|못|아니|말|마)|을 수 없|길 수 없|할 수 없|으면 안|기면 안|하면 안|어서는 안|겨서는 안|해서는 안|기 전|은 적 없|(?:겨|어) [가-힣]+(?:지 않|지 못|지 아니|면 안|을 수 없))`)

// strictLimit matches the words of limits that leave no doubt whether the value itself is
// included. 넘다 is often said where 이상 is meant.
var strictLimit = regexp.MustCompile(`^ ?(?:이상|초과|이하|미만)`)

// Oversteps reports whether x and e are limits with the same value on the same
// side, and only one of them includes the value itself, such as 12세 이하 and 12세
// 미만.
func (x *Value) Oversteps(e *Value) bool {
	return x.Strict && e.Strict && x.Limit != e.Limit && x.Limit.Up() == e.Limit.Up() &&
		Near(x.Amount(), e.Amount())
}

// ContradictsValue reports whether a limit excludes the limit of a value.
func (l Limit) ContradictsValue(x *Value) bool { return x.Limit.Contradicts(l) }
