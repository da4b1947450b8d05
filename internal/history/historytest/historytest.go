// Package historytest is the conformance suite of history.Store. Every
// implementation runs it.
package historytest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fault/faulttest"
	"github.com/mundap/mundap/internal/history"
)

// Run tests every promise of history.Store. open gives an empty store for one
// test and closes it by t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) history.Store) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, s history.Store)
	}{
		{"a call comes back as it was appended", roundTrip},
		{"a long answer comes back whole", longAnswer},
		{"a call is appended once", once},
		{"one of many concurrent appends of a request counts", onceConcurrently},
		{"two calls of one second are both kept", sameSecond},
		{"another user's request is unknown", otherUser},
		{"find gives the newest user's", find},
		{"calls after a request time, oldest first", after},
		{"the newest calls that fit", afterBounded},
		{"a memory holds its own newest calls", recent},
		{"a memory leaves out what failed and what was replaced", recentOutcome},
		{"a cleared memory starts anew, the log stays", clearMemory},
		{"a user's deletion leaves nothing", deleteUser},
		{"a conversation grows with its calls", conversationGrows},
		{"conversations are listed, the latest first", listConversations},
		{"conversations are found by title and question", searchConversations},
		{"a conversation is renamed", rename},
		{"a conversation gets a better title unless somebody chose one", entitle},
		{"pinned conversations stand first", pin},
		{"a call is shared and no longer shared", share},
		{"an answer's verdicts are amended in the log", amend},
		{"a note is added to a call of the log, once", addNote},
		{"a deleted conversation takes its calls along", deleteConversation},
		{"a deleted conversation that comes back is deleted again", deleteConversationAgain},
		{"a deleted history that comes back is deleted again", deleteUserAgain},
		{"a visit to deletions ends with the visitor's error", deletionsStop},
		{"a memory that comes back is cleared again", clearMemoryAgain},
		{"a conversation's calls, page by page", conversationCalls},
		{"a cancelled call fails", cancelled},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

var epoch = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// call is the n-th call of a user: a text in the base conversation's chat
// memory, n seconds after epoch.
func call(user history.User, n int) history.Call {
	at := epoch.Add(time.Duration(n) * time.Second)
	return history.Call{
		User: user, RequestID: fmt.Sprintf("req-%03d", n), RequestTime: at.Format(time.DateTime),
		Type: "text",
		Body: fmt.Sprintf("질문 %d", n), ConvType: "normal", Conversation: history.BaseConversation,
		Memory: history.ChatMemory, ServerTime: at, Answer: fmt.Sprintf("답 %d", n),
		Outcome: history.Completed,
	}
}

func full() history.Call {
	c := call("kim", 1)
	c.RequestID, c.Body = "id with 한글 / and \"quotes\" #1", "첫 줄\n둘째 줄"
	c.RAGType, c.Function, c.Replaces, c.Memory = "all", "rag", "none such", history.RAGMemory
	c.ServerTime = epoch.Add(123 * time.Millisecond)
	c.Parent, c.Scope, c.Replaced = "req-000", []document.ID{"docs/약관.pdf", "docs/규정.hwp"}, true
	c.Summarised = "docs/약관.pdf"
	c.Topic, c.Share = "연차 휴가 일수", "aSecret"
	c.Language, c.Label = "ko", fault.Text{Ko: "인용했어요.", En: "Quoted."}
	c.Answer, c.Translation, c.Extractive = "**답**이에요 [1].", "The answer [1].", true
	c.Notes = []history.Note{{Code: history.NoteCut, Message: fault.Text{Ko: "끊겼어요.", En: "Cut."}}}
	c.Failure = &history.Failure{Kind: "timeout", Message: fault.Text{Ko: "늦었어요.", En: "Late."},
		Retry: true}
	c.Verdicts = []history.Verdict{
		{Start: 0, End: 13, Support: history.Supported, Citations: []int{1},
			Evidence: []history.Evidence{{Source: 1, Start: 12, End: 40}}},
		{Start: 13, End: 23, Support: history.Unsupported, Reason: "number"},
	}
	c.Sources = []history.SourceRef{
		{Number: 1, Store: "local", Document: "docs/약관.pdf", Version: "0000000000000001",
			Chunk: "c1", Start: 10, End: 250, Page: 3, Line: 7, Score: 0.123456789, Kind: "bm25",
			Extra: map[string]string{"confidence": "HIGH"}},
		{Number: 2, Store: "web", Title: "제목", URL: "https://example.com/?q=1&r=2",
			Excerpt: "첫 줄 <b>\n\"둘째\" 줄"},
	}
	c.Trace = history.Trace{
		Revised: "고친 질문", Translated: "question",
		Stores: []history.StoreTrace{{Store: "local", Count: 4, Took: time.Millisecond,
			Error: "timeout"}},
		Kept: 2, Dropped: 3, Stages: []history.StageTime{{Stage: "answer", Took: time.Second}},
		Region: "us-east-1", Model: "m",
		Why: "fastest", Tried: []string{"us-west-2"},
		Sizes: history.Sizes{Question: history.Size{Characters: 5, Tokens: 3}},
		Took:  2 * time.Second, FirstToken: time.Second, Unavailable: []string{"web"},
	}
	return c
}

// complete fails unless every field is set, so that a new one is tried too.
func complete(t *testing.T, c history.Call) {
	t.Helper()
	v := reflect.ValueOf(c)
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Errorf("the full call has no %s", v.Type().Field(i).Name)
		}
	}
}

