package layout

import (
	"strings"
	"testing"
)

// printed writes a line of text as words of half its size a letter, from the left.
func printed(x, base, size float32, text string) (ws []word) {
	for _, t := range strings.Fields(text) {
		w := word{text: t, base: base, size: size, Box: Box{x, base - 0.8*size, x, base + 0.2*size}}
		w.X1 = x + 0.5*size*float32(len([]rune(t)))
		x = w.X1 + 0.3*size
		ws = append(ws, w)
	}
	return ws
}

func TestALargeFirstLetterJoinsItsWord(t *testing.T) {
	body := append(printed(58, 110, 12, "nnual leave begins in spring."), printed(58, 128, 12, "It ends in winter.")...)
	body = append(body, printed(34, 146, 12, "It is never paid out, and it does not go on in the next year.")...)
	letter := printed(34, 130, 42, "A")
	for name, c := range map[string]struct {
		words []word
		want  string
	}{
		"drawn first": {append(printed(34, 130, 42, "A"), body...), "Annual"},
		"drawn last":  {append(append([]word{}, body...), letter...), "Annual"},
		"a word of its own": {append(append(printed(34, 130, 42, "A"), printed(58, 110, 12, "leave begins in spring.")...),
			append(printed(58, 128, 12, "One ends."), printed(34, 146, 12, "Sick leave is paid. Leave is due.")...)...), "A leave"},
		"a large word":             {append(printed(34, 130, 42, "AB CD"), body...), ""},
		"a letter beside one line": {append(append(printed(34, 130, 42, "A"), printed(58, 130, 12, "label one")...), body[9:]...), ""},
	} {
		n := len(c.words)
		got := joinInitials(c.words)
		joined := len(got) < n
		first := -1
		for i := range got {
			if got[i].text == c.want {
				first = i
			}
		}
		if joined != (c.want != "") || joined && (first < 0 || got[first].X0 != 34 || got[first].base != 110) {
			t.Errorf("%s: got %d of %d words, %v", name, len(got), n, got)
		}
	}
}
