package load

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
)

// workers keeps worker processes: at most a number at once, warm ones first.
type workers struct {
	command []string
	cache   string
	limits  format.Limits
	slots   chan struct{} // one for each process that may read

	mu     sync.Mutex
	idle   []*process
	busy   map[*process]bool
	closed bool
	gone   sync.WaitGroup // processes that are not gone yet
}

const (
	// idleTime is how long a worker waits for the next file before it is ended:
	// long enough for a folder that is being ingested, short enough that
	// nothing of it is left in memory at rest.
	idleTime = 20 * time.Second
	// startTime is added to the time for opening a worker's first file: it may
	// have to compile PDFium.
	startTime = 5 * time.Minute
)

func newWorkers(o Options) *workers {
	if o.Cache != "" {
		_ = os.MkdirAll(o.Cache, 0o700) // without it workers compile for themselves
	}
	return &workers{command: o.Worker, cache: o.Cache, limits: o.Limits.WithDefaults(),
		slots: make(chan struct{}, cmp.Or(max(0, o.Workers), 2)), busy: map[*process]bool{}}
}

// open has a file opened in a worker, waiting for a free one.
func (w *workers) open(ctx context.Context, s format.Source, f format.Format) (format.Reader,
	error) {
	select {
	case w.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	p, err := w.take()
	if err != nil {
		<-w.slots
		return nil, err
	}
	r := &remoteFile{workers: w, process: p, source: s}
	r.unwatch = context.AfterFunc(ctx, func() { p.kill(ctx.Err()) })
	if err := r.begin(ctx, f); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// take gives a warm worker or starts one.
func (w *workers) take() (*process, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return nil, errClosed
	}
	for n := len(w.idle); n > 0; n = len(w.idle) {
		p := w.idle[n-1]
		w.idle = w.idle[:n-1]
		if p.retire.Stop() {
			w.busy[p] = true
			return p, nil
		}
	}
	p, err := startProcess(w.command, w.cache, w.limits.Memory)
	if err != nil {
		return nil, err
	}
	w.gone.Go(p.reap)
	w.busy[p] = true
	return p, nil
}

// put takes a worker back that has finished its file, and frees its slot.
func (w *workers) put(p *process) {
	w.mu.Lock()
	defer w.mu.Unlock()
	defer func() { <-w.slots }()
	delete(w.busy, p)
	if w.closed {
		p.end(errClosed)
		return
	}
	p.retire = time.AfterFunc(idleTime, func() { w.retire(p) })
	w.idle = append(w.idle, p)
}

// drop ends a worker in the middle of a file, and frees its slot.
func (w *workers) drop(p *process, reason error) {
	w.mu.Lock()
	delete(w.busy, p)
	w.mu.Unlock()
	p.end(reason)
	<-w.slots
}

// retire ends a worker that has been idle.
func (w *workers) retire(p *process) {
	w.mu.Lock()
	for i, q := range w.idle {
		if q == p {
			w.idle = append(w.idle[:i], w.idle[i+1:]...)
			break
		}
	}
	w.mu.Unlock()
	p.end(errClosed)
}

// close ends all workers and waits until they are gone.
func (w *workers) close() {
	w.mu.Lock()
	w.closed = true
	idle := w.idle
	w.idle = nil
	for p := range w.busy {
		p.kill(errClosed) // its file notices and drops it
	}
	w.mu.Unlock()
	for _, p := range idle {
		if p.retire.Stop() {
			p.end(errClosed)
		}
	}
	w.gone.Wait()
}

// remoteFile is a file that a worker reads.
type remoteFile struct {
	workers *workers
	process *process // nil once it was given back
	source  format.Source
	about   content.Info
	spent   time.Duration // working time of the file so far
	unwatch func() bool
	reading bool // pages are on their way
}

func (f *remoteFile) Info() content.Info { return f.about }

// Spend implements format.Timed.
func (f *remoteFile) Spend(took time.Duration) { f.spent += took }

// Spent implements format.Timed. It is the worker's processor time.
func (f *remoteFile) Spent() time.Duration { return f.spent }

// begin has the file opened.
func (f *remoteFile) begin(ctx context.Context, format format.Format) error {
	request := openRequest{f.source.Name, f.source.Size, format.Name, f.workers.limits}
	patience := f.workers.limits.PageTime
	if f.process.fresh {
		f.process.fresh = false
		patience += startTime
	}
	if err := writeJSON(f.process.in, frameOpen, request); err != nil {
		return f.died(err)
	}
	t, payload, err := f.next(ctx, patience)
	if err != nil {
		return err
	}
	return f.answer(t, payload, frameOpened)
}

// answer takes the last frame of an exchange: want with the file's Info, or a failure.
func (f *remoteFile) answer(t frameType, payload []byte, want frameType) (err error) {
	switch t {
	case want:
		f.about, err = decode[content.Info](payload)
		return err
	case frameFailed:
		reply, err := decode[failedReply](payload)
		if err != nil {
			return err
		}
		if reply.Info.Format != "" {
			f.about = reply.Info
		}
		return format.Fail(cmp.Or(format.ProblemNamed(reply.Problem), format.ErrDamaged),
			fmt.Errorf("in a worker: %s", reply.Cause))
	}
	return f.died(fmt.Errorf("unexpected frame %q", t))
}

func (f *remoteFile) Pages(ctx context.Context, from int) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		if f.process == nil {
			yield(content.Page{}, errClosed)
			return
		}
		if err := writeJSON(f.process.in, framePages, pagesRequest{from}); err != nil {
			yield(content.Page{}, f.died(err))
			return
		}
		f.reading = true
		for {
			t, payload, err := f.next(ctx, f.workers.limits.PageTime)
			if err == nil && t != framePage {
				f.reading = false
				err = f.answer(t, payload, frameDone)
				if err == nil {
					return
				}
			}
			var page content.Page
			if err == nil {
				page, err = decode[content.Page](payload)
			}
			if !yield(page, err) || err != nil {
				return
			}
		}
	}
}

