package morph

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// checkTerms fails when terms break a promise of the documentation.
func checkTerms(t *testing.T, text string, terms []Term) {
	t.Helper()
	valid := utf8.ValidString(text)
	position := map[Fields]int32{}
	for _, term := range terms {
		switch {
		case term.Text == "" || len(term.Text) > 2*maxTerm+1:
			t.Fatalf("%q: term of %d bytes", text, len(term.Text))
		case term.Start < 0 || term.Start >= term.End || int(term.End) > len(text):
			t.Fatalf("%q: %q at %d–%d", text, term.Text, term.Start, term.End)
		case valid && !(utf8.RuneStart(text[term.Start]) &&
			(int(term.End) == len(text) || utf8.RuneStart(text[term.End]))):
			t.Fatalf("%q: %q at %d–%d cuts a character", text, term.Text, term.Start, term.End)
		case term.Span < 1 || term.Position < position[term.Field]:
			t.Fatalf("%q: %q at position %d after %d, span %d", text, term.Text, term.Position,
				position[term.Field], term.Span)
		}
		position[term.Field] = term.Position
	}
}

// unlocated returns the terms without their offsets.
func unlocated(terms []Term) []Term {
	terms = slices.Clone(terms)
	for i := range terms {
		terms[i].Start, terms[i].End = 0, 0
	}
	return terms
}

func FuzzAnalyze(f *testing.F) {
	for _, example := range examples {
		f.Add(example.text)
	}
	f.Add("\xff\xfe대\x80")
	f.Add("가\u11a8\u0301e\u0301ﬁ㎢½")
	f.Add("ㄱㅏㄴㅏㄷㅏ ᄀ\u1161\u11a8ᄀ ﾡￂ")
	f.Add("1,000,000.50.1-a_b@c.d&e:10:30'/2025/1/2")
	var a Analyzer
	user, err := ParseUserDictionary(strings.NewReader("챗봇\n가나다 가 나다\n한전 = 한국 전력, KEPCO"))
	if err != nil {
		f.Fatal(err)
	}
	a.SetUserDictionary(user)
	f.Fuzz(func(t *testing.T, text string) {
		terms := a.Analyze(nil, text, AllFields)
		checkTerms(t, text, terms)
		if !utf8.ValidString(text) || marks(text) > 8 {
			return
		}
		composed, decomposed := norm.NFC.String(text), norm.NFD.String(text)
		want := unlocated(a.Analyze(nil, composed, AllFields))
		got := a.Analyze(nil, decomposed, AllFields)
		checkTerms(t, decomposed, got)
		if !slices.Equal(unlocated(got), want) {
			t.Fatalf("%q in NFD gives %v, in NFC %v", text, unlocated(got), want)
		}
	})
}

// marks returns the length of the longest run of combining characters.
// Normalisation cuts runs of more than 30 apart, not at the same place in NFC
// and NFD.
func marks(text string) int {
	longest, run := 0, 0
	for _, r := range norm.NFD.String(text) {
		if norm.NFD.PropertiesString(string(r)).CCC() == 0 {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}

func FuzzUserDictionary(f *testing.F) {
	f.Add("챗봇\n# 주석\n한전 = 한국전력공사, KEPCO\n세종시 세종 시", "한전의 챗봇은 kepco에")
	f.Add("가 = 나 = 다,,", "가")
	f.Fuzz(func(t *testing.T, file, text string) {
		d, err := ParseUserDictionary(strings.NewReader(file))
		if err != nil {
			return
		}
		var a Analyzer
		a.SetUserDictionary(d)
		checkTerms(t, text, a.Analyze(nil, text, AllFields))
	})
}
