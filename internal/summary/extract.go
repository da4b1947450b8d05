package summary

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/korean/morph/sejong"
)

const (
	summarySentences = 3
	// read is how much of a document is looked at for a guide, in characters.
	read = 100_000
)

// Extract makes a guide of a document's own words: the sentences that hold most
// of its frequent nouns, these nouns, and questions that they answer. c is the
// document's beginning, chunks how many it has in all. When ctx ends, the guide
// lacks questions.
func Extract(ctx context.Context, name string, c document.Contents,
	chunks int) document.Guide {
	g := document.Guide{Extractive: true}
	kind := kindOf(c.Chunks)
	text := korean.Truncate(c.Text, read)
	if kind == document.Row {
		text = columnName.ReplaceAllString(text, "")
	}
	weights, terms := frequent(text)
	g.Terms = terms[:min(len(terms), guideTerms)]
	english := korean.DocumentLanguage(c.Text) == "en"
	switch kind {
	case document.Code:
		g.Terms = distinct(functionsOf(c.Chunks), guideTerms)
		g.Questions = asCodeQuestions(g.Terms)
	case document.FAQ:
		g.Questions = entryQuestions(c.Chunks)
	case document.Row:
	default:
		g.Summary = sentencesWith(prose(c), weights)
	}
	if kind != document.Code && kind != document.FAQ {
		tried := questionsOf(c.Chunks)
		if english {
			tried = append(ownQuestions(c.Chunks), aboutTopics(headingsOf(c.Chunks))...)
		}
		g.Questions = answered(ctx, specific(tried, subjectOf(name, c.Title)), c.Chunks)
	}
	if g.Summary == "" && len(c.Chunks) > 0 {
		g.Summary = counted(name, kind, chunks)
	}
	return g
}

// kindOf is the kind of most of a document's chunks.
func kindOf(chunks []document.Chunk) document.ChunkKind {
	counts := map[document.ChunkKind]int{}
	best := document.Prose
	for _, c := range chunks {
		if counts[c.Kind]++; counts[c.Kind] > counts[best] {
			best = c.Kind
		}
	}
	return best
}

func counted(name string, kind document.ChunkKind, n int) string {
	base := path.Base(name)
	switch kind {
	case document.Code:
		return fmt.Sprintf("%s에 있는 코드를 %d개 부분으로 나누어 두었어요.", base, n)
	case document.FAQ:
		return fmt.Sprintf("%s에 질문과 답이 %d개 있어요.", base, n)
	case document.Row:
		return fmt.Sprintf("행 %d개로 된 표예요.", n)
	}
	return ""
}

// frequent gives the nouns of a text by how much they count, and the terms that
// stand in it more than once, the ones that count most first.
func frequent(text string) (map[string]float64, []string) {
	counts := map[string]float64{}
	words := map[string]int{}
	start, end := 0, -1 // of the word that nouns make up
	finish := func() {
		if word := text[max(start, 0):max(start, end)]; isTerm(word) {
			words[word]++
		}
	}
	for _, t := range new(morph.Analyzer).Analyze(nil, text, morph.Words) {
		if !isNoun(t) {
			continue
		}
		if korean.Length(t.Text) > 1 {
			counts[t.Text]++
		}
		switch from, to := int(t.Start), int(t.End); {
		case from > end || end < 0:
			finish()
			start, end = from, to
		case to > end:
			end = to
		}
	}
	finish()
	for term, n := range counts {
		counts[term] = weightOf(term, n)
	}
	var terms []string
	for word, n := range words {
		if n > 1 {
			terms = append(terms, strings.Clone(word))
		}
	}
	slices.SortFunc(terms, func(a, b string) int {
		return cmp.Or(cmp.Compare(weightOf(b, float64(words[b])), weightOf(a, float64(words[a]))),
			strings.Compare(a, b))
	})
	return counts, terms
}

func weightOf(term string, n float64) float64 {
	return math.Log1p(n) * math.Sqrt(float64(min(korean.Length(term), 6)))
}

func isNoun(t morph.Term) bool {
	switch t.POS {
	case sejong.NNG, sejong.NNP, sejong.SL, sejong.SH:
		return true
	}
	return false
}

// isTerm reports whether a word may be a key term: neither a syllable nor two small
// letters, nor a number.
func isTerm(word string) bool {
	n := korean.Length(word)
	return n > 1 && (n > 2 || korean.HasHangul(word) || strings.ToLower(word) != word) &&
		strings.ContainsFunc(word, unicode.IsLetter)
}

// prose is a document's sentences, without tables and code.
func prose(c document.Contents) string {
	var b strings.Builder
	for _, k := range c.Chunks {
		if k.Kind == document.Prose && b.Len() < read {
			b.WriteString(k.Text + "\n")
		}
	}
	return b.String()
}

