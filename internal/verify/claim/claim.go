package claim

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
)

// longestSentence is how much of a sentence is read, in bytes. A longer one is
// judged by its beginning.
const longestSentence = 1800

// Claim is a sentence of an answer that has been read, with its question.
type Claim struct {
	Text   string
	Cites  []int
	Parts  []passage.Part
	Words  []lexicon.Word
	Values []value.Value
	Cells  []korean.Span // of a row of a table
	Ask    asked
	found  map[*regexp.Regexp]bool // answers of matches; nil if none yet
}

// Matches reports whether the sentence matches a pattern. It remembers the
// answer, which is asked for with each of the values and passages.
func (c *Claim) Matches(pattern *regexp.Regexp) bool {
	says, known := c.found[pattern]
	if !known {
		if c.found == nil {
			c.found = map[*regexp.Regexp]bool{}
		}
		says = pattern.MatchString(c.Text)
		c.found[pattern] = says
	}
	return says
}

// asked is the question.
type asked struct {
	Text   string
	Words  []lexicon.Word
	Values []value.Value
}

// mostValues and mostWords limit how many values and words of a sentence are
// compared. No real sentence has so many.
const (
	mostValues = 32
	mostWords  = 160
)

// Read reads a sentence and the question that it answers. cites are the indices
// of the passages that it cites, and names those of people that the passages
// mention, which the sentence may give without a title.
func Read(sentence, question string, cites []int, names ...string) *Claim {
	text := Blank(sentence)
	c := &Claim{Text: text, Cites: cites}
	if question != "" {
		c.Ask.Text = question
		c.Ask.Values = value.Scan(question)
		c.Ask.Words = lexicon.WordsOf(question, value.Spans(c.Ask.Values))
	}
	c.Values = value.WithNames(text, value.Scan(text), names)
	c.Words = lexicon.WordsOf(text, value.Spans(c.Values))
	c.Values, c.Words = c.Values[:min(len(c.Values), mostValues)],
		c.Words[:min(len(c.Words), mostWords)]
	whole := passage.TrimSpan(text, korean.Span{Start: 0, End: len(text)})
	c.Cells = passage.CellsOf(text, whole)
	spans := c.Cells
	if len(spans) < 2 {
		c.Cells = nil
		spans = passage.Clauses(text, whole, c.Values)
	}
	for _, span := range spans {
		inner := passage.Part{Start: span.Start, End: span.End, Condition: passage.IsCondition(span.Of(text))}
		for _, w := range c.Words {
			if w.Start >= span.Start && w.End <= span.End {
				inner.Words = append(inner.Words, w)
			}
		}
		for _, v := range c.Values {
			if v.Start >= span.Start && v.End <= span.End {
				inner.Values = append(inner.Values, v)
			}
		}
		inner.ReadOften(text)
		c.Parts = append(c.Parts, inner)
	}
	return c
}

// markup of Markdown says nothing: citations, emphasis, links' addresses, headings, bullets, HTML.
var markup = regexp.MustCompile("\\[\\^?\\d{1,3}\\]|\\]\\([^)\n]*\\)|<[^<>\n]{1,200}>|[*_`#>\\[\\]]+|^\\s*(?:[-•·]|\\d{1,2}[.)])\\s")

// Blank replaces markup by blanks, so that offsets stay the same, and cuts off
// text that is too long.
func Blank(text string) string {
	if len(text) > longestSentence {
		text = text[:longestSentence]
		text = strings.ToValidUTF8(text, "")
	}
	return markup.ReplaceAllStringFunc(text, func(m string) string { return strings.Repeat(" ", len(m)) })
}
