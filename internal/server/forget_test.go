package server_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

// What a deletion removes: besides the calls, their turns, which hold the text
// for a day, and the recordings of the answers. A running answer stops.
func TestADeletedConversationTakesItsTurnsAndRecordingsAlong(t *testing.T) {
	for _, c := range []struct {
		path string
		stay string // of the requests, those that are not deleted
	}{
		{"/api/conversations/c1", "r2"},
		{"/api/history", ""},
	} {
		t.Run(c.path, func(t *testing.T) {
			w := newWorld(t)
			hold := make(chan struct{})
			w.chat.Script = func(ctx context.Context, r chat.Request, out *turn.Writer) error {
				out.Delta("답")
				if r.RequestID == "r3" {
					select {
					case <-hold:
					case <-ctx.Done():
						return ctx.Err()
					}
				}
				return nil
			}
			tab := w.open(w.browser, wire.Subprotocol)
			for i, conversation := range []string{"c1", "c2"} {
				tab.send(ask(fmt.Sprint("r", i+1), "질문 "+conversation, conversation))
				(&page{T: t}).read(tab)
			}
			tab.send(ask("r3", "질문 셋", "c1"))
			for tab.event().Event != "delta" {
			}
			for _, id := range []string{"r1", "r2", "r3"} {
				if _, err := w.blobs.Put(t.Context(), chat.SpeechBlob("local", id), strings.NewReader("mp3"),
					blob.PutOptions{}); err != nil {
					t.Fatal(err)
				}
			}
			if r := w.do(w.browser, "DELETE", c.path, ""); r.status != 204 {
				t.Fatalf("%+v", r)
			}
			close(hold)
			w.chat.Wait()
			for _, id := range []string{"r1", "r2", "r3"} {
				_, status := w.store.Status(t.Context(), turn.ID{User: "local", Request: id}, time.Now())
				_, speech := w.blobs.Stat(t.Context(), chat.SpeechBlob("local", id))
				_, call := w.history.ByRequest(t.Context(), "local", id)
				for what, err := range map[string]error{"turn": status, "recording": speech, "call": call} {
					if gone := fault.Is(err, fault.NotFound); gone == (id == c.stay) {
						t.Errorf("the %s of %s: %v", what, id, err)
					}
				}
			}
		})
	}
}
