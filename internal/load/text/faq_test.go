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

func TestAHeaderIsRecognisedByItsWords(t *testing.T) {
	const row = "연차는?,15일\n"
	for _, header := range []string{
		"질문,답변", "문의 내용,답변 내용", "문의사항,회신", "문의사항,답변사항", "자주 묻는 질문,답", "고객 질문,응답",
		"질의,회신 내용", "질문(필수),답변(상세)", "질문/Question,답변/Answer", "Q,A", "Q.,A.", "Question text,Answer text",
		"_question,_answer", "Frequently asked questions,Suggested answer", "물음,대답", "질문1,답변1",
		"질문,답변,도움이 되었나요?", "질문,답변,비고는 담당자만 보는 아주 긴 이름의 칸입니다 그래도 이름",
	} {
		got, lines, _, err := entries(t, header+"\n"+row)
		if err != nil || !slices.Equal(got, []string{"연차는?\n15일"}) || !slices.Equal(lines, []int{2}) {
			t.Errorf("%s: %q in %v, %v", header, got, lines, err)
		}
	}
	got, _, _, err := entries(t, "번호,회신 내용,관련 링크,문의 내용\n1,15일,없음,연차는?\n")
	if err != nil || !slices.Equal(got, []string{"연차는?\n15일"}) {
		t.Errorf("turned columns: %q, %v", got, err)
	}
}

func TestAnEntryIsNotTakenForAHeader(t *testing.T) {
	for _, entry := range []string{
		"질문은 어디에 하나요?,답변 게시판이요", "질문?,답변", "질문 방법,답변은 메일로 드려요", "문의,메일로 주세요",
		"환불 문의,답변까지 이틀 걸려요", "Q 마크란 무엇인지,A 등급 인증", "문의 시간,응답 시간은 9시부터 6시까지",
		"How do I ask a question,The answer is on page 2", "질문이 있으면 어디에 물어보면 되는지 알려 주세요,답변",
		"문의(입금한 지 일주일이 지났는데도 환불되지 않은 까닭),답변(카드사마다 다르니 물어보세요)",
	} {
		got, _, _, err := entries(t, entry+"\n연차는?,15일\n")
		if err != nil || len(got) != 2 {
			t.Errorf("%s: %q, %v", entry, got, err)
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
