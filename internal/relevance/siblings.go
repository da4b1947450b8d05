package relevance

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/retrieve"
)

// Documents often come in families: the rules of 2024 and of 2025, the branches
// in Mapo and in Ilsan, presses A and B. To an encoder they are nearly the same,
// and most of a question's words are in all of them. A question that names one
// member is not answered by another.

// markSiblings marks the passages about another member of a family than the one
// that the question names.
func markSiblings(question string, verdicts []Verdict) {
	q := fold(question)
	labels := labelsOf(q)
	markByTitles(q, verdicts)
	for i := range verdicts {
		v := &verdicts[i]
		title := fold(nameOf(v.Passage) + "\n" + strings.Join(v.Headings, "\n"))
		text := fold(v.Text + "\n" + v.Translation)
		v.sibling = !v.vouchedFor() && v.Kind != document.Code &&
			(v.sibling || otherYear(q, title, text) || otherDate(q, title) ||
				labels.contradicted(title, text))
	}
}

// nameOf is the title of a passage's document, or the name of its file: text files
// have no titles.
func nameOf(p retrieve.Passage) string {
	if p.Title != "" {
		return p.Title
	}
	file := path.Base(string(p.Document))
	return strings.TrimSuffix(file, path.Ext(file))
}

// markByTitles compares the titles of passages. Of two that differ in one word,
// the question may have one word and not the other.
func markByTitles(q string, verdicts []Verdict) {
	titles := make([][]string, len(verdicts))
	for i, v := range verdicts {
		titles[i] = slices.Collect(wordsOf(nameOf(v.Passage)))
	}
	for i := range verdicts {
		v := &verdicts[i]
		for j, title := range titles {
			mine, its, ok := difference(titles[i], title)
			switch {
			case !ok || strings.Contains(q, mine) == strings.Contains(q, its):
			case !muchAlike(v.Text, verdicts[j].Text):
			case strings.Contains(q, mine):
				v.meant = true
			case !strings.Contains(fold(v.Text), its):
				v.sibling = true
			}
		}
	}
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

// muchAlike reports whether two texts are about the same things. Documents whose
// titles alone are alike (단수 안내, 강남지점 안내) share less than a fifth of their
// pairs of characters.
func muchAlike(a, b string) bool {
	const least = 0.25
	x, y := bag(a), bag(b)
	common := 0
	for p := range x {
		if y[p] {
			common++
		}
	}
	return float64(common) >= least*float64(min(len(x), len(y)))
}

// year matches years of documents.
var year = regexp.MustCompile(`(?:19|20)\d\d`)

// otherYear reports whether a title names a year, and the question another one
// that is nowhere in the passage.
func otherYear(q, title, text string) bool {
	asked := year.FindAllString(q, -1)
	return len(asked) > 0 && year.MatchString(title) &&
		!slices.ContainsFunc(asked, func(y string) bool {
			return strings.Contains(title, y) || strings.Contains(text, y)
		})
}

var (
	// datedThing matches what a question names by its date: 10월 27일 회의, 5월 회의.
	datedThing = regexp.MustCompile(`(\d{1,2})월\s*(?:(\d{1,2})일\s*)?(회의|총회|모임|조사|점검|공지|보고)`)
	titleDate  = regexp.MustCompile(`(\d{1,2})월(?:\s*(\d{1,2})일)?`)
)

// otherDate reports whether the question names a thing by its date, and a title
// names the same kind of thing of other dates. That the text mentions the date
// of the next meeting does not make it that meeting's minutes.
func otherDate(q, title string) bool {
	asked := datedThing.FindStringSubmatch(q)
	if asked == nil || !strings.Contains(title, asked[3]) {
		return false
	}
	dates := titleDate.FindAllStringSubmatch(title, -1)
	return len(dates) > 0 && !slices.ContainsFunc(dates, func(d []string) bool {
		return d[1] == asked[1] && (d[2] == asked[2] || d[2] == "" || asked[2] == "")
	})
}

var (
	// branch matches names of places by what they are: 일산점, 수원역.
	branch = regexp.MustCompile(
		`([가-힣]{2,5}?)\s?(지점|지사|공장|캠퍼스|센터|영업소|휴양소|연수원|점|역)(?:[^가-힣]|[은는이가을를의에도로]|$)`)
	// noBranch matches words that only look like such names.
	noBranch = regexp.MustCompile(
		`(?:문제|차이|공통|출발|음식|백화|편의|대리|전문|면세|할인|체인|가맹|판매|기준|유의|개선|고객|콜)$`)
	// member matches one of several alike by its letter or number: C형, 2라인, 라 지역.
	member = regexp.MustCompile(
		`(?:^|[^가-힣a-z\d])([a-z]|\d{1,2}|[가나다라마바사])\s?(형|동|관|라인|호기|호점|호선|학기|분기|단지|지역|구역|반|조)(?:[^가-힣]|[은는이가을를의에도로]|$)`)
)

// label is a name of one of several things of a kind.
type label struct{ name, kind string }

// labels are those that a text contains.
type labels struct{ branches, members []label }

func labelsOf(text string) labels {
	return labels{found(branch, text), found(member, text)}
}

func found(pattern *regexp.Regexp, text string) (all []label) {
	for _, m := range pattern.FindAllStringSubmatch(text, -1) {
		if !noBranch.MatchString(m[1]) {
			all = append(all, label{m[1], m[2]})
		}
	}
	return all
}

// contradicted reports whether a passage is about other members of a kind than
// those that the question names: branches in its title, stations and letters
// anywhere.
func (asked labels) contradicted(title, text string) bool {
	if len(asked.branches)+len(asked.members) == 0 {
		return false
	}
	whole := strings.ReplaceAll(title+"\n"+text, " ", "") // a question may lack its white space
	if other(asked.branches, labelsOf(title).branches, whole) {
		return true
	}
	all := labelsOf(title + "\n" + text)
	stations := func(list []label) []label {
		return slices.DeleteFunc(slices.Clone(list), func(l label) bool { return l.kind != "역" })
	}
	return other(stations(asked.branches), stations(all.branches), whole) ||
		other(asked.members, all.members, "")
}

// other reports whether a label that is asked for is missing where another one of
// its kind is present. text, if not "", may have the name in another form.
func other(asked, present []label, text string) bool {
	return slices.ContainsFunc(asked, func(a label) bool {
		return !slices.Contains(present, a) && (text == "" || !strings.Contains(text, a.name)) &&
			slices.ContainsFunc(present, func(p label) bool { return p.kind == a.kind })
	})
}
