package scope

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
)

// Set contains the passages that are shown with an answer.
type Set struct {
	List []*passage.Passage
	Rare Rarity
	near [][]bool // by passage and passage: near duplicates

	Columns []map[string]bool // the names in each column of the passages' tables
	Names   []string          // of people, without blanks
}

// New compares passages with one another.
func New(list []*passage.Passage) Set {
	p := Set{List: list}
	p.relate()
	for _, q := range list {
		p.Columns = append(p.Columns, q.ColumnNames()...)
		p.Names = q.AddNames(p.Names)
	}
	return p
}

// Lacking returns for each passage how much it lacks of what the claim is
// about. This is what is both in the title of some passage and in the claim or,
// if the claim names nothing of the kind, in the question.
func (p *Set) Lacking(c *claim.Claim) []float64 {
	lacking := make([]float64, len(p.List))
	for k := range c.Values {
		p.lackValue(&c.Values[k], c.Text, lacking)
	}
	for k := range c.Ask.Values {
		if x := &c.Ask.Values[k]; !p.namesKind(c, x) {
			p.lackValue(x, c.Ask.Text, lacking)
		}
	}
	named := false
	for k := range c.Words {
		named = p.lackWord(&c.Words[k], .3, lacking) || named
	}
	for k := range c.Ask.Words {
		if w := &c.Ask.Words[k]; !c.Says(w) && !named {
			p.lackWord(w, .3, lacking)
		}
	}
	p.lackTitle(c, lacking)
	p.lackRecency(c, lacking)
	return lacking
}

// OffTopic returns for each passage how much more it lacks than a rival. A
// passage without a rival gets only a trace of what it lacks and is never left
// out, because an answer may go beyond what the question names.
func (p *Set) OffTopic(c *claim.Claim) []float64 {
	lacking := p.Lacking(c)
	out := make([]float64, len(lacking))
	for i := range p.List {
		for j := range p.List {
			if j != i && p.Rivals(i, j) {
				out[i] = max(out[i], lacking[i]-lacking[j])
			}
		}
		out[i] += unrivaled * (lacking[i] - out[i])
	}
	return out
}

// unrivaled is how much of what a passage lacks counts against it though no
// rival has it.
const unrivaled = .1

// Rivals reports whether two passages are about different things of one kind:
// they are near duplicates, or their titles have different values.
func (p *Set) Rivals(i, j int) bool {
	if p.Alike(i, j) {
		return true
	}
	return slices.ContainsFunc(p.List[i].Values, func(x value.Value) bool { return p.rivalTitle(i, j, &x) })
}

// rivalTitle reports whether the j-th title has another value of the kind of x, which
// the i-th has. The dates of documents of different kinds are no rivals: those of some
// minutes and of the rules that they mention.
func (p *Set) rivalTitle(i, j int, x *value.Value) bool {
	if x.Class == value.Date && !SameTitles(p.List[i].Title, p.List[j].Title) {
		return false
	}
	return slices.ContainsFunc(p.List[j].Values, func(e value.Value) bool { return x.Rivals(&e) })
}

// namesKind reports whether the claim itself has a value of x's kind that
// occurs in a title.
func (p *Set) namesKind(c *claim.Claim, x *value.Value) bool {
	for k := range c.Values {
		y := &c.Values[k]
		if !p.InTitles(y) {
			continue
		}
		if y.Class == x.Class && (x.Class != value.Quantity || x.Dim == y.Dim) &&
			(x.Class != value.Date || x.Date.Month == 0 == (y.Date.Month == 0)) {
			return true
		}
	}
	return false
}

// lackValue adds to the lack of passages that don't contain a value that occurs
// in some title.
func (p *Set) lackValue(x *value.Value, text string, lacking []float64) {
	if x.Class == value.Quantity && x.Dim != value.Bare && x.Dim != value.Ordinal {
		return
	}
	if !p.InTitles(x) {
		return
	}
	for i, q := range p.List {
		switch {
		case passage.Holds(q.Values, x) ||
			(x.Class == value.Code || x.Class == value.Date) && q.Mentions(x) && !p.entitles(x, text, i):
		case p.rivaled(i, x):
			lacking[i]++
		default:
			lacking[i] += unrelatedLack
		}
	}
}

