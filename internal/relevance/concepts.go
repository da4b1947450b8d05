package relevance

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/korean/morph/sejong"
	"github.com/mundap/mundap/internal/retrieve"
)

// evidence describes how well a passage covers what a question is about.
type evidence struct {
	codes codes
	// covered is the share of the question's subject that the passage holds, by
	// weight, 0 to 1; 1 if the question has none.
	covered float64
	// lacking is the weight of the heaviest concept that the passage lacks
	// against the heaviest of all, 0 to 1.
	lacking float64
	// part is the share that this concept has of the whole question, 0 to 1.
	part float64
	// verb: that concept is a verb, an adjective or a noun as unspecific.
	verb bool
	// unknown is that of the heaviest concept that no passage holds at all.
	unknown float64
	// rest is the share that it holds of all but the concept that it lacks most.
	rest float64
	// subjects is how many concepts the question has.
	subjects int
	// named is how many of them the passage's title and headings hold, and absent
	// how many heavy ones the passage lacks.
	named, absent int
	// titled are the places in the question of those that the title and headings hold, and
	// lost of the nouns that the passage lacks although they weigh nearly as much as the
	// heaviest one.
	titled, lost []span
	// nouns: the question names its subject by nouns alone.
	nouns bool
	// foreign: the question is Korean and the passage is not, or the other way round.
	foreign bool
}

// subject returns which words of a query say what it is about, and how much
// each counts. Words that only ask count nothing, and verbs and adjectives
// count less than nouns, because there are many ways to say what people do with
// a thing.
type subject struct {
	factors  map[span]float64
	expected expectation
	nouns    bool // it says so by nouns alone
}

type span struct{ start, end int }

const (
	verbFactor = 0.3
	formFactor = 0.25
)

// countAskedFor finds the word for what is counted, and the time for which it is
// counted.
var countAskedFor = regexp.MustCompile(`몇\s*([^\s?]+)|(?:^|\s)((?:한 ?달|하루|일주일|한 ?시간)에)\s`)

// askedFor returns the places of words in a query that say what is counted.
func askedFor(query string) (all []span) {
	for _, m := range countAskedFor.FindAllStringSubmatchIndex(query, -1) {
		if m[2] >= 0 {
			all = append(all, span{m[2], m[3]})
		}
		if m[4] >= 0 {
			all = append(all, span{m[4], m[5]})
		}
	}
	return all
}

// namedForms returns the places of words in a query that name a narrow form of
// answers, such as a telephone number. A passage with a number need not contain
// them.
func namedForms(query string) (all []span) {
	for _, form := range []*regexp.Regexp{phoneAsked, mailAsked} {
		for _, at := range form.FindAllStringIndex(query, -1) {
			all = append(all, span{at[0], at[1]})
		}
	}
	return all
}

func (s span) within(other span) bool { return s.start >= other.start && s.end <= other.end }

func newSubject(a Analyzer, query string) subject {
	s := subject{map[span]float64{}, expected(query), true}
	asked := append(askedFor(query), namedForms(query)...)
	for _, t := range a.Analyze(nil, query, morph.Words) {
		at := span{int(t.Start), int(t.End)}
		if slices.ContainsFunc(asked, at.within) {
			switch {
			case utf8.RuneCountInString(t.Text) > 1: // a unit that the text may leave out
				s.factors[at] = formFactor
				continue
			case t.POS != sejong.NNG: // an ending that was mistaken for a word: 명이에요, 일이에요
				s.factors[at] = 0
				continue
			}
		}
		factor := subjectFactor(&t)
		if r, _ := utf8.DecodeLastRuneInString(query[:at.start]); factor == 0 &&
			t.POS == sejong.MAG && korean.IsHangul(r) && !isAsker(t.Text) {
			factor = 1 // no adverb stands within a word: 경조금 is not 경 and 조금
		}
		if readsLikeNoun(t.Text, query, at) {
			factor, s.nouns = 0, false // no text has the verb in this form
		}
		if before, _ := utf8.DecodeLastRuneInString(query[:at.start]); t.Text == "명" &&
			korean.IsHangul(before) {
			factor = 0 // 모델명 is the column 모델
		}
		if factor > 0 && !t.POS.IsNoun() {
			s.nouns = false
		}
		s.factors[at] = max(s.factors[at], factor)
	}
	return s
}

var (
	// permitted matches what follows a verb in a question whether something is allowed.
	permitted = regexp.MustCompile(`^\s*(?:안 ?)?(?:되|돼|될|됩|됐|괜찮)`)
	// decided matches what follows a verb in a question what was decided.
	decided = regexp.MustCompile(`^로\s*(?:했|한|하|정|결정|되|됐|된)`)
	// bareVerb matches forms of short verbs that analyzers take for nouns.
	bareVerb = regexp.MustCompile(`^(?:가|오|내|대|두|들|떼|매|먹|메|받|보|사|서|쉬|쓰|신|열|입|자|차|타|파|팔)(?:요|면|려면|나요|니)$`)
)