// next waits for the worker's next frame, serving its requests for bytes meanwhile.
func (f *remoteFile) next(ctx context.Context, patience time.Duration) (frameType, []byte, error) {
	p := f.process
	if p == nil {
		return 0, nil, errClosed
	}
	if f.spent >= f.workers.limits.Time {
		p.kill(format.ErrTooSlow)
		return 0, nil, f.died(errors.New("no working time is left"))
	}
	defer context.AfterFunc(ctx, func() { p.kill(ctx.Err()) })()
	for {
		t, payload, took, err := p.answer(min(patience, f.workers.limits.Time-f.spent))
		f.spent += took
		patience -= took
		switch {
		case err != nil:
			return 0, nil, f.died(err)
		case t != frameRead:
			return t, payload, nil
		}
		if err := f.serve(payload); err != nil {
			return 0, nil, f.died(err)
		}
	}
}

// serve answers a request for bytes of the file.
func (f *remoteFile) serve(payload []byte) error {
	request, err := decode[readRequest](payload)
	if err != nil {
		return err
	}
	if request.Offset < 0 || request.Length < 0 || request.Length > remoteBlockSize {
		return fmt.Errorf("a request for %d bytes at %d", request.Length, request.Offset)
	}
	data := make([]byte, request.Length)
	n, err := f.source.Data.ReadAt(data, request.Offset)
	if n < len(data) {
		return writeFrame(f.process.in, frameNoGo, fmt.Appendf(nil, "%v", err))
	}
	return writeFrame(f.process.in, frameData, data)
}

// died gives the worker up after a failure of the pipe and says why it is gone.
func (f *remoteFile) died(broken error) error {
	p := f.process
	if p == nil {
		return errClosed
	}
	f.process = nil
	f.unwatch()
	f.workers.drop(p, nil)
	return p.epitaph(broken)
}

// Close gives the worker back, or ends it if it is in the middle of something.
func (f *remoteFile) Close() error {
	p := f.process
	if p == nil {
		return nil
	}
	if f.reading || !f.rest() {
		f.died(errClosed)
		return nil
	}
	f.process = nil
	if !f.unwatch() {
		f.workers.drop(p, nil) // the context ended in between and killed it
		return nil
	}
	f.workers.put(p)
	return nil
}

// recycleShare decides which workers are used again: one that still holds more
// than 1/recycleShare of its memory limit after a file is ended instead.
const recycleShare = 2

// restTime is how long a worker may take to put a file away.
const restTime = time.Second

// rest tells the worker that its file is finished with, and reports whether it may be kept.
func (f *remoteFile) rest() bool {
	if writeFrame(f.process.in, frameEnd, nil) != nil {
		return false
	}
	t, payload, err := f.next(context.Background(), restTime)
	if err != nil || t != frameIdle {
		return false
	}
	reply, err := decode[idleReply](payload)
	return err == nil && reply.Memory < f.workers.limits.Memory/recycleShare
}
