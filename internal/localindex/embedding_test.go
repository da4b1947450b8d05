package localindex

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/localindex/rank"
	"github.com/mundap/mundap/internal/localindex/storage"
	"github.com/mundap/mundap/internal/localindex/vector"
	"github.com/mundap/mundap/internal/retrieve"
)

// named is an embedder with another model name.
type named struct {
	embed.Fake
	model string
}

func (n *named) Info() embed.Info { return embed.Info{Model: n.model, Dimensions: n.Size} }

// openLater opens an index on a disk whose vectors come in the background.
func openLater(t *testing.T, d *disk, e embed.Embedder) *Index {
	t.Helper()
	folder, err := storage.OpenFolder("/index", d)
	if err != nil {
		t.Fatal(err)
	}
	ix, err := Open(t.Context(), Options{Storage: folder, Analyzer: wordAnalyzer{}, Embedder: e,
		EmbedLater: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	return ix
}

func emptyDisk() *disk { return newDisk(rand.New(rand.NewPCG(8, 8))) }

func caughtUp(t *testing.T, ix *Index, passages int) {
	t.Helper()
	if err := ix.Embedded(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := ix.Embedding(); s.Missing != 0 || s.Passages != passages || s.Err != nil {
		t.Fatalf("after all vectors were made: %+v, want %d passages", s, passages)
	}
}

func putText(t *testing.T, ix *Index, key, text string, readers ...auth.Principal) {
	t.Helper()
	id := document.ID(key)
	err := ix.Put(t.Context(), retrieve.Source{Document: id, Version: "1", Title: "제목",
		Readers: readers},
		[]document.Chunk{{ID: document.NewChunkID(id, "1", 0), Kind: document.Prose, Text: text,
			Headings: []string{"장"}, Page: 3}})
	if err != nil {
		t.Fatal(err)
	}
}

func find(t *testing.T, ix *Index, text string, m retrieve.Method) []retrieve.Passage {
	t.Helper()
	found, err := ix.Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: text, K: 10,
		Method: m})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestADocumentIsFoundByWordsBeforeItHasVectors(t *testing.T) {
	release := make(chan struct{})
	fake := &embed.Fake{Err: func(kind embed.Kind, texts []string) error {
		if kind == embed.Passage && strings.Contains(texts[0], "휴가") {
			<-release
		}
		return nil
	}}
	ix := openLater(t, emptyDisk(), fake)
	putText(t, ix, "docs/a.txt", "휴가 신청 방법", "*")
	if found := find(t, ix, "휴가", retrieve.Hybrid); len(found) != 1 {
		t.Fatalf("found %v before there are vectors", found)
	}
	if s := ix.Embedding(); s.Missing != 1 || s.Passages != 1 || s.Model == "" {
		t.Errorf("before: %+v", s)
	}
	if !ix.Learning() {
		t.Error("all is learnt before there are vectors")
	}
	close(release)
	caughtUp(t, ix, 1)
	for range 2 {
		if ix.Learning() {
			t.Error("there are vectors, and something is still to be learnt")
		}
	}
	found := find(t, ix, "휴가신청방법", retrieve.Hybrid)
	if len(found) != 1 || found[0].Page != 3 || found[0].Title != "제목" ||
		len(found[0].Headings) != 1 {
		t.Errorf("by its vector: %+v", found)
	}
}

func TestAFewPassagesWithoutVectorsAreNotWorthANote(t *testing.T) {
	release := make(chan struct{})
	fake := &embed.Fake{Err: func(kind embed.Kind, texts []string) error {
		if kind == embed.Passage && strings.Contains(texts[0], "휴가") {
			<-release
		}
		return nil
	}}
	ix := openLater(t, emptyDisk(), fake)
	defer close(release)
	put := func(id document.ID, text string, n int) {
		var chunks []document.Chunk
		for i := range n {
			chunks = append(chunks, document.Chunk{ID: document.NewChunkID(id, "1", i), Ordinal: i,
				Kind: document.Prose, Text: fmt.Sprintf("%s %d", text, i)})
		}
		source := retrieve.Source{Document: id, Version: "1", Readers: []auth.Principal{auth.Everyone}}
		if err := ix.Put(t.Context(), source, chunks); err != nil {
			t.Fatal(err)
		}
	}
	put("docs/a.txt", "출장비", 200)
	caughtUp(t, ix, 200)
	for _, c := range []struct {
		id       document.ID
		passages int
		learning bool
	}{{"docs/b.txt", 1, false}, {"docs/c.txt", 5, true}} {
		put(c.id, "휴가", c.passages)
		for range 2 { // counted, and remembered
			if ix.Learning() != c.learning {
				t.Errorf("with %s: %v", c.id, !c.learning)
			}
		}
	}
}

func TestVectorsGoOnAfterTheIndexWasClosed(t *testing.T) {
	const n = 12
	d := emptyDisk()
	fail := errors.New("the server went away")
	fake := &embed.Fake{}
	fake.Err = func(embed.Kind, []string) error {
		if _, texts := fake.Calls(); texts > 40 { // the centre's sentences and a few passages
			return fault.Wrap(fail, fault.Unavailable, "", "")
		}
		return nil
	}
	ix := openLater(t, d, fake)
	for i := range n {
		if err := putNumbered(t.Context(), ix, i); err != nil {
			t.Fatal(err)
		}
	}
	ix.Close()
	ix = openLater(t, d, &embed.Fake{})
	caughtUp(t, ix, n)
	foundOnce(t, ix, n)
	ix.Close()

	idle := &embed.Fake{}
	ix = openLater(t, d, idle)
	caughtUp(t, ix, n)
	if calls, _ := idle.Calls(); calls != 0 {
		t.Errorf("%d calls for vectors that are there", calls)
	}
}

func TestAnErrorOfTheEmbedderIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failures := 3
		fake := &embed.Fake{Err: func(embed.Kind, []string) error {
			if failures--; failures >= 0 {
				return fault.Newf(fault.Unavailable, "not yet")
			}
			return nil
		}}
		ix := openLater(t, emptyDisk(), fake)
		putText(t, ix, "docs/a.txt", "휴가 신청 방법", "*")
		caughtUp(t, ix, 1)
		ix.Close()
	})
}

