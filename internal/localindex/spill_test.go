package localindex

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/localindex/storage"
	"github.com/mundap/mundap/internal/retrieve"
)

// openPieces opens the index on a disk. Every two passages are a piece, and every
// piece is a segment.
func openPieces(t *testing.T, d *disk, o Options) *Index {
	t.Helper()
	folder, err := storage.OpenFolder("/index", d)
	if err != nil {
		t.Fatal(err)
	}
	o.Storage, o.Analyzer = folder, wordAnalyzer{}
	o.pieces = pieceSizes{passages: 2, segment: 1}
	ix, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	return ix
}

func putLong(t *testing.T, ix *Index, key document.ID, v int) {
	t.Helper()
	if err := ix.Put(t.Context(), sourceOf(key, v), chunksOf(key, v)); err != nil {
		t.Fatal(err)
	}
}

func sourceOf(key document.ID, v int) retrieve.Source {
	return retrieve.Source{Document: key, Version: version(v), Readers: []auth.Principal{"*"}}
}

// counts gives how many passages of each document are found.
func counts(t *testing.T, ix *Index, q retrieve.Query) map[document.ID]int {
	t.Helper()
	q.Text, q.K, q.Method = "문서", 100, retrieve.Lexical
	found, err := ix.Retrieve(t.Context(), auth.LocalScope(), q)
	if err != nil {
		t.Fatal(err)
	}
	n := map[document.ID]int{}
	for _, p := range found {
		n[p.Document]++
	}
	return n
}

func wantCounts(t *testing.T, ix *Index, want map[document.ID]int) {
	t.Helper()
	if got := counts(t, ix, retrieve.Query{}); !maps.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
}

func segments(d *disk) (names []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for name := range d.names {
		if strings.HasSuffix(name, ".seg") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func newTestDisk() *disk { return newDisk(rand.New(rand.NewPCG(1, 1))) }

func TestALongDocumentIsOneDocument(t *testing.T) {
	d := newTestDisk()
	ix := openPieces(t, d, Options{})
	putLong(t, ix, "long", 2) // 7 passages
	putLong(t, ix, "short", 7)
	if n := len(segments(d)); n < 4 {
		t.Fatalf("%d segments", n)
	}
	for range 2 {
		wantCounts(t, ix, map[document.ID]int{"long": 7, "short": 1})
		only := counts(t, ix, retrieve.Query{Documents: []document.ID{"long"}})
		if !maps.Equal(only, map[document.ID]int{"long": 7}) {
			t.Errorf("limited to the long one: %v", only)
		}
		if err := ix.Compact(t.Context()); err != nil { // its pieces are in one segment now
			t.Fatal(err)
		}
	}
	putLong(t, ix, "long", 4)
	wantCounts(t, ix, map[document.ID]int{"long": passagesOf(4), "short": 1})
	putLong(t, ix, "long", 3) // older
	wantCounts(t, ix, map[document.ID]int{"long": passagesOf(4), "short": 1})
	if err := ix.Forget(t.Context(), "long", version(4)); err != nil {
		t.Fatal(err)
	}
	wantCounts(t, ix, map[document.ID]int{"short": 1})
	putLong(t, ix, "long", 4)
	wantCounts(t, ix, map[document.ID]int{"short": 1})
	if err := ix.Erase(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n, err := ix.Traces(t.Context(), "long"); n > 0 || err != nil {
		t.Errorf("%d traces of a forgotten document: %v", n, err)
	}
}

func TestALongDocumentThatCanNotBeReadToItsEndLeavesNothing(t *testing.T) {
	d := newTestDisk()
	ix := openPieces(t, d, Options{})
	putLong(t, ix, "long", 1)
	before := segments(d)
	broken := errors.New("the disk can't be read")
	err := ix.PutSeq(t.Context(), sourceOf("long", 2), func(yield func(document.Chunk, error) bool) {
		for _, c := range chunksOf("long", 2) {
			if !yield(c, nil) {
				return
			}
		}
		yield(document.Chunk{}, broken)
	})
	if !errors.Is(err, broken) {
		t.Errorf("the error is %v", err)
	}
	wantCounts(t, ix, map[document.ID]int{"long": passagesOf(1)})
	if after := segments(d); !slices.Equal(after, before) {
		t.Errorf("segments are left: %v, before %v", after, before)
	}
}

func TestALongDocumentThatIsTooLateLeavesNothing(t *testing.T) {
	d := newTestDisk()
	ix := openPieces(t, d, Options{})
	err := ix.PutSeq(t.Context(), sourceOf("long", 2), func(yield func(document.Chunk, error) bool) {
		for i, c := range chunksOf("long", 2) {
			if i == 5 { // some of it is written
				putLong(t, ix, "long", 7)
			}
			if !yield(c, nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	wantCounts(t, ix, map[document.ID]int{"long": passagesOf(7)})
	if n := len(segments(d)); n != 1 {
		t.Errorf("%d segments", n)
	}
}

// A document of which a piece is damaged is not found in part: its owner could
// not tell that something is missing. It is put again as a whole.
func TestADamagedPieceTakesTheDocumentWithIt(t *testing.T) {
	for _, opened := range []bool{true, false} {
		t.Run(fmt.Sprint("while open: ", opened), func(t *testing.T) {
			d := newTestDisk()
			ix := openPieces(t, d, Options{})
			putLong(t, ix, "long", 2)
			putLong(t, ix, "short", 7)
			names := segments(d)
			told := make(chan Damage, 1)
			o := Options{Damaged: func(_ context.Context, damage Damage) { told <- damage }}
			if opened {
				ix.writer.broken <- strings.TrimPrefix(names[1], "/index/")
			} else {
				ix.Close()
				d.names[names[1]].data = d.names[names[1]].data[:20]
				ix = openPieces(t, d, o)
			}
			if err := ix.Settle(t.Context()); err != nil { // the writer has done it
				t.Fatal(err)
			}
			wantCounts(t, ix, map[document.ID]int{"short": 1})
			if !opened {
				<-told
			}
			if there, err := ix.Contains(t.Context(), "long", version(2)); there || err != nil {
				t.Errorf("the rest counts as the document: %v", err)
			}
			putLong(t, ix, "long", 2)
			wantCounts(t, ix, map[document.ID]int{"long": 7, "short": 1})
		})
	}
}
