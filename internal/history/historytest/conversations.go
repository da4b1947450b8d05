package historytest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fault/faulttest"
	"github.com/mundap/mundap/internal/history"
)

func query(memory history.Memory, limit int) history.RecentQuery {
	return history.RecentQuery{User: "kim", Conversation: history.BaseConversation, Memory: memory,
		Limit: limit}
}

func recent(t *testing.T, s history.Store) {
	for n := range 6 {
		c := call("kim", n)
		// The client's clock is no help: it runs backwards.
		c.RequestTime = fmt.Sprintf("2026-03-01 12:00:%02d", 59-n)
		if n%2 == 1 {
			c.Memory = history.RAGMemory
		}
		add(t, s, c)
	}
	other := call("kim", 7)
	other.Conversation = "another"
	add(t, s, other)
	single := call("kim", 8)
	single.Memory = history.NoMemory
	add(t, s, single)

	calls, err := s.Recent(t.Context(), query(history.ChatMemory, 10))
	wantIDs(t, calls, err, "req-000 req-002 req-004")
	calls, err = s.Recent(t.Context(), query(history.RAGMemory, 2))
	wantIDs(t, calls, err, "req-003 req-005")
	q := query(history.ChatMemory, 10)
	q.Since = epoch.Add(2 * time.Second)
	calls, err = s.Recent(t.Context(), q)
	wantIDs(t, calls, err, "req-004")
}

func recentOutcome(t *testing.T, s history.Store) {
	for n, outcome := range []history.Outcome{history.Completed, history.Failed, history.Stopped,
		history.Completed} {
		c := call("kim", n)
		c.Outcome = outcome
		add(t, s, c)
	}
	edited := call("kim", 4)
	edited.Replaces = "req-000"
	add(t, s, edited)
	calls, err := s.Recent(t.Context(), query(history.ChatMemory, 10))
	wantIDs(t, calls, err, "req-002 req-003 req-004")
	all := query(history.ChatMemory, 10)
	all.Replaced = true
	calls, err = s.Recent(t.Context(), all)
	wantIDs(t, calls, err, "req-000 req-002 req-003 req-004")

	old, err := s.ByRequest(t.Context(), "kim", "req-000")
	if err != nil || !old.Replaced {
		t.Errorf("the replaced call: %+v, %v", old, err)
	}
	wantIDs(t, logOf(t, s, "kim"), nil, "req-000 req-001 req-002 req-003 req-004")

	theirs := call("lee", 5)
	theirs.Replaces = "req-003" // another user's call
	add(t, s, theirs)
	calls, err = s.Recent(t.Context(), query(history.ChatMemory, 10))
	wantIDs(t, calls, err, "req-002 req-003 req-004")
}

func clearMemory(t *testing.T, s history.Store) {
	for n := range 3 {
		add(t, s, call("kim", n))
	}
	rag := call("kim", 3)
	rag.Memory = history.RAGMemory
	add(t, s, rag)
	add(t, s, call("lee", 1))
	for _, after := range []int{10, 2} { // the clock of a second server is behind
		at := epoch.Add(time.Duration(after) * time.Second)
		if err := s.ClearMemory(t.Context(), "kim", at); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range []history.Memory{history.ChatMemory, history.RAGMemory} {
		calls, err := s.Recent(t.Context(), query(m, 10))
		wantIDs(t, calls, err, "")
	}
	add(t, s, call("kim", 11))
	calls, err := s.Recent(t.Context(), query(history.ChatMemory, 10))
	wantIDs(t, calls, err, "req-011")
	if n := len(logOf(t, s, "kim")); n != 5 {
		t.Errorf("%d calls in the log, want 5", n)
	}
	q := query(history.ChatMemory, 10)
	q.User = "lee"
	calls, err = s.Recent(t.Context(), q)
	wantIDs(t, calls, err, "req-001")
}

func deleteUser(t *testing.T, s history.Store) {
	for n := range 30 { // more than one batch of DynamoDB's (25)
		c := call("kim", n)
		c.Conversation = fmt.Sprint("c", n%3)
		add(t, s, c)
	}
	add(t, s, call("lee", 1))
	if err := s.ClearMemory(t.Context(), "kim", epoch.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.DeleteUser(t.Context(), "kim"); err != nil {
			t.Fatal(err)
		}
	}
	if calls := logOf(t, s, "kim"); len(calls) != 0 {
		t.Errorf("left in the log: %s", ids(calls))
	}
	_, err := s.ByRequest(t.Context(), "kim", "req-001")
	faulttest.Want(t, err, fault.NotFound)
	list, err := s.Conversations(t.Context(), "kim", "", 0, 10)
	if err != nil || len(list) != 0 {
		t.Errorf("conversations left: %+v, %v", list, err)
	}
	if got, err := s.Find(t.Context(), "req-001"); err != nil || got.User != "lee" {
		t.Errorf("the other user's call: %+v, %v", got, err)
	}
	add(t, s, call("kim", 2)) // a new life, with an empty memory and the old request id
	calls, err := s.Recent(t.Context(), query(history.ChatMemory, 10))
	wantIDs(t, calls, err, "req-002")
}

func conversationGrows(t *testing.T, s history.Store) {
	_, err := s.Conversation(t.Context(), "kim", "c1")
	faulttest.Want(t, err, fault.NotFound)
	first := call("kim", 1)
	first.Conversation, first.Body = "c1", "\n  "+strings.Repeat("가", 70)+"\n둘째 줄"
	add(t, s, first)
	late := call("kim", 9)
	late.Conversation = "c1"
	add(t, s, late)
	early := call("kim", 5) // its answer took longer to arrive here
	early.Conversation = "c1"
	add(t, s, early)
	got, err := s.Conversation(t.Context(), "kim", "c1")
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, history.Conversation{
		ID: "c1", User: "kim", Title: strings.Repeat("가", 60), Cut: true, Created: first.ServerTime,
		Updated: late.ServerTime, Calls: 3,
	})
}

