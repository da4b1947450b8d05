package dynamostore_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/aws/dynamostore/schema"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/test/servers"
)

// TestWhatEndsVanishesByItself: every item of a socket, a turn and a session has
// the time from which DynamoDB may delete it, in seconds and not too early.
func TestWhatEndsVanishesByItself(t *testing.T) {
	s, f := store(t, servers.DynamoDB(t), "Connections", "Turns", "Accounts")
	now := time.Now()
	end := now.Add(2 * time.Hour)
	id := turn.ID{User: "kim", Request: "r1"}
	c := connections.Connection{ID: "c1", Scope: auth.UserScope("kim"), Opened: now, Expires: end}
	if err := s.Connections().Open(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if err := s.Connections().Follow(t.Context(), "c1", connections.Follow{Turn: id}); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := s.Turns().Begin(t.Context(), id, []byte(`{}`), time.Minute, now); err != nil {
		t.Fatal(err)
	}
	if err := s.Accounts().PutSession(t.Context(), auth.Session{ID: "s1", User: "kim", TicketHash: "h",
		Expires: end}); err != nil {
		t.Fatal(err)
	}
	for table, items := range map[string]int{f.names.Connections: 4, f.names.Turns: 1, f.names.Accounts: 3} {
		out, err := f.db.Scan(t.Context(), &dynamodb.ScanInput{TableName: &table})
		if err != nil {
			t.Fatal(err)
		}
		if len(out.Items) < items {
			t.Errorf("%s has %d items", table, len(out.Items))
		}
		for _, it := range out.Items {
			at, err := number(it[schema.TTL])
			if err != nil || at < now.Add(time.Hour).Unix() || at > now.Add(60*24*time.Hour).Unix() {
				t.Errorf("%s keeps %v until %d, %v", table, it["pk"], at, err)
			}
		}
	}
}

func number(v types.AttributeValue) (int64, error) {
	n, ok := v.(*types.AttributeValueMemberN)
	if !ok {
		return 0, errNoNumber
	}
	return strconv.ParseInt(n.Value, 10, 64)
}

var errNoNumber = errors.New("there is no time")

// A note names who asked, and below which document: it goes with its call, however
// that is deleted.
func TestNotesOfDocumentsGoWithTheirCall(t *testing.T) {
	s, f := store(t, servers.DynamoDB(t), "Calls", "Conversations")
	notes := func() (n int) {
		t.Helper()
		out, err := f.db.Scan(t.Context(), &dynamodb.ScanInput{TableName: &f.names.Conversations})
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range out.Items {
			if pk, ok := it["pk"].(*types.AttributeValueMemberS); ok && strings.HasPrefix(pk.Value, "d#") {
				n++
			}
		}
		return n
	}
	h := s.History()
	for name, remove := range map[string]func() error{
		"a conversation": func() error { return h.DeleteConversation(t.Context(), "kim", "c1") },
		"a history":      func() error { return h.DeleteUser(t.Context(), "kim") },
	} {
		c := sampleCall()
		c.RequestID = name
		c.Sources = []history.SourceRef{{Number: 1, Document: "docs/a.txt"}, {Number: 2, Document: "docs/b.txt"}}
		if _, err := h.Append(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		if n := notes(); n != 2 {
			t.Errorf("%s: %d notes of two documents", name, n)
		}
		if err := remove(); err != nil {
			t.Fatal(err)
		}
		if n := notes(); n != 0 {
			t.Errorf("%d notes are left of %s", n, name)
		}
	}
}
