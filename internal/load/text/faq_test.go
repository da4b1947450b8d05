package text

import (
	"errors"
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

// entries reads a list of questions and answers, an entry a string.
func entries(t *testing.T, data string) (all []string, lines []int, about content.Info, err error) {
	t.Helper()
	source := formattest.Source("a.csv", data)
	source.Format = format.FAQ
	pages, info, err := read(t, inside(t), source)
	for _, p := range pages {
		for _, b := range p.Blocks {
			if b.Kind != content.FAQ {
				t.Errorf("a block of kind %s", b.Kind)
			}
			all, lines = append(all, b.Text(p)), append(lines, b.Line)
		}
	}
	return all, lines, info, err
}

func TestQuestionsAndAnswersAreReadFromCSV(t *testing.T) {
	for name, c := range map[string]struct {
		data string
		want []string
	}{
		"without a header":  {"연차는 며칠인가요?,15일이에요.\n병가는?,60일이에요.,https://a.example/b\n", []string{"연차는 며칠인가요?\n15일이에요.", "병가는?\n60일이에요.\nhttps://a.example/b"}},
		"with a header":     {"질문,답변,링크\n연차는?,15일\n", []string{"연차는?\n15일"}},
		"Kendra's header":   {"_question,_answer,_source_uri\n연차는?,15일,https://a.example\n", []string{"연차는?\n15일\nhttps://a.example"}},
		"columns turned":    {"번호,답,질문\n1,15일,연차는?\n", []string{"연차는?\n15일"}},
		"lines in a cell":   {"\"연차는\n며칠?\",\"하나\n둘\"\n", []string{"연차는 며칠?\n하나\n둘"}},
		"one entry, no end": {"연차는?;15일", []string{"연차는?\n15일"}},
	} {
		got, _, info, err := entries(t, c.data)
		if err != nil || !slices.Equal(got, c.want) || info.Format != "faq" || len(info.Warnings) != 0 {
			t.Errorf("%s: %q %v %+v", name, got, err, info)
		}
	}
}

func TestRowsWithoutQuestionOrAnswerAreTold(t *testing.T) {
	got, lines, info, err := entries(t, "연차는?,15일\n,답만\n질문만,\n\n병가는?,60일\n")
	if err != nil || !slices.Equal(got, []string{"연차는?\n15일", "병가는?\n60일"}) || !slices.Equal(lines, []int{1, 4}) ||
		!info.Warned(document.RowsLeftOut) {
		t.Errorf("%q %v %v %+v", got, lines, err, info)
	}
}

func TestAFileWithoutEntriesIsTold(t *testing.T) {
	for name, data := range map[string]string{
		"one column": "연차는 며칠인가요?\n병가는 며칠인가요?\n", "a header alone": "질문,답\n",
		"no text": "\x00\x01\x02\x03", "only blanks": " \n , \n",
	} {
		if _, _, _, err := entries(t, data); !errors.Is(err, format.ErrNoFAQ) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
