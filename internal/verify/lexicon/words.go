package lexicon

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

// Word is a content word of a text.
type Word struct {
	Text       string
	parts      []string // of a compound, or the stem of an inflected word
	Start, End int
	Noun       bool
	Name       bool // a proper noun, a word in foreign letters, or one that is in no dictionary
	Class      string
}

// analyzer is the one that searches use, but without a user dictionary, because
// verdicts must not depend on settings.
var analyzer morph.Analyzer

// WordsOf returns the content words of a text in order, except those inside
// values.
func WordsOf(text string, values []korean.Span) []Word {
	terms := analyzer.Analyze(nil, text, morph.Words)
	var out []Word
	for i := range terms {
		t := &terms[i]
		if t.Kind == morph.Synonym || t.Kind == morph.Reading || t.Kind == morph.Stem {
			continue
		}
		if n := len(out); t.Kind == morph.Part && n > 0 && int(t.Start) >= out[n-1].Start &&
			int(t.End) <= out[n-1].End {
			out[n-1].addPart(t)
			continue
		}
		if !isContent(t) || within(values, int(t.Start), int(t.End)) {
			continue
		}
		out = append(out, Word{
			Text: strings.Clone(t.Text), Start: int(t.Start), End: int(t.End), Noun: t.POS.IsNoun(),
			Name: t.POS == sejong.NNP || t.POS == sejong.SL || t.Kind == morph.Unknown,
		})
	}
	for i := range out {
		out[i].unmistake(text)
	}
	out = handedIn(text, plainStyle(text, out, values))
	for i := range out {
		if w := &out[i]; !w.Noun {
			w.lighten()
		}
	}
	out = mend(text, terms, out, values)
	kept := out[:0]
	for _, w := range out {
		if n := len(kept); n > 0 && light[w.Text] && kept[n-1].End == w.Start && kept[n-1].Noun {
			continue // 환불받다 is about 환불
		}
		if !StopWords[w.Text] && (len(w.parts) == 0 || w.Noun || !StopWords[w.parts[0]]) {
			w.Class = classOf(w)
			kept = append(kept, w)
		}
	}
	return kept
}

// unmistake makes a verb of a word that the dictionary takes for a noun.
func (w *Word) unmistake(text string) {
	if strings.HasSuffix(w.Text, "니다") || w.Name && strings.HasSuffix(w.Text, "요") &&
		strings.Trim(text[w.End:], " .!~") == "" {
		w.Noun, w.Name = false, false // a verb that was not recognised
	}
	if w.Noun && strings.HasSuffix(w.Text, "면") && utf8.RuneCountInString(w.Text) == 2 &&
		ifVerb.MatchString(text[:w.Start]) && strings.HasPrefix(text[w.End:], " ") &&
		!NotClause.MatchString(w.Text+" ") {
		w.Text = strings.TrimSuffix(w.Text, "면")
		w.Noun, w.Name, w.parts = false, false, nil
	}
	if w.Noun && strings.HasSuffix(w.Text, "지") && len(w.Text) > len("지") &&
		negating.MatchString(text[w.End:]) {
		w.Text = strings.TrimSuffix(w.Text, "지") // 내지 않다
		w.Noun, w.Name, w.parts = false, false, nil
	}
}

// handedIn adds the verb of 내지 않다, which the dictionary mistakes for a
// particle.
func handedIn(text string, words []Word) []Word {
	m := notHanded.FindStringSubmatchIndex(text)
	if m == nil || slices.ContainsFunc(words, func(w Word) bool { return w.Start <= m[2] && m[2] < w.End }) {
		return words
	}
	words = append(words, Word{Text: "내", Start: m[2], End: m[3]})
	slices.SortFunc(words, func(a, b Word) int { return cmp.Compare(a.Start, b.Start) })
	return words
}

var notHanded = regexp.MustCompile(`(?:^| )(내)지 ?(?:않|못|말|마|아니)`)

