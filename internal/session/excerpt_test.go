package session_test

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/session"
)

func TestEveryClientCanOpenAPassageFromElsewhere(t *testing.T) {
	r := session.Renderer{Citations: citation.New(&documenttest.Memory{},
		blobtest.NewMemory(nil, nil), citation.Options{})}
	call := history.Call{Answer: "15일이에요. [1]", Outcome: history.Completed,
		Sources: []history.SourceRef{{Number: 1, Store: "kendra", Title: "연차는 며칠인가요?",
			Excerpt: "질문: 연차는 며칠인가요?\n답변: <15일>이에요."}}}
	html, err := r.Answer(t.Context(), session.View{Language: "ko"}, call)
	if err != nil || !strings.HasSuffix(string(html), "<details><summary>원문 보기</summary>"+
		"질문: 연차는 며칠인가요?\n답변: &lt;15일&gt;이에요.</details>") {
		t.Errorf("base clients: %s, %v", html, err)
	}
	turn, err := r.Turn(t.Context(), session.View{}, call)
	if err != nil || turn.Sources[0].Excerpt != call.Sources[0].Excerpt {
		t.Errorf("own client: %+v, %v", turn.Sources, err)
	}
}
