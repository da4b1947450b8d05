package app

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/localstore"
	"github.com/mundap/mundap/internal/retrieve"
)

// A deletion that a restore repeats was asked for long ago: nobody can undo it.
func TestADeletionThatIsRepeatedCannotBeUndone(t *testing.T) {
	db, err := localstore.Open(t.Context(), filepath.Join(t.TempDir(), databaseFile), localstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	id := document.NewID(time.Now())
	if _, err := db.Documents().Put(t.Context(), document.Document{ID: id, Name: "a.txt",
		Owner: auth.Local, Readers: []auth.Principal{auth.Everyone}, Version: "01", Object: "docs/a.txt",
		State: document.Ready, Generation: 3}); err != nil {
		t.Fatal(err)
	}
	asked := time.Now().Add(-time.Hour).UTC().Truncate(time.Second)
	if err := deleteAgain(t.Context(), db, map[string]forgetting.Receipt{forgetting.Ref(id): {
		Document: forgetting.Ref(id), Generation: 7, By: "kim", Asked: asked, WithAnswers: true}}); err != nil {
		t.Fatal(err)
	}
	d, err := db.Documents().Get(t.Context(), id)
	if err != nil || d.State != document.Deleting || d.Previous != "" || d.Generation <= 7 ||
		d.DeleteAfter.After(time.Now()) || !d.WithAnswers || d.Deleted == nil || d.Deleted.By != "kim" ||
		!d.Deleted.At.Equal(asked) {
		t.Errorf("%+v, %v", d, err)
	}
}

// The receipts of deletions since the backup stay, even those of documents that
// the backup does not have.
func TestARestoreKeepsLaterReceipts(t *testing.T) {
	folder := t.TempDir()
	p := start(t, folder, "", "local")
	readyDocument(t, p, "남는 글.txt", "남는 글입니다.")
	from := filepath.Join(t.TempDir(), "a.mundap")
	if _, err := p.Backup(t.Context(), from, silent); err != nil {
		t.Fatal(err)
	}
	id := readyDocument(t, p, "새 글.txt", "새 글입니다.")
	if _, err := p.ingest.Delete(t.Context(), auth.LocalScope(), id); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the deletion", func() bool {
		r, err := p.db.Receipts().Receipt(t.Context(), forgetting.Ref(id))
		return err == nil && r.Complete()
	})
	stop(t, p)
	if err := restoreInto(t, folder, from); err != nil {
		t.Fatal(err)
	}
	p = start(t, folder, "", "local")
	defer stop(t, p)
	if r, err := p.db.Receipts().Receipt(t.Context(), forgetting.Ref(id)); err != nil || !r.Complete() {
		t.Errorf("%+v, %v", r, err)
	}
}