// titles pages through a user's conversations.
func titles(t *testing.T, s history.Store, contains string, limit int) string {
	t.Helper()
	var found []string
	for after := 0; ; after += limit {
		page, err := s.Conversations(t.Context(), "kim", contains, after, limit)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) > limit {
			t.Fatalf("%d conversations, at most %d were wanted", len(page), limit)
		}
		for _, v := range page {
			found = append(found, v.Title)
		}
		if len(page) < limit {
			return strings.Join(found, ", ")
		}
	}
}

func listConversations(t *testing.T, s history.Store) {
	for n := range 5 {
		c := call("kim", n)
		c.Conversation, c.Body = fmt.Sprint("c", n), fmt.Sprint("대화 ", n)
		add(t, s, c)
	}
	again := call("kim", 10)
	again.Conversation = "c1"
	add(t, s, again)
	add(t, s, call("lee", 11))
	for _, limit := range []int{1, 2, 5, 100} {
		if got, want := titles(t, s, "", limit), "대화 1, 대화 4, 대화 3, 대화 2, 대화 0"; got != want {
			t.Errorf("by %d: %s, want %s", limit, got, want)
		}
	}
}

func searchConversations(t *testing.T, s history.Store) {
	for n, body := range []string{"보험 약관이 뭐예요?", "What is a Policy?", "100% 환급_여부", "날씨"} {
		c := call("kim", n)
		c.Conversation, c.Body = fmt.Sprint("c", n), body
		add(t, s, c)
	}
	follow := call("kim", 8)
	follow.Conversation, follow.Body = "c3", "그러면 보험은요?"
	add(t, s, follow)
	for contains, want := range map[string]string{
		"보험":                             "보험 약관이 뭐예요?, 날씨", // the title first
		"\u1107\u1169\u1112\u1165\u11b7": "보험 약관이 뭐예요?, 날씨", // 보험 in NFD
		"policy":                         "What is a Policy?",
		"%":                              "100% 환급_여부",
		"_":                              "100% 환급_여부",
		"없는 말":                           "",
	} {
		if got := titles(t, s, contains, 10); got != want {
			t.Errorf("%q: %s, want %s", contains, got, want)
		}
	}
}

func rename(t *testing.T, s history.Store) {
	long := call("kim", 1)
	long.Body = strings.Repeat("긴 질문 ", 20)
	add(t, s, long)
	if got, err := s.Conversation(t.Context(), "kim", history.BaseConversation); err != nil ||
		!got.Cut {
		t.Errorf("got %+v, %v", got, err)
	}
	faulttest.Want(t, s.Rename(t.Context(), "kim", "unknown", "x"), fault.NotFound)
	faulttest.Want(t, s.Rename(t.Context(), "lee", history.BaseConversation, "x"), fault.NotFound)
	if err := s.Rename(t.Context(), "kim", history.BaseConversation, "새 이름"); err != nil {
		t.Fatal(err)
	}
	add(t, s, call("kim", 2))
	got, err := s.Conversation(t.Context(), "kim", history.BaseConversation)
	if err != nil || got.Title != "새 이름" || got.Cut || got.Calls != 2 {
		t.Errorf("got %+v, %v", got, err)
	}
	if got := titles(t, s, "새 이름", 10); got != "새 이름" {
		t.Errorf("by its new name: %q", got)
	}
}