// readsLikeNoun reports whether a word of a query is a verb that an analyzer takes
// for a noun: 사도 되나요, 열기로 했나, 언제 내요.
func readsLikeNoun(word, query string, at span) bool {
	after := query[at.end:]
	switch {
	case strings.HasSuffix(word, "도"):
		return permitted.MatchString(after)
	case strings.HasSuffix(word, "기"):
		return decided.MatchString(after)
	}
	before, _ := utf8.DecodeLastRuneInString(query[:at.start])
	next, _ := utf8.DecodeRuneInString(after)
	return (at.start == 0 || notInWord(before)) && (after == "" || notInWord(next)) &&
		bareVerb.MatchString(word)
}

func subjectFactor(t *morph.Term) float64 {
	switch {
	case isAsker(t.Text), strings.HasPrefix(t.Text, "며칠"), t.Empty(), appears[t.Text]:
		return 0
	case t.POS == sejong.XSN && t.Text == "이": // mostly the particle behind a unit: 10명이
		return 0
	case asksForForm[t.Text], isMeasure(t.Text):
		return formFactor
	case t.POS == sejong.VV || t.POS == sejong.VA || t.POS == sejong.VX || t.POS == sejong.VCN:
		return verbFactor
	case t.POS == sejong.XSN: // 입사자 for "입사한 사원", 신청자님
		return verbFactor
	case t.POS == sejong.NNG && utf8.RuneCountInString(t.Text) == 1, classes[t.Text]:
		return verbFactor
	}
	return 1
}

// classes are nouns that say of what kind a thing is, or whose. Texts often give its
// name alone: 프리미엄 for 프리미엄 요금제.
var classes = map[string]bool{
	"요금제": true, "버전": true, "모임": true, "제품": true, "상품": true, "모델": true, "기종": true, "기계": true, "회사": true,
	"우리": true, "저희": true, "기준": true, "올해": true, "작년": true, "직원": true,
	"처음": true, "마지막": true, "나중": true, "평소": true, "보통": true, "요즘": true, "최근": true,
	"오늘": true, "내일": true, "어제": true, "모레": true, "내년": true, "재작년": true,
}

// appears are verbs for what shows up by itself, such as an error (E2 뜨는데요) or a
// result (언제 나와요). Texts name the thing alone.
var appears = map[string]bool{
	"뜨": true, "떠": true, "떠요": true, "나오": true, "나와": true, "나와요": true, "나타나": true, "보이": true,
}

// evidenceOf weighs up a match with a passage.
func (s subject) evidenceOf(m *retrieve.Match, p retrieve.Passage) evidence {
	text := textOf(p)
	reader := textReader{text: text}
	e := evidence{foreign: korean.HasHangul(m.Query) != inKorean(text), codes: codesOf(m, &reader),
		nouns: s.nouns}
	var held, total, heaviest, lost float64
	concepts := s.concepts(m, &reader)
	for _, c := range concepts {
		held += c.Weight * c.Share
		total += c.Weight
		heaviest = max(heaviest, c.Weight)
		if gone := c.Weight * (1 - c.Share); gone > lost {
			lost, e.verb = gone, s.factors[span{c.Start, c.End}] == verbFactor
		}
		if c.Nowhere {
			e.unknown = max(e.unknown, c.Weight)
		}
		e.subjects++
	}
	if total == 0 {
		return evidence{covered: 1, rest: 1, codes: e.codes}
	}
	e.covered = held / total
	e.lacking, e.part = lost/heaviest, lost/total
	if total > lost {
		e.rest = held / (total - lost)
	}
	e.unknown /= heaviest
	e.titled, e.absent = named(m.Query, concepts, p), absent(concepts, heaviest)
	e.named = len(e.titled)
	for _, c := range concepts {
		at := span{c.Start, c.End}
		if c.Share < mostLost && c.Weight >= leastHeavy*heaviest && s.factors[at] != verbFactor {
			e.lost = append(e.lost, at)
		}
	}
	return e
}

// named returns the places of the concepts that the title and the headings of a passage hold.
func named(query string, concepts []retrieve.Concept, p retrieve.Passage) (at []span) {
	const enough = 0.6 // of a word's pairs of characters
	title := bag(p.Title + "\n" + strings.Join(p.Headings, "\n"))
	for _, c := range concepts {
		if c.Share < likeShare || c.End > len(query) {
			continue
		}
		if words := MainWords(query[c.Start:c.End]); len(words) > 0 && held(words, title) > enough {
			at = append(at, span{c.Start, c.End})
		}
	}
	return at
}

// held is the share of the pairs of characters of some words that a set holds.
func held(words []string, set map[string]bool) float64 {
	n, all := 0, 0
	for _, w := range words {
		for _, p := range pairs(w) {
			all++
			if set[p] {
				n++
			}
		}
	}
	return float64(n) / float64(all)
}

// A concept counts as absent if a passage has less than mostLost of it, and it weighs at
// least leastHeavy of the heaviest one.
const mostLost, leastHeavy = 0.5, 0.4

// absent counts the concepts that a passage lacks although they weigh nearly as
// much as the heaviest one.
func absent(concepts []retrieve.Concept, heaviest float64) (n int) {
	for _, c := range concepts {
		if c.Share < mostLost && c.Weight >= leastHeavy*heaviest {
			n++
		}
	}
	return n
}