// Otherwise, SQLite would write the pages of that log into the restored
// database.
func TestALogOfTheReplacedDatabaseIsNotAppliedToTheRestoredOne(t *testing.T) {
	folder := t.TempDir()
	p := start(t, folder, "", "local")
	from := filepath.Join(t.TempDir(), "a.mundap")
	if _, err := p.Backup(t.Context(), from, silent); err != nil {
		t.Fatal(err)
	}
	if _, err := p.signIn.Add(t.Context(), signin.NewAccount{User: "later", Password: "a first password"}); err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(folder, databaseFile+"-wal")
	data, err := os.ReadFile(log)
	if err != nil || len(data) == 0 {
		t.Fatalf("the log has %d bytes, %v", len(data), err)
	}
	stop(t, p)
	if err := os.WriteFile(log, data, 0o600); err != nil { // as after a crash
		t.Fatal(err)
	}
	if err := restoreInto(t, folder, from); err != nil {
		t.Fatal(err)
	}
	db, err := localstore.Open(t.Context(), filepath.Join(folder, databaseFile), localstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	list, err := db.Accounts().Accounts(t.Context())
	if err != nil || len(list) != 0 {
		t.Errorf("%d accounts, %v", len(list), err)
	}
	if problems, err := db.Integrity(t.Context()); err != nil || len(problems) != 0 {
		t.Errorf("%v, %v", problems, err)
	}
}

func TestARestoreHidesInTheIndexWhatBecamePrivate(t *testing.T) {
	folder := t.TempDir()
	p := start(t, folder, "", "local")
	id := readyDocument(t, p, "금고.txt", "금고의 점검은 매달 합니다.")
	from := filepath.Join(t.TempDir(), "a.mundap")
	if _, err := p.Backup(t.Context(), from, silent); err != nil {
		t.Fatal(err)
	}
	if _, err := p.ingest.SetReaders(t.Context(), auth.LocalScope(), id, true); err != nil {
		t.Fatal(err)
	}
	stop(t, p)
	if err := restoreInto(t, folder, from); err != nil {
		t.Fatal(err)
	}
	p = start(t, folder, "", "local")
	defer stop(t, p)
	q := retrieve.Query{Text: "금고 점검", Method: retrieve.Lexical}
	eventually(t, "the index's hiding the document", func() bool {
		found, err := p.index.Retrieve(t.Context(), auth.UserScope("u:other"), q)
		if err != nil {
			t.Fatal(err)
		}
		return len(found) == 0
	})
	if found, err := p.index.Retrieve(t.Context(), auth.LocalScope(), q); err != nil || len(found) == 0 {
		t.Errorf("the owner finds %d passages, %v", len(found), err)
	}
}

func TestACheckNamesEveryLostFile(t *testing.T) {
	p := start(t, t.TempDir(), "", "local")
	defer stop(t, p)
	d := document.Document{ID: document.NewID(time.Now()), Name: "a.txt", Owner: auth.Local,
		Readers: []auth.Principal{auth.Everyone}, Version: "02", State: document.Failed,
		Object: "docs/~gone/a.txt", Content: document.Content{Blob: "content/gone/02.json"},
		Earlier: []document.Content{{Blob: "content/gone/01.json"}}}
	if _, err := p.db.Documents().Put(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if _, err := p.blobs.Put(t.Context(), "content/left/over.json", strings.NewReader("x"),
		blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	found := strings.Join(checks(t, p), "\n")
	for _, key := range []string{d.Object, d.Content.Blob, d.Earlier[0].Blob} {
		if !strings.Contains(found, "missing: "+key) {
			t.Errorf("%s is not named in\n%s", key, found)
		}
	}
	if strings.Contains(found, "orphan") { // it may belong to an upload in progress
		t.Errorf("an object that is a moment old counts as left over:\n%s", found)
	}
}

// A document that is being deleted lacks files on its way out.
func TestACheckPassesDeletionsOver(t *testing.T) {
	p := start(t, t.TempDir(), "", "local")
	defer stop(t, p)
	_, err := p.db.Documents().Put(t.Context(), document.Document{ID: document.NewID(time.Now()),
		Name: "a.txt", Owner: auth.Local, Readers: []auth.Principal{auth.Everyone}, Version: "01",
		Object: "docs/gone.txt", State: document.Deleting, DeleteAfter: time.Now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	if found := checks(t, p); found != nil {
		t.Errorf("found %v", found)
	}
}

// A document of which a complete receipt says that it is gone must not be there.
func TestACheckFindsADocumentThatHasComeBack(t *testing.T) {
	p := start(t, t.TempDir(), "", "local")
	defer stop(t, p)
	id := readyDocument(t, p, "a.txt", "글입니다.")
	now := time.Now()
	if err := p.db.Receipts().PutReceipt(t.Context(), forgetting.Receipt{Document: forgetting.Ref(id),
		Owner: auth.Local, Asked: now, Begun: now, Done: now}); err != nil {
		t.Fatal(err)
	}
	if found := strings.Join(checks(t, p), "\n"); !strings.Contains(found, "deleted: ") {
		t.Errorf("found %q", found)
	}
}

// A check reads the objects in pages.
func TestACheckReadsEveryObject(t *testing.T) {
	p := start(t, t.TempDir(), "", "local")
	defer stop(t, p)
	for n := range 501 {
		if _, err := p.blobs.Put(t.Context(), fmt.Sprintf("content/left/%03d.json", n), strings.NewReader("x"),
			blob.PutOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob(p.dir.Path("blobs", "objects", "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files { // the last object in the order of the keys
		data, err := os.ReadFile(path)
		if err == nil && bytes.Contains(data, []byte("left/500.json")) {
			data[0] ^= 1
			err = os.WriteFile(path, data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if found := strings.Join(checks(t, p), "\n"); !strings.Contains(found, "damaged: ") {
		t.Errorf("found %q", found)
	}
}
