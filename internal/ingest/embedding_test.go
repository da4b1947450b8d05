package ingest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fileblob"
	"github.com/mundap/mundap/internal/queue/queuetest"
	"github.com/mundap/mundap/internal/retrieve"
)

const (
	longChunks = 30_000
	longSize   = 512 // dimensions: all vectors of the document take 61 MB
)

// numbering is an embedder whose vectors begin with the number of the text.
type numbering struct {
	embed.Embedder
	texts int
}

func (n *numbering) Info() embed.Info { return embed.Info{Model: "numbering", Dimensions: longSize} }

func (n *numbering) Embed(_ context.Context, _ embed.Kind, texts []string) ([][]float32, error) {
	n.texts += len(texts)
	vectors := make([][]float32, len(texts))
	for i, t := range texts {
		vectors[i] = make([]float32, longSize)
		vectors[i][0] = numberOf(t)
	}
	return vectors, nil
}

func numberOf(text string) float32 {
	n, _ := strconv.Atoi(text[:strings.IndexByte(text, ' ')])
	return float32(n)
}

// batching is an index that asks for the vectors of 100 chunks at a time.
type batching struct {
	retrieve.Index
	t       *testing.T
	vectors *Vectors
	n       int
	most    uint64 // bytes of the heap, at most
	stop    int    // the number of chunks after which it fails; 0: none
}

