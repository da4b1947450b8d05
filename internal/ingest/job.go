package ingest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/split"
)

const (
	// margin is the part of a delivery's time that is reserved for finishing
	// and saving the current step. Of a short time, a quarter is reserved.
	margin = 30 * time.Second
)

var (
	// errLater leaves the rest to the next delivery.
	errLater = errors.New("the rest is done in the next delivery")
	// errVanished says that the object is gone.
	errVanished = errors.New("the object is gone")
)

// job is one delivery's work on a version: read, split, embed, store. Each step
// continues where the checkpoint says, and returns errLater when the delivery's
// time is nearly over.
type job struct {
	worker *Worker
	task   Task
	extend queue.Extend
	saved  checkpoint

	object  string // blob key of the original
	name    string // of the document
	kind    document.Kind
	begun   time.Time
	until   time.Time // when the rest is left to the next delivery; zero means never
	savedAt time.Time
	toldAt  time.Time
	worked  bool // this delivery has brought the work on
	// vectors of the chunks after the saved ones; none of a long document once
	// all of its chunks have theirs
	fresh [][]float32
	lost  bool // what a checkpoint tells of is not there
}

func (w *Worker) newJob(ctx context.Context, t Task, extend queue.Extend) *job {
	now := w.o.Now()
	j := &job{worker: w, task: t, extend: extend, begun: now, savedAt: now, toldAt: now}
	if deadline, ok := ctx.Deadline(); ok && w.o.Tasks != nil {
		left := deadline.Sub(now)
		j.until = deadline.Add(-min(margin, left/4))
	}
	return j
}

// over reports whether the delivery's time is nearly over.
func (j *job) over() bool { return !j.until.IsZero() && !j.worker.o.Now().Before(j.until) }

// due reports whether enough has been done since the last checkpoint to save
// it.
func (j *job) due() bool { return j.over() || j.worker.o.Now().Sub(j.savedAt) >= saveEvery }

// late reports whether too little of the delivery's time is left to write a
// store. A store takes a version as a whole, so it is better written in the
// next delivery, which has all of its time.
func (j *job) late() bool {
	return !j.until.IsZero() && j.worker.o.Now().Sub(j.begun) > j.until.Sub(j.begun)/2
}

// leave saves what has been done and leaves the rest to the next delivery.
func (j *job) leave(ctx context.Context) error {
	if err := j.save(ctx); err != nil {
		return err
	}
	return errLater
}

// tell writes now and then how far the work has come, which also keeps the
// message. It fails with errObsolete when the version is no longer wanted.
func (j *job) tell(ctx context.Context, p document.Progress) error {
	now := j.worker.o.Now()
	if now.Sub(j.toldAt) < progressEvery {
		return nil
	}
	j.toldAt = now
	if err := j.extend(ctx, extendBy); err != nil {
		return err
	}
	switch j.task.Action {
	case Reindex:
		_, err := j.worker.ready(ctx, j.task)
		return err
	case Reread:
		_, err := j.worker.rereadable(ctx, j.task)
		return err
	}
	_, err := j.worker.advance(ctx, j.task, func(d *document.Document) { d.Progress = p })
	return err
}

// contents returns the version's stored contents. It reads the file first if
// there are none.
func (j *job) contents(ctx context.Context) (reading, error) {
	name := document.ContentsBlob(j.task.ID, j.task.Version)
	if j.saved.Read {
		r, err := j.worker.opened(ctx, name)
		if !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Damaged) {
			return r, err
		}
		j.saved = checkpoint{}
	}
	r, info, err := j.readFile(ctx, name)
	if err != nil {
		return r, err
	}
	j.saved.Read, j.saved.Place.Info, j.worked = true, info, true
	j.saved.Edition = document.Edition{Reader: info.Version, Splitter: split.Version}
	if j.due() {
		return r, j.save(ctx)
	}
	return r, nil
}

