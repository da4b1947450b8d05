package verify

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/korean/morph/sejong"
)

// word is a content word of a text.
type word struct {
	text       string
	parts      []string // of a compound, or the stem of an inflected word
	start, end int
	noun       bool
	name       bool // a proper noun, foreign letters, or in no dictionary
	class      string
}

// analyzer is the one that searches use, but without a user dictionary, because
// verdicts must not depend on settings.
var analyzer morph.Analyzer

// wordsOf returns the content words of a text in order, except those inside
// values.
func wordsOf(text string, values []value) []word {
	terms := analyzer.Analyze(nil, text, morph.Words)
	var out []word
	for i := range terms {
		t := &terms[i]
		if t.Kind == morph.Synonym || t.Kind == morph.Reading {
			continue
		}
		if n := len(out); t.Kind == morph.Part && n > 0 && int(t.Start) >= out[n-1].start &&
			int(t.End) <= out[n-1].end {
			out[n-1].addPart(t)
			continue
		}
		if !isContent(t) || within(values, int(t.Start), int(t.End)) {
			continue
		}
		out = append(out, word{
			text: strings.Clone(t.Text), start: int(t.Start), end: int(t.End), noun: t.POS.IsNoun(),
			name: t.POS == sejong.NNP || t.POS == sejong.SL || t.Kind == morph.Unknown,
		})
	}
	for i := range out {
		if w := &out[i]; strings.HasSuffix(w.text, "니다") || w.name &&
			strings.HasSuffix(w.text, "요") && strings.Trim(text[w.end:], " .!~") == "" {
			w.noun, w.name = false, false // a verb that was not recognised
		}
		if w := &out[i]; w.noun && strings.HasSuffix(w.text, "면") &&
			utf8.RuneCountInString(w.text) == 2 && ifVerb.MatchString(text[:w.start]) &&
			strings.HasPrefix(text[w.end:], " ") && !notClause.MatchString(w.text+" ") {
			w.text = strings.TrimSuffix(w.text, "면")
			w.noun, w.name, w.parts = false, false, nil
		}
		if w := &out[i]; w.noun && strings.HasSuffix(w.text, "지") && len(w.text) > len("지") &&
			negating.MatchString(text[w.end:]) {
			w.text = strings.TrimSuffix(w.text, "지") // 내지 않다
			w.noun, w.name, w.parts = false, false, nil
		}
	}
	out = handedIn(text, out)
	for i := range out {
		if w := &out[i]; !w.noun {
			w.lighten()
		}
	}
	out = mend(text, terms, out, values)
	kept := out[:0]
	for _, w := range out {
		if n := len(kept); n > 0 && light[w.text] && kept[n-1].end == w.start && kept[n-1].noun {
			continue // 환불받다 is about 환불
		}
		if !stopWords[w.text] && (len(w.parts) == 0 || w.noun || !stopWords[w.parts[0]]) {
			w.class = classOf(w)
			kept = append(kept, w)
		}
	}
	return kept
}

// handedIn adds the verb of 내지 않다, which the dictionary mistakes for a
// particle.
func handedIn(text string, words []word) []word {
	m := notHanded.FindStringSubmatchIndex(text)
	if m == nil || slices.ContainsFunc(words, func(w word) bool { return w.start <= m[2] && m[2] < w.end }) {
		return words
	}
	words = append(words, word{text: "내", start: m[2], end: m[3]})
	slices.SortFunc(words, func(a, b word) int { return cmp.Compare(a.start, b.start) })
	return words
}

var notHanded = regexp.MustCompile(`(?:^| )(내)지 ?(?:않|못|말|마|아니)`)

// lighten restores the noun of a verb that is formed with a light verb: 인정 of
// 인정받다.
func (w *word) lighten() {
	for _, end := range [...]string{"받", "당하", "시키", "드리"} {
		if noun, ok := strings.CutSuffix(w.text, end); ok && korean.Length(noun) >= 2 {
			w.text, w.noun, w.parts, w.end = noun, true, nil, w.start+len(noun)
			return
		}
	}
}

