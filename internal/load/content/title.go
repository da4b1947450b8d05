package content

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

var poorTitle = regexp.MustCompile(`(?i)^(microsoft (word|powerpoint|excel)\b.*|(powerpoint )?(프레젠테이션|presentation)\d*|untitled.*|제목 ?없음.*|제목|title|문서\d*|document\d*|슬라이드 ?\d*|slide ?\d*|<.*>|.*\.(docx?|hwpx?|pptx?|xlsx?|indd|tmp|html?))$`)

// noTitle is a line that the document's first page happens to begin with: a number,
// the size of a sheet, an item of a list.
var noTitle = regexp.MustCompile(`^(?:[\d.,/\s-]+(?:mm|cm|pt|px)?|[□■○●◦◆◇▶※☞•].*)$`)

// GoodTitle is a title from a file's metadata on one line, "" if it says nothing.
func GoodTitle(s string) string {
	s = korean.Truncate(korean.Line(s), 300)
	if poorTitle.MatchString(s) || noTitle.MatchString(s) || strings.Trim(s, "?\ufffd .-_") == "" {
		return ""
	}
	return s
}
