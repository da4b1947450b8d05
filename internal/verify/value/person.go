package value

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
)

// surnames are the family names of almost all Koreans.
const surnames = `[김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국]`

// rareSurnames are further ones that begin nouns, too. What begins with one is a name
// only if it doesn't read as a noun.
const rareSurnames = `[계은피어사봉감경가복예편평태팽빈상승시온옹용운음인종좌창초필형호화동두단당대갈범부순아]`

// titledName matches a full name of three syllables followed by a title;
// introduced matches a name after a title or a colon, ofBody one after a team or
// an office.
var (
	titledName = regexp.MustCompile(`(?:^|[^가-힣])(` + anySurname + `[가-힣]{2}) ?(?:` + titles +
		`)(?:$|[^가-힣]|은|는|이|가|을|를|의|에|와|과|께|로|도|입|예|님)`)
	introduced = regexp.MustCompile(`(?:` + introductions + `|` + titles +
		`)(?: ?[:：]| ?[은는]|) (` + anySurname + `[가-힣]{2})(?:$|[,.()\n|]|이다|입니다|이에요|예요|이며)`)
	polite     = regexp.MustCompile(`(?:^|[^가-힣])(` + anySurname + `[가-힣]{2}) ?님(?:$|[^가-힣]|은|는|이|가|을|를|의|에|와|과|께|으|도|입|예)`)
	afterTitle = regexp.MustCompile(`(?:` + titles + `|관리자|담당자|책임자|담당) (` + anySurname + `[가-힣]{2})(?:에게|한테|께서|께|이 |가 |은 |는 |을 |를 |의 )`)
	ofBody     = regexp.MustCompile(`(?:팀|과|부서|센터|본부|실) (` + anySurname + `[가-힣]{2})(?: ?님| ?씨|에게|께|\(|이 (?:맡|담당|받)|가 (?:맡|담당|받))`)
)

const anySurname = `(?:` + surnames + `|` + rareSurnames + `)`

var rareSurname = regexp.MustCompile(`^` + rareSurnames)

// groupEnd matches the last syllable of words for groups and for people who are not named.
var groupEnd = regexp.MustCompile(`[팀과부실회원자장생인사소국처관반조]$`)

// doubtful reports whether what looks like a name with a rare surname may be a noun. With a
// title behind it, it is one only if the dictionary knows it as a whole or it names a group.
func doubtful(name string, titled bool) bool {
	if lexicon.General[name[len("가"):]] {
		return true // 전직원
	}
	if !rareSurname.MatchString(name) {
		return false
	}
	if lexicon.KindOf(name) != "" {
		return true
	}
	for _, w := range lexicon.WordsOf(name, nil) {
		if n := w.End - w.Start; w.Start == 0 && n > len("가") {
			return !titled || n == len(name) || groupEnd.MatchString(name)
		}
	}
	return false
}

// isNoun reports whether what looks like a name is a noun that the dictionary knows, with
// its particle (유약은) or, where only a title before it makes it look like a name, without.
func isNoun(name string, bare bool) bool {
	noun := name
	if !bare {
		stem, ok := strings.CutSuffix(name, "은")
		if last, _ := utf8.DecodeLastRuneInString(stem); !ok || (last-'가')%28 == 0 {
			return false // 은 is a particle only behind a consonant
		}
		noun = stem
	}
	words, covered := lexicon.WordsOf(noun, nil), 0
	for i := range words {
		if !words[i].Noun || words[i].Name || bare && i == 0 && words[i].End == len("가") {
			return false // a surname and a given name
		}
		covered += words[i].End - words[i].Start
	}
	return covered == len(noun)
}

// introductions stand before names, as titles do.
const introductions = `담당|담당자|책임자|연사|발표자|진행|사회|성명|이름`

// titles stand behind names.
const titles = `이사장|총장|학장|처장|사무국장|사무총장|부위원장|부회장|부원장|부소장|부실장|심사역|심사관|조사관|큐레이터|학예사|지점장|연구소장|사회복지사|영양교사|보건교사|요양보호사|상담사|조리사|세무사|회계사|노무사|수의사|의사|기사|반장|조장|파트장|수석|책임|선임|위원장|본부장|센터장|연구원|변호사|선생님|간호사|매니저|주무관|사무관|트레이너|교수|박사|원장|과장|팀장|부장|차장|` +
	`대리|사원|주임|이사|상무|전무|대표|사장|회장|위원|의원|기자|감독|선생|교사|교장|교감|원감|강사|사서|조교|점장|단장|선장|작가|소장|관장|실장|국장|씨|간사|총무|감사|코치|약사`

