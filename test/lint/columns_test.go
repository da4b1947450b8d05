package lint

import (
	"strings"
	"testing"
	"unicode/utf8"
)

const (
	// columns is the longest line that fits two files side by side.
	columns = 100
	// tab is how wide editors show a tab in Go code here.
	tab = 4
	// longShare is how many lines of Go, in percent, may be longer: tables of
	// tests and long sentences read better unbroken.
	longShare = 2.0
)

func TestGoLinesAreShort(t *testing.T) {
	tr := readTree(t)
	lines, long := 0, map[string]int{}
	total := 0
	for _, f := range tr.withSuffix(".go") {
		for line := range strings.Lines(tr.read(t, f)) {
			lines++
			if width(line) > columns {
				long[f]++
				total++
			}
		}
	}
	share := 100 * float64(total) / float64(lines)
	t.Logf("%d of %d lines are longer than %d columns: %.2f %%", total, lines, columns, share)
	if share <= longShare {
		return
	}
	for f, n := range long {
		if n > 10 {
			t.Logf("%4d %s", n, f)
		}
	}
	t.Errorf("more than %.1f %% of the lines of Go are longer than %d columns", longShare, columns)
}

func width(line string) int {
	line = strings.TrimRight(line, "\r\n")
	return utf8.RuneCountInString(line) + (tab-1)*strings.Count(line, "\t")
}
