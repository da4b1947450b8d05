package relevance

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/retrieve"
)

// Sentence is a part of a passage that answers a question.
type Sentence struct {
	Passage int // index of the passage
	Start   int // range in the passage's text, in bytes
	End     int
	Text    string
	Score   float64
	// Header is how many rows of column names come before the row of a table.
	// Row reports whether the sentence is a row of a table.
	Header int
	Row    bool
	// Pair reports whether the sentence is a row of a table without a header, whose
	// two cells are a name and its value.
	Pair bool
	// More is how many further rows of the same table in the passage answer the
	// question as well and were left out, because they are too many. Each row that
	// was not left out says so.
	More int
}

// Extractor chooses the sentences that answer a question. The zero value goes by words
// alone. It is safe for concurrent use.
type Extractor struct {
	// Embedder helps where the words are not sure. It is given a few short texts for a
	// question, so it should be one in this process.
	Embedder embed.Embedder

	nearness
}

// Extract returns at most the given number of sentences that best answer the
// question. The passages must be ordered by relevance. A row of a table comes
// with the header of the table, and a procedure is complete. If a passage
// contains a question, the text below it counts as the answer, not the question
// itself. The sentences are in the order of the passages and in the order of
// the text within a passage, so that neighbouring sentences can be read on.
//
// The score of a sentence consists of the share of the question's subject that
// it contains, where each pair of characters is weighted by how rare it is
// among the candidates; of a small part of the same for its neighbours and its
// passage, because the noun for a pronoun is often in the sentence before; of
// whether it contains what the question asks for, such as a date, a number
// or a name; and, if there is an embedder, of how near it comes in meaning. The
// score decreases with that of the passage.
func (x *Extractor) Extract(ctx context.Context, q string, passages []retrieve.Passage,
	most int) []Sentence {
	asked := q
	q = inTheirWords(q, passages)
	var all []candidate
	words := MainWords(q)
	for i, p := range passages {
		all = append(all, candidates(words, i, p)...)
	}
	if len(all) == 0 {
		return nil
	}
	must := scoreParts(q, all, passages)
	for i := range all {
		all[i].mentions = mentionsAny(words, all[i])
	}
	if len(all) > 1 {
		x.addNearness(ctx, asked, all, passages)
	}
	best := choosePassages(all, most, append(must, entriesNamed(q, all)...)...)
	best = withoutBeside(q, withForm(q, best), passages)
	best = withFormBehind(q, best, all, passages)
	best = x.withFormElsewhere(ctx, asked, best, all, passages)
	chosen := complete(asked, q, best, all, passages)
	slices.SortFunc(chosen, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.Passage, b.Passage), cmp.Compare(a.Start, b.Start))
	})
	out := make([]Sentence, len(chosen))
	for i, c := range chosen {
		out[i] = c.Sentence
	}
	return out
}

// inTheirWords adds to a question the words that the passages use instead of its
// own, so that the row "조부모 | 사망" matches "할아버지가 돌아가시면". Each stands before the word
// that it replaces, or whose part it replaces.
func inTheirWords(q string, passages []retrieve.Passage) string {
	asked := korean.Apart(q)
	before := map[int][]string{} // words by the place that they are put at
	for _, p := range passages {
		if p.Match == nil || p.Match.Query != asked {
			continue
		}
		for _, w := range p.Match.Words {
			at := strings.LastIndexFunc(asked[:w.Start], unicode.IsSpace) + 1
			for _, word := range w.Instead {
				if !slices.Contains(before[at], word) {
					before[at] = append(before[at], word)
				}
			}
		}
	}
	for _, at := range slices.Backward(slices.Sorted(maps.Keys(before))) {
		asked = asked[:at] + strings.Join(before[at], " ") + " " + asked[at:]
	}
	if len(before) == 0 {
		return q
	}
	return asked
}

// enough is the share of the best score below which another sentence adds
// nothing.
const enough = 0.45

// choosePassages takes the best sentences behind those that must be among them,
// none of which says nearly the same as one before. If any sentence mentions
// what the question is about, all but the best one have to: in a passage about
// many things, sentences that only contain a number are noise.
func choosePassages(all []candidate, most int, must ...candidate) []candidate {
	ranked := slices.Clone(all)
	slices.SortStableFunc(ranked, func(a, b candidate) int { return cmp.Compare(b.Score, a.Score) })
	best := ranked[0]
	onSubject := slices.ContainsFunc(all, func(c candidate) bool { return c.mentions })
	var chosen []candidate
	for i, c := range append(must, ranked...) {
		if len(chosen) == most || i > len(must) && c.Score < enough*best.Score {
			break
		}
		if i > len(must) && onSubject && !c.mentions {
			continue
		}
		if !slices.ContainsFunc(chosen, func(d candidate) bool { return alike(c, d) }) {
			chosen = append(chosen, c)
		}
	}
	return chosen
}

