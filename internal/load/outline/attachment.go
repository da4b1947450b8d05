package outline

import (
	"regexp"
	"slices"
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
// [별지 제3호 서식], with or without a title behind it or in the brackets (<별표
// 1_여비 지급표>); without brackets only if nothing but the number follows. Forms of
// laws name the law first: ■ 근로기준법 시행규칙 [별지 제1호서식] <개정 2021. 11. 19.>
var attachmentLabel = regexp.MustCompile(
	`^(?:■ ?[가-힣][^\n\[\]<>:]{1,40})?(?:[` + opening + `] ?` + attachmentName + `(?: ?[` + closing +
		`]|(?:[_ .:]|_ | - )([^` + opening + closing + `\n]{2,40}?) ?[>＞〉》\]］】〕])|` + attachmentName + `$)(.*)$`)

const (
	opening = `<＜〈《\[［【〔(（「『`
	closing = `>＞〉》\]］】〕)）」』`
)

var (
	// amended is when a law's form was made or last changed, and what a label refers
	// to: (제12조 관련) (5)
	amended = regexp.MustCompile(`^(?: ?[<＜〈(（](?:(?:개정|신설|전문개정|제정) ?[\d.,\s]+|` +
		`\d{1,2}|제 ?\d+ ?조[^()（）]{0,30})[>＞〉)）])+`)
	// mentioned is what follows the label of an attachment that a line only mentions:
	// [별표 1] 및 [별표 2]의 주석
	mentioned = regexp.MustCompile(`^(?:및|또는|와|과|에|의|을|를|은|는|중)\s|[<〈\[【]`)
)

const attachmentName = `(?:붙임|별첨|참고|별지|별표|부록|첨부|서식|양식)(?: ?제?)? ?\d{0,3}(?:-\d{1,3})?(?: ?호)?(?:의 ?\d{1,2})?(?: ?호)?(?: ?서식| ?양식)?(?: ?\d{1,2})?`

// attachmentLine divides a line that begins an attachment into its label and title.
func attachmentLine(line string) (label, title string, ok bool) {
	m := attachmentLabel.FindStringSubmatchIndex(line)
	if m == nil || korean.Length(line) > MaxHeading || EndsSentence(line) ||
		strings.Contains(line, "\n") || contentsLine.MatchString(line) {
		return "", "", false
	}
	title = strings.TrimSpace(amended.ReplaceAllString(line[m[4]:m[5]], ""))
	if title != "" && !isTitle(title) || strings.HasSuffix(title, "부") ||
		mentioned.MatchString(title) {
		return "", "", false
	}
	if inside := m[2] >= 0; inside && title == "" {
		title = line[m[2]:m[3]]
	}
	return line[:m[4]], title, true
}

// IsAttachment reports whether a line begins a numbered attachment, such as a form
// of its own: [별지 제3호 서식].
func IsAttachment(line string) bool {
	label, _, ok := attachmentLine(line)
	return ok && strings.ContainsAny(label, "0123456789")
}

// Attachments makes headings of the numbered attachments of a document whose other
// headings have their levels already. The title below a label is one level deeper
// than the label. The zero value is ready. An Attachments is used for one reading
// of one document.
type Attachments struct {
	// Top is the level of the labels. If it is 0, Finish sets it: to 2 if the document
	// begins with its title, a heading of level 1, and otherwise to 1.
	Top int
}

// Finish makes the headings of a page. Pages come in order.
func (a *Attachments) Finish(b *content.Builder) {
	text := b.Text.String()
	if a.Top == 0 {
		a.Top = below(b.Blocks)
	}
	made := slices.Clone(b.Blocks)
	attachments(text, made)
	for i := range made {
		if made[i].Kind != content.Heading || !IsAttachment(text[made[i].Start:made[i].End]) {
			continue
		}
		made[i].Level = a.Top
		b.Blocks[i] = made[i]
		if i+1 == len(made) || made[i+1].Kind != content.Heading ||
			IsAttachment(text[made[i+1].Start:made[i+1].End]) {
			continue
		}
		made[i+1].Level = a.Top + 1
		b.Blocks[i+1] = made[i+1]
	}
}

// below is the level below the title that a document begins with.
func below(blocks []content.Block) int {
	for _, k := range blocks[:min(len(blocks), early)] {
		if k.Kind == content.Heading && k.Level == 1 {
			return 2
		}
	}
	return 1
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
