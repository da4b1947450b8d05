package forgettingtest

import (
	"fmt"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/history"
)

// TestAnswers is the suite of what forgetting does to the log of calls. open gives
// an empty log each time.
func TestAnswers(t *testing.T, open func(t *testing.T) (history.Store, forgetting.Answers)) {
	for name, test := range map[string]func(*testing.T, history.Store, forgetting.Answers){
		"answers that rest on a document are found and removed": removesAnswers,
		"a conversation loses the title of a summary that goes": losesTitle,
		"a call that was deleted is not found":                  findsNoDeleted,
		"an id that is a file's name leaves the answers":        unnames,
	} {
		t.Run(name, func(t *testing.T) {
			calls, answers := open(t)
			test(t, calls, answers)
		})
	}
}

// log appends calls of kim's, a second apart.
func log(t *testing.T, to history.Store, calls ...history.Call) {
	t.Helper()
	for i, c := range calls {
		c.User, c.RequestTime, c.Type = "kim", fmt.Sprint(i), "text"
		c.ServerTime = time.Now().Add(time.Duration(i) * time.Second)
		if ok, err := to.Append(t.Context(), c); err != nil || !ok {
			t.Fatal(ok, err)
		}
	}
}

func drop(t *testing.T, answers forgetting.Answers, d document.Document, want int) {
	t.Helper()
	found, err := answers.Of(t.Context(), d)
	if err != nil || len(found) != want {
		t.Fatalf("found %+v, %v", found, err)
	}
	for range 2 { // it may be repeated
		if err := answers.Drop(t.Context(), d, found); err != nil {
			t.Fatal(err)
		}
	}
	if again, err := answers.Of(t.Context(), d); err != nil || len(again) != 0 {
		t.Errorf("afterwards %+v is found, %v", again, err)
	}
}

func resting(on ...document.ID) (refs []history.SourceRef) {
	for i, id := range on {
		refs = append(refs, history.SourceRef{Number: i + 1, Document: id, Version: "1"})
	}
	return refs
}

func removesAnswers(t *testing.T, calls history.Store, answers forgetting.Answers) {
	d := document.Document{ID: document.NewID(time.Now()), Name: "계약.pdf", Owner: "kim"}
	other := document.NewID(time.Now())
	log(t, calls,
		history.Call{RequestID: "1", Body: "하나", Conversation: "c", Answer: "답", Sources: resting(other, d.ID, d.ID)},
		history.Call{RequestID: "2", Body: "둘", Conversation: "c", Answer: "답", Sources: resting(other)},
		history.Call{RequestID: "3", Body: "셋", Conversation: "alone", Answer: "답", Sources: resting(d.ID)},
		history.Call{RequestID: "4", Body: "넷", Conversation: "c", Answer: "답"},
	)
	drop(t, answers, d, 2)
	for id, there := range map[string]bool{"1": false, "2": true, "3": false, "4": true} {
		_, err := calls.ByRequest(t.Context(), "kim", id)
		if there && err != nil || !there && !fault.Is(err, fault.NotFound) {
			t.Errorf("call %s: %v", id, err)
		}
	}
	list, err := calls.Conversations(t.Context(), "kim", "", 0, 10)
	if err != nil || len(list) != 1 || list[0].ID != "c" || list[0].Calls != 2 || list[0].Title != "둘" {
		t.Errorf("%+v, %v", list, err)
	}
	drop(t, answers, document.Document{ID: other, Owner: "kim"}, 1)
}

func losesTitle(t *testing.T, calls history.Store, answers forgetting.Answers) {
	d := document.Document{ID: document.NewID(time.Now()), Name: "비밀 계약.pdf", Owner: "kim"}
	log(t, calls,
		history.Call{RequestID: "1", Body: d.Name, Conversation: "c", Summarised: d.ID},
		history.Call{RequestID: "2", Body: "다음 질문", Conversation: "c"},
		history.Call{RequestID: "3", Body: d.Name, Conversation: "other", Summarised: document.NewID(time.Now())},
	)
	found, err := answers.Of(t.Context(), d)
	if err != nil || len(found) != 1 || !found[0].Summary || found[0].User != "kim" || found[0].RequestID != "1" {
		t.Fatalf("%+v, %v", found, err)
	}
	drop(t, answers, d, 1)
	c, err := calls.Conversation(t.Context(), "kim", "c")
	if err != nil || c.Title != "다음 질문" || c.Calls != 1 {
		t.Errorf("%+v, %v", c, err)
	}
	if other, err := calls.Conversation(t.Context(), "kim", "other"); err != nil || other.Title != d.Name {
		t.Errorf("%+v, %v", other, err)
	}
}

func findsNoDeleted(t *testing.T, calls history.Store, answers forgetting.Answers) {
	d := document.Document{ID: document.NewID(time.Now()), Owner: "kim"}
	log(t, calls,
		history.Call{RequestID: "1", Body: "하나", Conversation: "c", Sources: resting(d.ID)},
		history.Call{RequestID: "2", Body: "둘", Conversation: "d", Sources: resting(d.ID)},
	)
	if err := calls.DeleteConversation(t.Context(), "kim", "c"); err != nil {
		t.Fatal(err)
	}
	if found, err := answers.Of(t.Context(), d); err != nil || len(found) != 1 || found[0].RequestID != "2" {
		t.Errorf("%+v, %v", found, err)
	}
	if err := calls.DeleteUser(t.Context(), "kim"); err != nil {
		t.Fatal(err)
	}
	if found, err := answers.Of(t.Context(), d); err != nil || len(found) != 0 {
		t.Errorf("%+v, %v", found, err)
	}
}

func unnames(t *testing.T, calls history.Store, answers forgetting.Answers) {
	d := document.Document{ID: "docs/비밀.txt", Name: "비밀.txt", Owner: "kim"}
	log(t, calls, history.Call{RequestID: "1", Body: "질문", Conversation: "c", Answer: "답 [1]",
		Sources: resting(d.ID), Scope: []document.ID{d.ID}})
	found, err := answers.Of(t.Context(), d)
	if err != nil || len(found) != 1 || found[0].Summary {
		t.Fatalf("%+v, %v", found, err)
	}
	for range 2 {
		if err := answers.Unname(t.Context(), d, found); err != nil {
			t.Fatal(err)
		}
	}
	c, err := calls.ByRequest(t.Context(), "kim", "1")
	ref := document.ID(forgetting.Ref(d.ID))
	if err != nil || c.Answer != "답 [1]" || c.Body != "질문" || len(c.Sources) != 1 ||
		c.Sources[0].Document != ref || c.Scope[0] != ref {
		t.Errorf("%+v, %v", c, err)
	}
	if found, err := answers.Of(t.Context(), d); err != nil || len(found) != 0 {
		t.Errorf("afterwards %+v is found, %v", found, err)
	}
}