// lighten restores the noun of a verb that is formed with a light verb: 인정 of
// 인정받다.
func (w *Word) lighten() {
	for _, end := range [...]string{"받", "당하", "시키", "드리"} {
		if noun, ok := strings.CutSuffix(w.Text, end); ok && korean.Length(noun) >= 2 {
			w.Text, w.Noun, w.parts, w.End = noun, true, nil, w.Start+len(noun)
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
var light = Set("받 당하 시키 드리 주 하 되")

func (w *Word) addPart(t *morph.Term) {
	if !w.Noun && int(t.Start) == w.Start {
		w.Text = strings.Clone(t.Text) // the stem, without endings
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
func within(values []korean.Span, start, end int) bool {
	for i := range values {
		if v := &values[i]; start >= v.Start && end <= v.End {
			return true
		}
	}
	return false
}

// BagOf collects a text's words for lookups: whole words, their parts, classes
// of meaning, and the text without spaces.
type BagOf struct {
	Words map[string]bool
	Dense string
}

func NewBag(text string, words []Word) BagOf {
	b := BagOf{Words: make(map[string]bool, 2*len(words)), Dense: Dense(text)}
	for _, w := range words {
		b.Words[w.Text] = true
		if w.Class != "" {
			b.Words[w.Class] = true
		}
		for _, p := range w.parts {
			b.Words[p] = true
			if c := synonyms[p]; c != "" {
				b.Words[c] = true
			}
		}
	}
	return b
}

func (b *BagOf) Add(o BagOf) {
	for w := range o.Words {
		b.Words[w] = true
	}
	if o.Dense != "" {
		b.Dense += "\n" + o.Dense
	}
}

// Dense returns a text in lower case without spaces.
func Dense(text string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\n' || r == '\t' || r == '|' {
			return -1
		}
		return r
	}, strings.ToLower(text))
}

// Has returns how well the bag contains a word, from 0 to 1.
func (b *BagOf) Has(w *Word) float64 {
	if b.Words[w.Text] || w.Class != "" && b.Words[w.Class] {
		return 1
	}
	if korean.Length(w.Text) >= 2 && contains(b.Dense, w.Text) {
		return 1
	}
	if w.Class != "" && b.mentions(w.Class) {
		return 1
	}
	if stem := feeOf(w.Text); stem != "" && synonyms[stem] != "" && b.Words[synonyms[stem]] {
		return .7
	}
	if len(w.parts) < 2 {
		return 0
	}
	found := 0.0
	for _, p := range w.parts {
		if b.Words[p] || synonyms[p] != "" && b.Words[synonyms[p]] {
			found++
		}
	}
	return found / float64(len(w.parts))
}

// contains reports whether a dense text contains a word. A word in Latin letters must
// not be a part of another one: AA is not in AAA.
func contains(dense, word string) bool {
	if word[0] >= utf8.RuneSelf {
		return strings.Contains(dense, word)
	}
	for from := 0; ; {
		at := strings.Index(dense[from:], word)
		if at < 0 {
			return false
		}
		at += from
		from = at + 1
		end := at + len(word)
		if (at == 0 || !isLetter(dense[at-1]) || !isLetter(word[0])) &&
			(end == len(dense) || !isLetter(dense[end]) || !isLetter(word[len(word)-1])) {
			return true
		}
	}
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// mentions reports whether the text contains a noun of a class that the
// dictionary may have split: 누리집.
func (b *BagOf) mentions(class string) bool {
	for _, m := range members[class] {
		if strings.Contains(b.Dense, m) {
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

func classOf(w Word) string { return ClassOf(w.Text) }

// ClassOf returns the class of words with the same meaning as a word, or "" if
// it has none.
func ClassOf(word string) string { return synonyms[word] }

// Weight returns how much a word counts.
func (w *Word) Weight() float64 {
	switch {
	case w.Name:
		return 1.2
	case w.Noun && korean.Length(w.Text) == 1:
		return .6
	case w.Noun:
		return 1
	}
	return .5
}

// Same reports whether two words are the same or mean the same.
func (w *Word) Same(x *Word) bool {
	return w.Text == x.Text || w.Class != "" && w.Class == x.Class
}

// NotClause matches nouns that end like a clause.
var NotClause = regexp.MustCompile(`(?:감면|화면|서면|측면|정면|표면|도면|방면|냉면|대면|수면|양면|단면|전면|앞면|뒷면|윗면|장면|국면|신고|보고|광고|권고|최고|경고|사고|예고|공고|창고|재고|금고|중고|까지만) $`)
