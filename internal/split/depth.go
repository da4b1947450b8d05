package split

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

// How bad it is to cut before a paragraph, from the least. Plain paragraphs come
// before lines with a circle, which may explain them, and those before lines with a
// dash, notes, and what a line announces.
const (
	cutOutline = iota // □ 1. 가. 제3조
	cutPlain
	cutCircle
	cutDash
	cutAnnounced
)

var (
	outlineLine = regexp.MustCompile(`^(?:[□■◇◆❏▣▶]|\d{1,2}\. |[` + korean.Ordinals + `]\. |제 ?\d{1,4} ?[조장절])`)
	circleLine  = regexp.MustCompile(`^(?:[○●◦❍◎①-⑳]|[ㅇo] |\d{1,2}\) |[` + korean.Ordinals + `]\) )`)
	dashLine    = regexp.MustCompile(`^[-–―·∙▪•‣*※→☞]`)
	// announcing ends a line that says what follows it.
	announcing = regexp.MustCompile(`(?:[:：]|다음과 같다\.?|다음 각 호[^.]{0,30}\.?|아래와 같[^.]{0,10}\.?)$`)
)

// cutDepth is how bad it is to cut before a paragraph.
func (b *builder) cutDepth(text string) int {
	if n := len(b.section.units); n > 0 {
		last := b.section.units[n-1]
		if announcing.MatchString(strings.TrimSpace(b.cut.Text(last.start, last.end))) {
			return cutAnnounced
		}
	}
	switch {
	case outlineLine.MatchString(text):
		return cutOutline
	case circleLine.MatchString(text):
		return cutCircle
	case dashLine.MatchString(text):
		return cutDash
	}
	return cutPlain
}
