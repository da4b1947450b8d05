package main

import (
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean/morph/hanja"
)

// readings is the most frequent Hangul reading of each Hanja, before the sound
// changes that package hanja makes.
type readings struct {
	table [hanja.Limit - hanja.First]uint16
}

// learnReadings aligns the words in Hanja with their readings, character by character.
func learnReadings(entries []entry) *readings {
	counts := map[rune]map[rune]int{}
	for _, e := range entries {
		word, hangul := []rune(e.surface), []rune(e.reading)
		if !isHanja(word) || len(word) != len(hangul) {
			continue
		}
		for i, h := range word {
			if counts[h] == nil {
				counts[h] = map[rune]int{}
			}
			weight := 1
			if i > 0 {
				weight = 4 // the first sound of a word may have changed
			}
			counts[h][hangul[i]] += weight
		}
	}
	r := &readings{}
	for h, by := range counts {
		best := rune(0)
		for hangul, n := range by {
			if best == 0 || n > by[best] || n == by[best] && hangul < best {
				best = hangul
			}
		}
		r.table[h-hanja.First] = uint16(best)
	}
	return r
}

// exception returns the reading of an entry that its characters don't foretell.
func (r *readings) exception(e entry) string {
	if !isHanja([]rune(e.surface)) || e.reading == "*" || e.reading == e.surface {
		return ""
	}
	// The source often keeps the sound that only the middle of a word has: 女子 is 녀자 there.
	first, size := utf8.DecodeRuneInString(e.reading)
	reading := string(hanja.Soften(first)) + e.reading[size:]
	if read, _ := hanja.Table(r.table[:]).Append(nil, e.surface); string(read) == reading {
		return ""
	}
	return reading
}

func isHanja(word []rune) bool {
	for _, r := range word {
		if r < hanja.First || r >= hanja.Limit {
			return false
		}
	}
	return len(word) > 0
}
