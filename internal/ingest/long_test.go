package ingest_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/queue/queuetest"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/load"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/retrieve"
)

const (
	slides       = 300
	functionTime = 10 * time.Minute // how long a delivery may take, as on Lambda
	readTime     = 3 * time.Second  // for each range of the file, unless a test says otherwise
	embedTime    = 15 * time.Second // for each call
	storeTime    = 2 * time.Minute  // for a version
)

// presentation is a document of many pages, each with words of its own.
func presentation(pages int) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	part := func(name, text string) {
		w, err := z.Create(name)
		if err != nil {
			panic(err)
		}
		_, _ = io.WriteString(w, text)
	}
	var ids, relations strings.Builder
	for i := range pages {
		fmt.Fprintf(&ids, `<p:sldId id="%d" r:id="rId%d"/>`, 256+i, i)
		fmt.Fprintf(&relations, `<Relationship Id="rId%d" Type="t/slide" Target="slides/slide%d.xml"/>`, i, i+1)
	}
	part("ppt/presentation.xml", "<p:presentation><p:sldIdLst>"+ids.String()+"</p:sldIdLst></p:presentation>")
	part("ppt/_rels/presentation.xml.rels", "<Relationships>"+relations.String()+"</Relationships>")
	for i := range pages {
		part(fmt.Sprintf("ppt/slides/slide%d.xml", i+1), fmt.Sprintf(`<p:sld><p:cSld><p:spTree><p:sp><p:nvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr>`+
			`<p:txBody><a:p><a:r><a:t>규정 %d</a:t></a:r></a:p></p:txBody></p:sp><p:sp><p:txBody><a:p><a:r><a:t>조항번호%d 에 따라 처리합니다. %s</a:t></a:r></a:p>`+
			`</p:txBody></p:sp></p:spTree></p:cSld></p:sld>`, i+1, i+1, strings.Repeat("자세한 내용은 담당 부서에 물어보세요. ", 12)))
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

// life is that of one process: it ends at a step, before or after the step was carried out.
type life struct {
	cancel context.CancelFunc
	steps  []string
	end    int // 1, 2, …; 0: never
	after  bool
}

var errKilled = errors.New("the process was killed")

func (l *life) dead() bool { return l.end > 0 && len(l.steps) >= l.end }

// step carries out what touches the world outside the process.
func (l *life) step(name string, do func() error) error {
	if l.dead() {
		return errKilled
	}
	l.steps = append(l.steps, name)
	if !l.dead() {
		return do()
	}
	if l.after {
		_ = do()
	}
	l.cancel()
	return errKilled
}

func result[T any](l *life, name string, do func() (T, error)) (v T, err error) {
	err = l.step(name, func() (err error) { v, err = do(); return err })
	return v, err
}

type mortalBlobs struct {
	blob.Store
	*life
}

// part is what a blob holds: its name without numbers.
func part(key string) string {
	name := key[strings.LastIndexByte(key, '/')+1:]
	return strings.TrimRight(strings.SplitN(name, ".", 2)[0], "-0123456789")
}

func (b mortalBlobs) Put(ctx context.Context, key string, r io.Reader, o blob.PutOptions) (blob.Info, error) {
	return result(b.life, "put "+part(key), func() (blob.Info, error) { return b.Store.Put(ctx, key, r, o) })
}

func (b mortalBlobs) Get(ctx context.Context, key string, r blob.Range) (in io.ReadCloser, i blob.Info, err error) {
	err = b.step("get "+part(key), func() (err error) { in, i, err = b.Store.Get(ctx, key, r); return err })
	return in, i, err
}

func (b mortalBlobs) Delete(ctx context.Context, key string) error {
	return b.step("delete "+part(key), func() error { return b.Store.Delete(ctx, key) })
}

func (b mortalBlobs) List(ctx context.Context, prefix, after string, n int) ([]blob.Info, error) {
	return result(b.life, "list", func() ([]blob.Info, error) { return b.Store.List(ctx, prefix, after, n) })
}

type mortalDocuments struct {
	document.Store
	*life
}

func (m mortalDocuments) Put(ctx context.Context, d document.Document) (document.Document, error) {
	return result(m.life, "record "+string(d.State), func() (document.Document, error) { return m.Store.Put(ctx, d) })
}

type mortalSender struct {
	queue.Sender
	*life
}

func (m mortalSender) Send(ctx context.Context, msg queue.Message) error {
	return m.step("send", func() error { return m.Sender.Send(ctx, msg) })
}

// slowEmbedder takes its time.
type slowEmbedder struct {
	*embed.Fake
	*life
}

func (e slowEmbedder) Embed(ctx context.Context, kind embed.Kind, texts []string) ([][]float32, error) {
	return result(e.life, "embed", func() ([][]float32, error) {
		if err := wait(ctx, embedTime); err != nil {
			return nil, err
		}
		return e.Fake.Embed(ctx, kind, texts)
	})
}

// slowIndex asks for the passages' vectors, as stores do, and takes its time.
type slowIndex struct {
	*retrievetest.Memory
	embedder embed.Embedder
	*life
}

func (x slowIndex) Put(ctx context.Context, s retrieve.Source, chunks []document.Chunk) error {
	return x.step("index "+x.Store(), func() error {
		texts := make([]string, len(chunks))
		for i, c := range chunks {
			texts[i] = c.Text
		}
		if _, err := x.embedder.Embed(ctx, embed.Passage, texts); err != nil {
			return err
		}
		if err := wait(ctx, storeTime); err != nil {
			return err
		}
		return x.Memory.Put(ctx, s, chunks)
	})
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// slowLoader opens files whose every range takes its time.
type slowLoader struct {
	*load.Loader
	w *longWorld
}

func (l slowLoader) Open(ctx context.Context, s format.Source) (*format.File, error) {
	s.Data = slowData{s.Data, l.w}
	return l.Loader.Open(ctx, s)
}

type slowData struct {
	io.ReaderAt
	w *longWorld
}

func (d slowData) ReadAt(p []byte, off int64) (int, error) {
	d.w.ranges++
	<-time.After(d.w.readTime)
	return d.ReaderAt.ReadAt(p, off)
}

// longWorld ingests a document that takes several deliveries, by processes that live for one message each.
type longWorld struct {
	*world
	other    *retrievetest.Memory
	fake     *embed.Fake
	loader   *load.Loader
	dir      string
	ranges   int
	readTime time.Duration
	deadline bool // deliveries end after functionTime
	log      []string
}

func inLongWorld(t *testing.T, test func(*longWorld)) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		w := &longWorld{deadline: true, readTime: readTime, dir: dir, fake: &embed.Fake{Size: 8}, other: retrievetest.NewMemory("other"), loader: load.New(load.Options{})}
		w.world = &world{T: t, documents: &documenttest.Memory{}, index: &faultyIndex{Memory: retrievetest.NewMemory("local")}}
		w.queue = queuetest.NewMemory(queue.Policy{MaxAttempts: 3, Visibility: functionTime})
		w.blobs = blobtest.NewMemory(func(ctx context.Context, e blob.Event) error { return w.service.Event(ctx, e) }, nil)
		w.service = ingest.NewService(ingest.Options{Documents: w.documents, Blobs: w.blobs, Tasks: w.queue})
		test(w)
		if err := w.loader.Close(); err != nil {
			t.Error(err)
		}
	})
}

