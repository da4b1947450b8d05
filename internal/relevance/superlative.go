package relevance

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/tabletext"
	"github.com/mundap/mundap/internal/verify/value"
)

// A superlative is what a question asks for by comparing the rows of a table: the most
// expensive filter, the smallest room.
type superlative struct {
	least bool // the lowest value is asked for, not the highest
	*quality
	argument []string // the words that say what is high or low, for [count]
	words    []string // the question's main words
}

// superlatives pairs ways of asking with what is compared.
var superlatives = []struct {
	question *regexp.Regexp
	least    bool
	*quality
}{
	{regexp.MustCompile(comparative + `(?:비싼|비싸|값나가)|최고액|최고가(?:[는은]|$|\s)|최고 ?(?:금액|가격|요금)|\bmost expensive\b`),
		false, money},
	{regexp.MustCompile(comparative + `(?:싼|싸|저렴)|최저가|최저 ?(?:금액|가격|요금)|\bcheapest\b`), true, money},
	{regexp.MustCompile(comparative + `(?:큰|크|넓은|넓)|\b(?:largest|biggest)\b`), false, size},
	{regexp.MustCompile(comparative + `(?:작은|작|좁은|좁)|\bsmallest\b`), true, size},
	{regexp.MustCompile(comparative + `(?:긴|길|오래(?:[^된되됐]|$))|\blongest\b`), false, duration},
	{regexp.MustCompile(comparative + `(?:짧은|짧)|\bshortest\b`), true, duration},
	{regexp.MustCompile(comparative + `(?:늦은|늦게|나중)|\b(?:latest|last)\b`), false, date},
	{regexp.MustCompile(comparative + `(?:이른|일찍|빠른|빨리|먼저)|\bearliest\b`), true, date},
	{regexp.MustCompile(comparative + `(?:무거운|무거)|\bheaviest\b`), false, weight},
	{regexp.MustCompile(comparative + `(?:가벼운|가벼)|\blightest\b`), true, weight},
	{regexp.MustCompile(comparative + `(?:많은|많이|많|높은|높)|\b(?:most|highest)\b`), false, count},
	{regexp.MustCompile(comparative + `(?:적은|적게|적|낮은|낮)|\b(?:fewest|least|lowest)\b`), true, count},
}

// comparative are words before an adjective that make it a superlative.
const comparative = `(?:가장|제일|젤) ?(?:[가-힣]+[이가] )?`

// exceptions matches questions for other rows than the first: those without it, or the next.
var exceptions = regexp.MustCompile(`아닌|아니[고며라]|제외|빼고|말고| ?외[에의]|다음으로|째|\d위|상위|하위|순위|순서|순으로|차이`)

// superlativeIn returns what a question compares rows by; ok is false if it compares
// none, or if one row with the highest or lowest value is no answer: where it asks for
// several, or has a limit in figures.
func superlativeIn(question string) (s superlative, ok bool) {
	q := strings.ToLower(question)
	var at []int
	for _, c := range superlatives {
		for _, m := range c.question.FindAllStringIndex(q, -1) {
			switch {
			case at == nil:
				at, s.least, s.quality = m, c.least, c.quality
			case m[0] >= at[1] || m[1] <= at[0]:
				return superlative{}, false // most expensive and cheapest
			}
		}
	}
	if at == nil || exceptions.MatchString(q) || slices.ContainsFunc(value.Scan(q), restricts) {
		return superlative{}, false
	}
	s.words, s.argument = MainWords(question), argumentOf(q, at)
	return s, true
}

// restricts reports whether a value in a question restricts the rows or asks for several.
// 하루 and 1인 belong to the names of columns.
func restricts(v value.Value) bool {
	return v.Class != value.Code && (v.Class != value.Quantity || v.Raw() != 1)
}

// subjectEnd ends what stands before a superlative and is compared: 경조금이 가장 많은.
var subjectEnd = regexp.MustCompile(`[가-힣][이가]\s*$`)

// argumentOf returns the words that say what is compared by a superlative at a place: its
// subject, or else what it stands before, as in 가장 높은 층, and what stands ahead.
func argumentOf(q string, at []int) []string {
	before, inside := q[:at[0]], strings.Fields(q[at[0]:at[1]])
	if len(inside) == 3 { // 가장 인원이 많은
		return MainWords(inside[1])
	}
	_, after, _ := strings.Cut(q[at[1]:], " ")
	after, _, _ = strings.Cut(after, " ")
	if subjectEnd.MatchString(before) || after == "" {
		return MainWords(before)
	}
	return append([]string{nounOf(after)}, MainWords(before)...)
}

// nounOf returns a noun without its particle, also one of one syllable, whose particle
// [Stem] keeps.
func nounOf(word string) string {
	word = strings.TrimRight(word, "?!.")
	for _, p := range [...]string{"에서", "에", "을", "를", "이", "가", "은", "는"} {
		if noun, ok := strings.CutSuffix(word, p); ok && noun != "" {
			return noun
		}
	}
	return Stem(word)
}

