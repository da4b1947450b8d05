package lint

import (
	"strings"
	"testing"
)

// In a regular expression, a range from 가 to 하 has nearly every syllable, not
// only the fourteen that number items.
func TestNoPatternTakesAnySyllableForANumber(t *testing.T) {
	tr := readTree(t)
	for _, name := range tr.withSuffix(".go", ".ts", ".tsx") {
		if strings.Contains(tr.read(t, name), "[가-"+"하]") {
			t.Errorf("%s: use korean.Ordinals for 가. 나. 다., or [가-힣] for any syllable", name)
		}
	}
}