func (w *longWorld) newWorker(l *life) *ingest.Worker {
	vectors := ingest.NewVectors(slowEmbedder{w.fake, l})
	return ingest.NewWorker(ingest.WorkerOptions{
		Documents: mortalDocuments{w.documents, l}, Blobs: mortalBlobs{w.blobs, l}, Tasks: mortalSender{w.queue, l}, Vectors: vectors,
		Indexes: []retrieve.Index{slowIndex{w.index.Memory, vectors, l}, slowIndex{w.other, vectors, l}},
		Loader:  slowLoader{w.loader, w}, MaxAttempts: 3, TempDir: w.dir,
	})
}

// deliver gives the next message to a process of its own, which is killed at a step; during is called when it has begun
// its nth step. It reports whether there was a message.
func (w *longWorld) deliver(end int, after bool, during func(step int)) (*life, bool) {
	w.Helper()
	if s, err := w.queue.Stats(w.Context()); err != nil || s.Waiting+s.InFlight == 0 {
		return nil, false
	}
	d, err := w.queue.Receive(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	ctx, cancel := context.WithCancel(w.Context())
	if w.deadline {
		ctx, cancel = context.WithTimeout(w.Context(), functionTime)
	}
	defer cancel()
	l := &life{cancel: cancel, end: end, after: after}
	err = w.newWorker(l).Handle(ctx, d.Message, func(ctx context.Context, t time.Duration) error {
		if during != nil {
			during(len(l.steps))
		}
		return w.queue.Extend(ctx, d, functionTime)
	})
	if l.dead() {
		return l, true // nobody settles its message, which comes again
	}
	verdict := queue.Verdict{Outcome: queue.Remove}
	wait, notYet := queue.IsLater(err)
	switch {
	case notYet:
		verdict = queue.Verdict{Outcome: queue.Release, Wait: wait}
	case queue.IsPermanent(err):
		verdict = queue.Verdict{Outcome: queue.Bury, Reason: err.Error()}
	case err != nil:
		w.log = append(w.log, err.Error())
		verdict = queue.Verdict{Outcome: queue.Retry, Wait: time.Second}
	}
	if err := w.queue.Settle(w.Context(), d, verdict); err != nil {
		w.Fatal(err)
	}
	return l, true
}

// finish delivers messages until there are none.
func (w *longWorld) finish() (deliveries int, steps []string) {
	w.Helper()
	for ; deliveries < 50; deliveries++ {
		l, any := w.deliver(0, false, nil)
		if !any {
			return deliveries, steps
		}
		steps = append(steps, l.steps...)
	}
	w.Fatalf("no end: %q", w.log)
	return deliveries, steps
}

// whole checks that a document of so many pages is there, in both stores, once, and that nothing else is.
func (w *longWorld) whole(key document.ID, pages int) document.Document {
	w.Helper()
	d := w.state(key, document.Ready)
	if d.Content.Pages != pages || d.Format != "pptx" || d.Title != "규정 1" {
		w.Errorf("record %+v", d)
	}
	for _, store := range []*retrievetest.Memory{w.index.Memory, w.other} {
		for _, page := range []int{1, pages/2 + 1, pages} {
			found, err := store.Retrieve(w.Context(), kim, retrieve.Query{Text: fmt.Sprintf("조항번호%d", page), K: 1})
			if err != nil || len(found) != 1 || !strings.Contains(found[0].Text, fmt.Sprintf("조항번호%d ", page)) || found[0].Page != page {
				w.Errorf("page %d in %s: %+v, %v", page, store.Store(), found, err)
			}
		}
		all, err := store.Retrieve(w.Context(), kim, retrieve.Query{Text: "담당 부서", K: 10 * slides})
		if err != nil || len(all) != d.Content.Chunks {
			w.Errorf("%d passages in %s, want %d: %v", len(all), store.Store(), d.Content.Chunks, err)
		}
	}
	if left := w.blobsLeft(); len(left) != 2 {
		w.Errorf("blobs left: %q", left)
	}
	if s, err := w.queue.Stats(w.Context()); err != nil || s != (queue.Stats{}) {
		w.Errorf("queue %+v, %v", s, err)
	}
	return d
}

// embedded is how many texts were embedded.
func (w *longWorld) embedded() int { _, n := w.fake.Calls(); return n }

func TestALongDocumentIsWorkedInSteps(t *testing.T) {
	inLongWorld(t, func(w *longWorld) {
		key := w.upload(kim, "규정.pptx", presentation(slides))
		began := time.Now()
		deliveries, steps := w.finish()
		d := w.whole(key, slides)
		if took := time.Since(began); deliveries < 3 || took < 2*functionTime {
			t.Errorf("%d deliveries in %v", deliveries, took)
		}
		if w.embedded() != d.Content.Chunks || len(w.log) != 0 || d.Attempts != 1 {
			t.Errorf("%d of %d passages were embedded; attempts %d, failures %q", w.embedded(), d.Content.Chunks, d.Attempts, w.log)
		}
		for _, name := range []string{"index local", "index other"} {
			if n := len(slices.DeleteFunc(slices.Clone(steps), func(s string) bool { return s != name })); n != 1 {
				t.Errorf("%s %d times", name, n)
			}
		}
	})
}

// place is a step of a delivery, counted from 1.
type place struct{ delivery, step int }

// turningPoints are the places of a run that are worth dying at: the first and last step of each kind, and one in every
// so many.
func turningPoints(deliveries [][]string, every int) map[place]string {
	first, last, points := map[string]place{}, map[string]place{}, map[place]string{}
	n := 0
	for i, steps := range deliveries {
		for k, name := range steps {
			at := place{i, k + 1}
			if _, ok := first[name]; !ok {
				first[name] = at
			}
			last[name] = at
			if n++; n%every == 0 {
				points[at] = name
			}
		}
	}
	for name := range first {
		points[first[name]], points[last[name]] = name, name
	}
	return points
}

func TestALongDocumentSurvivesAKillAtEachStep(t *testing.T) {
	file := presentation(slides)
	var lives [][]string // the steps of each delivery
	var ranges, texts int
	inLongWorld(t, func(w *longWorld) {
		w.upload(kim, "규정.pptx", file)
		for {
			l, any := w.deliver(0, false, nil)
			if !any {
				break
			}
			lives = append(lives, l.steps)
		}
		ranges, texts = w.ranges, w.embedded()
	})
	for at, name := range turningPoints(lives, 900) {
		for _, after := range []bool{false, true} {
			if kind, _, _ := strings.Cut(name, " "); after && slices.Contains([]string{"get", "list", "embed"}, kind) {
				continue // nothing was changed: as if it had died before
			}
			t.Run(fmt.Sprintf("%s %v after %t", name, at, after), func(t *testing.T) {
				t.Parallel()
				inLongWorld(t, func(w *longWorld) {
					key := w.upload(kim, "규정.pptx", file)
					for range at.delivery {
						w.deliver(0, false, nil)
					}
					if l, _ := w.deliver(at.step, after, nil); !l.dead() {
						t.Fatalf("it lived for %d steps", len(l.steps))
					}
					w.finish()
					w.whole(key, slides)
					// A kill costs 20 seconds of reading or a call of the embedder, and opening the file again.
					if w.ranges > ranges+2*60 || w.embedded() > texts+2*96 {
						t.Errorf("read %d ranges (%d without a kill), embedded %d texts (%d)", w.ranges, ranges, w.embedded(), texts)
					}
				})
			})
		}
	}
}

func TestOnOneMachineALongDocumentGoesOnAfterARestart(t *testing.T) {
	inLongWorld(t, func(w *longWorld) {
		w.deadline = false
		key := w.upload(kim, "규정.pptx", presentation(slides))
		steps := 0
		w.deliver(500, false, func(n int) { steps = n })
		if d := w.state(key, document.Reading); steps < 400 || d.Progress.Done < slides/4 {
			t.Fatalf("killed after %d steps at %+v", steps, d.Progress)
		}
		before := w.document(key).Progress.Done
		if err := w.service.Recover(w.Context()); err != nil { // as at every start
			t.Fatal(err)
		}
		w.ranges = 0
		w.deliver(1, true, nil) // the message that was in flight; killed at once again
		w.finish()
		w.whole(key, slides)
		if most := 2 * (slides - before + 20) * 2; w.ranges > most {
			t.Errorf("%d ranges were read of the %d pages that were left", w.ranges, slides-before)
		}
	})
}

func TestWhatComesMeanwhileWinsOverALongDocument(t *testing.T) {
	t.Run("a newer version", func(t *testing.T) {
		inLongWorld(t, func(w *longWorld) {
			key := w.upload(kim, "규정.pptx", presentation(slides))
			w.deliver(0, false, nil)
			w.upload(kim, "규정.pptx", presentation(5))
			w.finish()
			w.whole(key, 5)
		})
	})
	t.Run("a newer version in the middle of a delivery", func(t *testing.T) {
		inLongWorld(t, func(w *longWorld) {
			key := w.upload(kim, "규정.pptx", presentation(slides))
			w.deliver(0, false, nil)
			once := sync.OnceFunc(func() { w.upload(kim, "규정.pptx", presentation(5)) })
			w.deliver(0, false, func(int) { once() })
			w.finish()
			w.whole(key, 5)
			if w.ranges > 700 {
				t.Errorf("the older version was read on: %d ranges", w.ranges)
			}
		})
	})
	t.Run("a deletion", func(t *testing.T) {
		inLongWorld(t, func(w *longWorld) {
			key := w.upload(kim, "규정.pptx", presentation(slides))
			w.deliver(0, false, nil)
			if _, err := w.service.Delete(w.Context(), kim, key); err != nil {
				t.Fatal(err)
			}
			w.finish()
			if left := w.blobsLeft(); len(left) != 0 {
				t.Errorf("left: %q", left)
			}
		})
	})
	t.Run("a deletion that is undone", func(t *testing.T) {
		inLongWorld(t, func(w *longWorld) {
			key := w.upload(kim, "규정.pptx", presentation(slides))
			w.deliver(0, false, nil)
			if _, err := w.service.Delete(w.Context(), kim, key); err != nil {
				t.Fatal(err)
			}
			if _, err := w.service.Restore(w.Context(), kim, key); err != nil {
				t.Fatal(err)
			}
			w.finish()
			w.whole(key, slides)
		})
	})
	t.Run("other readers", func(t *testing.T) {
		inLongWorld(t, func(w *longWorld) {
			key := w.upload(kim, "규정.pptx", presentation(slides))
			for w.document(key).State != document.Indexing {
				w.deliver(0, false, nil)
			}
			if _, err := w.service.SetReaders(w.Context(), kim, key, true); err != nil {
				t.Fatal(err)
			}
			w.finish()
			w.whole(key, slides)
			for _, store := range []*retrievetest.Memory{w.index.Memory, w.other} {
				if found, err := store.Retrieve(w.Context(), lee, retrieve.Query{Text: "조항번호7"}); err != nil || len(found) != 0 {
					t.Errorf("lee finds %d passages in %s, %v", len(found), store.Store(), err)
				}
			}
		})
	})
}

func TestALongDocumentIsIndexedAgainInSteps(t *testing.T) {
	inLongWorld(t, func(w *longWorld) {
		w.readTime = 0
		key := w.upload(kim, "규정.pptx", presentation(5*slides))
		w.finish()
		before := w.embedded()
		if _, err := w.service.SetReaders(w.Context(), kim, key, true); err != nil {
			t.Fatal(err)
		}
		deliveries, _ := w.finish()
		d := w.whole(key, 5*slides)
		if deliveries < 2 || w.embedded()-before != d.Content.Chunks {
			t.Errorf("%d deliveries embedded %d of %d passages", deliveries, w.embedded()-before, d.Content.Chunks)
		}
	})
}

func TestLostStepsAreDoneAgain(t *testing.T) {
	for _, lost := range []string{"pages-", "checkpoint"} {
		t.Run(lost, func(t *testing.T) {
			inLongWorld(t, func(w *longWorld) {
				key := w.upload(kim, "규정.pptx", presentation(slides))
				w.deliver(0, false, nil)
				for _, name := range w.blobsLeft() {
					if strings.Contains(name, lost) {
						if err := w.blobs.Delete(w.Context(), name); err != nil {
							t.Fatal(err)
						}
						break
					}
				}
				w.finish()
				w.whole(key, slides)
			})
		})
	}
}

// Pages of two readers don't make one document: places and headings differ.
func TestANewReaderBeginsALongDocumentAnew(t *testing.T) {
	same, newer := rangesAfter(t, false), rangesAfter(t, true)
	if newer <= same {
		t.Errorf("%d ranges are read for all pages, and %d for those that were left", newer, same)
	}
}

// rangesAfter is how many ranges of a long document are read after its first
// delivery. changed says that another version of the reader has made that one.
func rangesAfter(t *testing.T, changed bool) (ranges int) {
	t.Helper()
	inLongWorld(t, func(w *longWorld) {
		key := w.upload(kim, "규정.pptx", presentation(slides))
		w.deliver(0, false, nil)
		names := slices.DeleteFunc(w.blobsLeft(), func(name string) bool {
			return !strings.Contains(name, "checkpoint")
		})
		if len(names) != 1 {
			t.Fatalf("checkpoints %q", names)
		}
		r, _, err := w.blobs.Get(w.Context(), names[0], blob.Range{})
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		old := readerVersion.ReplaceAll(data, []byte(`"version":999`))
		if bytes.Equal(old, data) {
			t.Fatal("the checkpoint does not say which reader read the pages")
		}
		if changed {
			if _, err := w.blobs.Put(w.Context(), names[0], bytes.NewReader(old), blob.PutOptions{}); err != nil {
				t.Fatal(err)
			}
		}
		w.ranges = 0
		w.finish()
		w.whole(key, slides)
		ranges = w.ranges
	})
	return ranges
}

var readerVersion = regexp.MustCompile(`"version":[0-9]+`)

func TestADocumentThatNeverFitsIsToldToItsOwner(t *testing.T) {
	inLongWorld(t, func(w *longWorld) {
		w.readTime = 0
		key := w.upload(kim, "규정.pptx", presentation(5))
		for attempt := range 3 {
			d, err := w.queue.Receive(w.Context())
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(w.Context(), storeTime/2) // a store takes longer
			err = w.newWorker(&life{cancel: cancel}).Handle(ctx, d.Message, func(context.Context, time.Duration) error { return nil })
			cancel()
			if last := attempt == 2; err == nil || queue.IsPermanent(err) != last {
				t.Errorf("attempt %d: %v", attempt+1, err)
			}
			if err := w.queue.Settle(w.Context(), d, queue.Verdict{Outcome: queue.Retry}); err != nil {
				t.Fatal(err)
			}
		}
		if d := w.state(key, document.Failed); d.Failure.Kind != "timeout" || d.Failure.Message.Ko == "" {
			t.Errorf("failure %+v", d.Failure)
		}
	})
}
