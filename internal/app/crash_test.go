package app

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fileblob"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/localstore"
	"github.com/mundap/mundap/internal/turn"
)

// A crash may come after a file was stored and before its document was recorded, in
// the middle of a deletion, and while an answer is written. The next start completes
// the first two, and tells whoever waits for the answer.
func TestAStartTakesUpWhatACrashLeft(t *testing.T) {
	c := config.Default()
	c.Data = t.TempDir()
	crashed := errors.New("the program ends here")
	blobs, err := fileblob.Open(filepath.Join(c.Data, "blobs"), fileblob.Options{Wanted: ingest.Wanted,
		Listen: func(context.Context, blob.Event) error { return crashed }})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := blobs.Put(t.Context(), document.Prefix+"연차.txt", strings.NewReader("연차는 15일이다."),
		blob.PutOptions{}); !errors.Is(err, crashed) {
		t.Fatalf("storing the file: %v", err)
	}
	db, err := localstore.Open(t.Context(), filepath.Join(c.Data, databaseFile), localstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	deleted, answer := document.NewID(time.Now()), turn.ID{User: "kim", Request: "r1"}
	err = db.Receipts().PutReceipt(t.Context(), forgetting.Receipt{Document: forgetting.Ref(deleted),
		Owner: "kim", Begun: time.Now()})
	if err == nil {
		_, _, _, err = db.Turns().Begin(t.Context(), answer, nil, time.Hour, time.Now())
	}
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}

	p := startWith(t, c)
	defer stop(t, p)
	if s, err := p.turns.Status(t.Context(), answer); err != nil || s.State != turn.Interrupted {
		t.Errorf("the answer is %+v, %v", s, err)
	}
	eventually(t, "recording the file", func() bool {
		page, err := p.db.Documents().List(t.Context(), auth.LocalScope(), document.Filter{})
		return err == nil && len(page.Documents) == 1 && page.Documents[0].Name == "연차.txt"
	})
	eventually(t, "completing the deletion", func() bool {
		r, err := p.db.Receipts().Receipt(t.Context(), forgetting.Ref(deleted))
		return err == nil && r.Complete()
	})
}
