package relevance

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/retrieve"
)

// A superlative is what a question asks for by comparing the rows of a table: the most
// expensive filter, the smallest room.
type superlative struct {
	least bool // the lowest value is asked for, not the highest
	// column and cell match the names and the cells of columns that are compared by it.
	// cell may be nil.
	column, cell *regexp.Regexp
}

// superlatives pairs ways of asking with what is compared.
var superlatives = []struct {
	question *regexp.Regexp
	superlative
}{
	{regexp.MustCompile(comparative + `(?:비싼|비싸|값나가)|최고액|최고가(?:[는은]|$|\s)|최고 ?(?:금액|가격|요금)|\bmost expensive\b`),
		superlative{column: moneyColumn, cell: moneyCell}},
	{regexp.MustCompile(comparative + `(?:싼|싸|저렴)|최저가|최저 ?(?:금액|가격|요금)|\bcheapest\b`),
		superlative{true, moneyColumn, moneyCell}},
	{regexp.MustCompile(comparative + `(?:큰|크|넓은|넓)|\b(?:largest|biggest)\b`), superlative{column: sizeColumn}},
	{regexp.MustCompile(comparative + `(?:작은|작|좁은|좁)|\bsmallest\b`), superlative{least: true, column: sizeColumn}},
	{regexp.MustCompile(comparative + `(?:긴|길|오래)|\blongest\b`), superlative{column: timeColumn, cell: timeCell}},
	{regexp.MustCompile(comparative + `(?:짧은|짧)|\bshortest\b`), superlative{true, timeColumn, timeCell}},
	{regexp.MustCompile(comparative + `(?:늦은|늦게|나중)|\b(?:latest|last)\b`), superlative{column: dateColumn, cell: dateCell}},
	{regexp.MustCompile(comparative + `(?:이른|일찍|빠른|빨리|먼저)|\bearliest\b`), superlative{true, dateColumn, dateCell}},
	{regexp.MustCompile(comparative + `(?:무거운|무거)|\bheaviest\b`), superlative{column: weightColumn}},
	{regexp.MustCompile(comparative + `(?:가벼운|가벼)|\blightest\b`), superlative{least: true, column: weightColumn}},
	{regexp.MustCompile(comparative + `(?:많은|많이|많|높은|높)|\b(?:most|highest)\b`), superlative{column: countColumn}},
	{regexp.MustCompile(comparative + `(?:적은|적게|적|낮은|낮)|\b(?:fewest|least|lowest)\b`), superlative{least: true, column: countColumn}},
}

// comparative are words before an adjective that make it a superlative.
const comparative = `(?:가장|제일|젤) ?(?:[가-힣]+[이가] )?`

var (
	moneyColumn  = regexp.MustCompile(`[료금비](?:$|[\s(])|가격|금액|단가|원\)|달러|값`)
	moneyCell    = regexp.MustCompile(`\d\s*(?:원|달러)|^\d{1,3}(?:,\d{3})+$`)
	sizeColumn   = regexp.MustCompile(`정원|인원|면적|넓이|크기|규모|수용|평`)
	timeColumn   = regexp.MustCompile(`기간|일수|시간|주기|연한`)
	timeCell     = regexp.MustCompile(`^\D{0,3}\d+\s*(?:일|주|달|개월|년|시간|분)(?:$|\s)`)
	dateColumn   = regexp.MustCompile(`날짜|일자|일시|기한|마감|일정`)
	dateCell     = regexp.MustCompile(`\d{4}[-.]\s?\d{1,2}|\d{1,2}월\s?\d{1,2}일`)
	weightColumn = regexp.MustCompile(`무게|중량|kg`)
	countColumn  = regexp.MustCompile(`정원|인원|명수|개수|일수|횟수|건수|수량|매수`)
)

// superlativeIn returns what a question compares rows by; ok is false if it compares
// none.
func superlativeIn(q string) (superlative, bool) {
	q = strings.ToLower(q)
	for _, s := range superlatives {
		if s.question.MatchString(q) {
			return s.superlative, true
		}
	}
	return superlative{}, false
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
}

// winners returns the indices of the rows with the highest value, or the lowest, and how
// well their column fits. It returns none if the columns do not tell: if the question names no column with numbers
// and none is of the kind that it compares, or if several are and they disagree.
func (s superlative) winners(q string, g grid) (fit int, rows []int) {
	words := MainWords(q)
	bestFit, won := 0, [][]int(nil)
	for column, name := range g.names {
		values, numeric := g.values(column)
		if numeric < 2 || 2*numeric < len(g.rows) {
			continue
		}
		switch fit := s.fit(words, name, g, column); {
		case fit > bestFit:
			bestFit, won = fit, [][]int{s.extremes(values)}
		case fit == bestFit && fit > 0:
			won = append(won, s.extremes(values))
		}
	}
	if len(won) == 0 || slices.ContainsFunc(won, func(w []int) bool { return !slices.Equal(w, won[0]) }) {
		return 0, nil
	}
	return bestFit, won[0]
}