// columnName is what stands before the value of a cell in a row.
var columnName = regexp.MustCompile(`(?m)(?:^| / )[^:\n]{1,30}: `)

// finished is how a sentence of a summary ends: what does not may be a heading or
// an item of a list, which says nothing by itself.
var finished = regexp.MustCompile(`[.!。…]["'”’)\]]?$|[다요음함임]$`)

// speaker is what stands before a question or an answer.
var speaker = regexp.MustCompile(`^(?i:[qa]|질문|답변|문|답)\s*\d*\s*[.:)]\s*`)

// Bounds of a sentence of a summary, in characters.
const shortest, longest = 15, 200

// sentencesWith gives the sentences that say most of what the weights are of, in
// the text's order. Earlier ones count more.
func sentencesWith(text string, weights map[string]float64) string {
	type sentence struct {
		text  string
		at    int
		score float64
	}
	var all []sentence
	analyzer := new(morph.Analyzer)
	for s := range korean.Sentences(text) {
		line := leadingMark.ReplaceAllString(korean.Line(text[s.Start:s.End]), "")
		line = speaker.ReplaceAllString(line, "")
		if n := korean.Length(line); n < shortest || n > longest || len(all) >= 400 || !finished.MatchString(line) {
			continue
		}
		seen := map[string]bool{}
		score := 0.0
		for _, t := range analyzer.Analyze(nil, line, morph.Words) {
			if !seen[t.Text] {
				seen[t.Text] = true
				score += weights[t.Text]
			}
		}
		score /= math.Sqrt(float64(10 + len(seen)))
		all = append(all, sentence{line, len(all), score * (1 + 1/float64(1+len(all)))})
	}
	slices.SortStableFunc(all, func(a, b sentence) int { return cmp.Compare(b.score, a.score) })
	var best []sentence
	said := map[string]bool{} // chunks share sentences
	for _, s := range all {
		if !said[s.text] && len(best) < summarySentences {
			said[s.text] = true
			best = append(best, s)
		}
	}
	slices.SortFunc(best, func(a, b sentence) int { return cmp.Compare(a.at, b.at) })
	texts := make([]string, len(best))
	for i, s := range best {
		texts[i] = s.text
	}
	return strings.Join(texts, " ")
}

// firstSentences is the first n sentences of a text.
func firstSentences(text string, n int) string {
	end := 0
	for s := range korean.Sentences(text) {
		if n--; n < 0 {
			break
		}
		end = s.End
	}
	return strings.TrimSpace(text[:end])
}

var (
	// articleNumber is a heading's number: "제3조", "1.2 ", "가."; no year: "2026년".
	articleNumber = regexp.MustCompile(`^(?:제\s*\d+\s*[장절조항편관](?:의\s*\d+)?|\d{1,3}(?:\.\d{1,3})*(?:[.)]|\s)|[` + korean.Ordinals + `][.)]|[IVX]+\.)[\s.:)]*`)
	inBrackets    = regexp.MustCompile(`^[(（\[]([^)）\]]+)[)）\]]\s*`)
)

// headingsOf are the innermost headings under which something stands, without
// their numbers and marks.
func headingsOf(chunks []document.Chunk) []string {
	var all []string
	for _, c := range chunks {
		if len(c.Headings) == 0 || korean.Length(c.Text) < 30 {
			continue
		}
		h := bullet.ReplaceAllString(korean.Line(c.Headings[len(c.Headings)-1]), "")
		h = articleNumber.ReplaceAllString(h, "")
		if m := inBrackets.FindStringSubmatch(h); m != nil {
			h = m[1]
		}
		if n := korean.Length(h); n >= 2 && n <= 30 && h != "목적" && h != "총칙" && h != "부칙" {
			all = append(all, h)
		}
	}
	return all
}

// aboutTopics asks about topics in English. One that is a question already stays
// as it is.
func aboutTopics(topics []string) []string {
	var all []string
	for _, t := range topics {
		if !strings.HasSuffix(t, "?") {
			t = "What does it say about " + t + "?"
		}
		all = append(all, t)
	}
	return distinct(all, mostTried)
}

func functionsOf(chunks []document.Chunk) []string {
	var all []string
	for _, c := range chunks {
		if len(c.Headings) > 0 {
			all = append(all, c.Headings[len(c.Headings)-1])
		}
	}
	return all
}

func asCodeQuestions(names []string) []string {
	var all []string
	for _, n := range names {
		all = append(all, n+" 함수는 무슨 일을 하나요?")
	}
	return distinct(all, guideQuestions)
}

// entryQuestions are the first questions of a list of questions and answers.
func entryQuestions(chunks []document.Chunk) []string {
	var all []string
	for _, c := range chunks {
		question, _, _ := strings.Cut(c.Text, "\n")
		all = append(all, korean.Truncate(question, longestLine))
	}
	return distinct(all, guideQuestions)
}
