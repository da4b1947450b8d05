package relevance

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/tabletext"
)

// howAsked is a question for a procedure.
var howAsked = regexp.MustCompile(`(?i)어떻게|방법|절차|순서|\bhow (?:do|to|can|should)\b`)

// stepsAsked is a question for the steps themselves.
var stepsAsked = regexp.MustCompile(`절차|순서|단계`)

// mostSteps is how many steps of a procedure are shown.
const mostSteps = 8

// complete adds what the chosen sentences need around them: to a step that
// answers how something is done, the other steps; to an entry for a code, the
// rest of it; to a rule, its exceptions; to a row of a table, its header.
//
// The question is given in its own words and in those of the passages.
func complete(asked, q string, chosen, all []candidate, passages []retrieve.Passage) []candidate {
	if howAsked.MatchString(q) {
		chosen = withSteps(q, chosen, all, passages)
	}
	chosen = withAnnounced(q, chosen, all, passages)
	chosen = namedEntries(q, identified(q, chosen), all)
	chosen = namedPairs(q, namedRows(q, namedRows(asked, chosen, all), all))
	chosen = wholeTables(q, withinLimits(q, chosen, all), all, passages)
	chosen = onlyExtremes(asked, wholeLists(q, chosen, all, passages), all, passages)
	out := withExceptions(chosen, all, passages)
	for _, c := range chosen {
		if c.header == "" || slices.ContainsFunc(out,
			func(o candidate) bool { return o.Passage == c.Passage && o.Start == c.headerAt }) {
			continue
		}
		out = append(out, candidate{Sentence: Sentence{
			Passage: c.Passage, Start: c.headerAt, End: c.headerAt + len(c.header), Text: c.header,
			Score: c.Score, Header: strings.Count(c.header, "\n") + 1,
		}})
	}
	return out
}

// exception matches the beginning of a sentence that limits the one before.
var exception = regexp.MustCompile(`^(?:(?:다만|단)[,\s]|(?i:except|unless)\s)`)

// withExceptions adds the exceptions that follow the chosen sentences. A rule
// without its exception would be wrong.
func withExceptions(chosen, all []candidate, passages []retrieve.Passage) []candidate {
	out := slices.Clone(chosen)
	for _, c := range all {
		follows := func(o candidate) bool {
			return o.Passage == c.Passage && o.End <= c.Start &&
				strings.TrimSpace(passages[c.Passage].Text[o.End:c.Start]) == ""
		}
		if exception.MatchString(c.Text) && slices.ContainsFunc(out, follows) {
			out = withCandidate(out, c)
		}
	}
	return out
}

// withCandidate adds a candidate unless its sentence is there.
func withCandidate(candidates []candidate, c candidate) []candidate {
	if slices.ContainsFunc(candidates, func(o candidate) bool {
		return o.Passage == c.Passage && o.Start == c.Start
	}) {
		return candidates
	}
	return append(candidates, c)
}

