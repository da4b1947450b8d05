package relevance

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/retrieve"
)

// Documents often come in families: the rules of 2024 and of 2025, the branches
// in Mapo and in Ilsan, presses A and B. To an encoder they are nearly the same,
// and most of a question's words are in all of them. A question that names one
// member is not answered by another.

// markSiblings sets which passages are about the member of a family that the
// question names, and which about another one. What their stores say counts, if all
// of them say it.
func markSiblings(question string, verdicts []Verdict) {
	passages, kin := make([]retrieve.Passage, len(verdicts)), make([]retrieve.Kin, len(verdicts))
	known := true
	for i, v := range verdicts {
		passages[i] = v.Passage
		if known = known && v.Match != nil && v.Match.Query == question; known {
			kin[i] = v.Match.Kin
		}
		known = known && kin[i] != retrieve.KinUnknown
	}
	if !known {
		kin = Kin(question, passages)
	}
	for i := range verdicts {
		v := &verdicts[i]
		v.sibling = kin[i] == retrieve.Sibling && !v.vouchedFor()
		v.meant = kin[i] == retrieve.Meant
	}
}

// Kin returns for each passage whether it is about the thing that the question
// names, or about a similar one.
func Kin(question string, passages []retrieve.Passage) []retrieve.Kin {
	q := fold(question)
	kin := kinByTitles(q, passages)
	named := memberOf(q)
	for i := range passages {
		p := &passages[i]
		switch {
		case p.Kind == document.Code:
			kin[i] = retrieve.NoKin
		case kin[i] != retrieve.Sibling && named.contradictedBy(p):
			kin[i] = retrieve.Sibling
		}
	}
	return kin
}

// member is what a question names of a family: years, a date, branches, numbers and
// letters.
type member struct {
	years             []string
	dated             []string // what datedThing matches
	numbers           []label
	branches, letters []label
}

func memberOf(q string) member {
	m := member{branches: branch.find(q), letters: letter.find(q)}
	if strings.ContainsAny(q, "0123456789") {
		m.years, m.dated = year.FindAllString(q, -1), datedThing.FindStringSubmatch(q)
		m.numbers = numbered.find(q)
	}
	return m
}

func (m member) isNone() bool {
	return len(m.years)+len(m.dated)+len(m.numbers)+len(m.branches)+len(m.letters) == 0
}

// contradictedBy reports whether a passage is about another member than the
// question names.
func (m *member) contradictedBy(p *retrieve.Passage) bool {
	if m.isNone() {
		return false
	}
	title := fold(nameOf(p) + "\n" + strings.Join(p.Headings, "\n"))
	text := sync.OnceValue(func() string { return fold(p.Text + "\n" + p.Translation) })
	return m.otherYear(title, text) || m.otherDate(title) || m.otherNumber(title, text) ||
		m.otherBranch(title, text) || m.otherLetter(title, text)
}

// nameOf is the title of a passage's document. Text files have no titles: the line
// at their beginning that reads like one, or else the name of the file, stands in.
func nameOf(p *retrieve.Passage) string {
	if p.Title != "" {
		return p.Title
	}
	if first, _, more := strings.Cut(p.Text, "\n"); more && p.Start == 0 && korean.ReadsLikeTitle(first) {
		return first
	}
	file := path.Base(string(p.Document))
	return strings.TrimSuffix(file, path.Ext(file))
}

// kinByTitles compares the titles of passages. Of two that differ in one word,
// the question may have one word and not the other.
func kinByTitles(q string, passages []retrieve.Passage) []retrieve.Kin {
	kin := make([]retrieve.Kin, len(passages))
	titles, bags := make([][]string, len(passages)), make([]map[string]bool, len(passages))
	var words []string // of all titles
	for i := range passages {
		kin[i] = retrieve.NoKin
		first := len(words)
		words = slices.AppendSeq(words, wordsOf(nameOf(&passages[i])))
		titles[i] = words[first:]
	}
	bagOf := func(i int) map[string]bool {
		if bags[i] == nil {
			bags[i] = bag(passages[i].Text)
		}
		return bags[i]
	}
	for i := range passages {
		for j, title := range titles {
			mine, its, ok := difference(titles[i], title)
			switch {
			case !ok || strings.Contains(q, mine) == strings.Contains(q, its):
			case !muchAlike(bagOf(i), bagOf(j), len(title)-1):
			case strings.Contains(q, its) && !strings.Contains(fold(passages[i].Text), its):
				kin[i] = retrieve.Sibling
			case strings.Contains(q, mine) && kin[i] != retrieve.Sibling:
				kin[i] = retrieve.Meant
			}
		}
	}
	return kin
}

