package lexicon

import (
	"slices"
	"strings"
	"testing"
)

// extends are the first words of groups that a line of moreGroups extends with
// words of the same meaning.
var extends = strings.Fields("와이파이 이메일 앱 해지 고객 나머지 맡 대출 추가")

// TestEachLineAddsItsWordsToItsOwnMeaning finds lines of moreGroups that do
// nothing, because their words belong to other groups already, and lines that
// begin with the name of a group of another meaning, such as "배 선박" for the one
// of "배 두배".
func TestEachLineAddsItsWordsToItsOwnMeaning(t *testing.T) {
	of := map[string]string{} // the group of a word
	size := map[string]int{}
	add := func(line string) (added int) {
		words := strings.Fields(line)
		for _, w := range words {
			if of[w] == "" {
				of[w] = words[0]
				size[words[0]]++
				added++
			}
		}
		return added
	}
	for _, line := range groups {
		add(line)
	}
	for _, line := range moreGroups {
		first, _, _ := strings.Cut(line, " ")
		if in := of[first]; in != "" && !slices.Contains(extends, first) {
			t.Errorf("%q begins with a word of the group %q", line, in)
		}
		if added := add(line); added == 0 || size[first] < 2 {
			t.Errorf("%q adds nothing", line)
		}
	}
}
