package relevance

import (
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/retrieve"
)

// Analyzer turns text into terms; *morph.Analyzer is one. Safe for concurrent use.
type Analyzer interface {
	Analyze(dst []morph.Term, text string, fields morph.Fields) []morph.Term
}

// matcher finds the words of a question in passages whose store does not report
// what it found.
type matcher struct {
	analyzer Analyzer
	query    string
	words    []morph.Term
}

func newMatcher(a Analyzer, query string) *matcher {
	return &matcher{a, query, a.Analyze(nil, query, morph.Words)}
}

// match describes how a passage contains the words. How rare a word is among
// all passages is not known here, so a word gets the analyzer's weight for its
// kind.
func (m *matcher) match(p retrieve.Passage) *retrieve.Match {
	text := textOf(p)
	held := map[string]bool{}
	for _, t := range m.analyzer.Analyze(nil, text, morph.Words) {
		held[t.Text] = true
	}
	folded := fold(text)
	match := &retrieve.Match{Query: m.query, Words: make([]retrieve.Word, len(m.words))}
	for i := range m.words {
		t := &m.words[i]
		match.Words[i] = retrieve.Word{
			Text: t.Text, Start: int(t.Start), End: int(t.End), Weight: weightOf(t),
			Found: m.found(t, held, folded),
		}
	}
	return match
}

// nameWeight is the weight of numbers, codes and Latin words relative to nouns:
// they name one thing of many.
const nameWeight = 2

func weightOf(t *morph.Term) float64 {
	w := float64(t.Weight())
	if w >= 1 && strings.IndexFunc(t.Text, func(r rune) bool { return r < utf8.RuneSelf }) >= 0 {
		return nameWeight
	}
	return w
}

// textOf returns all that a reader sees of a passage.
func textOf(p retrieve.Passage) string {
	return p.Title + "\n" + strings.Join(p.Headings, "\n") + "\n" + p.Text + "\n" + p.Translation
}

func (m *matcher) found(t *morph.Term, held map[string]bool, text string) retrieve.Found {
	long := utf8.RuneCountInString(t.Text) >= leastMeant && korean.HasHangul(t.Text)
	switch {
	case held[t.Text], long && strings.Contains(text, t.Text):
		return retrieve.Exactly
	case long && likeIn(t.Text, []string{text}) != "":
		return retrieve.Mended
	}
	return retrieve.Missing
}
