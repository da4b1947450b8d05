package outline

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
)

// Levels that readers' blocks have until Tree has given them theirs.
const (
	boxLevel      = 20 // a title in a box without a number; markLevel is deeper
	attachedLevel = 19 // the title of an attachment
	typedLevel    = 30 // added to those of chapters and articles whose numbers are typed
)

// attachmentLabel is a line that begins an attachment: <서식 1>, [별표 2], 【붙임1】,
// [별지 제3호 서식], with or without a title behind it; without brackets only if
// nothing but the number follows.
var attachmentLabel = regexp.MustCompile(
	`^(?:[<＜〈《\[［【〔(（「『] ?` + attachmentName + ` ?[>＞〉》\]］】〕)）」』]|` + attachmentName + `$)(.*)$`)

const attachmentName = `(?:붙임|별첨|참고|별지|별표|부록|첨부|서식|양식)(?: ?제?)? ?\d{0,3}(?:-\d{1,3})?(?: ?호)?(?:의 ?\d{1,2})?(?: ?호)?(?: ?서식| ?양식)?(?: ?\d{1,2})?`

// attachmentLine divides a line that begins an attachment into its label and title.
func attachmentLine(line string) (label, title string, ok bool) {
	m := attachmentLabel.FindStringSubmatchIndex(line)
	if m == nil || korean.Length(line) > MaxHeading || EndsSentence(line) ||
		strings.Contains(line, "\n") || contentsLine.MatchString(line) {
		return "", "", false
	}
	title = strings.TrimSpace(line[m[2]:m[3]])
	if title != "" && !isTitle(title) || strings.HasSuffix(title, "부") {
		return "", "", false
	}
	return line[:m[2]], title, true
}

// attachments makes headings of the lines with which attachments begin, and of
// the titles below them. Several such lines in a row are a list of attachments.
func attachments(text string, blocks []content.Block) {
	label := func(i int) (title string, ok bool) {
		if i < 0 || i >= len(blocks) || blocks[i].Kind == content.Table {
			return "", false
		}
		_, title, ok = attachmentLine(text[blocks[i].Start:blocks[i].End])
		return title, ok
	}
	for i := range blocks {
		title, ok := label(i)
		if !ok || blocks[i].Kind == content.Heading {
			continue
		}
		if _, next := label(i + 1); next || i+1 == len(blocks) && title == "" {
			continue
		}
		if before, ok := label(i - 1); ok && before != "" && blocks[i-1].Kind != content.Heading {
			continue
		}
		blocks[i] = asHeading(blocks[i], attachedLevel-1)
		if title == "" && i+2 < len(blocks) && blocks[i+1].Kind == content.Paragraph {
			k := blocks[i+1]
			line := text[k.Start:k.End]
			if !strings.Contains(line, "\n") && isTitle(line) && markRank(line) == 0 &&
				!value.MatchString(line) {
				blocks[i+1] = asHeading(k, attachedLevel)
			}
		}
	}
}

// asHeading makes a heading of a block that takes up the same text.
func asHeading(k content.Block, level int) content.Block {
	return content.Block{Kind: content.Heading, Level: level, Start: k.Start, End: k.End,
		Line: k.Line}
}