// ComparesRows reports whether a question can only be answered from all rows of a
// table, because it asks for the one with the highest or the lowest value.
func ComparesRows(question string) bool {
	_, ok := superlativeIn(question)
	return ok
}

// grid is a table as a question compares its rows.
type grid struct {
	names []string
	rows  [][]string
	about map[string]bool // pairs of characters of the title and the headings above it
}

// winners returns the indices of the rows with the highest value, or the lowest, and how
// well their column fits. It returns none if the columns do not tell: if the question
// names no column with numbers and none is of the kind that it compares, if several are
// and they disagree, or if the values of the column can't be compared.
func (s superlative) winners(g grid) (fit int, rows []int) {
	among := s.asked(g)
	var won []int
	agree := false
	for column, name := range g.names {
		amounts, read := s.amounts(g, column, among)
		fits := s.fit(name, g, column)
		if read == 0 || read < min(2, len(among)) || 2*read < len(among) || fits == 0 || fits < fit {
			continue
		}
		best := s.extremes(amounts)
		agree = fits > fit || agree && slices.Equal(best, won)
		fit, won = fits, best
	}
	if !agree || len(won) == 0 {
		return 0, nil
	}
	for i, at := range won {
		won[i] = among[at]
	}
	return fit, won
}

// asked returns the indices of the rows that a question compares: if cells have words of
// it, such as the 서울 of 서울에서 제일 싼 숙소, the rows that have all of these. Words that
// name a column, or the table as a whole, restrict nothing: 교육 in the title of a list of
// courses, of which one is in the 교육장.
func (s superlative) asked(g grid) (rows []int) {
	names := bag(strings.Join(g.names, "\n"))
	var all []int
	for i := range g.rows {
		all = append(all, i)
	}
	rows = all
	for _, w := range s.words {
		if mentions(names, w) || mentions(g.about, w) {
			continue
		}
		has := func(i int) bool { return mentions(bag(strings.Join(g.rows[i], "\n")), w) }
		if !slices.ContainsFunc(all, has) {
			continue
		}
		rows = slices.DeleteFunc(slices.Clone(rows), func(i int) bool { return !has(i) })
	}
	return rows
}

// What a column's fit consists of. Where prices, times or sizes are compared, the kind of
// the column decides: 교육 is part of 교육비, and yet the latest is not the most expensive.
const (
	nameFits     = 2
	kindFits     = 4
	namedAndKind = nameFits + kindFits
	// argumentFits is the fit of the column that is named first where 많다 and 높다 stand.
	// Those that further words name fit less.
	argumentFits = 100
)

// fit is how well a column suits what is compared; 0 if it does not.
func (s superlative) fit(name string, g grid, column int) int {
	names := bag(name)
	if s.quality == count { // 많다 is said of anything, so the name decides
		for i, w := range s.argument {
			if mentions(names, w) || g.counts(column, w) {
				return argumentFits - i
			}
		}
		return 0
	}
	fit := 0
	if slices.ContainsFunc(s.words, func(w string) bool { return mentions(names, w) }) {
		fit += nameFits
	}
	if s.column.MatchString(name) || s.cell != nil &&
		slices.ContainsFunc(g.rows, func(row []string) bool { return s.cell.MatchString(row[column]) }) {
		fit += kindFits
	}
	return fit
}

// counts reports whether the cells of a column count what a noun names: 2층, 3층.
func (g grid) counts(column int, noun string) bool {
	return slices.ContainsFunc(g.rows, func(row []string) bool {
		return slices.ContainsFunc(value.Scan(row[column]), func(v value.Value) bool {
			return v.Dim == value.Counted && v.Unit != "" && value.SameCounter(v.Unit, noun)
		})
	})
}

// nothing is what a cell says where the names of columns that costs matches have none to
// pay. In other columns, it may mean that there is no limit.
const nothing = "없음"

var costs = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`이자|이율|금리|보증금|위약금|[가-힣][료비](?:$|[\s(])`)
})

// amounts returns what the cells of a column say in the given rows, nil where a cell has
// no amount, and how many have one.
func (s superlative) amounts(g grid, column int, rows []int) (all []*amount, read int) {
	for _, i := range rows {
		cell := g.rows[i][column]
		a := s.amountOf(cell)
		if strings.TrimSpace(cell) == nothing && costs().MatchString(g.names[column]) {
			a = &amount{}
		}
		if a != nil {
			read++
		}
		all = append(all, a)
	}
	return all, read
}

// extremes returns where the highest amount stands, or the lowest. It returns none if
// the amounts do not tell, because their units differ or ranges overlap.
func (s superlative) extremes(amounts []*amount) (at []int) {
	for i, a := range amounts {
		switch {
		case a == nil:
		case len(at) == 0 || s.order(a, amounts[at[0]]) > 0:
			at = []int{i}
		case s.order(a, amounts[at[0]]) == 0:
			at = append(at, i)
		}
	}
	for i, a := range amounts {
		if a != nil && !slices.Contains(at, i) && !s.surpasses(amounts[at[0]], a) {
			return nil
		}
		if slices.ContainsFunc(amounts[:i], func(b *amount) bool { return a != nil && b != nil && !a.comparesWith(b) }) {
			return nil
		}
	}
	return at
}

