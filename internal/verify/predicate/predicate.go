package predicate

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/verify/lexicon"
)

// Modal is what a predicate says of its verb.
type Modal uint8

const (
	Does     Modal = iota // 한다
	DoesNot               // 하지 않는다, 없다
	May                   // 할 수 있다, 해도 된다
	Cannot                // 할 수 없다, 하면 안 된다, 금지
	Must                  // 해야 한다
	NeedNot               // 하지 않아도 된다, 필요 없다
	Suffices              // 하면 된다
)

// Negative reports whether a predicate denies its verb.
func (m Modal) Negative() bool { return m == DoesNot || m == Cannot }

var (
	Freed     = regexp.MustCompile(`(?:지 않아도|지 아니하여도|안 [가-힣]+도|없어도) ?(?:되|돼|됩|된|괜찮)|필요(?:는|가|도)? ?(?:없|하지 않)|의무(?:는|가)? ?(?:없|아니)|필요하지`)
	barred    = regexp.MustCompile(`수(?:는|가|도)? ?없|지 ?못|면 안|서는 안|서는 아니|안 (?:되|돼|됩|된)|불가|금지|못(?:합|해|하|한|함|했)|아니 ?(?:된|되)`)
	denied    = regexp.MustCompile(`지(?:는|도|를)? ?(?:않|아니|말|마)|없(?:다|습|어|는|으|이|음|고|었|을|지|거|던)|아니(?:다|에|라|며|고|었|지|예|요)|아닙|아닌|제외|않[는았을습아]`)
	Obliged   = regexp.MustCompile(`(?:아|어|해|하여|려|겨|워|여|야|쳐|춰|켜|져|꿔|써|가|와|봐|내|혀|둬|줘|라|나)야(?:만| |$|합|해|하|한|함|됩|돼|된|지)|의무|필수|반드시`)
	Permitted = regexp.MustCompile(`수(?:는|가|도)? ?있|가능|허용|[가-힣]도 (?:되|돼|됩|된|괜찮)`)
	ableTo    = regexp.MustCompile(`수(?:는|가|도)? ?있어야|가능해야|가능하여야`)
	vanishing = regexp.MustCompile(`없어[지집졌진질]|없[애앤앱]`)
	enough    = regexp.MustCompile(`면 (?:되|돼|됩|된)|면 충분`)
)

// ModalOf returns the modality of a predicate, which is what follows a verb's
// stem up to the end of its clause.
func ModalOf(rest string) Modal {
	if !cued(rest) {
		return Does
	}
	return modalOf(rest)
}

// cued reports whether a predicate has a syllable or two without which none of
// the patterns match. Most have none, and the patterns take most of a check's time.
func cued(rest string) bool {
	before := rune(0)
	for _, r := range rest {
		switch r {
		case '않', '안', '없', '못', '말', '마', '야', '있':
			return true
		}
		switch [2]rune{before, r} {
		case [2]rune{'아', '니'}, [2]rune{'아', '닙'}, [2]rune{'아', '닌'}, [2]rune{'필', '요'}, [2]rune{'필', '수'},
			[2]rune{'의', '무'}, [2]rune{'불', '가'}, [2]rune{'금', '지'}, [2]rune{'제', '외'}, [2]rune{'반', '드'},
			[2]rune{'가', '능'}, [2]rune{'허', '용'}, [2]rune{'도', ' '}, [2]rune{'면', ' '}:
			return true
		}
		before = r
	}
	return false
}

func modalOf(rest string) Modal {
	rest = strings.TrimRight(rest, " .!,")
	has := func(word string) bool { return strings.Contains(rest, word) }
	if has("없어") || has("없애") || has("없앤") || has("없앱") {
		rest = vanishing.ReplaceAllString(rest, "")
	}
	if has("넘") || has("초과") || has("지나") {
		rest = Overstepping.ReplaceAllString(rest, "")
	}
	// Each pattern needs one of a few words. Looking for these first saves most of the time.
	must := has("야") || has("의무") || has("필수") || has("반드시")
	switch {
	case (has("도") || has("필요") || has("의무")) && Freed.MatchString(rest):
		return NeedNot
	case barred.MatchString(rest):
		return Cannot
	case has("야") && ableTo.MatchString(rest):
		return Must
	case must && Obliged.MatchString(rest) && !denied.MatchString(rest):
		return Must
	case (has("있") || has("가능") || has("허용") || has("도 ")) && Permitted.MatchString(rest):
		return May
	case has("면 ") && enough.MatchString(rest):
		return Suffices
	case denied.MatchString(rest):
		return DoesNot
	}
	return Does
}