func entitle(t *testing.T, s history.Store) {
	first := call("kim", 1)
	first.Body, first.Topic = "과열 센서를 바꾸려면 어떻게 해요?", "과열 센서 교체"
	add(t, s, first)
	base := history.BaseConversation
	if got := titles(t, s, "", 10); got != "과열 센서 교체" {
		t.Errorf("by its topic: %q", got)
	}
	for _, title := range []string{"과열 센서 교체 방법", "센서 교체"} {
		if err := s.Entitle(t.Context(), "kim", base, title); err != nil {
			t.Fatal(err)
		}
		if got := titles(t, s, title, 10); got != title {
			t.Errorf("entitled %q: %q", title, got)
		}
	}
	if err := s.Rename(t.Context(), "kim", base, "내 이름"); err != nil {
		t.Fatal(err)
	}
	for _, user := range []history.User{"kim", "lee"} { // lee has no such conversation
		if err := s.Entitle(t.Context(), user, base, "남의 이름"); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := s.Conversation(t.Context(), "kim", base); err != nil || got.Title != "내 이름" ||
		!got.Named {
		t.Errorf("after a rename: %+v, %v", got, err)
	}
	_, err := s.Conversation(t.Context(), "lee", base)
	faulttest.Want(t, err, fault.NotFound)
}

func share(t *testing.T, s history.Store) {
	add(t, s, call("kim", 1))
	add(t, s, call("lee", 1))
	for _, secret := range []string{"하나", "둘", ""} {
		if err := s.Share(t.Context(), "kim", "req-001", secret); err != nil {
			t.Fatal(err)
		}
		got, err := s.ByRequest(t.Context(), "kim", "req-001")
		if err != nil || got.Share != secret {
			t.Errorf("the secret is %q (%v), want %q", got.Share, err, secret)
		}
		theirs, err := s.ByRequest(t.Context(), "lee", "req-001")
		if err != nil || theirs.Share != "" {
			t.Errorf("another user's call has the secret %q (%v)", theirs.Share, err)
		}
		linked, err := s.Linked(t.Context(), "req-001", secret)
		if secret == "" {
			faulttest.Want(t, err, fault.NotFound)
		} else if err != nil || linked.User != "kim" || linked.Share != secret {
			t.Errorf("the link %q opens %s's, %v", secret, linked.User, err)
		}
	}
	if err := s.Share(t.Context(), "lee", "req-001", "셋"); err != nil {
		t.Fatal(err)
	}
	for _, wrong := range []string{"하나", "둘", "셋2", ""} {
		_, err := s.Linked(t.Context(), "req-001", wrong)
		faulttest.Want(t, err, fault.NotFound)
	}
	faulttest.Want(t, s.Share(t.Context(), "kim", "unknown", "x"), fault.NotFound)
}

func pin(t *testing.T, s history.Store) {
	for n := range 4 {
		c := call("kim", n)
		c.Conversation, c.Body = fmt.Sprint("c", n), fmt.Sprint("대화 ", n)
		add(t, s, c)
	}
	for id, pinned := range map[string]bool{"c0": true, "c1": true, "c2": false} {
		if err := s.Pin(t.Context(), "kim", id, pinned); err != nil {
			t.Fatal(err)
		}
	}
	for _, limit := range []int{1, 3, 10} {
		if got := titles(t, s, "", limit); got != "대화 1, 대화 0, 대화 3, 대화 2" {
			t.Errorf("by %d: %s", limit, got)
		}
	}
	if err := s.Pin(t.Context(), "kim", "c1", false); err != nil {
		t.Fatal(err)
	}
	if got := titles(t, s, "", 10); got != "대화 0, 대화 3, 대화 2, 대화 1" {
		t.Errorf("after one was taken back: %s", got)
	}
	if got, err := s.Conversation(t.Context(), "kim", "c0"); err != nil || !got.Pinned {
		t.Errorf("got %+v, %v", got, err)
	}
	faulttest.Want(t, s.Pin(t.Context(), "lee", "c0", true), fault.NotFound)
}

func deleteConversation(t *testing.T, s history.Store) {
	for n := range 4 {
		c := call("kim", n)
		c.Conversation = fmt.Sprint("c", n%2)
		add(t, s, c)
	}
	theirs := call("lee", 0)
	theirs.Conversation = "c0"
	add(t, s, theirs)
	for range 2 {
		if err := s.DeleteConversation(t.Context(), "kim", "c0"); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.Conversation(t.Context(), "kim", "c0")
	faulttest.Want(t, err, fault.NotFound)
	_, err = s.ByRequest(t.Context(), "kim", "req-002")
	faulttest.Want(t, err, fault.NotFound)
	wantIDs(t, logOf(t, s, "kim"), nil, "req-001 req-003")
	wantIDs(t, logOf(t, s, "lee"), nil, "req-000")
}

func conversationCalls(t *testing.T, s history.Store) {
	for n := range 7 {
		add(t, s, call("kim", n))
	}
	edited := call("kim", 7)
	edited.Replaces = "req-006"
	add(t, s, edited)
	var before time.Time
	for _, want := range []string{"req-005 req-006 req-007", "req-002 req-003 req-004",
		"req-000 req-001", ""} {
		calls, err := s.Calls(t.Context(), "kim", history.BaseConversation, before, 3)
		wantIDs(t, calls, err, want)
		if len(calls) > 0 {
			before = calls[0].ServerTime
		}
	}
}

func amend(t *testing.T, s history.Store) {
	long, short := call("kim", 1), call("kim", 2)
	long.Answer = strings.Repeat("긴 답이에요. ", 40_000) // not in an item of a table
	add(t, s, long)
	add(t, s, short)
	a := history.Amendment{Answer: "연차는 15일이에요. [1]", Label: fault.Text{Ko: "확인했어요.", En: "Checked."},
		Sources:  []history.SourceRef{{Number: 1, Store: "local", Related: true}},
		Verdicts: []history.Verdict{{End: 22, Support: history.Supported, Citations: []int{1}}},
		Trace:    history.Trace{Unavailable: []string{"judge"}}}
	for id, c := range map[string]history.Call{"req-001": long, "req-002": short} {
		if err := s.Amend(t.Context(), "kim", id, a); err != nil {
			t.Fatal(err)
		}
		got, err := s.ByRequest(t.Context(), "kim", id)
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, c.Amended(a))
	}
	all, err := s.Calls(t.Context(), "kim", history.BaseConversation, time.Time{}, 10)
	if err != nil || len(all) != 2 || all[0].Answer != a.Answer || all[1].Answer != a.Answer {
		t.Errorf("in the conversation: %+v, %v", all, err)
	}
	faulttest.Want(t, s.Amend(t.Context(), "lee", "req-001", a), fault.NotFound)
}

func addNote(t *testing.T, s history.Store) {
	long := call("kim", 1)
	long.Answer = strings.Repeat("긴 답이에요. ", 40_000) // not in an item of a table
	long.Notes = []history.Note{{Code: history.NoteCut, Message: fault.Text{Ko: "끊겼어요.", En: "Cut."}}}
	add(t, s, long)
	add(t, s, call("kim", 2))
	n := history.Note{Code: history.NoteSpeechUnavailable, Message: fault.Text{Ko: "못 읽었어요.", En: "Not read."}}
	for range 2 {
		for _, id := range []string{"req-001", "req-002"} {
			if err := s.AddNote(t.Context(), "kim", id, n); err != nil {
				t.Fatal(err)
			}
		}
	}
	for id, want := range map[string][]history.Note{"req-001": append(slices.Clip(long.Notes), n), "req-002": {n}} {
		got, err := s.ByRequest(t.Context(), "kim", id)
		if err != nil || !slices.Equal(got.Notes, want) {
			t.Errorf("%s: %+v, %v, want %+v", id, got.Notes, err, want)
		}
	}
	all, err := s.Calls(t.Context(), "kim", history.BaseConversation, time.Time{}, 10)
	if err != nil || len(all) != 2 || !slices.Equal(all[1].Notes, []history.Note{n}) || all[0].Answer != long.Answer {
		t.Errorf("in the conversation: %d calls, %v", len(all), err)
	}
	faulttest.Want(t, s.AddNote(t.Context(), "lee", "req-001", n), fault.NotFound)
}