// What a column's fit consists of. Where prices, times or sizes are compared, the kind of
// the column decides: 교육 is part of 교육비, and yet the latest is not the most expensive. 많다
// is said of anything, so the name decides.
const (
	kindFits      = 4
	countFits     = 1
	nameFits      = 2
	namedAndKind  = nameFits + kindFits
	namedAndCount = nameFits + countFits
)

// fit is how well a column suits what is compared; 0 if it does not.
func (s superlative) fit(words []string, name string, g grid, column int) int {
	fit := 0
	if names := bag(name); slices.ContainsFunc(words, func(w string) bool { return mentions(names, w) }) {
		fit += nameFits
	}
	ofKind := s.column.MatchString(name) || s.cell != nil &&
		slices.ContainsFunc(g.rows, func(row []string) bool { return s.cell.MatchString(row[column]) })
	switch {
	case ofKind && s.column == countColumn:
		fit += countFits
	case ofKind:
		fit += kindFits
	}
	return fit
}

// values returns the numbers of a column, nil where a cell has none, and how many there
// are.
func (g grid) values(column int) (values []*float64, numeric int) {
	for _, row := range g.rows {
		v := cellValue(row[column])
		if v != nil {
			numeric++
		}
		values = append(values, v)
	}
	return values, numeric
}

// extremes returns where the highest value stands, or the lowest.
func (s superlative) extremes(values []*float64) (at []int) {
	for i, v := range values {
		if v == nil {
			continue
		}
		order := 1
		if len(at) > 0 {
			if order = cmp.Compare(*v, *values[at[0]]); s.least {
				order = -order
			}
		}
		switch {
		case order > 0:
			at = []int{i}
		case order == 0:
			at = append(at, i)
		}
	}
	return at
}

var (
	// cellDate matches a date, of which the year may be missing.
	cellDate = regexp.MustCompile(`(?:(\d{4})[-./년]\s?)?(\d{1,2})[-./월]\s?(\d{1,2})(?:\D|$)`)
	// cellNumber matches the first number of a cell, with a unit of thousands.
	cellNumber = regexp.MustCompile(`([-−△▲]?\d[\d,]*(?:\.\d+)?)\s?(천만|백만|억|만|천)?`)
	// free matches cells for something that costs nothing.
	free = regexp.MustCompile(`^(?:무료|무상|없음|면제)$`)
)

// thousands are the values of units behind numbers.
var thousands = map[string]float64{"": 1, "천": 1e3, "만": 1e4, "백만": 1e6, "천만": 1e7, "억": 1e8}

// cellValue returns the number or the date of a cell as a number; nil if it has none.
func cellValue(cell string) *float64 {
	value := 0.0
	if m := cellDate.FindStringSubmatch(cell); m != nil && dateCell.MatchString(cell) {
		for _, part := range m[1:] {
			n, _ := strconv.ParseFloat(part, 64) // digits by its pattern, or "" for 0
			value = 100*value + n
		}
		return &value
	}
	if free.MatchString(cell) {
		return &value
	}
	m := cellNumber.FindStringSubmatch(cell)
	if m == nil {
		return nil
	}
	value, err := strconv.ParseFloat(strings.ReplaceAll(strings.Trim(m[1], "-−△▲"), ",", ""), 64)
	if err != nil {
		return nil
	}
	if strings.ContainsAny(m[1][:1], "-") || strings.ContainsAny(m[1], "−△▲") {
		value = -value
	}
	value *= thousands[m[2]]
	return &value
}

// onlyExtremes leaves, for a question that compares the rows of a table, only the rows
// with the highest or lowest value, if a table's row is the best sentence, or the question
// names what is compared in its columns. The rows of workbooks are passages, which
// [Judge] compares.
func onlyExtremes(q string, chosen, all []candidate) []candidate {
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
	fit, won := s.winners(q, g)
	if len(won) == 0 || at > 0 && fit != namedAndKind && fit != namedAndCount {
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
	g.names = cellsOf(c.header[strings.LastIndexByte(c.header, '\n')+1:])
	for _, o := range all {
		if cells := cellsOf(o.Text); o.sameTable(c) && len(cells) == len(g.names) {
			g.rows, rows = append(g.rows, cells), append(rows, o)
		}
	}
	return g, rows
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
	g, at := grid{}, []int(nil)
	g.names, _ = namedCells(best.Text)
	for i, v := range b.verdicts {
		if sameSheet(best, v.Passage) {
			g.rows, at = append(g.rows, cellsBelow(g.names, v.Text)), append(at, i)
		}
	}
	_, won := s.winners(b.question.Text, g)
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