// Of returns the modality that a text gives to a word, up to stop. It includes
// 안 and 못 before the word.
func Of(text string, w *lexicon.Word, stop int) Modal {
	start := w.Start
	m := ModalOf(text[start:stop])
	if w.Noun {
		m = ModalOf(text[w.End:stop]) // 허용하지 않다: the noun's own meaning is compared apart
	}
	if w.Noun && noneOfIt.MatchString(text[w.End:stop]) {
		return DoesNot
	}
	before := text[max(0, start-len("안 ")):start]
	alone := start == len(before) || start > len(before) && text[start-len(before)-1] == ' '
	if alone && (before == "안 " || before == "못 ") {
		switch m {
		case Does, May:
			return DoesNot
		case DoesNot, Cannot:
			return Does
		}
	}
	return m
}

// noneOfIt follows a noun that there is none of: 제한 없이.
var noneOfIt = regexp.MustCompile(`^(?:이|가|은|는)? ?없이`)

// axes are pairs of opposites: what stands on one side denies the other.
var axes = [...][2]string{
	{"켜 켜지", "끄 꺼지"}, {"열 엽 열리 운영 개관 영업 개방", "닫 닫히 쉬 휴관 휴진 휴무 휴업 폐관 폐쇄"},
	{"늘 늘어나 늘리 증가 상승 오르 인상 확대 증액 많아지", "줄 줄어들 줄이 감소 하락 내리 인하 감액 축소 낮추"},
	{"포함 들어가 해당 대상", "제외 빠지 미포함"}, {"가결 의결 통과 승인 채택", "부결 거부 반려 기각 보류 연기 무산"},
	{"무료 무상 면제 공짜", "유료 유상 부담 납부 부과 내 물"}, {"유급", "무급"}, {"참석 출석", "불참 결석"},
	{"왼쪽 좌측", "오른쪽 우측"}, {"흑자", "적자"}, {"높 높아지", "낮 낮아지"}, {"비싸", "싸 저렴"}, {"선착순", "추첨"},
	{"시작 개시", "종료 끝나 마감"}, {"공개", "비공개"}, {"성공", "실패"}, {"사전 미리", "사후"}, {"자동", "수동"},
	{"온라인", "오프라인"}, {"빠르 빨라지", "느리 느려지"}, {"길 길어지", "짧 짧아지"}, {"넓", "좁"}, {"강", "약"},
	{"찬성", "반대"}, {"합격", "불합격"}, {"입장", "퇴장"}, {"입금", "출금"}, {"현금", "카드"}, {"개별", "일괄"},
	{"정기", "수시 임시"}, {"의무 필수", "선택 자율"}, {"허용 가능", "금지 불가"}, {"유지", "폐지 변경 올리 인상 내리 인하 늘리 줄이"}, {"먼저", "나중"}, {"필요", "불필요"},
	{"있", "없"}, {"정상 양호 충분", "부족 고장 불량 미달 비정상"}, {"찬물 냉수", "온수 더운물"}, {"평일", "주말 휴일"}, {"구매자 소비자", "판매자"}, {"임대인", "임차인"},
	{"봄", "가을"}, {"여름", "겨울"}, {"오전", "오후"}, {"국내", "해외"}, {"수동", "자동"}, {"수신", "발신"},
	{"입원", "퇴원"}, {"남 보존", "지우 지워지 삭제 없어지 사라지"}, {"따로 각자", "함께 공동"},
}

// pole is a side of an axis.
type pole struct {
	axis int
	side int // 1 or -1
}

var poles = func() map[string][]pole {
	m := map[string][]pole{}
	for i, pair := range axes {
		for side, words := range pair {
			for w := range strings.FieldsSeq(words) {
				m[w] = append(m[w], pole{i, 1 - 2*side})
			}
		}
	}
	return m
}()

// Overstepping matches negated verbs that express a limit of their own: 넘지
// 않다, 초과할 수 없다.
var Overstepping = regexp.MustCompile(`(?:(?:넘|초과)[가-힣]*|지나(?:지|면|서|서는|기)?)(?: 담)?(?:지)? ?(?:수 없|않|못|면 안)[가-힣]*`)

// Opposite reports whether two words are opposites and, taking their negations
// into account, contradict each other.
func Opposite(w, x *lexicon.Word, mine, theirs Modal) bool {
	for _, a := range poles[w.Text] {
		for _, b := range poles[x.Text] {
			if a.axis != b.axis {
				continue
			}
			s, t := a.side, b.side
			if mine.Negative() || mine == NeedNot {
				s = -s
			}
			if theirs.Negative() || theirs == NeedNot {
				t = -t
			}
			return s != t
		}
	}
	return false
}
