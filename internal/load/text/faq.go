package text

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
)

func faqFormat() format.Format {
	return format.Format{Name: format.FAQ, Open: openCSV(format.FAQ)}
}

// maxAnswer is the longest answer that is kept, in characters: as much as one
// chunk of a csv has.
const maxAnswer = 4000

// faqRows reads each row as a question, its answer and perhaps a link.
type faqRows struct {
	builder *content.Builder
	about   *content.Info
	columns faqColumns
	begun   bool // the first row with text has passed
	entries int
}

// faqColumns says where what stands; the zero value: in this order.
type faqColumns struct{ question, answer, link int }

// Add takes the next row. The first one may name the columns.
func (f *faqRows) Add(row []string, number int) {
	if content.Count(row) == 0 {
		return
	}
	if !f.begun {
		f.begun = true
		columns, header := faqHeader(row)
		if f.columns = columns; header {
			return
		}
	}
	question, answer := korean.Line(cell(row, f.columns.question)), cell(row, f.columns.answer)
	if question == "" || answer == "" {
		f.about.Warn(document.RowsLeftOut)
		return
	}
	f.entries++
	f.builder.FAQ(question, korean.Truncate(answer, maxAnswer),
		korean.Line(cell(row, f.columns.link)), number)
}

// End reports format.ErrNoFAQ if no row was an entry.
func (f *faqRows) End() error {
	if f.entries == 0 {
		return format.Fail(format.ErrNoFAQ, nil)
	}
	return nil
}

func cell(row []string, at int) string {
	if at < 0 || at >= len(row) {
		return ""
	}
	return strings.TrimSpace(korean.Normalise(row[at]))
}

// faqWords are what the names of the columns are recognised by: the
// question's, the answer's and the link's.
var faqWords = [...]*regexp.Regexp{
	nameWord(`질문|문의|질의|물음|questions?|q`),
	nameWord(`답|답변|대답|응답|회신|answers?|a`),
	nameWord(`링크|주소|출처|link|url|uri|source`),
}

// nameWord matches a word that names a column, as in "문의사항", "고객질문" and
// "answer2".
func nameWord(words string) *regexp.Regexp {
	return regexp.MustCompile(`^(?:고객|faq)?(?:` + words + `)(?:` + additions + `)?\d*$`)
}

const additions = `내용|사항|제목|본문|text|body|content|title`

// besides are words that a name may have beside such a word: "자주 묻는 질문",
// "답변 내용", "Suggested answer".
var besides = regexp.MustCompile(`^(?:` + additions +
	`|고객|자주|묻는|하는|예상|표준|모범|faq|frequently|asked|customer|suggested|the|\d+)$`)

// longestName is the most characters that the name of a column has.
const longestName = 30

// faqColumn says which of the columns a cell names, as an index of faqWords.
// Every word of a name must be a name's, so that an entry is not taken for one:
// "질문 방법" and "답변은 메일로 드려요" name nothing, and neither does a question.
func faqColumn(text string) (column int, ok bool) {
	if korean.Length(text) > longestName || strings.ContainsAny(text, "?？") {
		return 0, false
	}
	words := strings.FieldsFunc(strings.ToLower(aside.ReplaceAllString(text, " ")), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	for column, word := range faqWords {
		rest := slices.DeleteFunc(slices.Clone(words), word.MatchString)
		if len(rest) < len(words) && !slices.ContainsFunc(rest,
			func(w string) bool { return !besides.MatchString(w) }) {
			return column, true
		}
	}
	return 0, false
}

// aside is an addition in parentheses: "답변(상세)".
var aside = regexp.MustCompile(`[(（\[][^)）\]]*[)）\]]`)

// faqHeader gives where the columns are, and whether the row names them: then
// the question's and the answer's names are among its cells.
func faqHeader(row []string) (faqColumns, bool) {
	at := [...]int{-1, -1, -1}
	for i := range row {
		if column, ok := faqColumn(korean.Line(cell(row, i))); ok && at[column] < 0 {
			at[column] = i
		}
	}
	if at[0] < 0 || at[1] < 0 {
		return faqColumns{0, 1, 2}, false
	}
	return faqColumns{at[0], at[1], at[2]}, true
}
