package rank

import "testing"

func TestWhichPassagesLieInTheRanges(t *testing.T) {
	f := &Filter{Ranges: [][2]uint32{{2, 4}, {4, 5}, {8, 9}}}
	for p, want := range []bool{false, false, true, true, true, false, false, false, true, false} {
		if got := f.inside(uint32(p)); got != want {
			t.Errorf("passage %d: %t", p, got)
		}
	}
	if !(&Filter{}).inside(7) || (&Filter{Ranges: [][2]uint32{}}).inside(0) {
		t.Error("without ranges all are inside, in none no passage")
	}
}