func (b *batching) PutSeq(ctx context.Context, _ retrieve.Source,
	chunks iter.Seq2[document.Chunk, error]) error {
	for some, err := range retrieve.Batches(chunks, 100) {
		if err != nil {
			return err
		}
		texts := make([]string, len(some))
		for i, c := range some {
			texts[i] = c.Text
		}
		vectors, err := b.vectors.Embed(ctx, embed.Passage, texts)
		if err != nil {
			return err
		}
		for i, v := range vectors {
			if v[0] != numberOf(texts[i]) {
				b.t.Fatalf("chunk %d has the vector of chunk %v", b.n+i, v[0])
			}
		}
		if b.n += len(some); b.n%3000 == 0 {
			b.most = max(b.most, heap())
		}
		if b.stop > 0 && b.n >= b.stop {
			return context.Canceled
		}
	}
	return nil
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// longDocument stores the contents of a long document and gives a worker for it.
func longDocument(t *testing.T, v *Vectors) (*Worker, document.Document) {
	t.Helper()
	blobs, err := fileblob.Open(t.TempDir(), fileblob.Options{})
	if err != nil {
		t.Fatal(err)
	}
	id := document.NewID(time.Now())
	d := document.Document{ID: id, Name: "명부.csv", Owner: "kim", Version: "01",
		State: document.Ready, Content: document.Content{Blob: document.ContentsBlob(id, "01")}}
	var text strings.Builder
	c := document.Contents{Document: id, Version: "01"}
	for i := range longChunks {
		start := text.Len()
		fmt.Fprintf(&text, "%d 번째 줄의 내용은 담당 부서에 물어보세요.\n", i)
		c.Chunks = append(c.Chunks, document.Chunk{ID: document.NewChunkID(id, "01", i),
			Kind: document.Prose, Text: text.String()[start : text.Len()-1], Start: start,
			End: text.Len() - 1})
	}
	c.Text = text.String()
	var encoded strings.Builder
	if err := c.Encode(&encoded); err != nil {
		t.Fatal(err)
	}
	if _, err := blobs.Put(t.Context(), d.Content.Blob, strings.NewReader(encoded.String()),
		blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	documents := &documenttest.Memory{}
	if d, err = documents.Put(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	return NewWorker(WorkerOptions{Documents: documents, Blobs: blobs, Vectors: v}), d
}

func (w *Worker) longJob(ctx context.Context, d document.Document) *job {
	return w.newJob(ctx, Task{Action: Reindex, ID: d.ID, Version: d.Version},
		func(context.Context, time.Duration) error { return nil })
}

// With a store that is a service, vectors are made before the store is filled.
func TestVectorsOfALongDocumentAreNotHeldAtOnce(t *testing.T) {
	n := &numbering{}
	v := NewVectors(n)
	w, d := longDocument(t, v)
	r, err := w.opened(t.Context(), d.Content.Blob)
	if err != nil {
		t.Fatal(err)
	}
	before := heap()
	j := w.longJob(t.Context(), d)
	if err := j.embed(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if n.texts != longChunks || j.saved.Vectors+len(j.fresh) != longChunks {
		t.Fatalf("%d texts were embedded, %d vectors are saved", n.texts, j.saved.Vectors)
	}
	for range 2 { // stores
		index := &batching{t: t, vectors: v, most: heap()}
		if err := j.put(t.Context(), index, d, r); err != nil || index.n != longChunks {
			t.Fatalf("%d chunks, %v", index.n, err)
		}
		const bound = 24 << 20
		if index.most > before+bound {
			t.Errorf("the heap grew by %d MB", (index.most-before)>>20)
		}
	}
	if n.texts != longChunks {
		t.Errorf("%d texts were embedded again", n.texts-longChunks)
	}
	if len(v.known) != 0 {
		t.Errorf("%d vectors are kept at the end", len(v.known))
	}
}

// slow is an embedder whose calls take time on the worker's clock.
type slow struct {
	numbering
	calls int
	took  func()
}

func (s *slow) Embed(ctx context.Context, k embed.Kind, texts []string) ([][]float32, error) {
	s.calls++
	s.took()
	return s.numbering.Embed(ctx, k, texts)
}

// A function that works on beyond its time is killed, with all that it has made
// since the last checkpoint.
func TestADeliveryWhoseTimeIsOverLeavesTheRestOfTheVectors(t *testing.T) {
	now := time.Now()
	s := &slow{took: func() { now = now.Add(time.Minute) }}
	w, d := longDocument(t, NewVectors(s))
	w.o.Now, w.o.Tasks = func() time.Time { return now }, &queuetest.Memory{}
	r, err := w.opened(t.Context(), d.Content.Blob)
	if err != nil {
		t.Fatal(err)
	}
	made := 0
	for _, minutes := range []time.Duration{20, 1} {
		ctx, cancel := context.WithDeadline(t.Context(), now.Add(minutes*time.Minute))
		defer cancel()
		j := w.longJob(ctx, d)
		if err := j.resume(ctx); err != nil {
			t.Fatal(err)
		}
		calls := s.calls
		if err := j.embed(ctx, r); !errors.Is(err, errLater) {
			t.Fatalf("within %d minutes: %v", minutes, err)
		}
		if n := s.calls - calls; n < 1 || n > int(minutes) {
			t.Errorf("%d calls of a minute each within %d minutes", n, minutes)
		}
		if j.saved.Vectors <= made || j.saved.Vectors != s.texts {
			t.Errorf("%d vectors are saved, %d were made", j.saved.Vectors, s.texts)
		}
		made = j.saved.Vectors
	}
}

func TestAStoreThatFailsLeavesNoVectorsBehind(t *testing.T) {
	n := &numbering{}
	v := NewVectors(n)
	w, d := longDocument(t, v)
	r, err := w.opened(t.Context(), d.Content.Blob)
	if err != nil {
		t.Fatal(err)
	}
	j := w.longJob(t.Context(), d)
	if err := j.embed(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if err := j.put(t.Context(), &batching{t: t, vectors: v, stop: 5000}, d, r); err == nil {
		t.Fatal("the store's failure is not told")
	}
	if len(v.known) != 0 {
		t.Errorf("%d vectors are kept", len(v.known))
	}
	later := w.longJob(t.Context(), d) // after a restart
	if err := later.resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := later.embed(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if err := w.o.Blobs.Delete(t.Context(), later.blob(vectorPart(2))); err != nil {
		t.Fatal(err)
	}
	if err := later.put(t.Context(), &batching{t: t, vectors: v}, d, r); err == nil || !later.lost {
		t.Errorf("without a part: %v, lost %v", err, later.lost)
	}
	if n.texts != longChunks {
		t.Errorf("%d texts were embedded again", n.texts-longChunks)
	}
}