// namedRows leaves out the rows of tables that the question does not name, if it
// names one. It also leaves out a row if the question names more of another row of
// the same table: for "배우자가 출산하면", "출산 | 배우자" stays and "사망 | 배우자" goes. The named row
// need not be chosen itself: another document may say the same.
func namedRows(q string, chosen, all []candidate) []candidate {
	words, asked := MainWords(q), strings.ToLower(q)
	named := make([]map[string]bool, len(chosen)) // what the question names of each row
	found := false
	for i, c := range chosen {
		if c.header != "" {
			named[i] = namedIn(c, words, asked)
			found = found || len(named[i]) > 0
		}
	}
	var out []candidate
	for i, c := range chosen {
		outdone := false
		for k, o := range chosen {
			outdone = outdone || o.sameTable(c) && len(named[k]) > len(named[i]) && allIn(named[i], named[k])
		}
		beside := c.header != "" && !found && slices.ContainsFunc(all, func(o candidate) bool {
			return o.sameTable(c) && len(namedIn(o, words, asked)) > 0
		})
		if c.header == "" || !beside && (!found || len(named[i]) > 0 && !outdone) {
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		return chosen
	}
	return out
}

// namedPairs leaves out rows of a name and its value whose names the question does not
// have, beside one whose name it has and whose value is what it asks for: for 물통은 몇
// 리터, 물통 용량 stays and 하루 제습량 goes.
func namedPairs(q string, chosen []candidate) []candidate {
	e := expected(q)
	if !e.exact {
		return chosen
	}
	words := MainWords(q)
	named := func(c candidate) bool {
		name := bag(tabletext.Cells(c.Text)[0])
		return slices.ContainsFunc(words, func(w string) bool { return mentions(name, w) })
	}
	return slices.DeleteFunc(slices.Clone(chosen), func(c candidate) bool {
		return c.Pair && !named(c) && slices.ContainsFunc(chosen, func(o candidate) bool {
			return o.Pair && o.Passage == c.Passage && named(o) && e.met(o.Text)
		})
	})
}

// sameTable reports whether both candidates are rows of one table.
func (c candidate) sameTable(o candidate) bool {
	return c.header != "" && o.header != "" && c.Passage == o.Passage && c.headerAt == o.headerAt
}

// mostRows is the most rows of a table that are shown whole.
const mostRows = 8

// wholeTables adds, to rows of which the question names none but whose columns it
// names, the other rows of their tables: "숙박비는 얼마까지 돼요?" is answered for every
// grade. It does so only if the names of the columns, with the title and the
// headings, hold most of the question: otherwise the question describes a row in
// words of its own. Of longer tables than mostRows, the chosen rows stay and tell how
// many there are besides. A table whose rows have limits for a number of the
// question stays as it is.
func wholeTables(q string, chosen, all []candidate, passages []retrieve.Passage) []candidate {
	const mostOfQuestion = 0.5
	words, asked := MainWords(q), strings.ToLower(q)
	if len(quantitiesIn(q)) > 0 {
		return chosen
	}
	out := slices.Clone(chosen)
	for _, c := range chosen {
		header := bag(c.header)
		if c.header == "" ||
			!slices.ContainsFunc(words, func(w string) bool { return mentions(header, w) }) {
			continue
		}
		p := passages[c.Passage]
		if Coverage(words, strings.Join(append(p.Headings[:len(p.Headings):len(p.Headings)],
			p.Title, c.header), "\n")) <= mostOfQuestion {
			continue
		}
		var rows []candidate
		named := false
		for _, r := range all {
			if r.sameTable(c) {
				rows = append(rows, r)
				named = named || len(namedIn(r, words, asked)) > 0
			}
		}
		if named {
			continue
		}
		if len(rows) > mostRows {
			countOthers(out, c, len(rows))
			continue
		}
		for _, r := range rows {
			out = withCandidate(out, r)
		}
	}
	return out
}

// wholeLists adds, to items of which the question names none but whose heading it names,
// the other items of their lists: what was decided is all that stands below 결정사항. If
// the question asks for something of a certain form, such as an amount, and some items
// have it, it adds only those. It adds nothing to lists of more than mostItems.
func wholeLists(q string, chosen, all []candidate, passages []retrieve.Passage) []candidate {
	words := MainWords(q)
	out := slices.Clone(chosen)
	for _, c := range chosen {
		if !c.marked || !slices.ContainsFunc(words, func(w string) bool { return mentions(c.head, w) }) {
			continue
		}
		items := itemsAround(c, all, passages[c.Passage].Text)
		if len(items) > mostItems || slices.ContainsFunc(items, func(o candidate) bool {
			return slices.ContainsFunc(words, func(w string) bool { return mentions(o.bag, w) && !mentions(c.head, w) })
		}) {
			continue
		}
		if fitting := withExpected(expected(q), items); len(fitting) > 0 {
			items = fitting
		}
		for _, item := range items {
			out = withCandidate(out, item)
		}
	}
	return out
}

// itemsAround returns the sentences of the list that an item stands in, in order.
func itemsAround(item candidate, all []candidate, text string) []candidate {
	var items []candidate
	found := false
	for _, c := range all {
		last := len(items) - 1
		if c.Passage != item.Passage {
			continue
		}
		lines := 0 // between the sentence and the one before it
		if last >= 0 {
			lines = strings.Count(text[items[last].End:c.Start], "\n")
		}
		switch {
		case last >= 0 && (lines == 0 || lines == 1 && c.marked):
			items = append(items, c)
		case found:
			return items
		case c.marked:
			items = []candidate{c}
		default:
			items = nil
		}
		found = found || c.Start == item.Start
	}
	return items
}

// countOthers tells the chosen rows of c's table how many of all its rows are not
// among them.
func countOthers(chosen []candidate, c candidate, all int) {
	shown := 0
	for _, o := range chosen {
		if o.sameTable(c) {
			shown++
		}
	}
	for i, o := range chosen {
		if o.sameTable(c) {
			chosen[i].More = all - shown
		}
	}
}

// namedIn returns the words of a question that a row has and its header has not,
// and the name in its first cell if the question has it.
func namedIn(row candidate, words []string, asked string) map[string]bool {
	named := map[string]bool{}
	name := strings.ToLower(tabletext.Cells(row.Text)[0])
	if utf8.RuneCountInString(name) > 1 && strings.Contains(asked, name) {
		named[name] = true
	}
	header := bag(row.header)
	for _, w := range words {
		if (utf8.RuneCountInString(w) > 1 || korean.HasHangul(w)) && // not the 3 of BC-3
			mentions(row.bag, w) && !mentions(header, w) {
			named[w] = true
		}
	}
	return named
}

// allIn reports whether all of a is in b.
func allIn(a, b map[string]bool) bool {
	for w := range a {
		if !b[w] {
			return false
		}
	}
	return true
}

// withSteps replaces chosen steps with the whole procedure, unless a sentence
// after the procedure answers better: it has the best score, and more of the question
// than the heading of the procedure. If there are several procedures, it takes
// the one whose steps and headings mention most of the question.
func withSteps(q string, chosen, all []candidate, passages []retrieve.Passage) []candidate {
	var best []candidate
	words, most := MainWords(q), -1.0
	within := map[int]bool{} // passages of which a step was chosen
	for _, c := range chosen {
		within[c.Passage] = within[c.Passage] || c.list > 0
	}
	for _, c := range all {
		if c.step != 1 || !within[c.Passage] {
			continue
		}
		steps := stepsOf(c, all)
		if steps[len(steps)-1].step == 1 { // a numbered heading with a paragraph below it
			continue
		}
		if covered := coverage(words, bagOf(steps, passages[c.Passage])); covered > most {
			best, most = steps, covered
		}
	}
	if best == nil {
		return chosen
	}
	top := slices.MaxFunc(chosen, func(a, b candidate) int { return cmp.Compare(a.Score, b.Score) })
	if !stepsAsked.MatchString(q) && top.list == 0 && top.Passage == best[0].Passage &&
		top.Start > best[0].Start && coverage(words, top.bag) > coverage(words, best[0].head) {
		return chosen // a sentence after the procedure answers better
	}
	return slices.DeleteFunc(best, func(c candidate) bool { return c.step > mostSteps })
}

// stepsOf returns all steps of the procedure that a step belongs to, in order.
func stepsOf(step candidate, all []candidate) []candidate {
	var steps []candidate
	for _, c := range all {
		if c.Passage == step.Passage && c.list == step.list {
			steps = append(steps, c)
		}
	}
	slices.SortFunc(steps, func(a, b candidate) int { return cmp.Compare(a.Start, b.Start) })
	return steps
}

// bagOf is the bag of a procedure with the headings above it.
func bagOf(steps []candidate, p retrieve.Passage) map[string]bool {
	words := bag(p.Title + "\n" + strings.Join(p.Headings, "\n"))
	for _, c := range steps {
		maps.Copy(words, c.bag)
		maps.Copy(words, c.head)
	}
	return words
}
