package historytest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/history"
)

func deletions(t *testing.T, s history.Store) (list []history.Deletion) {
	t.Helper()
	if err := s.EachDeletion(t.Context(), func(d history.Deletion) error {
		list = append(list, d)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return list
}

// again carries out the deletions of a store, and gives what was there.
func again(t *testing.T, s history.Store, list []history.Deletion) string {
	t.Helper()
	var all []string
	for _, d := range list {
		requests, err := s.DeleteAgain(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, requests...)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// fill appends six calls of kim in two conversations and one of lee, and gives
// them for a restore.
func fill(t *testing.T, s history.Store) (all []history.Call) {
	t.Helper()
	for n := range 6 {
		c := call("kim", n)
		c.Conversation = fmt.Sprint("c", n%2)
		all = append(all, c)
	}
	theirs := call("lee", 0)
	theirs.Conversation = "c0"
	all = append(all, theirs)
	for _, c := range all {
		add(t, s, c)
	}
	return all
}

// restore appends what a deletion has removed.
func restore(t *testing.T, s history.Store, calls []history.Call) {
	t.Helper()
	for _, c := range calls {
		if _, err := s.Append(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
}

func deleteConversationAgain(t *testing.T, s history.Store) {
	all := fill(t, s)
	if err := s.DeleteConversation(t.Context(), "kim", "never there"); err != nil {
		t.Fatal(err)
	}
	if err := s.DeleteConversation(t.Context(), "kim", "c0"); err != nil {
		t.Fatal(err)
	}
	list := deletions(t, s)
	if len(list) != 1 || list[0].User != "kim" || list[0].Conversation == "" || list[0].Memory ||
		list[0].Conversation == "c0" || list[0].Through.Before(all[4].ServerTime) {
		t.Fatalf("remembered are %+v", list)
	}
	later := call("kim", 7)
	later.Conversation, later.ServerTime = "c0", list[0].Through.Add(time.Second)
	restore(t, s, append(all, later))
	if got := again(t, s, list); got != "req-000 req-002 req-004" {
		t.Errorf("deleted again are %q", got)
	}
	wantIDs(t, logOf(t, s, "kim"), nil, "req-001 req-003 req-005 req-007")
	wantIDs(t, logOf(t, s, "lee"), nil, "req-000")
	if got := again(t, s, list); got != "" {
		t.Errorf("deleted once more are %q", got)
	}
	if v, err := s.Conversation(t.Context(), "kim", "c0"); err != nil || v.Calls != 1 {
		t.Errorf("the conversation is %+v, %v", v, err)
	}
}

func deletionsStop(t *testing.T, s history.Store) {
	fill(t, s)
	for _, id := range []string{"c0", "c1"} {
		if err := s.DeleteConversation(t.Context(), "kim", id); err != nil {
			t.Fatal(err)
		}
	}
	failed, calls := errors.New("the visitor failed"), 0
	err := s.EachDeletion(t.Context(), func(history.Deletion) error {
		calls++
		return failed
	})
	if !errors.Is(err, failed) || calls != 1 {
		t.Errorf("%d visits, %v", calls, err)
	}
}

func deleteUserAgain(t *testing.T, s history.Store) {
	all := fill(t, s)
	if err := s.DeleteUser(t.Context(), "kim"); err != nil {
		t.Fatal(err)
	}
	list := deletions(t, s)
	restore(t, s, all)
	if got := again(t, s, list); got != "req-000 req-001 req-002 req-003 req-004 req-005" {
		t.Errorf("deleted again are %q", got)
	}
	wantIDs(t, logOf(t, s, "lee"), nil, "req-000")
	left, err := s.Conversations(t.Context(), "kim", "", 0, 10)
	if err != nil || len(left) != 0 {
		t.Errorf("%+v, %v", left, err)
	}
}

func clearMemoryAgain(t *testing.T, s history.Store) {
	fill(t, s)
	cleared := epoch.Add(time.Minute)
	if err := s.ClearMemory(t.Context(), "kim", cleared); err != nil {
		t.Fatal(err)
	}
	list := deletions(t, s)
	if len(list) != 1 || !list[0].Memory || !list[0].Through.Equal(cleared) {
		t.Fatalf("remembered are %+v", list)
	}
	list[0].User = "lee" // whose memory is as it was before
	if got := again(t, s, list); got != "" {
		t.Errorf("deleted again are %q", got)
	}
	list[0].Through = epoch // an older one changes nothing
	again(t, s, list)
	got, err := s.Recent(t.Context(), history.RecentQuery{User: "lee", Conversation: "c0",
		Memory: history.ChatMemory, Limit: 10})
	wantIDs(t, got, err, "")
	wantIDs(t, logOf(t, s, "lee"), nil, "req-000")
}
