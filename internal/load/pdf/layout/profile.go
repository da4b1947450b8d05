package layout

import "math"

// Profile is what a sample of pages shows of a document: enough to make
// paragraphs of lines on any page without having read all of them.
type Profile struct {
	body float32 // size of the body's font; 0 if unknown
	breaks
}

// wrapping is where a document breaks its lines, as far as blanks at their ends show it.
type wrapping int

const (
	wrapUnknown  wrapping = iota // the document draws no blanks at the ends of lines
	wrapWords                    // between words
	wrapAnywhere                 // inside words as well, as Hancom's word processor does by default
)

// wrappingOf tells from how many of the lines that were broken have a blank at
// their end. Breaking anywhere hits a blank once in three or four characters;
// breaking between words always does, but for the blanks that did not fit.
func wrappingOf(blanks, wrapped int) wrapping {
	const enough = 8
	switch {
	case 10*blanks >= 6*wrapped && blanks > 0:
		return wrapWords
	case 10*blanks >= wrapped && wrapped >= enough:
		return wrapAnywhere
	}
	return wrapUnknown
}

// Survey looks at a sample of a document's pages.
func Survey(pages []*Page) Profile {
	sizes := map[float32]int{}
	blanks, wrapped := 0, 0
	tight, full := 0, 0
	known := vocabulary{}
	for _, p := range pages {
		for _, l := range p.leaves {
			if l.table != nil {
				l.table.survey(sizes, known)
				continue
			}
			right := rightEdge(l.lines)
			t, f := tightLines(l.lines, right)
			tight, full = tight+t, full+f
			for _, line := range l.lines {
				known.add(line.words)
				last := line.words[len(line.words)-1]
				sizes[rounded(line.size)] += 2 * line.length()
				if line.X1 > right-0.1*line.width() && !endsSentence(last.text) {
					wrapped++
					if last.blank {
						blanks++
					}
				}
			}
		}
	}
	out := Profile{breaks: breaks{words: known}}
	// A map is gone through in any order: of two sizes that are as frequent, the
	// smaller one is taken, so that a file is always read alike.
	for size, n := range sizes {
		if n > sizes[out.body] || n == sizes[out.body] && size < out.body {
			out.body = size
		}
	}
	if out.wrap = wrappingOf(blanks, wrapped); out.wrap == wrapUnknown && full >= 6 {
		switch {
		case 10*tight >= 8*full:
			out.wrap = wrapAnywhere
		case 2*tight <= full:
			out.wrap = wrapWords
		}
	}
	return out
}

// tightLines counts the lines that continue on the next line (full), and those
// of them that would have no room for another character even if their gaps were
// as narrow as usual (tight). Nearly all of them are tight in a document that
// breaks lines anywhere, and about one in three if it breaks them between
// words.
func tightLines(lines []line, right float32) (tight, full int) {
	for i := 0; i+1 < len(lines); i++ {
		l, below := &lines[i], &lines[i+1]
		last := lastRune(l.words[len(l.words)-1].text)
		if len(l.words) < 4 || !isHan(last) || !directlyBelow(l, below) ||
			abs(l.size-below.size) > 0.1 || right-l.X1 > 8*l.size {
			continue
		}
		full++
		room := right - l.X1
		for k := 1; k < len(l.words); k++ {
			const blank = 0.3 // of the size: a narrow gap
			room += max(0, l.words[k].X0-l.words[k-1].X1-blank*l.size)
		}
		if room < 1.25*l.size {
			tight++
		}
	}
	return tight, full
}

// survey counts the sizes of a table's words and adds them to a vocabulary.
func (t *table) survey(sizes map[float32]int, known vocabulary) {
	for _, row := range t.rows {
		for _, c := range row {
			for _, l := range c.lines {
				known.add(l)
				for _, w := range l {
					sizes[rounded(w.size)] += len(w.text)
				}
			}
		}
	}
}

func rounded(size float32) float32 { return float32(math.Round(float64(size)*2) / 2) }

func rightEdge(lines []line) (x float32) {
	for _, l := range lines {
		x = max(x, l.X1)
	}
	return x
}

// length is the bytes of a line's words.
func (l line) length() (n int) {
	for _, w := range l.words {
		n += len(w.text)
	}
	return n
}