// ifVerb matches the end of what precedes a verb in a condition: 요금을 of
// 요금을 내면.
var ifVerb = regexp.MustCompile(`(?:를|을|에|에서|로|게|히|꺼번에|만|도) $`)

// negating follows a verb with 지.
var negating = regexp.MustCompile(`^(?:는|도)? (?:않|못|말|마)`)

// light verbs make verbs of nouns.
var light = set("받 당하 시키 드리 주 하 되")

func (w *word) addPart(t *morph.Term) {
	if !w.noun && int(t.Start) == w.start {
		w.text = strings.Clone(t.Text) // the stem, without endings
		return
	}
	if utf8.RuneCountInString(t.Text) > 0 {
		w.parts = append(w.parts, strings.Clone(t.Text))
	}
}

func isContent(t *morph.Term) bool {
	switch t.Kind {
	case morph.Number, morph.Quantity, morph.Date, morph.Bigram, morph.Pair, morph.Part:
		return false
	}
	switch t.POS {
	case sejong.NNG, sejong.NNP, sejong.XR, sejong.SL, sejong.SH, sejong.VV, sejong.VA, sejong.UNK,
		sejong.MAG, sejong.NP, sejong.XSN:
		return t.POS != sejong.NP && t.POS != sejong.XSN
	}
	return false
}

// within reports whether a range lies inside a value.
func within(values []value, start, end int) bool {
	for i := range values {
		if v := &values[i]; start >= v.start && end <= v.end {
			return true
		}
	}
	return false
}

// bagOf collects a text's words for lookups: whole words, their parts, classes
// of meaning, and the text without spaces.
type bagOf struct {
	words map[string]bool
	dense string
}

func newBag(text string, words []word) bagOf {
	b := bagOf{words: make(map[string]bool, 2*len(words)), dense: dense(text)}
	for _, w := range words {
		b.words[w.text] = true
		if w.class != "" {
			b.words[w.class] = true
		}
		for _, p := range w.parts {
			b.words[p] = true
			if c := synonyms[p]; c != "" {
				b.words[c] = true
			}
		}
	}
	return b
}

func (b *bagOf) add(o bagOf) {
	for w := range o.words {
		b.words[w] = true
	}
	b.dense += "\n" + o.dense
}

// dense returns a text in lower case without spaces.
func dense(text string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\n' || r == '\t' || r == '|' {
			return -1
		}
		return r
	}, strings.ToLower(text))
}

// has is how well the bag contains a word, from 0 to 1.
func (b *bagOf) has(w *word) float64 {
	if b.words[w.text] || w.class != "" && b.words[w.class] {
		return 1
	}
	if korean.Length(w.text) >= 2 && strings.Contains(b.dense, w.text) {
		return 1
	}
	if w.class != "" && b.mentions(w.class) {
		return 1
	}
	if stem := feeOf(w.text); stem != "" && synonyms[stem] != "" && b.words[synonyms[stem]] {
		return .7
	}
	if len(w.parts) < 2 {
		return 0
	}
	found := 0.0
	for _, p := range w.parts {
		if b.words[p] || synonyms[p] != "" && b.words[synonyms[p]] {
			found++
		}
	}
	return found / float64(len(w.parts))
}

// mentions reports whether the text contains a noun of a class that the
// dictionary may have split: 누리집.
func (b *bagOf) mentions(class string) bool {
	for _, m := range members[class] {
		if strings.Contains(b.dense, m) {
			return true
		}
	}
	return false
}

// feeOf returns what precedes the ending of a fee, a day or a document: 수리 of
// 수리비. It returns "" if a word has no such ending.
func feeOf(text string) string {
	for _, end := range [...]string{"비", "료", "금", "값", "일", "서", "증"} {
		if stem, ok := strings.CutSuffix(text, end); ok && korean.Length(stem) >= 2 {
			return stem
		}
	}
	return ""
}

func classOf(w word) string {
	if c := synonyms[w.text]; c != "" {
		return c
	}
	return ""
}

// weight is how much a word counts.
func (w *word) weight() float64 {
	switch {
	case w.name:
		return 1.2
	case w.noun && korean.Length(w.text) == 1:
		return .6
	case w.noun:
		return 1
	}
	return .5
}
