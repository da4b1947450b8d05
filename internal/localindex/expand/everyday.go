package expand

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex/field"
	"github.com/mundap/mundap/internal/localindex/rank"
)

// sameWords holds words that mean the same, a line for each meaning.
//
//go:embed everyday.txt
var sameWords string

// plainWords holds plain expressions with the official words for them.
//
//go:embed plain.txt
var plainWords string

// saying is what people say, and the words that documents use for it.
type saying struct {
	said     string
	official []string
}

// sayings returns all sayings by their first characters.
var sayings = sync.OnceValue(func() map[rune][]saying {
	all := map[rune][]saying{}
	add := func(said string, official []string) {
		first, _ := utf8.DecodeRuneInString(said)
		all[first] = append(all[first], saying{said, official})
	}
	for _, words := range linesOfWords(sameWords) {
		for i, said := range words {
			add(said, slices.Concat(words[:i], words[i+1:]))
		}
	}
	for _, words := range linesOfWords(plainWords) {
		equals := slices.Index(words, "=")
		for _, said := range words[:equals] {
			add(said, words[equals+1:])
		}
	}
	return all
})

// linesOfWords returns the words of each line, in lower case.
func linesOfWords(text string) (all [][]string) {
	for line := range strings.Lines(text) {
		words := strings.Fields(strings.ToLower(line))
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		for i := range words {
			words[i] = strings.ReplaceAll(words[i], "_", " ")
		}
		all = append(all, words)
	}
	return all
}

// Official is what an everyday word of a question stands for.
type Official struct {
	Terms []morph.Term // at the place of the everyday word
	// Phrases are those of them that mean it only together: 초과 and 근무 for 야근, 급여
	// and 일 for 월급날 beside 급여일.
	Phrases []Phrase
	Absent  bool // no passage contains the everyday word
}

// Phrase is the parts of an official expression. The dictionary may also have it
// as one word, which is not among them.
type Phrase []morph.Term

// Everyday returns the official words for the everyday words of a question, which
// has these terms. absent are the terms that no readable passage contains.
func Everyday(a Analyzer, text string, terms []morph.Term,
	absent []rank.AbsentTerm) (all []Official) {
	c := colloquial{strings.ToLower(text), terms, map[string]bool{}}
	// A few letters are longer or shorter in lower case. Places in one text are
	// then not places in the other.
	if len(c.text) != len(text) {
		return nil
	}
	for _, t := range absent {
		if t.Field == field.Words {
			c.absent[t.Text] = true
		}
	}
	for at, r := range c.text {
		for _, s := range sayings()[r] {
			if !strings.HasPrefix(c.text[at:], s.said) {
				continue
			}
			said, isAbsent := c.says(s.said, at)
			if !said {
				continue
			}
			all = append(all, s.officially(a, at, isAbsent))
		}
	}
	return all
}

// officially analyses the official words for a saying that stands at a place of
// the question. They stand for all of the saying, wherever each would stand by
// itself.
func (s saying) officially(a Analyzer, at int, absent bool) Official {
	o := Official{Absent: absent}
	for _, word := range s.official {
		terms := a.Analyze(nil, word, morph.Words)
		var parts Phrase
		for i := range terms {
			t := &terms[i]
			whole := t.Start == 0 && int(t.End) == len(word)
			t.Start, t.End = int32(at), int32(at+len(s.said))
			if !whole {
				parts = append(parts, *t)
			}
		}
		o.Terms = append(o.Terms, terms...)
		if len(parts) > 0 {
			o.Phrases = append(o.Phrases, parts)
		}
	}
	return o
}

// colloquial is a question in lower case, with its terms.
type colloquial struct {
	text   string
	terms  []morph.Term
	absent map[string]bool // words that no passage contains
}

// says reports whether an expression that stands at a place of the question
// begins with a word there, and whether one of its words is absent. An
// expression of one syllable must be an absent word of its own.
func (c colloquial) says(said string, at int) (says, absent bool) {
	spaced := strings.Contains(said, " ")
	if spaced && at > 0 && c.text[at-1] != ' ' {
		return false, false
	}
	for i := range c.terms {
		t := &c.terms[i]
		start, end, to := int(t.Start), int(t.End), at+len(said)
		switch {
		case t.Field != morph.Words, start < at, start >= to, !spaced && start != at,
			utf8.RuneCountInString(said) == 1 && (end != to || !c.absent[t.Text]):
			continue
		}
		says, absent = true, absent || c.absent[t.Text]
	}
	return says, absent
}