// inKorean reports whether more than one in ten of a text's letters are Hangul:
// Korean texts quote English names, and English ones Korean names.
func inKorean(text string) bool {
	const share = 10
	letters, hangul := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
		}
		if korean.IsHangul(r) {
			hangul++
		}
	}
	return share*hangul > letters
}

// concepts gives the concepts of a match that say what the question is about,
// with the weights that they have here.
func (s subject) concepts(m *retrieve.Match, reader *textReader) []retrieve.Concept {
	of := *m
	of.Words = s.weighed(m.Words, s.expected.found(reader.text))
	concepts := of.Concepts()
	for i := range concepts {
		c := &concepts[i]
		if c.Share == 1 || c.End > len(m.Query) {
			continue
		}
		verb := s.factors[span{c.Start, c.End}] == verbFactor
		if reader.holds(m.Query, c.Start, c.End) ||
			c.Nowhere && reader.holdsAcross(m.Query, c.Start, c.End) ||
			verb && reader.begins(m.Query[c.Start:c.End]) {
			c.Share, c.Nowhere = max(c.Share, likeShare), false
		}
	}
	return concepts
}

// weighed gives the words with the weights that they have here, without those
// that have none. If the form that is asked for is in the passage, the words
// that name it say nothing more: a passage with a sum of money need not contain
// 요금. They count if the question has no other words.
func (s subject) weighed(words []retrieve.Word, formFound bool) []retrieve.Word {
	var all, others []retrieve.Word
	for _, w := range words {
		factor, known := s.factors[span{w.Start, w.End}]
		if !known {
			factor = 1
		}
		if w.Weight *= factor; w.Weight == 0 {
			continue
		}
		all = append(all, w)
		if factor != formFactor {
			others = append(others, w)
		}
	}
	if formFound && len(others) > 0 {
		return others
	}
	return all
}

// likeShare is the share of a word that counts as contained if a passage has a
// similar word.
const likeShare = 0.9

// textReader looks for what an index can't find: English words with other
// endings, and words with a typing error that the dictionary takes for another
// word.
type textReader struct {
	text  string
	roots map[string]bool // of the text's words that are not Korean; nil if not read yet
	ids   []string        // the text's identifiers, as bareID writes them; nil if not read yet
	// closed is the text in lower case without white space; "" if not made yet
	closed string
}

// identifiers returns the text's identifiers as bareID writes them. They are
// read once, since a question may name several.
func (r *textReader) identifiers() []string {
	if r.ids == nil {
		r.ids = identifiersIn(r.text)
	}
	return r.ids
}

// holds reports whether the text contains a word like the one at this place of
// a question.
func (r *textReader) holds(question string, start, end int) bool {
	word := fold(question[start:end])
	if bare := bareID(word); bare != word || strings.ContainsAny(word, "0123456789") {
		// 1150kg like 1,150kg, and 10명 like 8~12명
		return slices.Contains(r.identifiers(), bare) || limits(r.text, quantitiesIn(word)) ||
			r.holdsRate(bare)
	}
	if !korean.HasHangul(word) {
		return strings.IndexFunc(word, func(c rune) bool { return c < 'a' || c > 'z' }) < 0 &&
			r.read()[root(word)]
	}
	from := strings.LastIndexFunc(question[:start], unicode.IsSpace) + 1
	to := len(question)
	if n := strings.IndexFunc(question[end:], unicode.IsSpace); n >= 0 {
		to = end + n
	}
	whole := Stem(strings.TrimFunc(fold(question[from:to]), notInWord))
	n := utf8.RuneCountInString(whole)
	return n >= leastMeant && n <= 8 &&
		(strings.Contains(fold(r.text), whole) || likeIn(whole, []string{r.text}) != "")
}

// holdsRate reports whether the text has a quantity with an ending that says for what,
// or how long: 10분당 for 10분.
func (r *textReader) holdsRate(quantity string) bool {
	for at, rest := 0, r.text; ; {
		i := strings.Index(rest[at:], quantity)
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(rest[:at+i])
		at += i + len(quantity)
		after, _ := utf8.DecodeRuneInString(rest[at:])
		if strings.ContainsRune("당씩간", after) && !unicode.IsDigit(before) && !strings.ContainsRune(",.", before) {
			return true
		}
	}
}

// begins reports whether a word of the text begins like a verb: 지워집니다 like
// 지워져. Verbs that an analyzer takes apart differently have that in common.
func (r *textReader) begins(verb string) bool {
	const common = 2 // syllables
	syllables := []rune(fold(verb))
	if len(syllables) < common {
		return false
	}
	stem := string(syllables[:common])
	for w := range wordsOf(r.text) {
		if strings.HasPrefix(w, stem) {
			return true
		}
	}
	return false
}

func (r *textReader) read() map[string]bool {
	if r.roots == nil {
		r.roots = map[string]bool{}
		for w := range wordsOf(r.text) {
			if !korean.HasHangul(w) {
				r.roots[root(w)] = true
			}
		}
	}
	return r.roots
}
