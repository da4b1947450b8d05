package morph

import (
	"fmt"
	"hash/fnv"
	"os"
	"strings"
	"testing"
)

// TestVersionStandsForItsTerms fails when the analyzer gives other terms for
// the texts of testdata/version.txt than its version did, or has another
// dictionary: raise termsVersion then, so that indexes are made anew, and put
// the new figures here.
func TestVersionStandsForItsTerms(t *testing.T) {
	const (
		version    = 3
		terms      = 0xf9b1bca8f7e78c17
		dictionary = 0x4ee5f79285d674ab
	)
	text, err := os.ReadFile("testdata/version.txt")
	if err != nil {
		t.Fatal(err)
	}
	if termsVersion != version {
		t.Fatalf("the figures here are version %d's, not version %d's", version, termsVersion)
	}
	hash := fnv.New64a()
	var a Analyzer
	for _, term := range a.Analyze(nil, string(text), AllFields) {
		fmt.Fprintf(hash, "%d %s %d %d\n", term.Field, term.Text, term.Position, term.Span)
	}
	if got := hash.Sum64(); got != terms {
		t.Errorf("the terms have the hash %#x, want %#x", got, uint64(terms))
	}
	hash.Reset()
	hash.Write([]byte(compiled))
	if got := hash.Sum64(); got != dictionary {
		t.Errorf("the dictionary has the hash %#x, want %#x", got, uint64(dictionary))
	}
}

func TestVersionDependsOnTheUsersWords(t *testing.T) {
	parse := func(text string) *UserDictionary {
		d, err := ParseUserDictionary(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	var a Analyzer
	versions := map[string]bool{a.Version(): true}
	for _, words := range []string{"문답", "문답기", "문답 = 질의응답"} {
		a.SetUserDictionary(parse(words))
		first := a.Version()
		a.SetUserDictionary(parse(words))
		if again := a.Version(); again != first {
			t.Errorf("%s: version %s, then %s", words, first, again)
		}
		versions[first] = true
	}
	if len(versions) != 4 {
		t.Errorf("versions %v, want four", versions)
	}
	a.SetUserDictionary(parse(""))
	if got := a.Version(); got != new(Analyzer).Version() {
		t.Errorf("version %s with an empty user dictionary", got)
	}
}