// open fetches and opens the version's file. Call release to close it.
func (j *job) open(ctx context.Context) (file *format.File, release func(), err error) {
	source, err := Fetch(ctx, j.worker.o.Blobs, j.object, j.worker.o.MaxBytes, j.worker.o.TempDir)
	if fault.Is(err, fault.NotFound) {
		return nil, nil, fmt.Errorf("%w: %w", errVanished, err)
	}
	if err != nil {
		return nil, nil, err
	}
	input := format.Source{Name: j.name, Data: source, Size: source.Size}
	if j.kind == document.FAQList {
		input.Format = format.FAQ
	}
	if err := j.tellPreparing(ctx); err != nil {
		source.Close()
		return nil, nil, err
	}
	if file, err = j.worker.o.Loader.Open(ctx, input); err != nil {
		source.Close()
		return nil, nil, fmt.Errorf("opening %s: %w", j.task.ID, err)
	}
	release = func() {
		file.Close()
		source.Close()
	}
	if format := file.Info().Format; input.Format == "" && len(j.worker.o.Formats) > 0 &&
		!slices.Contains(j.worker.o.Formats, format) {
		release()
		return nil, nil, fault.New(fault.Unsupported,
			fmt.Sprintf("%s 형식은 받지 않도록 설정되어 있어요. 다른 형식으로 바꿔서 올려 주세요.", format),
			fmt.Sprintf("This server does not accept %s files. Convert the file and upload it again.",
				format))
	}
	if at := j.saved.Place; at.Page > 0 && at.Info.Version != file.Info().Version {
		j.saved = checkpoint{} // pages of another reader do not go with this one's
	}
	return file, release, nil
}

// tellPreparing tells what the document waits for if its reader has to be made
// ready first.
func (j *job) tellPreparing(ctx context.Context) error {
	p, ok := j.worker.o.Loader.(preparer)
	if !ok || j.task.Action != Put || !p.Prepares(j.name) {
		return nil
	}
	_, err := j.worker.advance(ctx, j.task, func(d *document.Document) {
		d.Progress = document.Progress{Unit: document.ReaderUnit}
	})
	return err
}

// pages yields the saved pages and then the remaining pages of the file, which
// it saves from time to time.
func (j *job) pages(ctx context.Context, file *format.File) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		for page, err := range j.savedPages(ctx) {
			if !yield(page, err) || err != nil {
				return
			}
		}
		var fresh []content.Page
		var size int
		for page, err := range file.Resume(ctx, j.saved.Place) {
			if err == nil {
				fresh, size = append(fresh, page), size+len(page.Text)+blockBytes*len(page.Blocks)
				err = j.tell(ctx, progress(page, file.Info()))
			}
			if err == nil && (size >= partBytes || j.due()) {
				if err = j.savePages(ctx, fresh, file.Place()); err == nil && j.over() {
					err = errLater
				}
				fresh, size = nil, 0
			}
			if !yield(page, err) || err != nil {
				return
			}
		}
	}
}

func progress(p content.Page, info content.Info) document.Progress {
	return document.Progress{Done: int(p.Done), Total: int(info.Total), Unit: string(info.Unit)}
}

// store puts a version's chunks into every store that does not have them.
func (j *job) store(ctx context.Context, d document.Document, r reading) error {
	// Stores that were filled for other readers would show the document to them.
	if !slices.Equal(j.saved.Readers, d.Readers) {
		j.saved.Stores, j.saved.Readers = nil, d.Readers
	}
	for _, index := range j.worker.o.Indexes {
		name := storeName(index)
		if slices.Contains(j.saved.Stores, name) {
			continue
		}
		// At least one store is filled in each delivery, however little time there is:
		// otherwise the task would be handed on for ever.
		if j.worked && j.late() {
			return j.leave(ctx)
		}
		if err := j.put(ctx, index, d, r); err != nil {
			return err
		}
		j.worked = true
		if name != "" {
			j.saved.Stores = append(j.saved.Stores, name)
		}
		if j.due() {
			if err := j.save(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// put puts a version's chunks into a store, with their vectors at hand.
func (j *job) put(ctx context.Context, index retrieve.Index, d document.Document, r reading) error {
	chunks := j.told(ctx, r)
	if j.worker.o.Vectors != nil {
		w := window{job: j}
		defer w.close()
		chunks = w.over(ctx, chunks)
	}
	return putInto(ctx, index, d, chunks)
}

// told yields a version's chunks and reports from time to time how many of them
// a store has taken.
func (j *job) told(ctx context.Context, r reading) iter.Seq2[document.Chunk, error] {
	return func(yield func(document.Chunk, error) bool) {
		n := 0
		for c, err := range j.worker.chunksOf(ctx, r) {
			if n++; err == nil {
				err = j.tell(ctx, document.Progress{Done: n, Total: r.chunks, Unit: "chunk"})
			}
			if !yield(c, err) || err != nil {
				return
			}
		}
	}
}

// storeName returns the name by which a checkpoint remembers a store. It is ""
// for a store without a name, which is then written again.
func storeName(index retrieve.Index) string {
	if named, ok := index.(interface{ Store() string }); ok {
		return named.Store()
	}
	return ""
}
