package app

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
)

// converse logs a call with a canary, whose answer was read aloud.
func converse(t *testing.T, p *Parts, user history.User, id, conversation string) {
	t.Helper()
	c := history.Call{User: user, RequestID: id, Body: canaries[0] + " " + id, Conversation: conversation,
		Type: "text", ConvType: "normal", Memory: history.ChatMemory, Outcome: history.Completed,
		ServerTime: time.Now(), Answer: canaries[0], Share: "열쇠"}
	if _, err := p.db.History().Append(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if _, err := p.blobs.Put(t.Context(), chat.SpeechBlob(user, id), strings.NewReader("mp3"),
		blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
}

// Conversations and histories that were deleted after the backup are deleted
// again, with their links and recordings, and so is the memory.
func TestARestoreDeletesConversationsAgain(t *testing.T) {
	folder := t.TempDir()
	p := start(t, folder, "", "local")
	for _, c := range [][3]string{{"kim", "k1", "c1"}, {"kim", "k2", "c1"}, {"kim", "k3", "c2"},
		{"lee", "l1", "c1"}, {"lee", "l2", "c2"}, {"ahn", "a1", "base"}} {
		converse(t, p, history.User(c[0]), c[1], c[2])
	}
	from := filepath.Join(t.TempDir(), "a.mundap")
	if _, err := p.Backup(t.Context(), from, silent); err != nil {
		t.Fatal(err)
	}
	h := p.db.History()
	for _, err := range []error{
		h.DeleteConversation(t.Context(), "kim", "c1"), h.DeleteUser(t.Context(), "lee"),
		h.ClearMemory(t.Context(), "ahn", time.Now()),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	stop(t, p)
	for range 2 { // the deletions outlive a restore, too
		if err := restoreInto(t, folder, from); err != nil {
			t.Fatal(err)
		}
	}
	p = start(t, folder, "", "local")
	h = p.db.History()
	for _, c := range []struct {
		user  history.User
		id    string
		there bool
	}{{"kim", "k1", false}, {"kim", "k2", false}, {"kim", "k3", true}, {"lee", "l1", false},
		{"lee", "l2", false}, {"ahn", "a1", true}} {
		_, call := h.ByRequest(t.Context(), c.user, c.id)
		_, speech := p.blobs.Stat(t.Context(), chat.SpeechBlob(c.user, c.id))
		_, link := h.Linked(t.Context(), c.id, "열쇠")
		for what, err := range map[string]error{"call": call, "recording": speech, "link": link} {
			if fault.Is(err, fault.NotFound) == c.there {
				t.Errorf("the %s of %s: %v", what, c.id, err)
			}
		}
	}
	if v, err := h.Conversations(t.Context(), "kim", "", 0, 10); err != nil || len(v) != 1 {
		t.Errorf("%+v, %v", v, err)
	}
	recent, err := h.Recent(t.Context(), history.RecentQuery{User: "ahn", Conversation: "base",
		Memory: history.ChatMemory, Limit: 10})
	if err != nil || len(recent) != 0 {
		t.Errorf("the memory is %+v, %v", recent, err)
	}
	if found := checks(t, p); found != nil {
		t.Errorf("%v", found)
	}
	for _, err := range []error{h.DeleteUser(t.Context(), "kim"), h.DeleteUser(t.Context(), "ahn")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "nothing's being left of them", func() bool {
		return len(filesWithCanaries(t, folder)) == 0
	})
	stop(t, p)
}
