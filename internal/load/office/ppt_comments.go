package office

import (
	"strings"

	"github.com/mundap/mundap/internal/load/content"
)

// Types of the records that hold comments ([MS-PPT] 2.5.20): they are in the
// data of a tag, which other programs may fill with anything.
const (
	pptTagData     = 0x138b
	pptComment     = 0x2ee0
	pptString      = 0x0fba
	pptCommentText = 1 // the instance of the string that is the text
)

// comments gives the texts of the comments on a slide.
func (r pptRecord) comments(depth int) (all []string) {
	if depth > content.MaxDepth {
		return nil
	}
	var foreign bool // data that holds no records
	for part := range pptRecords(r.Bytes, &foreign) {
		switch {
		case part.kind == pptString && part.instance == pptCommentText && r.kind == pptComment:
			part.kind = pptTextWide
			if text := strings.TrimSpace(part.slideText(new(bool))); text != "" {
				all = append(all, text)
			}
		case part.container || part.kind == pptTagData:
			all = append(all, part.comments(depth+1)...)
		}
	}
	return all
}
