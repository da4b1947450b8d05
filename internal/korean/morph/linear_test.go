package morph

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// lines are texts without the ends that an analysis could rest at.
var lines = map[string]func(n int) string{
	"one syllable":        repeat("가"),
	"one word":            repeat("대한민국"),
	"ambiguous":           repeat("이가고는의"),
	"any syllables":       randomSyllables,
	"NFD":                 func(n int) string { return norm.NFD.String(randomSyllables(n / 3)) },
	"digits":              repeat("7"),
	"grouped digits":      repeat("1,234,"),
	"letters":             repeat("a"),
	"joined runs":         repeat("a-1."),
	"slashes":             repeat("2025/1/"),
	"Hanja":               repeat("大韓民國"),
	"kana":                repeat("カ"),
	"symbols":             repeat("★"),
	"stops":               repeat("."),
	"jamo":                repeat("ㅎㅏㄴ"),
	"conjoining jamo":     repeat("\u1112\u1161\u11ab\u11ab"),
	"combining marks":     repeat("\u0301"),
	"compatibility":       repeat("㎢"),
	"invalid":             repeat("\xff"),
	"numbers with units":  repeat("3천"),
	"articles":            repeat("제3조의2"),
	"short words":         repeat("가 "),
	"syllable of no word": repeat("뷁"),
}

func repeat(s string) func(n int) string {
	return func(n int) string { return strings.Repeat(s, n/len(s)) }
}

func randomSyllables(n int) string {
	random := rand.New(rand.NewPCG(3, 4))
	text := make([]byte, 0, n)
	for len(text)+3 <= n {
		text = utf8.AppendRune(text, hangulFirst+rune(random.IntN(hangulLast-hangulFirst+1)))
	}
	return string(text)
}

// However long a line is, the lattice holds a bounded piece of it.
func TestLatticeIsBounded(t *testing.T) {
	for name, line := range lines {
		t.Run(name, func(t *testing.T) {
			text := line(60000)
			var w analysis
			terms := w.run(nil, text, AllFields, nil)
			checkTerms(t, text, terms)
			if n := cap(w.lattice.ends); n > 4*(hardLimit+maxUserUnits) {
				t.Errorf("the lattice grew to %d units", n)
			}
			for _, m := range w.lattice.path {
				if m.to <= m.from || m.to-m.from > maxUserUnits {
					t.Fatalf("a word of units %d–%d", m.from, m.to)
				}
			}
		})
	}
}

// The pieces of a long line are joined where nothing is lost: words are found as in a short one.
func TestPiecesJoinBetweenWords(t *testing.T) {
	var a Analyzer
	text := strings.Repeat("대한민국의수도는서울이다", 500)
	count := map[string]int{}
	for _, term := range a.Analyze(nil, text, Words) {
		count[term.Text]++
	}
	if count["대한민국"] != 500 || count["수도"] != 500 || count["서울"] != 500 {
		t.Errorf("대한민국 %d, 수도 %d, 서울 %d, want 500 of each", count["대한민국"], count["수도"], count["서울"])
	}
}

// The words on the path cover the units without gaps, whatever the text.
func TestPathCoversTheText(t *testing.T) {
	for name, line := range lines {
		t.Run(name, func(t *testing.T) {
			var w analysis
			w.run(nil, line(9000), Words, nil)
			at := int32(0)
			for _, m := range w.lattice.path {
				if m.from != at {
					t.Fatalf("a word begins at unit %d, want %d", m.from, at)
				}
				at = m.to
			}
			if int(at) != len(w.units) {
				t.Errorf("the path ends at unit %d of %d", at, len(w.units))
			}
		})
	}
}

// BenchmarkLine measures 10 MB without an end; the time is for all of it.
func BenchmarkLine(b *testing.B) {
	for name, line := range lines {
		b.Run(name, func(b *testing.B) {
			text := line(10_000_000)
			b.SetBytes(int64(len(text)))
			var a Analyzer
			for b.Loop() {
				a.Analyze(nil, text, AllFields)
			}
		})
	}
}
