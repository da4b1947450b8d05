package chat

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/relevance"
)

// followUp completes questions that can't be understood without the one before
// them, by words and the encoder, where no model revises them.
type followUp struct {
	past  []history.Call // oldest first
	words *relevance.Extractor
}

// complete returns the question with what it leaves out. own are the words that it
// says itself, if it puts something else in the place of what was asked before: of
// 그럼 부장은?, 부장. A question that stands on its own is returned as it is.
func (f followUp) complete(ctx context.Context, text string) (question string, own []string) {
	if len(f.past) == 0 {
		return text, nil
	}
	if thing, asks := contrasted(text); thing != "" {
		question = f.put(ctx, thing)
		if !strings.Contains(question, asks) {
			question += " " + asks
		}
		return question, relevance.MainWords(thing)
	}
	if !pointsBack(text) && !lacksPredicate(text) && !relevance.Unspecific(text) &&
		len(relevance.MainWords(text)) > 0 {
		return text, nil
	}
	var fresh []string
	for _, word := range relevance.MainWords(f.before()) {
		if !strings.Contains(text, word) {
			fresh = append(fresh, word)
		}
	}
	return strings.Join(append(fresh, text), " "), nil
}

// before is the question before, as it was understood.
func (f followUp) before() string {
	last := f.past[len(f.past)-1]
	if last.Trace.Revised != "" {
		return last.Trace.Revised
	}
	return last.Body
}

// put asks the question before about another thing. The thing takes the place of
// its counterpart there, or comes first if it has none.
func (f followUp) put(ctx context.Context, thing string) string {
	before := f.before()
	last, _ := contrasted(f.past[len(f.past)-1].Body) // 부장은? 사원은?
	words := slices.DeleteFunc(relevance.MainWords(before), wordOfAsking.MatchString)
	if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(thing, w) }) {
		return thing + " " + before
	}
	if old := f.words.Counterpart(ctx, thing, words, last); old != "" {
		for field := range strings.FieldsSeq(before) {
			if len(field) >= len(old) && strings.EqualFold(field[:len(old)], old) {
				return strings.Replace(before, field, thing+field[len(old):], 1)
			}
		}
	}
	return thing + " " + before
}

// asking matches the words of asking that can stand without a verb.
const asking = `(누가|언제|언제까지|언제부터|어디서|어디|얼마|며칠|왜|어떻게)`

var (
	wordOfAsking = regexp.MustCompile(`^` + asking)
	// joint matches what only joins a question to the one before it.
	joint = regexp.MustCompile(`^(?:(?:그럼|그러면|그렇다면|그리고|근데|그런데|또|아)[,\s]+)+`)
	// contrast matches a noun with a particle that sets it against what was asked before:
	// 부장은?, 제주도는?, 병가는 누가? Endings of verbs such as 하는 are not followed by the end of
	// a question, or by a word of asking without a verb.
	contrast = regexp.MustCompile(`^((?:\S+ ){0,2}?\S*?\S)(?:에서는|에게는|한테는|으로는|부터는|까지는|에는|로는|은|는|(에도|도))` +
		`(?:\s` + asking + `)?(요)?\s*[?？.]*$`)
	// verbless matches a question that ends in a word of asking without a verb: 접수 언제까지?
	verbless = regexp.MustCompile(`^(?:\S+ ){0,2}` + asking + `(?:요)?\s*[?？]*$`)
)

// contrasted returns the thing that a question asks about in place of another one,
// without its particle, and the word of asking behind it, if there is one. The thing
// is "" if the question is none of this kind. Of two or three words, it is one only if
// something joins it to what was said: 하루 이용료는? may be asked first, 하루 이용료는요? not.
func contrasted(text string) (thing, asks string) {
	text = strings.TrimSpace(text)
	said := joint.ReplaceAllString(text, "")
	m := contrast.FindStringSubmatch(said)
	if m == nil || pointers[m[1]] || len(relevance.MainWords(m[1])) == 0 {
		return "", ""
	}
	if joined := said != text || m[2] != "" || m[4] != ""; !joined && strings.Contains(m[1], " ") {
		return "", ""
	}
	return m[1], m[3]
}

// lacksPredicate reports whether a short question leaves its verb out.
func lacksPredicate(text string) bool {
	return verbless.MatchString(joint.ReplaceAllString(strings.TrimSpace(text), ""))
}

// own keeps the sentences that are about what a follow-up asks: those with one of
// its own words, and sentences behind them in the same paragraph that have a further
// word of the question. If none has such a word, all stay.
func own(sentences []relevance.Sentence, words []string, question string,
	text func(passage int) string) []relevance.Sentence {
	if len(words) == 0 {
		return sentences
	}
	others := slices.DeleteFunc(relevance.MainWords(question),
		func(w string) bool { return slices.Contains(words, w) })
	var kept []relevance.Sentence
	found := false
	for i, s := range sentences {
		follows := len(kept) > 0 && i > 0 && !s.Row && kept[len(kept)-1] == sentences[i-1] &&
			sentences[i-1].Passage == s.Passage && sentences[i-1].End <= s.Start &&
			strings.TrimSpace(text(s.Passage)[sentences[i-1].End:s.Start]) == "" &&
			relevance.Coverage(others, s.Text) > 0
		said := s.Header == 0 && relevance.Coverage(words, s.Text) > 0
		if found = found || said; said || follows || s.Header > 0 {
			kept = append(kept, s)
		}
	}
	if !found {
		return sentences
	}
	return withoutEmptyTables(kept)
}

// withoutEmptyTables leaves out headers that are not followed by a row.
func withoutEmptyTables(sentences []relevance.Sentence) []relevance.Sentence {
	kept := sentences[:0:0]
	for i, s := range sentences {
		if s.Header == 0 || i+1 < len(sentences) && sentences[i+1].Row && sentences[i+1].Header == 0 {
			kept = append(kept, s)
		}
	}
	return kept
}