// difference returns the word in which two titles differ. ok is false if they
// differ in more or less, or share no word.
func difference(a, b []string) (ofA, ofB string, ok bool) {
	if len(a) != len(b) || len(a) < 2 {
		return "", "", false
	}
	for i := range a {
		if a[i] == b[i] {
			continue
		}
		if ok {
			return "", "", false
		}
		ofA, ofB, ok = a[i], b[i], true
	}
	const least = 2 // characters; fewer occur anywhere
	ok = ok && utf8.RuneCountInString(ofA) >= least && utf8.RuneCountInString(ofB) >= least
	return ofA, ofB, ok
}

// muchAlike reports whether two texts are about the same things, given their
// pairs of characters and how many words their titles share. Documents that only
// have similar titles (단수 안내, 강남지점 안내) share less than a fifth of their pairs.
func muchAlike(x, y map[string]bool, words int) bool {
	const many, least, leastOfMany = 3, 0.25, 0.15
	enough := least
	if words >= many {
		enough = leastOfMany
	}
	common := 0
	for p := range x {
		if y[p] {
			common++
		}
	}
	return float64(common) >= enough*float64(min(len(x), len(y)))
}

// year matches years of documents.
var year = regexp.MustCompile(`(?:19|20)\d\d`)

// otherYear reports whether a title names a year, and the question another one
// that is nowhere in the passage.
func (m member) otherYear(title string, text func() string) bool {
	return len(m.years) > 0 && year.MatchString(title) &&
		!slices.ContainsFunc(m.years, func(y string) bool {
			return strings.Contains(title, y) || strings.Contains(text(), y)
		})
}

var (
	// datedThing matches what a question names by its date: 10월 27일 회의, 5월 운영위원회.
	datedThing = regexp.MustCompile(
		`(\d{1,2})월\s*(?:(\d{1,2})일\s*)?(?:(?:운영|정기|임시|주간|월간|부서|팀|전체|생산|경영|영업|안전|노사)\s?)?` +
			`(회의|위원회|협의회|이사회|총회|모임|조사|점검|공지|보고|교육|훈련|행사|워크숍|간담회)`)
	titleDate = regexp.MustCompile(`(\d{1,2})월(?:\s*(\d{1,2})일)?`)
)

// otherDate reports whether the question names a thing by its date, and a title
// names the same kind of thing of other dates. That the text mentions the date
// of the next meeting does not make it that meeting's minutes.
func (m member) otherDate(title string) bool {
	if m.dated == nil || !strings.Contains(title, m.dated[3]) {
		return false
	}
	dates := titleDate.FindAllStringSubmatch(title, -1)
	return len(dates) > 0 && !slices.ContainsFunc(dates, func(d []string) bool {
		return d[1] == m.dated[1] && (d[2] == m.dated[2] || d[2] == "" || m.dated[2] == "")
	})
}

// labelPattern finds names of several things of some kinds.
type labelPattern struct {
	expression *regexp.Regexp
	kinds      []string
	endsName   func(r rune) bool // whether a name may end in r
}

// labelled makes a labelPattern from what a name looks like, with the character before
// it, and from the kinds, which are separated by bars.
func labelled(name, kinds string, endsName func(r rune) bool) *labelPattern {
	return &labelPattern{
		expression: regexp.MustCompile(
			name + `\s?(` + kinds + `)(?:[^가-힣]|[은는이가을를의에도로]|$)`),
		kinds: strings.Split(kinds, "|"), endsName: endsName,
	}
}

