package outline

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
)

// issuer is the name of a public body, as covers have it in a box below the title
// and the date: 관계부처 합동, 강북구청 (문화관광체육과).
var issuer = regexp.MustCompile(`^[가-힣·,]{0,20}(?:합동|청|공사|공단|위원회|재단|진흥원|연구원|대학교|특별시|광역시|자치도|` +
	`(?:기획재정|과학기술정보통신|교육|외교|통일|법무|국방|행정안전|국가보훈|문화체육관광|농림축산식품|산업통상|산업통상자원|` +
	`보건복지|환경|고용노동|성평등가족|여성가족|국토교통|해양수산|중소벤처기업)부)(?:\([^()]{1,20}\))?$`)

// cover makes the title of a document of the first line on its cover that can be
// one, if the first box has the name of who issues the document.
func cover(text string, blocks []content.Block) {
	for i, k := range blocks[:min(len(blocks), 2*early)] {
		if k.Kind != content.Heading {
			continue
		}
		name := strings.ReplaceAll(korean.Line(text[k.Start:k.End]), " ", "")
		if k.Level != boxLevel || !issuer.MatchString(name) {
			return
		}
		for j, above := range blocks[:i] {
			if above.Kind == content.Paragraph && isTitle(text[above.Start:above.End]) {
				blocks[j] = asHeading(above, boxLevel)
				blocks[i] = content.Block{Kind: content.Paragraph, Start: k.Start, End: k.End,
					Line: k.Line}
				return
			}
		}
		return
	}
}
