package localstore_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/localstore"
)

const canary = "비밀카나리아"

// filesWith are the files of a database whose bytes hold a text.
func filesWith(t *testing.T, path, text string) (found []string) {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte(text)) {
			found = append(found, filepath.Base(file))
		}
	}
	return found
}

// fillDocuments puts documents and changes them so that their rows grow and
// shrink, and SQLite moves them between pages all the time. Every fifth has the
// canary in its name and title; those are given.
func fillDocuments(t *testing.T, db *localstore.DB, n int) (secret []document.Document) {
	t.Helper()
	docs := make([]document.Document, n)
	mark := func(i int, text string) string {
		if i%5 == 0 {
			return canary + text
		}
		return text
	}
	put := func(i int) {
		var err error
		if docs[i], err = db.Documents().Put(t.Context(), docs[i]); err != nil {
			t.Fatal(err)
		}
	}
	for i := range docs {
		docs[i] = document.Document{ID: document.NewID(time.UnixMilli(rand.Int64N(1 << 40))),
			Name:  mark(i, strings.Repeat("a", rand.IntN(150))+fmt.Sprint(i)),
			Owner: auth.Local, Readers: []auth.Principal{auth.Everyone}, State: document.Ready}
		put(i)
	}
	for range 2 * n {
		i := rand.IntN(n)
		docs[i].Title = mark(i, strings.Repeat("나", rand.IntN(400)))
		put(i)
	}
	for i := 0; i < n; i += 5 {
		secret = append(secret, docs[i])
	}
	return secret
}

func deleteDocuments(t *testing.T, db *localstore.DB, docs []document.Document) {
	t.Helper()
	for _, d := range docs {
		if err := db.Documents().Delete(t.Context(), d.ID, d.Revision); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDeletedRecordsLeaveTheFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "wipe.db")
	db := openAt(t, path)
	secret := fillDocuments(t, db, 1000)
	if filesWith(t, path, canary) == nil {
		t.Fatal("the canary is nowhere to begin with")
	}
	deleteDocuments(t, db, secret)
	done, err := db.Wipe(t.Context())
	if err != nil || done.Pages == 0 {
		t.Fatalf("%+v, %v", done, err)
	}
	if found := filesWith(t, path, canary); found != nil {
		t.Errorf("after the wipe it is in %v", found)
	}
	// What the connections hold in memory does not bring it back.
	err = db.Documents().Each(t.Context(), func(d document.Document) error {
		d.Attempts++
		_, err := db.Documents().Put(t.Context(), d)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Wipe(t.Context()); err != nil {
		t.Fatal(err)
	}
	if found := filesWith(t, path, canary); found != nil {
		t.Errorf("after later writes it is in %v", found)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	checkIntegrity(t, path)
}

func TestAWipeThatACrashPreventedIsDoneAfterTheRestart(t *testing.T) {
	dir := t.TempDir()
	path, copied := filepath.Join(dir, "a.db"), filepath.Join(dir, "b.db")
	db := openAt(t, path)
	deleteDocuments(t, db, fillDocuments(t, db, 200))
	for _, suffix := range []string{"", "-wal"} { // what a crash would leave
		data, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(copied+suffix, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if filesWith(t, copied, canary) == nil {
		t.Fatal("the crash came too late: nothing is left to wipe")
	}
	again := openAt(t, copied)
	if err := again.Close(); err != nil { // does what is due
		t.Fatal(err)
	}
	if found := filesWith(t, copied, canary); found != nil {
		t.Errorf("after the restart it is in %v", found)
	}
	checkIntegrity(t, copied)
}

func TestADeletedConversationLeavesTheFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	db := openAt(t, path)
	for i := range 300 {
		c := history.Call{User: "kim", RequestID: fmt.Sprint(i), RequestTime: fmt.Sprint(i),
			Body: "질문", Answer: "답", Conversation: fmt.Sprint("c", i%3), ServerTime: time.Now()}
		if i%3 == 0 {
			c.Body, c.Answer = canary, canary
		}
		if _, err := db.History().Append(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.History().DeleteConversation(t.Context(), "kim", "c0"); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Wipe(t.Context()); err != nil {
		t.Fatal(err)
	}
	if found := filesWith(t, path, canary); found != nil {
		t.Errorf("it is in %v", found)
	}
}
