package app

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mundap/mundap/internal/admin"
	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/datadir"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/forgetting"
)

func silent(admin.Progress) error { return nil }

// checks gives the problems that a check finds.
func checks(t *testing.T, p *Parts) (found []string) {
	t.Helper()
	eventually(t, "the index's being complete", func() bool {
		found = nil
		err := p.Check(t.Context(), func(one admin.Problem) error {
			found = append(found, one.Kind+": "+one.What)
			return nil
		}, silent)
		if err != nil {
			t.Fatal(err)
		}
		return !strings.Contains(strings.Join(found, "\n"), "search index")
	})
	return found
}

func restoreInto(t *testing.T, folder, from string) error {
	t.Helper()
	c := config.Default()
	c.Data = folder
	_, err := Restore(t.Context(), c, Options{Log: slog.New(slog.DiscardHandler)}, from, silent)
	return err
}

func TestABackupOfARunningFolderIsWholeOnAnotherMachine(t *testing.T) {
	p := start(t, t.TempDir(), "", "local")
	defer stop(t, p)
	fillLibrary(t, p, 0, 5)
	ask(t, p, "q", "qa", "금고 1-1의 점검은 며칠마다 하나요?")
	ctx, cancel := context.WithCancel(t.Context())
	var busy sync.WaitGroup
	busy.Go(func() { // uploads and new versions go on
		for n := 0; ctx.Err() == nil; n++ {
			readyDocument(t, p, "바쁜 문서.md", strings.Repeat("새 글입니다.\n", n+1))
		}
	})
	var backups []string
	for _, name := range []string{"a", "b", "c", "d"} {
		to := filepath.Join(t.TempDir(), name+".mundap")
		if _, err := p.Backup(t.Context(), to, silent); err != nil {
			t.Fatal(err)
		}
		backups = append(backups, to)
	}
	cancel()
	busy.Wait()
	if found := checks(t, p); found != nil {
		t.Errorf("the running folder: %v", found)
	}
	for _, from := range backups {
		other := t.TempDir()
		if err := restoreInto(t, other, from); err != nil {
			t.Fatal(err)
		}
		q := start(t, other, "", "local")
		if found := checks(t, q); found != nil {
			t.Errorf("%s: %v", from, found)
		}
		if _, err := q.db.History().ByRequest(t.Context(), "u", "q"); err != nil {
			t.Error(err)
		}
		if n := len(names(t, q, auth.LocalScope())); n < 5 {
			t.Errorf("%d documents", n)
		}
		stop(t, q)
	}
}

