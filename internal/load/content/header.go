package content

import (
	"regexp"

	"github.com/mundap/mundap/internal/korean"
)

// headerWords begin the header of a table of two columns. Without one of them the
// first row of such a table is taken for a row like the others: most of them are
// forms, with a label and a value in each row.
var headerWords = regexp.MustCompile(`^(?:구\s*분|항\s*목|분\s*류|번\s*호|순\s*번|연\s*번|종\s*류|유\s*형|단\s*계|시\s*간|일\s*자|날\s*짜|기\s*간|월|요\s*일|지\s*역|과\s*목|품\s*[목명]|제\s*품.*|코\s*드|부\s*서|성\s*명|이\s*름|직\s*[급위책]|용\s*어|질\s*문|증\s*상|등\s*급|명\s*칭|기\s*준|No\.?|NO\.?|[Ii]tem|[Nn]ame|[Cc]ode|[Tt]ype|[Qq]uestion|[Dd]ate)$`)

// formLabel is a label of a form, which is next to its value.
var formLabel = regexp.MustCompile(`^\(?(?:성\s*명|이\s*름|소\s*속.*|직\s*[위책급업].*|부\s*서.*|연락처|전화.*|휴대.*|팩스.*|이메일|[Ee]-?[Mm]ail|주\s*소.*|생년월일|주민.*번호|사업자.*번호|법인.*번호|대표자.*|기업.*명|기관.*명|업체.*명|회사.*명|상\s*호|단체.*명|홈페이지|신청.*|작성.*|접수.*|발급.*|제출.*|과제.*명|사업.*명|연구.*|명\s*칭|제\s*목|용\s*도|사\s*유|금\s*액|기\s*간|비\s*고|성\s*별|나\s*이|학\s*력|경\s*력|담당.*|계좌.*|은행.*|예금주)\)?$`)

// maxLabelLength is the longest name of a column, in characters.
const maxLabelLength = 40

// looksLikeHeader reports whether the first row names the columns: its cells are
// short names, other rows have as many cells, and the table is no form.
func looksLikeHeader(rows [][]GridCell) bool {
	first := rows[0]
	if len(rows) < 2 || len(first) < 2 {
		return false
	}
	for _, c := range first {
		if c.Text == "" || IsNumber(c.Text) || korean.Length(c.Text) > maxLabelLength &&
			len(rows) > 2 || len(c.Text) > 300 {
			return false
		}
	}
	alike := 0
	for _, row := range rows[1:] {
		if len(row) == len(first) {
			alike++
		}
	}
	if 2*alike < len(rows)-1 {
		return false
	}
	if len(first) == 2 && len(rows) > 2 {
		return headerWords.MatchString(first[0].Text)
	}
	return !isForm(rows)
}

// isForm reports whether labels and values take turns in the rows.
func isForm(rows [][]GridCell) bool {
	labels, values, cells := 0, 0, 0
	for _, row := range rows {
		if len(row)%2 != 0 {
			cells += len(row)
			continue
		}
		for i, c := range row {
			switch label := formLabel.MatchString(c.Text); {
			case i%2 == 0 && label:
				labels++
			case i%2 == 1 && label:
				values++
			}
			cells++
		}
	}
	return cells > 0 && 4*labels >= cells && values*4 <= labels
}