func add(t *testing.T, s history.Store, c history.Call) history.Call {
	t.Helper()
	ok, err := s.Append(t.Context(), c)
	if err != nil || !ok {
		t.Fatalf("appending %s: %t, %v", c.RequestID, ok, err)
	}
	return c
}

func same(t *testing.T, got, want any) {
	t.Helper()
	g, err1 := json.Marshal(got)
	w, err2 := json.Marshal(want)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	if string(g) != string(w) {
		t.Errorf("got  %.2000s\nwant %.2000s", g, w)
	}
}

// ids are the request ids of calls, joined by spaces.
func ids(calls []history.Call) string {
	var s []string
	for _, c := range calls {
		s = append(s, c.RequestID)
	}
	return strings.Join(s, " ")
}

func wantIDs(t *testing.T, calls []history.Call, err error, want string) {
	t.Helper()
	if got := ids(calls); err != nil || got != want {
		t.Errorf("got [%s] (%v), want [%s]", got, err, want)
	}
}

func logOf(t *testing.T, s history.Store, user history.User) []history.Call {
	t.Helper()
	calls, err := s.After(t.Context(), user, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	return calls
}

func roundTrip(t *testing.T, s history.Store) {
	complete(t, full())
	want := add(t, s, full())
	got, err := s.ByRequest(t.Context(), "kim", want.RequestID)
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, want)
	same(t, logOf(t, s, "kim"), []history.Call{want})
	got, err = s.Find(t.Context(), want.RequestID)
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, want)
	calls, err := s.Calls(t.Context(), "kim", want.Conversation, time.Time{}, 10)
	if err != nil {
		t.Fatal(err)
	}
	same(t, calls, []history.Call{want})
	_, err = s.ByRequest(t.Context(), "kim", "unknown")
	faulttest.Want(t, err, fault.NotFound)
}

func longAnswer(t *testing.T, s history.Store) {
	c := call("kim", 1)
	c.Answer = strings.Repeat("긴 답변 ", 100_000) // 1 MB: over DynamoDB's 400 KB
	add(t, s, c)
	got, err := s.ByRequest(t.Context(), "kim", c.RequestID)
	if err != nil || got.Answer != c.Answer {
		t.Errorf("%d bytes came back of %d (%v)", len(got.Answer), len(c.Answer), err)
	}
	if all := logOf(t, s, "kim"); len(all) != 1 || all[0].Answer != c.Answer {
		t.Error("the log cuts it")
	}
}

func once(t *testing.T, s history.Store) {
	first := add(t, s, call("kim", 1))
	again := first
	again.Answer, again.RequestTime, again.Conversation = "another", "2030-01-01 00:00:00", "other"
	if ok, err := s.Append(t.Context(), again); ok || err != nil {
		t.Errorf("the second append: %t, %v", ok, err)
	}
	same(t, logOf(t, s, "kim"), []history.Call{first})
	if _, err := s.Conversation(t.Context(), "kim", "other"); !fault.Is(err, fault.NotFound) {
		t.Errorf("a refused append made a conversation: %v", err)
	}
	v, err := s.Conversation(t.Context(), "kim", history.BaseConversation)
	if err != nil || v.Calls != 1 {
		t.Errorf("conversation %+v, %v", v, err)
	}
	add(t, s, call("lee", 1)) // request ids are unique per user only
}