var (
	// branch matches names of places by what they are: 일산점, 수원역.
	branch = labelled(`([가-힣]{2,5}?)`, `지점|지사|공장|캠퍼스|센터|영업소|휴양소|연수원|점|역`,
		korean.IsSyllable)
	// noBranch matches words that only look like such names.
	noBranch = regexp.MustCompile(
		`(?:문제|차이|공통|출발|음식|백화|편의|대리|전문|면세|할인|체인|가맹|판매|기준|유의|개선|고객|콜|` +
			`[는운른]|어느|모든|무슨|어떤|여러|해당|인근|근처|전국)$`)
	// letter matches one of several alike by its letter or number: C형, 2라인, 라 지역.
	letter = labelled(`(?:^|[^가-힣a-z\d])([a-z]|\d{1,2}|[가나다라마바사])`,
		`형|동|관|라인|호기|호점|호선|학기|분기|단지|지역|구역|반|조`,
		func(r rune) bool {
			return isDigit(r) || 'a' <= r && r <= 'z' || strings.ContainsRune("가나다라마바사", r)
		})
	// numbered matches one of several alike by its number in a title: 5층, 2기, 3차. Texts
	// have such numbers of other things.
	numbered = labelled(`(\d{1,3})`, `층|기|차|학년|호차`, isDigit)
)

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// otherNumber reports whether a title has another number of a kind than those that a
// question names, and the passage has none of these.
func (m member) otherNumber(title string, text func() string) bool {
	if len(m.numbers) == 0 {
		return false
	}
	present := numbered.findOf(m.numbers, title)
	return slices.ContainsFunc(m.numbers, func(a label) bool {
		return slices.ContainsFunc(present, func(p label) bool { return p.kind == a.kind }) &&
			!strings.Contains(strings.ReplaceAll(title+"\n"+text(), " ", ""), a.name+a.kind)
	})
}

// label is a name of one of several things of a kind.
type label struct{ name, kind string }

// find returns the labels in a text. Most texts have none, and to see that takes a
// tenth of the time of the expression.
func (p *labelPattern) find(text string) []label { return p.findKinds(p.kinds, text) }

// findOf is find where a text may have a label of the kinds of some others.
func (p *labelPattern) findOf(others []label, text string) []label {
	var kinds []string
	for _, o := range others {
		kinds = append(kinds, o.kind)
	}
	return p.findKinds(kinds, text)
}

func (p *labelPattern) findKinds(kinds []string, text string) (all []label) {
	if !slices.ContainsFunc(kinds, func(kind string) bool { return p.mayHave(kind, text) }) {
		return nil
	}
	for _, m := range p.expression.FindAllStringSubmatch(text, -1) {
		if !noBranch.MatchString(m[1]) {
			all = append(all, label{m[1], m[2]})
		}
	}
	return all
}

// mayHave reports whether a text has a kind of thing behind what may be the end of
// the name of one.
func (p *labelPattern) mayHave(kind, text string) bool {
	for end := 0; ; end += len(kind) {
		at := strings.Index(text[end:], kind)
		if at < 0 {
			return false
		}
		end += at
		name := text[:end]
		if n := len(name); n > 0 && strings.IndexByte("\t\n\f\r ", name[n-1]) >= 0 {
			name = name[:n-1]
		}
		if r, size := utf8.DecodeLastRuneInString(name); size > 0 && p.endsName(r) {
			return true
		}
	}
}

// otherBranch reports whether a title names other branches, or the passage other
// stations.
func (m member) otherBranch(title string, text func() string) bool {
	if len(m.branches) == 0 {
		return false
	}
	notStation := func(l label) bool { return l.kind != "역" }
	present := branch.findOf(m.branches, title)
	if slices.ContainsFunc(m.branches, func(l label) bool { return !notStation(l) }) {
		present = append(present, slices.DeleteFunc(branch.find(text()), notStation)...)
	}
	// a question may lack its white space
	whole := func() string { return strings.ReplaceAll(title+"\n"+text(), " ", "") }
	return slices.ContainsFunc(m.branches, func(l label) bool {
		return other(l, present) && !strings.Contains(whole(), l.name)
	})
}

// otherLetter reports whether a passage has other letters or numbers of a kind.
func (m member) otherLetter(title string, text func() string) bool {
	if len(m.letters) == 0 {
		return false
	}
	present := letter.findOf(m.letters, title+"\n"+text())
	return slices.ContainsFunc(m.letters, func(l label) bool { return other(l, present) })
}

// other reports whether a label is missing where another one of its kind is present.
func other(l label, present []label) bool {
	return !slices.Contains(present, l) &&
		slices.ContainsFunc(present, func(p label) bool { return p.kind == l.kind })
}
