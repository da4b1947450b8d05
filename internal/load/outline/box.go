package outline

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
)

var (
	// boxNumber is the content of a cell that numbers the title next to it: 1, Ⅱ,
	// 가., 붙임 2.
	boxNumber  = regexp.MustCompile(`^(?:제? ?\d{1,2} ?[장절]?|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]|[IVX]{1,5}|` + HangulNumber + `|[A-H]|[①-⑳❶-❿➊-➓]|(?:붙임|별첨|참고|별지|별표|부록|첨부|서식) ?\d{0,2}(?:-\d{1,2})?)[.)]?$`)
	attachment = regexp.MustCompile(`^(?:붙임|별첨|참고|별지|별표|부록|첨부|서식)`)
	fields     = regexp.MustCompile(`[:：].*[:：]|^[^\[(（]*\s[:：]\s|\((?:인|서명|직인)\)`) // of a form
	notTitle   = regexp.MustCompile(`^[※☞☎*<〈(（\-–—·•○□ㅇ]|[:：]\s*$|^\d[\d.,%\s~년월일-]*$`)
)

// boxTitle reports whether a table is a frame around a title, as Korean forms and
// reports draw them: a title alone or a number and a title, with cells around them
// that are empty or only draw the frame.
func boxTitle(rows [][]content.GridCell) (level int, title string, ok bool) {
	cells := texts(rows)
	if len(cells) == 0 || len(cells) > 2 {
		return 0, "", false
	}
	title = strings.Join(cells, " ")
	if len(cells) == 2 && !boxNumber.MatchString(cells[0]) || !isTitle(cells[len(cells)-1]) {
		return 0, "", false
	}
	return titleLevel(title), title, true
}

// texts are the texts of a table's cells. One that spans rows counts once, and
// there are never more than a few: the rest says nothing.
func texts(rows [][]content.GridCell) (all []string) {
	const enough = 3
	for _, row := range rows {
		for _, c := range row {
			text := korean.Line(c.Text)
			if text != "" && !slices.Contains(all, text) {
				all = append(all, text)
			}
			if len(all) == enough {
				return all
			}
		}
	}
	return all
}

// isTitle reports whether a line can be a title: short, with words, and no sentence.
func isTitle(text string) bool {
	if korean.Length(text) > MaxHeading || endsClause(text) || notTitle.MatchString(text) ||
		fields.MatchString(text) || formula.MatchString(text) {
		return false
	}
	letters := 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters >= 2
}

// titleLevel is the level of a title in a box, by its number.
func titleLevel(title string) int {
	if attachment.MatchString(title) {
		return attachedLevel - 1
	}
	if m := chapter.FindStringSubmatch(title); m != nil {
		return chapterLevel(m)
	}
	if rank := markRank(title); rank > 0 {
		return markLevel(rank)
	}
	first, _ := utf8.DecodeRuneInString(title)
	switch number, _, _ := strings.Cut(title, " "); {
	case unicode.IsDigit(first) && dotted.MatchString(title):
		return markLevel(numberRank)
	case strings.ContainsRune("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ", first), strings.Trim(number, "IVX.") == "":
		return markLevel(romanRank)
	}
	return boxLevel
}
