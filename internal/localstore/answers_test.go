package localstore_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/forgetting/forgettingtest"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/localstore"
)

func appendCalls(t *testing.T, db *localstore.DB, calls ...history.Call) {
	t.Helper()
	for i, c := range calls {
		c.User, c.RequestTime = "kim", fmt.Sprint(i)
		c.ServerTime = time.Now().Add(time.Duration(i) * time.Second)
		if _, err := db.History().Append(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnswersOfForgottenDocuments(t *testing.T) {
	forgettingtest.TestAnswers(t, func(t *testing.T) (history.Store, forgetting.Answers) {
		db := open(t)
		return db.History(), db.Answers()
	})
}

// A receipt that says that an answer is gone must not stand beside the answer.
func TestAnAnswerThatCannotBeRemovedIsNotSaidToBe(t *testing.T) {
	db := open(t)
	d := document.Document{ID: document.NewID(time.Now()), Name: "계약.pdf", Owner: "kim"}
	appendCalls(t, db, history.Call{RequestID: "1", Type: "text", Body: "하나", Conversation: "c",
		Sources: []history.SourceRef{{Number: 1, Document: d.ID, Version: "1"}}})
	calls, err := db.Answers().Of(t.Context(), d)
	if err != nil || len(calls) != 1 {
		t.Fatalf("%+v, %v", calls, err)
	}
	if err := db.Run(t.Context(), `CREATE TRIGGER stays BEFORE DELETE ON call
		BEGIN SELECT RAISE(ABORT, 'not now'); END`); err != nil {
		t.Fatal(err)
	}
	if err := db.Answers().Drop(t.Context(), d, calls); err == nil {
		t.Error("an answer that stays was said to be removed")
	}
	if calls, err := db.Answers().Of(t.Context(), d); err != nil || len(calls) != 1 {
		t.Errorf("afterwards %+v is found, %v", calls, err)
	}
}

func TestAConversationLosesTheTitleOfASummaryThatGoes(t *testing.T) {
	db := open(t)
	d := document.Document{ID: document.NewID(time.Now()), Name: "비밀 계약.pdf", Owner: "kim"}
	appendCalls(t, db,
		history.Call{RequestID: "1", Type: "document", Body: d.Name, Conversation: "c",
			Summarised: d.ID},
		history.Call{RequestID: "2", Type: "text", Body: "다음 질문", Conversation: "c"},
		history.Call{RequestID: "3", Type: "document", Body: d.Name, Conversation: "old"},
		history.Call{RequestID: "4", Type: "document", Body: d.Name, Conversation: "other",
			Summarised: document.NewID(time.Now())}, // of another document with this name
	)
	calls, err := db.Answers().Of(t.Context(), d)
	if err != nil || len(calls) != 2 {
		t.Fatalf("%+v, %v", calls, err)
	}
	for range 2 {
		if err := db.Answers().Drop(t.Context(), d, calls); err != nil {
			t.Fatal(err)
		}
	}
	list, err := db.History().Conversations(t.Context(), "kim", "", 0, 10)
	if err != nil || len(list) != 2 {
		t.Fatalf("%+v, %v", list, err)
	}
	for _, v := range list {
		if v.ID == "c" && (v.Title != "다음 질문" || v.Calls != 1) {
			t.Errorf("%+v", v)
		}
	}
}

func TestAnIDThatIsAFilesNameLeavesTheAnswers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	db := openAt(t, path)
	d := document.Document{ID: document.ID("docs/" + canary + ".txt"), Name: canary + ".txt",
		Owner: auth.Local}
	appendCalls(t, db, history.Call{RequestID: "1", Type: "text", Body: "질문", Conversation: "c",
		Answer: "답 [1]", Sources: []history.SourceRef{{Number: 1, Document: d.ID, Version: "1"}}})
	calls, err := db.Answers().Of(t.Context(), d)
	if err != nil || len(calls) != 1 || calls[0].Summary {
		t.Fatalf("%+v, %v", calls, err)
	}
	if err := db.Answers().Unname(t.Context(), d, calls); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Wipe(t.Context()); err != nil {
		t.Fatal(err)
	}
	if found := filesWith(t, path, canary); found != nil {
		t.Errorf("the name is in %v", found)
	}
	c, err := db.History().ByRequest(t.Context(), "kim", "1")
	if err != nil || c.Answer != "답 [1]" || len(c.Sources) != 1 ||
		string(c.Sources[0].Document) != forgetting.Ref(d.ID) {
		t.Errorf("%+v, %v", c, err)
	}
}