func onceConcurrently(t *testing.T, s history.Store) {
	var appended atomic.Int32
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			c := call("kim", 1)
			// the stored key differs, the request does not
			c.RequestTime = fmt.Sprintf("2026-03-01 12:00:%02d", i)
			ok, err := s.Append(t.Context(), c)
			if err != nil {
				t.Error(err)
			}
			if ok {
				appended.Add(1)
			}
		})
	}
	wg.Wait()
	if n := len(logOf(t, s, "kim")); appended.Load() != 1 || n != 1 {
		t.Errorf("%d appends said true, %d calls are in the log", appended.Load(), n)
	}
}

func sameSecond(t *testing.T, s history.Store) {
	a, b := call("kim", 1), call("kim", 1)
	b.RequestID = "req-002"
	add(t, s, b)
	add(t, s, a)
	wantIDs(t, logOf(t, s, "kim"), nil, "req-001 req-002")
}

func otherUser(t *testing.T, s history.Store) {
	c := add(t, s, call("kim", 1))
	_, err := s.ByRequest(t.Context(), "lee", c.RequestID)
	faulttest.Want(t, err, fault.NotFound)
	if calls := logOf(t, s, "lee"); len(calls) != 0 {
		t.Errorf("lee reads %s", ids(calls))
	}
	calls, err := s.Calls(t.Context(), "lee", c.Conversation, time.Time{}, 10)
	wantIDs(t, calls, err, "")
	_, err = s.Conversation(t.Context(), "lee", c.Conversation)
	faulttest.Want(t, err, fault.NotFound)
	calls, err = s.Recent(t.Context(), history.RecentQuery{User: "lee",
		Conversation: c.Conversation, Memory: c.Memory, Limit: 10})
	wantIDs(t, calls, err, "")
}

func find(t *testing.T, s history.Store) {
	_, err := s.Find(t.Context(), "req-001")
	faulttest.Want(t, err, fault.NotFound)
	for i, user := range []history.User{"kim", "park", "lee"} {
		c := call(user, 1)
		c.ServerTime = epoch.Add(time.Duration([]int{1, 3, 2}[i]) * time.Minute)
		add(t, s, c)
	}
	if got, err := s.Find(t.Context(), "req-001"); err != nil || got.User != "park" {
		t.Errorf("found %s's, %v", got.User, err)
	}
}

func after(t *testing.T, s history.Store) {
	for _, n := range []int{3, 1, 2, 5, 4} {
		add(t, s, call("kim", n))
	}
	add(t, s, call("lee", 9))
	calls, err := s.After(t.Context(), "kim", call("kim", 2).RequestTime, 0)
	wantIDs(t, calls, err, "req-003 req-004 req-005")
	calls, err = s.After(t.Context(), "kim", "", 0)
	wantIDs(t, calls, err, "req-001 req-002 req-003 req-004 req-005")
	calls, err = s.After(t.Context(), "kim", "2099", 0)
	wantIDs(t, calls, err, "")
}

func afterBounded(t *testing.T, s history.Store) {
	size := 0
	for n := range 6 {
		c := add(t, s, call("kim", n))
		encoded, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		size = len(encoded) // all the same
	}
	calls, err := s.After(t.Context(), "kim", "", 3*size+size/2)
	wantIDs(t, calls, err, "req-003 req-004 req-005")
	calls, err = s.After(t.Context(), "kim", "", 6*size)
	if err != nil || len(calls) != 6 {
		t.Errorf("what fits exactly: %s, %v", ids(calls), err)
	}
	calls, err = s.After(t.Context(), "kim", "", size/2)
	wantIDs(t, calls, err, "req-005")
}

func cancelled(t *testing.T, s history.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Append(ctx, call("kim", 1))
	faulttest.Want(t, err, fault.Canceled)
	_, err = s.After(ctx, "kim", "", 0)
	faulttest.Want(t, err, fault.Canceled)
	faulttest.Want(t, s.DeleteUser(ctx, "kim"), fault.Canceled)
	if calls := logOf(t, s, "kim"); len(calls) != 0 {
		t.Errorf("a cancelled append is in the log: %s", ids(calls))
	}
}