// entitles reports whether a text names a passage by the value x and the noun
// behind it (5월 회의, 4.2 판), rather than the i-th, whose title has another
// value before that noun.
func (p *Set) entitles(x *value.Value, text string, i int) bool {
	m := nounBehind.FindStringSubmatch(text[min(x.End, len(text)):])
	if m == nil {
		return false
	}
	for j, q := range p.List {
		if j == i || !passage.Holds(q.Values, x) || !SameTitles(q.Title, p.List[i].Title) {
			continue
		}
		for k := range q.Values {
			if e := &q.Values[k]; x.Equal(e) && e.End <= len(q.Title) &&
				strings.HasPrefix(strings.TrimLeft(q.Title[e.End:], " "), m[1]) {
				return true
			}
		}
	}
	return false
}

// nounBehind matches a noun of two syllables behind a value.
var nounBehind = regexp.MustCompile(`^ ([가-힣]{2})`)

// unrelatedLack is how much less a passage lacks that is about something else
// than those whose title has a value: its rules may hold for all products.
const unrelatedLack = .4

// rivaled reports whether the i-th passage is about a different one of the
// things that x identifies: its title has another value of that kind, or it is
// a near duplicate of a passage whose title has x.
func (p *Set) rivaled(i int, x *value.Value) bool {
	for j, q := range p.List {
		if j != i && passage.Holds(q.Values, x) && (p.Alike(i, j) || p.rivalTitle(j, i, x)) {
			return true
		}
	}
	return false
}

// InTitles reports whether a title contains the value.
func (p *Set) InTitles(x *value.Value) bool {
	for _, q := range p.List {
		if passage.Holds(q.Values, x) {
			return true
		}
	}
	return false
}

// lackWord adds to the lack of passages that don't contain a word of a title,
// and adds more if they are near duplicates of the passage with that title. It
// reports whether there is such a pair.
func (p *Set) lackWord(w *lexicon.Word, weight float64, lacking []float64) bool {
	named := false
	for i, q := range p.List {
		if q.All.Has(w) >= .5 {
			continue
		}
		titled, twin := false, false
		for j, r := range p.List {
			if r.Titled.Has(w) == 1 {
				titled = true
				twin = twin || p.parallel(i, j)
			}
		}
		switch {
		case twin:
			lacking[i] += 2.7 * weight * w.Weight()
			named = true
		case titled:
			lacking[i] += weight * w.Weight()
		}
	}
	return named
}

// Shares of words that near duplicates have in common: any, and those whose
// titles are alike.
const (
	alikeShare  = .33
	titledShare = .2
)

// SameTitles reports whether two titles have half of their words in common.
func SameTitles(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	x, y := strings.Fields(a), strings.Fields(b)
	n := 0
	for _, w := range x {
		if slices.Contains(y, w) {
			n++
		}
	}
	return n >= 1 && 2*n >= max(len(x), len(y))
}

// parallel reports whether two passages are near duplicates whose titles name
// different things in the same way: those of two products or of two years. Passages
// about two sides of one thing, such as its prices and its guarantee, share words
// as well, but what the title of one names doesn't rule out the other.
func (p *Set) parallel(i, j int) bool {
	return p.Alike(i, j) && (p.List[i].Title == "" || p.List[j].Title == "" ||
		SameTitles(p.List[i].Title, p.List[j].Title))
}

// relate finds out how rare words are and which passages are near duplicates.
func (p *Set) relate() {
	p.Rare = newRarity(p.List)
	p.near = make([][]bool, len(p.List))
	for i := range p.List {
		p.near[i] = make([]bool, len(p.List))
		for j := range i {
			p.near[i][j] = nearDuplicates(p.List[i], p.List[j])
			p.near[j][i] = p.near[i][j]
		}
	}
}

