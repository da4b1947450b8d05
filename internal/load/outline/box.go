package outline

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
)

// boxLevel is the level of a title in a box without a number. It stands above
// numbered titles and below the headings that styles make.
const boxLevel = articleLevel

// maxBoxCells is the largest number of cells of a table that is a title: a number,
// a narrow gap and the title.
const maxBoxCells = 3

var (
	// boxNumber is the content of a cell that numbers the title beside it: 1, Ⅱ,
	// 가., 붙임 2.
	boxNumber  = regexp.MustCompile(`^(?:제? ?\d{1,2} ?[장절]?|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]|[IVX]{1,5}|[가-하]|[A-H]|(?:붙임|별첨|참고|별지|별표|부록|첨부|서식) ?\d{0,2})[.)]?$`)
	attachment = regexp.MustCompile(`^(?:붙임|별첨|참고|별지|별표|부록|첨부|서식)`)
	notTitle   = regexp.MustCompile(`^[※*<〈(（\-–—·•○□ㅇ]|[:：]\s*$|^\d[\d.,%\s~년월일-]*$`)
)

// boxTitle reports whether a table is a frame around a title, as Korean forms and
// reports draw them: one row of at most three cells, which hold a title alone or a
// number and a title.
func boxTitle(rows [][]content.GridCell) (level int, title string, ok bool) {
	var cells []string
	for i, row := range rows {
		for _, c := range row {
			text := korean.Line(c.Text)
			if text != "" && i > 0 {
				return 0, "", false
			}
			if text != "" {
				cells = append(cells, text)
			}
		}
	}
	if len(rows) == 0 || len(rows[0]) > maxBoxCells || len(cells) == 0 || len(cells) > 2 {
		return 0, "", false
	}
	title = strings.Join(cells, " ")
	if len(cells) == 2 && !boxNumber.MatchString(cells[0]) || !isTitle(cells[len(cells)-1]) {
		return 0, "", false
	}
	return titleLevel(title), title, true
}

// isTitle reports whether a line can be a title: short, with words, and no sentence.
func isTitle(text string) bool {
	if korean.Length(text) > MaxHeading || endsClause(text) || notTitle.MatchString(text) {
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
		return 1
	}
	if m := chapter.FindStringSubmatch(title); m != nil {
		return chapterLevel(m)
	}
	if rank := markRank(title); rank > 0 {
		return markLevel(rank)
	}
	first, _ := utf8.DecodeRuneInString(title)
	switch number, _, _ := strings.Cut(title, " "); {
	case unicode.IsDigit(first):
		return markLevel(numberRank)
	case strings.ContainsRune("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ", first), strings.Trim(number, "IVX.") == "":
		return markLevel(romanRank)
	}
	return boxLevel
}
