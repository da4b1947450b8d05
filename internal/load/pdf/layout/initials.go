package layout

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A paragraph may begin with a large letter that reaches down over several
// lines, which stand beside it. The letter has a base line of its own, far from
// that of its word.

const (
	// largeInitial is how many times as large as the text a large first letter
	// is at least: it is as high as two lines.
	largeInitial = 1.8
	// maxInitials is how many letters of a page are looked at.
	maxInitials = 50
)

// joinInitials puts each large first letter in front of the word that it
// belongs to. The first words of the lines beside it are stretched to its left
// edge, so that the paragraph has one edge.
func joinInitials(all []word) []word {
	var joined []int
	seen, middle := 0, float32(0)
	for i := 0; i < len(all) && seen < maxInitials; i++ {
		if !all[i].isLetter() {
			continue
		}
		if middle == 0 {
			middle = middleWord(all)
		}
		if all[i].size < largeInitial*middle {
			continue
		}
		seen++
		if beside := linesBeside(all, i); len(beside) >= 2 {
			joinInitial(all, i, beside)
			joined = append(joined, i)
		}
	}
	for _, i := range slices.Backward(joined) {
		all = slices.Delete(all, i, i+1)
	}
	return all
}

// isLetter reports whether a word is one letter, perhaps behind a quotation
// mark.
func (w *word) isLetter() bool {
	if len(w.text) > 2*utf8.UTFMax || utf8.RuneCountInString(w.text) > 2 {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(w.text)
	return unicode.IsLetter(last)
}

// linesBeside returns the first words of the lines to the right of a letter,
// from its top down to its base line. It is nil if there is no line whose base
// line is the letter's, or if the letter stands among others of its size.
func linesBeside(all []word, i int) (beside []int) {
	w := &all[i]
	for j := range all {
		n := &all[j]
		if j == i {
			continue
		}
		if largeInitial*n.size > w.size {
			if abs(n.base-w.base) < 0.3*w.size && -n.overlapX(w.Box) < 2*w.size {
				return nil
			}
			continue
		}
		if gap := n.X0 - w.X1; gap < -0.2*n.size || gap > 1.2*n.size || n.base > w.base+0.5*n.size ||
			n.base < w.base-w.size {
			continue
		}
		beside = append(beside, j)
	}
	slices.SortFunc(beside, func(a, b int) int { return compareFloat(all[a].base, all[b].base) })
	beside = slices.CompactFunc(beside, func(a, b int) bool {
		return abs(all[a].base-all[b].base) < 0.4*all[a].size
	})
	if n := len(beside); n < 2 || w.base-all[beside[n-1]].base > 0.6*all[beside[n-1]].size {
		return nil
	}
	return beside
}

func compareFloat(a, b float32) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func joinInitial(all []word, i int, beside []int) {
	w := all[i]
	for _, j := range beside {
		all[j].X0 = min(all[j].X0, w.X0)
	}
	first := &all[beside[0]]
	if w.blank || standsAlone(all, w.text, first.text) {
		w.text += " "
	}
	first.text = w.text + first.text
}

// standsAlone reports whether a large first letter is a word of its own: it can
// be one, and the page has the next word elsewhere, but not the two as one.
func standsAlone(all []word, letter, next string) bool {
	if !slices.Contains([]string{"A", "I", "이", "그", "저", "각", "본"}, letter) {
		return false
	}
	found := 0
	for i := range all {
		switch strings.ToLower(all[i].text) {
		case strings.ToLower(letter + next):
			return false
		case strings.ToLower(next):
			found++
		}
	}
	return found > 1 // next itself is one
}