// order compares the ends of two ranges that are asked for, and then the others.
func (s superlative) order(a, b *amount) int {
	if s.least {
		return cmp.Or(cmp.Compare(b.from, a.from), cmp.Compare(b.to, a.to))
	}
	return cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(a.from, b.from))
}

// surpasses reports whether all of a range lies beyond another.
func (s superlative) surpasses(a, b *amount) bool {
	if s.least {
		return a.to <= b.from
	}
	return a.from >= b.to
}

// saysSuperlative matches sentences that may say themselves which is the highest.
var saysSuperlative = regexp.MustCompile(`가장|제일|최[고저대소]`)

// onlyExtremes leaves, for a question that compares the rows of a table, only the rows
// with the highest or lowest value. If the best sentence is no row and has a superlative
// itself, the question must name what is compared in the columns. The rows of workbooks
// are passages, which [Judge] compares.
func onlyExtremes(q string, chosen, all []candidate, passages []retrieve.Passage) []candidate {
	s, ok := superlativeIn(q)
	if !ok || len(chosen) == 0 {
		return chosen
	}
	ranked := slices.Clone(chosen)
	slices.SortStableFunc(ranked, func(a, b candidate) int { return cmp.Compare(b.Score, a.Score) })
	at := slices.IndexFunc(ranked, func(c candidate) bool { return c.header != "" })
	if at < 0 {
		return chosen
	}
	g, rows := gridOf(ranked[at], all)
	g.about = aboutOf(passages[ranked[at].Passage])
	fit, won := s.winners(g)
	said := at > 0 && saysSuperlative.MatchString(ranked[0].Text)
	if len(won) == 0 || at > 0 && fit < kindFits || said && fit != namedAndKind && fit < argumentFits/2 {
		return chosen
	}
	out := make([]candidate, len(won))
	for i, at := range won {
		out[i] = rows[at]
		out[i].More = 0
	}
	return out
}

// gridOf returns the table within a passage that a row stands in, with the candidates of
// its rows.
func gridOf(c candidate, all []candidate) (g grid, rows []candidate) {
	g.names = tabletext.Names(c.header)
	for _, o := range all {
		if cells := tabletext.Cells(o.Text); o.sameTable(c) && len(cells) == len(g.names) {
			g.rows, rows = append(g.rows, cells), append(rows, o)
		}
	}
	return g, rows
}

// aboutOf is the bag of a passage's title and headings.
func aboutOf(p retrieve.Passage) map[string]bool {
	return bag(p.Title + "\n" + strings.Join(p.Headings, "\n"))
}

// sameSheet reports whether two passages are rows of one table of a workbook.
func sameSheet(a, b retrieve.Passage) bool {
	return a.Kind == document.Row && b.Kind == document.Row && a.Document == b.Document &&
		slices.Equal(a.Headings, b.Headings)
}

// namedCells returns the names of a row's columns and its cells.
func namedCells(row string) (names, cells []string) {
	for line := range strings.Lines(row) {
		name, cell, _ := strings.Cut(strings.TrimSpace(line), ": ")
		names, cells = append(names, name), append(cells, cell)
	}
	return names, cells
}

// cellsBelow returns a row's cells below the given names of columns. A row has no name for
// an empty cell.
func cellsBelow(columns []string, row string) []string {
	names, cells := namedCells(row)
	below := make([]string, len(columns))
	for i, column := range columns {
		if at := slices.Index(names, column); at >= 0 {
			below[i] = cells[at]
		}
	}
	return below
}

// MostCompared is the most rows of a workbook's table that are compared.
const MostCompared = 100

// byExtreme leaves only the rows with the highest or lowest value of a workbook's table to
// answer, and puts them in the place of its best row, if the question compares the rows
// of a table and one is among the best passages.
func (b *bench) byExtreme() {
	s, ok := superlativeIn(b.question.Text)
	first := slices.IndexFunc(b.verdicts, func(v Verdict) bool { return v.Answers && isNamedRow(v.Passage) })
	if !ok || first < 0 || first >= retrieve.DefaultK {
		return
	}
	best := b.verdicts[first].Passage
	g, at := grid{about: aboutOf(best)}, []int(nil)
	g.names, _ = namedCells(best.Text)
	for i, v := range b.verdicts {
		if sameSheet(best, v.Passage) {
			g.rows, at = append(g.rows, cellsBelow(g.names, v.Text)), append(at, i)
		}
	}
	_, won := s.winners(g)
	if len(won) == 0 || len(g.rows) > MostCompared {
		return
	}
	for i := range at {
		b.verdicts[at[i]].Answers = slices.Contains(won, i)
	}
	ahead := slices.Clone(b.verdicts[:first])
	var rest []Verdict
	for _, v := range b.verdicts[first:] {
		if v.Answers && sameSheet(best, v.Passage) {
			ahead = append(ahead, v)
		} else {
			rest = append(rest, v)
		}
	}
	b.verdicts = append(ahead, rest...)
}
