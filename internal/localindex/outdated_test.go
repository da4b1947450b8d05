package localindex

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex/storage"
	"github.com/mundap/mundap/internal/retrieve"
)

// edition is an analyzer whose terms another edition doesn't give, but for the
// words of every edition.
type edition string

func (e edition) Version() string { return string(e) }

func (e edition) Analyze(dst []morph.Term, text string, fields morph.Fields) []morph.Term {
	dst = wordAnalyzer{}.Analyze(dst, text, fields)
	return append(dst, morph.Term{Text: "edition " + string(e), Position: int32(len(dst)),
		Field: morph.Words, End: 1})
}

// openEdition opens the index on a disk with an analyzer; told has what Options.Outdated was told.
func openEdition(t *testing.T, d *disk, e edition, o Options) (ix *Index, told chan Outdated,
	err error) {
	t.Helper()
	folder, err := storage.OpenFolder("/index", d)
	if err != nil {
		return nil, nil, err
	}
	told = make(chan Outdated, 1)
	o.Storage, o.Analyzer = folder, e
	o.Outdated = func(_ context.Context, o Outdated) { told <- o }
	o.Damaged = func(_ context.Context, damage Damage) { t.Errorf("damaged: %+v", damage) }
	ix, err = Open(t.Context(), o)
	return ix, told, err
}

func mustOpenEdition(t *testing.T, d *disk, e edition, o Options) (*Index, chan Outdated) {
	t.Helper()
	ix, told, err := openEdition(t, d, e, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	return ix, told
}

func numbered(n int) document.ID { return document.ID(fmt.Sprintf("docs/%02d.txt", n)) }

func putNumbered(ctx context.Context, ix *Index, n int) error {
	key := numbered(n)
	return ix.Put(ctx, retrieve.Source{Document: key, Version: "1", Readers: []auth.Principal{"*"}},
		[]document.Chunk{{ID: document.NewChunkID(key, "1", 0), Kind: document.Prose,
			Text: fmt.Sprintf("문서 %d번", n)}})
}

// foundOnce fails unless each of n documents is found once.
func foundOnce(t *testing.T, ix *Index, n int) {
	t.Helper()
	found, err := ix.Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: "문서", K: 100,
		Method: retrieve.Lexical})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[document.ID]bool{}
	for _, p := range found {
		seen[p.Document] = true
	}
	if len(found) != n || len(seen) != n {
		t.Fatalf("found %d passages of %d documents, want %d", len(found), len(seen), n)
	}
}

func outdated(t *testing.T, ix *Index) int {
	t.Helper()
	n, err := ix.Outdated(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestDocumentsOfAnotherAnalyzerAreToldAndStaySearchable(t *testing.T) {
	const n = 30
	d := newDisk(rand.New(rand.NewPCG(1, 1)))
	ix, _ := mustOpenEdition(t, d, "1", Options{})
	for i := range n {
		if err := putNumbered(t.Context(), ix, i); err != nil {
			t.Fatal(err)
		}
	}
	if err := ix.Forget(t.Context(), "docs/gone.txt", "1"); err != nil {
		t.Fatal(err)
	}
	ix.Close()

	ix, told := mustOpenEdition(t, d, "2", Options{})
	foundOnce(t, ix, n)
	if o := <-told; o.Documents != n || o.Version != "2" {
		t.Errorf("told %+v, want %d documents", o, n)
	}
	for i := range n / 2 {
		if err := putNumbered(t.Context(), ix, i); err != nil {
			t.Fatal(err)
		}
		foundOnce(t, ix, n)
	}
	if err := ix.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := outdated(t, ix); got != n/2 {
		t.Errorf("%d documents are outdated when half were put again, want %d", got, n/2)
	}
	for i, want := range map[int]bool{0: true, n - 1: false} {
		if got, err := ix.Current(t.Context(), numbered(i), "1"); err != nil || got != want {
			t.Errorf("Current(%s) = %v, %v", numbered(i), got, err)
		}
		if there, err := ix.Contains(t.Context(), numbered(i), "1"); err != nil || !there {
			t.Errorf("Contains(%s) = %v, %v", numbered(i), there, err)
		}
	}
	ix.Close()

	ix, told = mustOpenEdition(t, d, "2", Options{})
	foundOnce(t, ix, n)
	if o := <-told; o.Documents != n/2 {
		t.Errorf("opened again: told %+v, want %d documents", o, n/2)
	}
	for i := n / 2; i < n; i++ {
		if err := putNumbered(t.Context(), ix, i); err != nil {
			t.Fatal(err)
		}
	}
	foundOnce(t, ix, n)
	ix.Close()

	ix, told = mustOpenEdition(t, d, "2", Options{})
	foundOnce(t, ix, n)
	ix.Close() // waits for what it told
	select {
	case o := <-told:
		t.Errorf("told %+v when all were put again", o)
	default:
	}
}

func TestACrashWhilePuttingAgainLosesNothing(t *testing.T) {
	const n = 8
	for seed := range uint64(40) {
		rng := rand.New(rand.NewPCG(seed, 9))
		d := newDisk(rng)
		ix, _, err := openEdition(t, d, "1", Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			if err := putNumbered(t.Context(), ix, i); err != nil {
				t.Fatal(err)
			}
		}
		ix.Close()
		for left := n; left > 0; {
			if ix, _, err = openEdition(t, d, "2", Options{}); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			foundOnce(t, ix, n)
			now := outdated(t, ix)
			if now > left {
				t.Fatalf("seed %d: %d documents are outdated, %d were before the crash", seed, now,
					left)
			}
			left = now
			d.mu.Lock()
			d.left = 20 + rng.IntN(60)
			d.mu.Unlock()
			for i := range n {
				if current, err := ix.Current(t.Context(), numbered(i), "1"); err != nil ||
					!current && putNumbered(t.Context(), ix, i) != nil {
					break
				}
			}
			ix.Close()
			d = d.crash()
		}
	}
}

func TestPuttingAgainEmbedsNothingAgain(t *testing.T) {
	d := newDisk(rand.New(rand.NewPCG(1, 2)))
	ix, _ := mustOpenEdition(t, d, "1", Options{Embedder: &embed.Fake{}})
	if err := putNumbered(t.Context(), ix, 7); err != nil {
		t.Fatal(err)
	}
	ix.Close()
	refusing := &embed.Fake{Err: func(kind embed.Kind, texts []string) error {
		if kind == embed.Passage && slices.ContainsFunc(texts,
			func(t string) bool { return strings.Contains(t, "문서") }) {
			return fmt.Errorf("embedding %q again", texts)
		}
		return nil
	}}
	ix, _ = mustOpenEdition(t, d, "2", Options{Embedder: refusing})
	if err := putNumbered(t.Context(), ix, 7); err != nil {
		t.Fatal(err)
	}
	if got := outdated(t, ix); got != 0 {
		t.Errorf("%d outdated documents", got)
	}
	found, err := ix.Retrieve(t.Context(), auth.LocalScope(),
		retrieve.Query{Text: "문서 7번", Method: retrieve.Vector})
	if err != nil || len(found) != 1 || found[0].ScoreKind != retrieve.Cosine ||
		found[0].Score < 0.9 {
		t.Errorf("by vectors: %+v, %v", found, err)
	}
}
