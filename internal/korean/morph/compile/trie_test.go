package main

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/korean/morph/dictfile"
)

// find returns the records of a word in a trie, as the analyzer looks it up.
func find(units []dictfile.Unit, codes []uint16) (records uint32, ok bool) {
	state := units[0]
	for _, c := range codes {
		if state&dictfile.Leaf != 0 {
			return 0, false
		}
		child := state.Base() + uint32(c)
		if int(child) >= len(units) || units[child].Label() != uint32(c) {
			return 0, false
		}
		state = units[child]
	}
	switch {
	case state&dictfile.Leaf != 0:
		return state.Base(), true
	case state&dictfile.Value != 0:
		return units[state.Base()].Base(), true
	}
	return 0, false
}

func TestTrieFindsItsWordsAndNoOthers(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	known := map[string]uint32{}
	var words []word
	for len(words) < 5000 {
		codes := randomCodes(random)
		key := keyOf(codes)
		if _, ok := known[key]; !ok {
			known[key] = uint32(len(words))
			words = append(words, word{codes: codes, records: uint32(len(words))})
		}
	}
	slices.SortFunc(words, func(a, b word) int { return slices.Compare(a.codes, b.codes) })
	units := buildTrie(words)
	for range 20000 {
		codes := randomCodes(random)
		want, known := known[keyOf(codes)]
		got, found := find(units, codes)
		if found != known || got != want {
			t.Fatalf("%v: found %v %d, want %v %d", codes, found, got, known, want)
		}
	}
	for _, w := range words {
		if got, ok := find(units, w.codes); !ok || got != w.records {
			t.Fatalf("%v: found %v %d, want %d", w.codes, ok, got, w.records)
		}
	}
}

func randomCodes(random *rand.Rand) []uint16 {
	codes := make([]uint16, 1+random.IntN(4))
	for i := range codes {
		codes[i] = uint16(1 + random.IntN(12)*random.IntN(12))
	}
	return codes
}

func keyOf(codes []uint16) string {
	var key []rune
	for _, c := range codes {
		key = append(key, rune(c))
	}
	return string(key)
}
