package session_test

import (
	"context"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/session"
	"github.com/mundap/mundap/internal/wire"
)

// twoPages resolves every reference to a passage on the pages 142 and 143.
type twoPages struct{}

func (twoPages) Resolve(context.Context, auth.Scope, []history.SourceRef) ([]wire.Source, error) {
	return []wire.Source{{Number: 1, Document: "docs/a.pdf", Name: "a.pdf", URL: "/documents/a.pdf",
		Page: 142, Pages: []wire.PageStart{{Number: 142}, {Number: 143, Start: 100}}}}, nil
}

func TestAllClientsNameThePageOfTheEvidence(t *testing.T) {
	r := session.Renderer{Citations: twoPages{}}
	call := history.Call{Answer: "연차는 15일이에요. [1]", Outcome: history.Completed,
		Sources: []history.SourceRef{{Number: 1}},
		Verdicts: []history.Verdict{{End: 28, Support: history.Supported, Citations: []int{1},
			Evidence: []history.Evidence{{Source: 1, Start: 120, End: 150}}}}}
	turn, err := r.Turn(t.Context(), session.View{}, call)
	if err != nil || turn.Sources[0].Page != 143 {
		t.Errorf("own client: %+v, %v", turn.Sources, err)
	}
	html, err := r.Answer(t.Context(), session.View{Language: "ko"}, call)
	if err != nil || !strings.Contains(string(html), "143쪽") ||
		!strings.Contains(string(html), "/documents/a.pdf#page=143") {
		t.Errorf("base clients: %s, %v", html, err)
	}
}
