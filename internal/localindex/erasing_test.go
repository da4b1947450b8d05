package localindex_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/storage"
)

// filesWith are the files of a folder whose bytes hold a text. If one vanishes,
// because segments are merged meanwhile, it begins again.
func filesWith(t *testing.T, dir, text string) (found []string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if errors.Is(err, fs.ErrNotExist) {
			return filesWith(t, dir, text)
		}
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte(text)) {
			found = append(found, f.Name())
		}
	}
	return found
}

func openFolder(t *testing.T, dir string) *localindex.Index {
	t.Helper()
	folder, err := storage.NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	ix, err := localindex.Open(t.Context(), localindex.Options{Storage: folder,
		Analyzer: &morph.Analyzer{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	return ix
}

func TestForgottenTextLeavesTheFiles(t *testing.T) {
	const secret = "canaryzq" // as a word of the dictionary it stands in the file as it is
	dir := t.TempDir()
	ix := openFolder(t, dir)
	library := func(from int) {
		for i := range 20 {
			putFor(t, ix, auth.Everyone, fmt.Sprint("shared-", from+i), fmt.Sprint("연차 휴가 ", i))
		}
	}
	library(0)
	putFor(t, ix, auth.Everyone, secret+".txt", "연차 "+secret+" 휴가")
	library(20)
	if filesWith(t, dir, secret) == nil {
		t.Fatal("the canary is nowhere to begin with")
	}
	key := document.ID(document.Prefix + secret + ".txt")
	if err := ix.Forget(t.Context(), key, "1"); err != nil {
		t.Fatal(err)
	}
	if n, err := ix.Traces(t.Context(), key); err != nil || n == 0 {
		t.Errorf("%d traces before it was erased, %v", n, err)
	}
	if err := ix.Erase(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n, err := ix.Traces(t.Context(), key); err != nil || n != 0 {
		t.Errorf("%d traces, %v", n, err)
	}
	if found := filesWith(t, dir, secret); found != nil {
		t.Errorf("it is in %v", found)
	}
	for range 2 { // it stays forgotten, also after a restart
		putFor(t, ix, auth.Everyone, secret+".txt", "연차 "+secret+" 휴가")
		if there, err := ix.Contains(t.Context(), key, "1"); err != nil || there {
			t.Errorf("a version that was forgotten came back: %v", err)
		}
		if err := ix.Close(); err != nil {
			t.Fatal(err)
		}
		ix = openFolder(t, dir)
	}
	if found := filesWith(t, dir, secret); found != nil {
		t.Errorf("after a restart it is in %v", found)
	}
}
