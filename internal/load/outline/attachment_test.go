package outline

import (
	"fmt"
	"testing"

	"github.com/mundap/mundap/internal/load/content"
)

func TestAttachmentsBeginSections(t *testing.T) {
	for name, c := range map[string]struct {
		title bool
		lines []string
		want  string
	}{
		"with a title below": {false, []string{"글이다.", "[별지 제1호 서식]", "휴가 신청서", "성명: 소속:"},
			"[0 1 2 0]"},
		"with a title beside it": {false, []string{"글이다.", "[별표 2] 위약금 기준", "글이다."}, "[0 1 0]"},
		"below the document's title": {true, []string{"여비 규정", "[별지 제1호 서식]", "출장 신청서", "성명: 소속:"},
			"[1 2 3 0]"},
		"of a law": {false, []string{"■ 근로기준법 시행규칙 [별지 제1호서식] <개정 2021. 11. 19.>", "인가 신청서", "성명: 소속:"},
			"[1 2 0]"},
		"a list of them":   {false, []string{"[별표 1] 기준", "[별표 2] 서식", "끝이다."}, "[0 0 0]"},
		"without a number": {false, []string{"[참고]", "사진 자료", "글이다."}, "[0 0 0]"},
	} {
		var b content.Builder
		for i, line := range c.lines {
			if c.title && i == 0 {
				b.Heading(1, line)
			} else {
				b.Paragraph(line)
			}
		}
		new(Attachments).Finish(&b)
		var levels []int
		for _, k := range b.Blocks {
			levels = append(levels, k.Level)
		}
		if fmt.Sprint(levels) != c.want {
			t.Errorf("%s: levels %v, want %s", name, levels, c.want)
		}
	}
}