// persons adds the names of people to the values of a text.
func persons(text string, values []Value) []Value {
	n := len(values)
	for _, names := range [...]struct {
		cues    cues
		pattern *regexp.Regexp
	}{{titleCues, titledName}, {introductionCues, introduced}, {afterCues, afterTitle}, {politeCues, polite}, {bodyCues, ofBody}} {
		if !names.cues.in(text) {
			continue
		}
		for _, m := range names.pattern.FindAllStringSubmatchIndex(text, -1) {
			v := Value{Start: m[2], End: m[3], Class: Person, Code: text[m[2]:m[3]]}
			overlaps := func(e Value) bool { return v.Start < e.End && e.Start < v.End }
			if !unlikelyName.MatchString(v.Code) && !doubtful(v.Code, names.pattern == titledName) && !isNoun(v.Code, names.pattern == afterTitle) && !lexicon.StopWords[v.Code] && !lexicon.General[v.Code] && !slices.ContainsFunc(values, overlaps) {
				values = append(values, v)
			}
		}
	}
	if len(values) > n {
		slices.SortStableFunc(values, func(a, b Value) int { return cmp.Compare(a.Start, b.Start) })
	}
	return values
}

// cues are words without one of which a pattern matches nothing, by their first
// characters. Looking for them takes a small part of the time that the pattern does.
type cues map[rune][]string

var (
	titleCues        = newCues(titles)
	introductionCues = newCues(introductions + "|" + titles)
	afterCues        = newCues(titles + "|관리자|담당자|책임자|담당")
	politeCues       = newCues("님")
	bodyCues         = newCues("팀 |과 |부서 |센터 |본부 |실 ")
)

// newCues takes the words of a pattern of alternatives.
func newCues(words string) cues {
	c := cues{}
	for _, word := range strings.Split(words, "|") {
		first, _ := utf8.DecodeRuneInString(word)
		c[first] = append(c[first], word)
	}
	return c
}

// in reports whether a text contains one of the words.
func (c cues) in(text string) bool {
	for i, r := range text {
		for _, word := range c[r] {
			if strings.HasPrefix(text[i:], word) {
				return true
			}
		}
	}
	return false
}

// WithNames adds the given names of people to the values of a text where they stand
// at the beginning of a word.
func WithNames(text string, values []Value, names []string) []Value {
	n := len(values)
	for _, name := range names {
		for at := 0; ; {
			i := strings.Index(text[at:], name)
			if i < 0 {
				break
			}
			v := Value{Start: at + i, End: at + i + len(name), Class: Person, Code: name}
			at = v.End
			r, _ := utf8.DecodeLastRuneInString(text[:v.Start])
			if !unicode.Is(unicode.Hangul, r) && !slices.ContainsFunc(values, func(e Value) bool { return v.Start < e.End && e.Start < v.End }) {
				values = append(values, v)
			}
		}
	}
	if len(values) > n {
		slices.SortStableFunc(values, func(a, b Value) int { return cmp.Compare(a.Start, b.Start) })
	}
	return values
}

// unlikelyName matches endings of three-syllable words that are not names.
var unlikelyName = regexp.MustCompile(`(?:직|의|할|는|를|을|된|될|에|로|과|위|이란|하는)$|^(?:신청|이용|방문|주문|지원|예약|임차|소유|운전|연구|관리|담당|참가|참여|수강|구매|판매|사용|보호|수령|당첨|양육)자$|^(?:신청|승인|접수|문의|주문|안내|지원|심사|성적|정산|추천|강의|진료|조사|기록|유지|남은|이용|고장|주소|배송|인사|방문|연구|임대|허가|공지|구매|고객)[은이가도만]$`)

// bearers matches headings of columns that contain names.
var bearers = regexp.MustCompile(`^(?:담당|담당자|책임자|관리자|선장|연사|발표자|강사|(?:부|총)?회장|대표|대표자|성명|이름|위원|교수|진행자|팀장|지도 교사|(?:분과|실|과|부|반|조|국|소|관|원|지점|센터|위원|본부|파트)장|강의자|튜터|멘토|주치의|당번|총무|간사)$`)

var bareName = regexp.MustCompile(`^` + anySurname + `[가-힣]{2}$`)

// InCell returns the name in a cell of a column of names.
func InCell(cell korean.Span, text, head string) []Value {
	name := cell.Of(text)
	if !bearers.MatchString(head) || !bareName.MatchString(name) {
		return nil
	}
	return []Value{{Start: cell.Start, End: cell.End, Class: Person, Code: name}}
}
