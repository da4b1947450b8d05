package text

import (
	"strings"

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

var faqNames = [...][]string{
	{"question", "questions", "_question", "q", "질문", "문의", "물음", "자주 묻는 질문"},
	{"answer", "answers", "_answer", "a", "답", "답변", "대답", "응답"},
	{"link", "url", "_source_uri", "source", "source_uri", "uri", "링크", "주소", "출처"},
}

// faqHeader gives where the columns are, and whether the row names them: then
// the question's and the answer's names are among its cells.
func faqHeader(row []string) (faqColumns, bool) {
	at := [...]int{-1, -1, -1}
	for i := range row {
		name := strings.ToLower(korean.Line(cell(row, i)))
		for column, names := range faqNames {
			for _, n := range names {
				if n == name && at[column] < 0 {
					at[column] = i
				}
			}
		}
	}
	if at[0] < 0 || at[1] < 0 {
		return faqColumns{0, 1, 2}, false
	}
	return faqColumns{at[0], at[1], at[2]}, true
}
