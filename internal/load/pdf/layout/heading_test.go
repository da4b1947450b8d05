package layout

import (
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/content"
)

// sized puts lines of letters of several sizes on a sheet, one below the other.
func sized(lines ...sizedLine) *Sheet {
	s := &Sheet{Width: 595, Height: 842}
	y := float32(60)
	for run, l := range lines {
		x := float32(60)
		y += 1.2*l.size + l.gap
		for _, r := range l.text {
			s.Chars = append(s.Chars, Char{Rune: r, Box: Box{x, y, x + l.size, y + l.size},
				Base: y + 0.9*l.size, Size: l.size, Run: int32(run + 1)})
			x += l.size
		}
	}
	return s
}

type sizedLine struct {
	text      string
	size, gap float32
}

// headings are the headings of a page whose document has body text of 10 points.
func headings(lines ...sizedLine) (all []string) {
	p := Arrange(sized(lines...))
	text, blocks, _ := p.Write(Profile{body: 10})
	for _, k := range blocks {
		if k.Kind == content.Heading {
			all = append(all, text[k.Start:k.End])
		}
	}
	return all
}

func TestLargeLettersAreHeadings(t *testing.T) {
	long := strings.Repeat("큰글씨로쓴문단이다", 3)
	for name, c := range map[string]struct {
		lines []sizedLine
		want  []string
	}{
		"a title of two lines": {[]sizedLine{{"사업계획서", 16, 0}, {"작성안내", 16, 0}, {"본문이다.", 10, 20}},
			[]string{"사업계획서 작성안내"}},
		"an item and its second line": {[]sizedLine{{"제목", 16, 0}, {"본문이다.", 10, 20},
			{"◦ 특허받은기술을활용하여추출", 14, 30}, {"다른물질과혼합", 14, 0}}, []string{"제목"}},
		"a paragraph": {[]sizedLine{{long, 14, 0}, {long, 14, 0}, {long, 14, 0}, {long, 14, 0}},
			nil},
	} {
		if got := headings(c.lines...); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestAPageOfLargerTextHasABodyOfItsOwn(t *testing.T) {
	lines := []sizedLine{{"제목", 20, 0}}
	for range 10 {
		lines = append(lines, sizedLine{"큰글씨로쓴문단이다.", 14, 30})
	}
	if got := headings(lines...); !slices.Equal(got, []string{"제목"}) {
		t.Errorf("got %q", got)
	}
}
