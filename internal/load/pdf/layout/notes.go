package layout

import (
	"regexp"
	"slices"
)

// noteStart: 1) 1. *) * ** † ※ 주) 주1) [1] ¹
var noteStart = regexp.MustCompile(`^(?:\d{1,3}\)|\[\d{1,3}\]|\*{1,3}|[†‡§¶]|[¹²³⁴-⁹]|주 ?\d{0,2}\)|\d{1,3} ?\D)`)

// takeNotes takes the footnotes from the ends of a page's columns, so that the
// text goes on from column to column.
func takeNotes(leaves []leaf, profile Profile, height float32) (rest []leaf, notes [][]line) {
	for _, l := range leaves {
		if l.table == nil {
			k := firstNote(l.lines, profile, height)
			if k < len(l.lines) {
				notes = append(notes, split(l.lines[k:])...)
			} else if k = firstSmall(l.lines, profile, height); k < len(l.lines) &&
				len(notes) > 0 && l.column {
				last := len(notes) - 1 // a note that goes on in the next column
				notes[last] = append(slices.Clone(notes[last]), l.lines[k:]...)
			} else {
				k = len(l.lines)
			}
			l.lines = l.lines[:k]
			if len(l.lines) == 0 {
				continue
			}
		}
		rest = append(rest, l)
	}
	return rest, notes
}

// firstNote gives the index of the line that begins the notes of a column.
// They are smaller than the body, not at the top of the page, the last
// lines of their column, and begin with a mark.
func firstNote(lines []line, profile Profile, height float32) int {
	first := len(lines)
	for k := len(lines) - 1; k >= 0; k-- {
		l := lines[k]
		if l.size > 0.93*profile.body || l.Y0 < 0.2*height {
			break
		}
		if noteStart.MatchString(l.words[0].text+" ") &&
			(k == 0 || lines[k-1].size > 0.93*profile.body || l.Y0-lines[k-1].Y1 > 0.2*l.size ||
				noteAbove(lines[:k])) {
			first = k
		}
	}
	return first
}

// firstSmall is the first of a column's last lines that are as small as notes
// and stand near the bottom of the page.
func firstSmall(lines []line, profile Profile, height float32) int {
	k := len(lines)
	for k > 0 && lines[k-1].size <= 0.93*profile.body && lines[k-1].Y0 > 0.7*height {
		k--
	}
	return k
}

// noteAbove reports whether one of the last lines begins a note, too.
func noteAbove(lines []line) bool {
	const longest = 12 // lines of a note
	for i := len(lines) - 1; i >= max(0, len(lines)-longest); i-- {
		if noteStart.MatchString(lines[i].words[0].text + " ") {
			return true
		}
	}
	return false
}

// split divides lines at the marks of notes. A mark stands at the left edge.
func split(lines []line) [][]line {
	var out [][]line
	left := lines[0].X0
	for _, l := range lines {
		left = min(left, l.X0)
	}
	start := 0
	for i := 1; i < len(lines); i++ {
		if l := lines[i]; l.X0 < left+0.5*l.size && noteStart.MatchString(l.words[0].text+" ") {
			out = append(out, lines[start:i])
			start = i
		}
	}
	return append(out, lines[start:])
}