// withForm leaves out sentences that lack what a question asks for, such as a
// number of people, if a sentence with a higher score has it. If the question asks
// for a telephone number or an address, the score does not matter, because no
// sentence can answer without one. Questions with several parts stay as they are.
func withForm(q string, chosen []candidate) []candidate {
	e := expected(q)
	if !e.exact || len(partsOf(q)) > 0 {
		return chosen
	}
	most := 0.0
	for _, c := range chosen {
		if e.met(c.named()) {
			most = max(most, c.Score)
		}
	}
	if most > 0 && (e.form == phoneForm || e.form == mailForm) {
		most = math.Inf(1)
	}
	return slices.DeleteFunc(slices.Clone(chosen), func(c candidate) bool {
		return c.Score < most && !e.met(c.named())
	})
}

// withFormBehind adds to the best sentence the one behind it in its paragraph that has what
// the question asks for, if no chosen sentence has it: 폐액은 종류별로 모은다. 수거는 첫째 목요일에 한다.
func withFormBehind(q string, chosen, all []candidate, passages []retrieve.Passage) []candidate {
	e := expected(q)
	if e.form == whenForm {
		e.form = timeForm
	}
	if e.form == nil || len(chosen) == 0 ||
		slices.ContainsFunc(chosen, func(c candidate) bool { return e.met(c.named()) }) {
		return chosen
	}
	best := slices.MaxFunc(chosen, func(a, b candidate) int { return cmp.Compare(a.Score, b.Score) })
	if best.Row {
		return chosen
	}
	text := passages[best.Passage].Text
	for _, c := range all {
		if c.Passage == best.Passage && c.Start >= best.End && e.met(c.Text) &&
			strings.TrimSpace(text[best.End:c.Start]) == "" && !strings.Contains(text[best.End:c.Start], "\n") {
			return append(slices.Clone(chosen), c)
		}
	}
	return chosen
}

// withFormElsewhere adds to the best sentence the one that comes nearest of those with
// what the question asks for, such as a sum of money, if no chosen sentence has it. The
// other chosen sentences go: they say neither what is asked nor what is nearest.
func (x *Extractor) withFormElsewhere(ctx context.Context, q string, chosen, all []candidate,
	passages []retrieve.Passage) []candidate {
	e := expected(q)
	if e.form == whenForm {
		e.form = timeForm
	}
	if e.form == nil || len(chosen) == 0 || len(partsOf(q)) > 0 ||
		slices.ContainsFunc(chosen, func(c candidate) bool { return e.met(c.inContext()) }) {
		return chosen
	}
	var fitting []candidate
	for _, c := range all {
		if e.met(c.named()) {
			fitting = append(fitting, c)
		}
	}
	if x.addNearness(ctx, q, fitting, passages); len(fitting) == 0 {
		return chosen
	}
	byScore := func(a, b candidate) int { return cmp.Compare(a.Score, b.Score) }
	best, nearest := slices.MaxFunc(chosen, byScore), slices.MaxFunc(fitting, byScore)
	if !nearest.mentions || x.Embedder == nil && nearest.Score < enough*best.Score {
		return chosen
	}
	return []candidate{best, nearest}
}

// named is a sentence's text, and a row's with the names of its columns.
func (c candidate) named() string {
	if c.header == "" {
		return c.Text
	}
	return c.header + "\n" + c.Text
}

// mentionsAny reports whether a sentence, the heading or question above it, or the
// names of a row's columns have a part of one of a question's words, or whether the
// sentence has a word that begins as the last one does: 걸린다 for 걸려요.
func mentionsAny(words []string, c candidate) bool {
	if c.given > 0 || slices.ContainsFunc(words, func(w string) bool {
		return slices.ContainsFunc(pairs(w), func(p string) bool { return c.bag[p] || c.head[p] || c.names[p] })
	}) {
		return true
	}
	if len(words) == 0 || !korean.HasHangul(words[len(words)-1]) {
		return false
	}
	verb, _ := utf8.DecodeRuneInString(words[len(words)-1])
	for w := range wordsOf(c.Text) {
		if strings.HasPrefix(w, string(verb)) {
			return true
		}
	}
	return false
}

// alike reports whether most of what one of two sentences says is in the other,
// too, and all of its numbers: the manuals of two products differ in them alone.
// Two rows that share no more than the names of their columns are not alike.
func alike(c, d candidate) bool {
	if len(c.bag) > len(d.bag) {
		c, d = d, c
	}
	if !holds(d.Text, identifiersIn(c.Text)) {
		return false
	}
	a, b := c.bag, d.bag
	if c.values != nil && d.values != nil {
		a, b = c.values, d.values
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	common := 0
	for p := range a {
		if b[p] {
			common++
		}
	}
	return float64(common) > 0.85*float64(len(a))
}
