package chat

import (
	"context"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/prompt"
	"github.com/mundap/mundap/internal/relevance"
)

var (
	hello   = fault.Text{Ko: "안녕하세요! ", En: "Hello! "}
	welcome = fault.Text{
		Ko: "도움이 되었다니 다행이에요. 더 궁금한 것이 있으면 언제든 물어보세요.",
		En: "You’re welcome. Ask me whenever you have another question.",
	}
	goodbye = fault.Text{
		Ko: "네, 필요할 때 언제든 다시 물어보세요.",
		En: "See you. Come back whenever you have a question.",
	}
	sorry = fault.Text{
		Ko: "원하는 답을 드리지 못했다면 죄송해요. 찾는 것을 조금 더 자세히, 문서에 나올 만한 말로 물어봐 주세요.",
		En: "Sorry if that was not what you wanted. Try asking in more detail, in words that your documents may use.",
	}
	nothingAsked = fault.Text{
		Ko: "저는 올려 둔 문서에서 답을 찾아요. 문서에서 찾고 싶은 것을 질문으로 적어 주세요.",
		En: "I find answers in your documents. Ask me something that they may answer.",
	}
	aboutWhat = fault.Text{
		Ko: "무엇에 대한 질문인지 함께 적어 주세요. 예를 들어 ‘언제예요?’보다 ‘연차 신청은 언제까지예요?’처럼 물어보면 찾을 수 있어요.",
		En: "Please say what your question is about: not “When?” but, for example, “When is the report due?”",
	}
	whatMundapDoes = fault.Text{
		Ko: "저는 문답이에요. 올려 둔 문서에서 답을 찾아, 어느 문서의 어디에서 찾았는지 함께 보여 드려요.",
		En: "I’m Mundap. I find answers in your documents and show where each one comes from.",
	}
	nothingToAsk = fault.Text{
		Ko: "아직 올린 문서가 없어요. 파일을 올리면 그 내용을 물어볼 수 있어요.",
		En: "There are no documents yet. Upload some files, then ask about what they say.",
	}
	toAsk = fault.Text{Ko: "지금 물어볼 수 있는 문서예요.", En: "Documents you can ask about:"}
	more  = fault.Text{Ko: "그 밖의 문서도 있어요.", En: "And more."}
	tryTo = fault.Text{Ko: "예를 들면 이렇게 물어보세요.", En: "For example, ask:"}
)

// smallTalk answers remarks where no model does.
type smallTalk struct {
	rec       *record
	documents document.Lister
	scope     auth.Scope
}

func (t *work) smallTalk() smallTalk { return smallTalk{t.rec, t.s.Documents, t.r.Scope} }

// answer answers the input if it is a remark. It reports whether it was.
func (s smallTalk) answer(ctx context.Context, input string) bool {
	r := remarkIn(input)
	var text string
	switch r {
	case noRemark:
		return false
	case thanks:
		text = s.rec.say(welcome)
	case farewell:
		text = s.rec.say(goodbye)
	case greeting:
		text = s.rec.say(hello) + s.introduction(ctx)
	case complaint:
		text = s.rec.say(sorry)
	case chatter:
		text = s.rec.say(nothingAsked)
	default:
		text = s.introduction(ctx)
	}
	s.say(text)
	return true
}

// say replies with a text that rests on no document.
func (s smallTalk) say(text string) {
	s.rec.call.Extractive = true // no model wrote it
	s.rec.call.Memory = history.NoMemory
	s.rec.firstToken()
	s.rec.w.Delta(text)
	s.rec.call.Verdicts = []history.Verdict{{End: len(text), Support: history.NoClaim}}
	s.rec.w.Verdicts(s.rec.call.Verdicts)
}

const (
	namedDocuments  = 3
	listedDocuments = 10
	askedQuestions  = 3
)

// introduction says what Mundap does and what can be asked.
func (s smallTalk) introduction(ctx context.Context) string {
	return strings.TrimSpace(s.rec.say(whatMundapDoes) + "\n\n" + s.library(ctx, namedDocuments))
}

// which asks which document is meant.
func (s smallTalk) which(ctx context.Context) {
	text := s.library(ctx, namedDocuments)
	if text != s.rec.say(nothingToAsk) {
		text = strings.TrimSpace(s.rec.say(whichDocument) + "\n\n" + text)
	}
	s.say(text)
}

// library names at most the given number of the newest documents, and questions that
// some of them answer.
func (s smallTalk) library(ctx context.Context, most int) string {
	page, err := s.documents.List(ctx, s.scope, document.Filter{State: document.Ready,
		Order: document.ByNewest, Limit: most + 1})
	if err != nil {
		s.rec.logger.Warn("listing documents for an introduction", "error", err)
		return s.rec.say(nothingAsked)
	}
	if len(page.Documents) == 0 {
		return s.rec.say(nothingToAsk)
	}
	said := s.rec.say(toAsk) + "\n"
	for i, d := range page.Documents {
		if i == most {
			said += "\n\n" + s.rec.say(more)
			break
		}
		said += "\n- " + escape(korean.Line(d.Name))
	}
	questions := s.questions(page.Documents)
	if len(questions) == 0 {
		return strings.TrimSpace(said)
	}
	return strings.TrimSpace(said) + "\n\n" + s.rec.say(tryTo) + "\n\n- " + strings.Join(questions, "\n- ")
}

// questions are some that documents answer, in the language of the turn, from as
// many documents as possible. A question such as 기간은 어떻게 되나요? is left out: beside
// those about other documents, nobody knows what it is about.
func (s smallTalk) questions(documents []document.Document) (all []string) {
	for i := range askedQuestions {
		for _, d := range documents {
			if d.Guide == nil || i >= len(d.Guide.Questions) || len(all) == askedQuestions {
				continue
			}
			q := escape(d.Guide.Questions[i])
			if prompt.Language(korean.Language(q)) == s.rec.lang && !slices.Contains(all, q) &&
				!relevance.Unspecific(d.Guide.Questions[i]) {
				all = append(all, q)
			}
		}
	}
	return all
}
