package summary

import (
	"context"
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/prompt"
	"github.com/mundap/mundap/internal/relevance"
)

// Sizes of a guide.
const (
	guideTerms     = 6
	guideQuestions = 4
	guideTokens    = 900  // of output
	guideRoom      = 5000 // tokens of the document that are read for it
	longestLine    = 300  // characters of a term, a question or a sentence
)

// Guide has the model write a guide to a document, of which c is the beginning
// and chunks the number of all chunks. What the model leaves out is
// taken from the document itself, and so is the whole guide where its answer
// can't be read. Questions that share no words with the document are dropped.
// Errors are the model's.
func (s Summariser) Guide(ctx context.Context, name string, c document.Contents,
	chunks int) (document.Guide, error) {
	own := Extract(ctx, name, c, chunks)
	if strings.TrimSpace(c.Text) == "" {
		return own, nil
	}
	d := prompt.Document{Name: name, Text: sample(c, guideRoom), Language: korean.DocumentLanguage(c.Text)}
	p := prompt.Guide(d, prompt.NewFence())
	answer, err := s.ask(ctx, p, guideTokens)
	if err != nil {
		return own, err
	}
	g, ok := parseGuide(answer)
	if !ok {
		return own, fault.Newf(fault.Unavailable, "the model's guide to %s can't be read: %.200q", name, answer)
	}
	g.Questions = answerable(g.Questions, c.Text)
	if len(g.Terms) == 0 {
		g.Terms = own.Terms
	}
	if len(g.Questions) == 0 {
		g.Questions = own.Questions
	}
	return g, nil
}

// sample is a document's text if it has at most so many tokens, or else its
// beginning and the beginnings of what stands under its headings.
func sample(c document.Contents, tokens int) string {
	if llm.Tokens(c.Text) <= tokens {
		return c.Text
	}
	var b strings.Builder
	b.WriteString(korean.Truncate(c.Text, tokens/2))
	beginning, last := b.Len(), ""
	for _, k := range c.Chunks {
		if k.Start < beginning || len(k.Headings) == 0 || k.Headings[len(k.Headings)-1] == last {
			continue
		}
		last = k.Headings[len(k.Headings)-1]
		b.WriteString("\n\n" + strings.Join(k.Headings, " > ") + "\n" + korean.Truncate(k.Text, 200))
		if llm.Tokens(b.String()) > tokens {
			break
		}
	}
	return b.String()
}

// listMark is what models put before an item.
var listMark = regexp.MustCompile(`^(?:[-*•·]|\d+[.)]|Q\d*[.:])\s*`)

// parseGuide reads an answer with the lines that the prompt asks for.
func parseGuide(answer string) (document.Guide, bool) {
	var g document.Guide
	part := ""
	for line := range strings.Lines(answer) {
		line = strings.Trim(korean.Line(line), "*# ")
		if line == "" {
			continue
		}
		line = strings.Replace(line, "：", ":", 1) // as in Japanese and Chinese
		label, rest, labelled := strings.Cut(line, ":")
		switch strings.ToLower(strings.Trim(label, "* []")) {
		case "요약", "summary":
			part, line = "summary", rest
		case "핵심어", "핵심 용어", "terms", "key terms":
			part, line = "terms", rest
		case "질문", "questions", "question":
			part, line = "questions", rest
		default:
			labelled = false
		}
		if line = strings.TrimSpace(line); line == "" || !labelled && part == "" {
			continue
		}
		line = korean.Truncate(listMark.ReplaceAllString(line, ""), longestLine)
		switch part {
		case "summary":
			g.Summary = strings.TrimSpace(g.Summary + " " + line)
		case "terms":
			for term := range strings.FieldsFuncSeq(line, isComma) {
				g.Terms = append(g.Terms, strings.TrimSpace(term))
			}
		case "questions":
			g.Questions = append(g.Questions, line)
		}
	}
	g.Summary = firstSentences(g.Summary, summarySentences)
	g.Terms, g.Questions = distinct(g.Terms, guideTerms), distinct(g.Questions, 2*guideQuestions)
	return g, g.Summary != ""
}

func isComma(r rune) bool { return strings.ContainsRune(",、，،", r) }

// distinct keeps the first texts that are not empty, each once.
func distinct(list []string, most int) []string {
	seen := map[string]bool{"": true}
	var kept []string
	for _, text := range list {
		if !seen[text] && len(kept) < most {
			seen[text] = true
			kept = append(kept, text)
		}
	}
	return kept
}

// answerable keeps the questions of whose words the document has at least half.
func answerable(questions []string, text string) []string {
	var kept []string
	for _, q := range questions {
		if len(kept) < guideQuestions && relevance.Shared(nil, q, korean.Truncate(text, 200_000)) >= 0.5 {
			kept = append(kept, q)
		}
	}
	return kept
}