func TestARestoreCarriesLaterDeletionsOutAgain(t *testing.T) {
	folder := t.TempDir()
	p := start(t, folder, "", "local")
	id := readyDocument(t, p, "zqcanaryname.md", canaryText())
	kept := readyDocument(t, p, "남는 글.txt", "남는 글입니다.")
	asked := readyDocument(t, p, "지울 글.txt", "지울 글입니다.")
	from := filepath.Join(t.TempDir(), "a.mundap")
	if _, err := p.Backup(t.Context(), from, silent); err != nil {
		t.Fatal(err)
	}
	if _, err := p.ingest.Delete(t.Context(), auth.LocalScope(), id); err != nil {
		t.Fatal(err)
	}
	var r forgetting.Receipt
	eventually(t, "the deletion", func() bool {
		var err error
		r, err = p.db.Receipts().Receipt(t.Context(), forgetting.Ref(id))
		return err == nil && r.Complete()
	})
	if len(r.Copies) != 1 || !strings.Contains(r.Copies[0].Where, from) || !r.Copies[0].Again {
		t.Errorf("the receipt names the copies %+v", r.Copies)
	}
	if _, err := p.ingest.Delete(t.Context(), auth.LocalScope(), asked); err != nil {
		t.Fatal(err)
	}
	stop(t, p)
	if err := restoreInto(t, folder, from); err != nil {
		t.Fatal(err)
	}
	p = start(t, folder, "", "local")
	defer stop(t, p)
	eventually(t, "the deletion that had not been carried out", func() bool {
		_, err := p.db.Documents().Get(t.Context(), asked)
		return fault.Is(err, fault.NotFound)
	})
	eventually(t, "the deletion's being carried out again", func() bool {
		_, err := p.db.Documents().Get(t.Context(), id)
		r, receiptErr := p.db.Receipts().Receipt(t.Context(), forgetting.Ref(id))
		return fault.Is(err, fault.NotFound) && receiptErr == nil && r.Complete()
	})
	if found := filesWithCanaries(t, folder); found != nil {
		t.Errorf("canaries are back in %v", found)
	}
	if d, err := p.db.Documents().Get(t.Context(), kept); err != nil || d.State != document.Ready {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestABadBackupChangesNothing(t *testing.T) {
	folder := t.TempDir()
	p := start(t, folder, "", "local")
	id := readyDocument(t, p, "글.txt", "여기 있는 글입니다.")
	whole := filepath.Join(t.TempDir(), "a.mundap")
	if _, err := p.Backup(t.Context(), whole, silent); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Backup(t.Context(), whole, silent); !fault.Is(err, fault.Conflict) {
		t.Errorf("over another backup: %v", err)
	}
	if _, err := p.Backup(t.Context(), filepath.Join(folder, "x"), silent); !fault.Is(err,
		fault.Invalid) {
		t.Errorf("into the data folder: %v", err)
	}
	stop(t, p)
	data, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	cut, altered := filepath.Join(t.TempDir(), "cut"), filepath.Join(t.TempDir(), "altered")
	if err := os.WriteFile(cut, data[:len(data)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	data[len(data)/3] ^= 1
	if err := os.WriteFile(altered, data, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, from := range []string{cut, altered} {
		if err := restoreInto(t, folder, from); !fault.Is(err, fault.Damaged) {
			t.Errorf("%s: %v", from, err)
		}
	}
	if err := restoreInto(t, folder, filepath.Join(folder, "none")); !fault.Is(err, fault.NotFound) {
		t.Errorf("a backup that is not there: %v", err)
	}
	half := filepath.Join(folder, restoring, "mundap.db") // a crash in the middle of one
	if err := errors.Join(os.MkdirAll(filepath.Dir(half), 0o700),
		os.WriteFile(half, data, 0o600)); err != nil {
		t.Fatal(err)
	}
	p = start(t, folder, "", "local")
	defer stop(t, p)
	if _, err := os.Stat(filepath.Join(folder, restoring)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("half a restore is still there: %v", err)
	}
	if d, err := p.db.Documents().Get(t.Context(), id); err != nil || d.State != document.Ready {
		t.Errorf("%+v, %v", d, err)
	}
	if found := checks(t, p); found != nil {
		t.Error(found)
	}
}

func TestTwoRestoresAtOnceAreTold(t *testing.T) {
	p := start(t, t.TempDir(), "", "local")
	defer stop(t, p)
	hold, err := datadir.Hold(p.dir.Path(restoring)) // by another restore
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Restore(t.Context(), "x", silent); !fault.Is(err, fault.Conflict) {
		t.Errorf("%v", err)
	}
	if err := hold.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestACheckFindsDamageAndWhatIsMissing(t *testing.T) {
	p := start(t, t.TempDir(), "", "local")
	defer stop(t, p)
	for _, name := range []string{"a.txt", "b.txt"} {
		readyDocument(t, p, name, "글입니다: "+name)
	}
	files, err := filepath.Glob(p.dir.Path("blobs", "objects", "*", "*"))
	if err != nil || len(files) < 4 {
		t.Fatal(files, err)
	}
	f, err := os.OpenFile(files[0], os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	first := make([]byte, 1)
	_, readErr := f.ReadAt(first, 0)
	first[0] ^= 1
	_, writeErr := f.WriteAt(first, 0)
	if err := errors.Join(readErr, writeErr, f.Close(), os.Remove(files[1])); err != nil {
		t.Fatal(err)
	}
	found := strings.Join(checks(t, p), "\n")
	if !strings.Contains(found, "damaged: ") || !strings.Contains(found, "missing: ") {
		t.Errorf("found %q", found)
	}
}

// What is put in between a restore and the start with it would be lost: nothing
// is taken then.
func TestNothingIsTakenOnceABackupWaitsForTheStart(t *testing.T) {
	p := start(t, t.TempDir(), "", "local")
	defer stop(t, p)
	fillLibrary(t, p, 0, 1)
	to := filepath.Join(t.TempDir(), "a.mundap")
	if _, err := p.Backup(t.Context(), to, silent); err != nil {
		t.Fatal(err)
	}
	f, err := newFront(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	answers := func() (codes []int) {
		for _, h := range []http.Handler{f, f.watch(p.Admin())} {
			w := httptest.NewRecorder()
			r := httptest.NewRequestWithContext(t.Context(), "GET", "/documents", nil)
			r.Host = "127.0.0.1"
			h.ServeHTTP(w, r)
			codes = append(codes, w.Code)
		}
		return codes
	}
	refused := func(code int) bool { return code >= http.StatusInternalServerError }
	if got := answers(); slices.ContainsFunc(got, refused) {
		t.Fatalf("before: %v", got)
	}
	if _, err := p.Restore(t.Context(), to, silent); err != nil {
		t.Fatal(err)
	}
	if got := answers(); !refused(got[0]) || !refused(got[1]) {
		t.Errorf("after: %v", got)
	}
	// Commands read the reason, too.
	w := httptest.NewRecorder()
	f.watch(p.Admin()).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "POST", "/ask", nil))
	if body := w.Body.String(); !strings.Contains(body, `"unavailable"`) ||
		!strings.Contains(body, fault.MessageOf(errGivenUp).Ko) {
		t.Errorf("a command is told %s", body)
	}
}