// Alike reports whether two passages are near duplicates.
func (p *Set) Alike(i, j int) bool { return p.near[i][j] }

func nearDuplicates(x, y *passage.Passage) bool {
	least := alikeShare
	if SameTitles(x.Title, y.Title) {
		least = titledShare
	}
	a, b := x.All.Words, y.All.Words
	if len(a) > len(b) {
		a, b = b, a
	}
	n := 0
	for w := range a {
		if b[w] {
			n++
		}
	}
	return float64(n) >= least*float64(len(a))
}

// lackTitle adds to the lack of near duplicates whose title has another word in
// place of a word of a title, such as the name of a product or a building.
// Words are compared as they are written.
func (p *Set) lackTitle(c *claim.Claim, lacking []float64) {
	mine, asked := lexicon.Dense(c.Text), lexicon.Dense(c.Ask.Text)
	for pass, text := range [...]string{mine, asked} {
		named := false
		for j, r := range p.List {
			for _, name := range strings.FieldsFunc(strings.ToLower(r.Title), betweenNames) {
				if korean.Length(name) < 2 || lexicon.General[name] || lexicon.StopWords[name] {
					continue
				}
				whole := name
				if name = namedBy(text, name); name == "" {
					continue
				}
				for i, q := range p.List {
					if i != j && !strings.Contains(q.All.Dense, name) && (p.parallel(i, j) || kin(q.Title, whole)) {
						lacking[i] += .8
						named = true
					}
				}
			}
		}
		if named && pass == 0 {
			return
		}
	}
}

// betweenNames reports whether a character separates the names in a title.
func betweenNames(r rune) bool {
	return strings.ContainsRune(" ()[]<>「」『』,.:'\"‘’“”·", r)
}

// namedBy returns as much of a name in a title as a text contains: 푸른내과 of
// 푸른내과의원. It returns "" for less than three syllables.
func namedBy(text, name string) string {
	if strings.Contains(text, name) {
		return name
	}
	for n, end := korean.Length(name), len(name); n > 3; n-- {
		_, size := utf8.DecodeLastRuneInString(name[:end])
		end -= size
		if strings.Contains(text, name[:end]) {
			return name[:end]
		}
	}
	return ""
}

// kin reports whether a title contains a name with the same ending as another
// name: 늘봄내과의원 and 푸른내과의원.
func kin(title, name string) bool {
	for other := range strings.FieldsSeq(strings.ToLower(title)) {
		other = strings.Trim(other, "()[]<>「」,.:'\"")
		if other != name && korean.Length(other) >= 3 && commonEnd(other, name) >= 2 {
			return true
		}
	}
	return false
}

// commonEnd is the number of characters that two words have in common at the
// end.
func commonEnd(a, b string) int {
	n := 0
	for a != "" && b != "" {
		x, i := utf8.DecodeLastRuneInString(a)
		y, j := utf8.DecodeLastRuneInString(b)
		if x != y {
			break
		}
		a, b, n = a[:len(a)-i], b[:len(b)-j], n+1
	}
	return n
}

// lackRecency adds to the lack of the older of two near duplicates whose titles
// contain years, unless the claim or the question names a year.
func (p *Set) lackRecency(c *claim.Claim, lacking []float64) {
	named := func(values []value.Value) bool {
		for k := range values {
			if x := &values[k]; x.Class == value.Date && x.Date.Year > 0 && p.InTitles(x) {
				return true
			}
		}
		return false
	}
	if named(c.Values) || named(c.Ask.Values) || c.Matches(older) ||
		older.MatchString(c.Ask.Text) {
		return
	}
	for i, q := range p.List {
		for j, r := range p.List {
			if q.Year() > 0 && q.Year() < r.Year() && p.Alike(i, j) {
				lacking[i] += .8
				break
			}
		}
	}
}

var older = regexp.MustCompile(`작년|지난해|이전|예전|종전|기존|구 |옛|전년`)
