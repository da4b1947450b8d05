package summary

import (
	"cmp"
	"fmt"
	"math"
	"path"
	"regexp"
	"slices"
	"strings"

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
// of its frequent nouns, these nouns, and its headings as questions. c is the
// document's beginning, chunks how many it has in all.
func Extract(name string, c document.Contents, chunks int) document.Guide {
	g := document.Guide{Extractive: true}
	weights, terms := frequent(korean.Truncate(c.Text, read))
	g.Terms = terms[:min(len(terms), guideTerms)]
	kind := kindOf(c.Chunks)
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
		if english {
			g.Questions = aboutTopics(append(headingsOf(c.Chunks), g.Terms...), english)
		}
	}
	if len(g.Questions) == 0 && kind != document.Code && kind != document.FAQ {
		g.Questions = questionsOf(c.Chunks)
	}
	if len(g.Questions) == 0 {
		g.Questions = aboutTopics(g.Terms, english)
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
		return fmt.Sprintf("%s은 %d개 행으로 된 표예요.", base, n)
	}
	return ""
}

// frequent gives the nouns of a text by how much they count, and them in order,
// as they stand in the text.
func frequent(text string) (map[string]float64, []string) {
	counts, shown := map[string]float64{}, map[string]string{}
	for _, t := range new(morph.Analyzer).Analyze(nil, text, morph.Words) {
		switch t.POS {
		case sejong.NNG, sejong.NNP, sejong.SL, sejong.SH:
		default:
			continue
		}
		if n := korean.Length(t.Text); n < 2 || n == 2 && t.POS == sejong.SL && t.Text == text[t.Start:t.End] {
			continue // a syllable, or two small letters: not an abbreviation such as PC
		}
		counts[t.Text]++
		if shown[t.Text] == "" {
			shown[t.Text] = strings.Clone(text[t.Start:t.End])
		}
	}
	var terms []string
	for term, n := range counts {
		counts[term] = math.Log1p(n) * math.Sqrt(float64(min(korean.Length(term), 6)))
		if n > 1 {
			terms = append(terms, term)
		}
	}
	slices.SortFunc(terms, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), strings.Compare(a, b)) })
	for i, t := range terms {
		terms[i] = shown[t]
	}
	return counts, distinct(terms, len(terms))
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
		line := korean.Line(text[s.Start:s.End])
		if n := korean.Length(line); n < shortest || n > longest || len(all) >= 400 {
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
	// articleNumber is a heading's number: "제3조", "1.2", "가.".
	articleNumber = regexp.MustCompile(`^(?:제\s*\d+\s*[장절조항편관](?:의\s*\d+)?|[\d.]+|[` + korean.Ordinals + `][.)]|[IVX]+\.)[\s.:)]*`)
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

// aboutTopics asks about topics. One that is a question already stays as it is.
func aboutTopics(topics []string, english bool) []string {
	var all []string
	for _, t := range topics {
		switch {
		case strings.HasSuffix(t, "?"):
		case english:
			t = "What does it say about " + t + "?"
		default:
			t += "에 대해 알려 주세요."
		}
		all = append(all, t)
	}
	return distinct(all, guideQuestions)
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
