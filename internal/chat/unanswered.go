package chat

import (
	"context"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

// Messages for questions that the documents do not answer.
var (
	nothingFound = fault.Text{
		Ko: "문서에서 이 질문에 대한 내용을 찾지 못했어요.",
		En: "I found nothing about this in the documents.",
	}
	onlyRelated = fault.Text{
		Ko: "문서에서 이 질문의 답을 찾지 못했어요. 관련 있는 문서를 함께 보여 드려요.",
		En: "The documents do not answer this question. Related documents are shown as sources.",
	}
	noDocuments = fault.Text{
		Ko: "아직 찾아볼 문서가 없어요. 문서를 먼저 올려 주세요.",
		En: "There are no documents to search yet. Upload one first.",
	}
)

// unanswered knows what to say where the documents do not answer.
type unanswered struct {
	rec       *record
	documents document.Lister
	scope     auth.Scope
}

func (t *work) unanswered() unanswered { return unanswered{t.rec, t.s.Documents, t.r.Scope} }

// why says that the documents do not answer, and the reason, as far as it is
// known.
func (u unanswered) why(ctx context.Context) fault.Text {
	if len(u.rec.call.Sources) > 0 {
		return onlyRelated
	}
	page, err := u.documents.List(ctx, u.scope, document.Filter{Limit: 1})
	if err == nil && len(page.Documents) == 0 && page.Next == "" {
		return noDocuments
	}
	return nothingFound
}