func TestATextThatTheEmbedderRefusesHoldsNothingUp(t *testing.T) {
	fake := &embed.Fake{Err: func(_ embed.Kind, texts []string) error {
		if strings.Contains(strings.Join(texts, ""), "너무 긴") {
			return fault.Newf(fault.Invalid, "too long")
		}
		return nil
	}}
	ix := openLater(t, emptyDisk(), fake)
	for i := range 5 {
		putText(t, ix, fmt.Sprintf("docs/%d.txt", i), "휴가 문서", "*")
	}
	putText(t, ix, "docs/long.txt", "너무 긴 글", "*")
	if err := ix.Embedded(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := ix.Embedding(); s.Missing != 1 || s.Passages != 6 {
		t.Errorf("%+v, want one passage missing", s)
	}
}

func TestVectorsOfAnotherModelOrLengthAreMadeAnew(t *testing.T) {
	d := emptyDisk()
	for i, e := range []*named{{model: "one"}, {model: "two"},
		{model: "two", Fake: embed.Fake{Size: 64}}} {
		ix := openLater(t, d, e)
		if i == 0 {
			for n := range 7 {
				if err := putNumbered(t.Context(), ix, n); err != nil {
					t.Fatal(err)
				}
			}
		}
		if i == 2 {
			if found := find(t, ix, "문서 3번", retrieve.Hybrid); len(found) == 0 {
				t.Error("nothing is found while the vectors have another length")
			}
		}
		caughtUp(t, ix, 7)
		foundOnce(t, ix, 7)
		ix.Close()
	}
}

// What is known when the embedding of a document begins may be old when it ends.
func TestVectorsNeverBringBackWhatHasChangedMeanwhile(t *testing.T) {
	begun, release := make(chan struct{}, 10), make(chan struct{})
	fake := &embed.Fake{Err: func(kind embed.Kind, texts []string) error {
		if kind == embed.Passage && strings.Contains(texts[0], "비밀") {
			begun <- struct{}{}
			<-release
		}
		return nil
	}}
	ix := openLater(t, emptyDisk(), fake)
	putText(t, ix, "docs/a.txt", "비밀 회의록", "*")
	putText(t, ix, "docs/b.txt", "비밀 장부", "*")
	<-begun
	putText(t, ix, "docs/a.txt", "비밀 회의록", "user:somebody")
	if err := ix.Forget(t.Context(), "docs/b.txt", "1"); err != nil {
		t.Fatal(err)
	}
	close(release)
	caughtUp(t, ix, 1)
	if found := find(t, ix, "비밀", retrieve.Lexical); len(found) != 0 {
		t.Errorf("found %+v, which nobody here may read any more", found)
	}
}

func TestACrashWhileVectorsAreMadeLosesNothing(t *testing.T) {
	for seed := range uint64(25) {
		rng := rand.New(rand.NewPCG(seed, 9))
		d := newDisk(rng)
		w := world{versions: map[document.ID]state{}, maybe: map[document.ID][]state{}}
		for range 5 {
			ix := openLater(t, d, &embed.Fake{Size: 16})
			w.check(t, ix)
			d.mu.Lock()
			d.left = rng.IntN(150)
			d.mu.Unlock()
			w.play(t.Context(), ix, rng, 12)
			ix.Close()
			d = d.crash()
		}
		ix := openLater(t, d, &embed.Fake{Size: 16})
		w.check(t, ix)
		if err := ix.Embedded(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s := ix.Embedding(); s.Missing != 0 {
			t.Fatalf("seed %d: %+v after all vectors were made", seed, s)
		}
		w.check(t, ix)
		ix.Close()
	}
}

// TestTheOldModelsVectorsServeWhileANewOneEmbeds changes the model of an index
// whose new embedder takes its time.
func TestTheOldModelsVectorsServeWhileANewOneEmbeds(t *testing.T) {
	d := emptyDisk()
	old := &named{embed.Fake{Size: 64}, "old"}
	ix := openLater(t, d, old)
	for i := range 6 {
		if err := putNumbered(t.Context(), ix, i); err != nil {
			t.Fatal(err)
		}
	}
	putText(t, ix, "docs/leave", "휴가 신청 방법", "*")
	caughtUp(t, ix, 7)
	ix.Close()

	release := make(chan struct{})
	slow := &named{embed.Fake{Size: 32}, "new"}
	slow.Err = func(kind embed.Kind, texts []string) error {
		if kind == embed.Passage && strings.Contains(strings.Join(texts, ""), "휴가") {
			<-release
		}
		return nil
	}
	folder, err := storage.OpenFolder("/index", d)
	if err != nil {
		t.Fatal(err)
	}
	ix, err = Open(t.Context(), Options{Storage: folder, Analyzer: wordAnalyzer{}, Embedder: slow,
		Former: []embed.Embedder{old}, EmbedLater: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	for _, m := range []retrieve.Method{retrieve.Vector, retrieve.Hybrid} {
		found := find(t, ix, "휴가신청방법", m)
		if len(found) == 0 || found[0].Document != "docs/leave" || found[0].Match.Meaning == nil ||
			found[0].Score > 1 && m == retrieve.Vector {
			t.Errorf("%q, before there are new vectors: %+v", m, found)
		}
	}
	close(release)
	caughtUp(t, ix, 7)
	calls, _ := old.Calls()
	if found := find(t, ix, "휴가신청방법", retrieve.Vector); found[0].Document != "docs/leave" {
		t.Errorf("by the new vectors: %+v", found)
	}
	if err := ix.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	find(t, ix, "휴가신청방법", retrieve.Vector)
	if again, _ := old.Calls(); again > calls+1 {
		t.Errorf("the old embedder is asked when nothing is left of it: %d calls, then %d", calls, again)
	}
}

// twoModels opens an index with one segment of vectors by each of two models.
func twoModels(t *testing.T) *Index {
	d := emptyDisk()
	ix := openLater(t, d, &named{embed.Fake{Size: 64}, "old"})
	putText(t, ix, "docs/a", "휴가 신청 방법", "*")
	caughtUp(t, ix, 1)
	ix.Close()
	folder, err := storage.OpenFolder("/index", d)
	if err != nil {
		t.Fatal(err)
	}
	ix, err = Open(t.Context(), Options{Storage: folder, Analyzer: wordAnalyzer{},
		Embedder: &named{embed.Fake{Size: 64}, "new"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	putText(t, ix, "docs/b", "출장비 정산", "*")
	return ix
}

func TestVectorsAreComparedWithTheirOwnModelsQuestion(t *testing.T) {
	snap := twoModels(t).acquire()
	defer snap.release()
	question := vector.Queries{{Model: "new+centred"}, {Model: "old+centred"}}
	for _, p := range snap.parts {
		model, _ := p.VectorModel()
		src := rank.Source{Reader: p.Reader}
		if v := question.Of(src); v == nil || v.Model != model {
			t.Errorf("vectors of %s are compared with %+v", model, v)
		}
		if v := (vector.Queries{{Model: "another"}}).Of(src); v != nil {
			t.Errorf("vectors of %s are compared with another model's", model)
		}
	}
}

func TestSegmentsOfAnotherModelAreMergedApart(t *testing.T) {
	ix := twoModels(t)
	snap := ix.acquire()
	defer snap.release()
	groups := 0
	for _, group := range ix.mergeable(snap.parts) {
		models := map[string]bool{}
		for _, p := range group {
			if m, dims := p.VectorModel(); dims > 0 {
				models[m] = true
			}
		}
		if len(models) > 1 {
			t.Errorf("segments of the models %v may be merged", models)
		}
		groups += len(models)
	}
	if groups != 2 {
		t.Errorf("%d groups with vectors", groups)
	}
}

// Vectors cost more than everything else that is done with a small document, and
// writing them means writing the document again.
func TestVectorsAreMadeWhenNothingIsPut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var made atomic.Int64
		fake := &embed.Fake{Err: func(kind embed.Kind, texts []string) error {
			if kind == embed.Passage {
				made.Add(int64(len(texts)))
			}
			return nil
		}}
		ix := openLater(t, emptyDisk(), fake)
		put := func(from, to int) {
			for i := from; i < to; i++ {
				putText(t, ix, fmt.Sprint("doc-", i), fmt.Sprint("휴가 규정 ", i))
				time.Sleep(calm / 2)
			}
		}
		put(0, 20)
		if n := made.Load(); n != 0 {
			t.Errorf("%d vectors were made while documents came in", n)
		}
		put(20, 20+int(embeddingPatience/calm*2)) // but not forever
		if made.Load() == 0 {
			t.Errorf("no vectors were made in %v", embeddingPatience)
		}
		time.Sleep(2 * calm)
		synctest.Wait()
		if s := ix.Embedding(); s.Missing != 0 {
			t.Errorf("vectors that are missing when it is quiet: %+v", s)
		}
	})
}
