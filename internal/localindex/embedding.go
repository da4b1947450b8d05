package localindex

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/localindex/segment"
	"github.com/mundap/mundap/internal/pace"
	"github.com/mundap/mundap/internal/retrieve"
)

const (
	// embeddingRound is how long vectors are made before they are written.
	embeddingRound = 5 * time.Second
	// rewriting is what a passage costs when its document is written again: a
	// long document is written less often.
	rewriting = 3 * time.Millisecond
	// embeddingPassages is how many passages are written together at most, but
	// for a single long document.
	embeddingPassages = 2000
	// embeddingBatch is how many passages go to the embedder at once.
	embeddingBatch = 4
	// Vectors are made when nothing has been put for calm, or embeddingPatience has
	// passed. While a folder is being added, making them would cost more than
	// everything else, and most documents would be written twice.
	calm              = time.Second
	embeddingPatience = time.Minute
	// After an error the embedder is left alone, for longer each time.
	firstPause, lastPause = time.Second, time.Minute
)

// Embedding describes how many passages still lack a vector.
type Embedding struct {
	Model    string // "" if there is no embedder
	Passages int    // that can be found
	Missing  int    // of these, those without a vector of the model
	Err      error  // the embedder's last error; nil if it succeeded
}

// embedding is the goroutine that makes missing vectors, one document after
// another, the newest first. It writes the documents again with their vectors.
// Vectors that are lost in a crash or by Close are missing when the index is
// opened again, and are made then.
type embedding struct {
	ix   *Index
	wake chan struct{} // there may be something to do

	with    *embedders             // of the last round
	refused map[string]string      // versions that the embedder can't take, by document
	made    map[string]vectorsByID // of documents that moved before they were written
	pace    pace.Pace

	mu      sync.Mutex
	err     error
	waiting []chan struct{} // of callers of Embedded
}

func newEmbedding(ix *Index) *embedding {
	return &embedding{ix: ix, wake: make(chan struct{}, 1), refused: map[string]string{},
		made: map[string]vectorsByID{}}
}

// poke tells that something has changed. e may be nil.
func (e *embedding) poke() {
	if e == nil {
		return
	}
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

func (e *embedding) run(ctx context.Context) {
	runtime.LockOSThread() // its processor time is measured; the thread ends with the goroutine
	pause := firstPause
	for ctx.Err() == nil {
		e.wait(ctx)
		waiting := e.waitingNow()
		more, err := e.round(ctx)
		e.mu.Lock()
		e.err = err
		e.mu.Unlock()
		switch {
		case err != nil:
			e.rest(ctx, pause)
			pause = min(2*pause, lastPause)
		case more:
			pause = firstPause
		default:
			e.answer(waiting)
			e.rest(ctx, 0)
		}
	}
}

// wait waits until nothing has been put for a while. It returns at once if
// somebody is waiting for the vectors.
func (e *embedding) wait(ctx context.Context) {
	begun := time.Now()
	for len(e.waitingNow()) == 0 {
		now := time.Now()
		left := calm - now.Sub(e.ix.lastPut())
		if e.ix.putting.Load() > 0 {
			left = calm
		}
		left = min(left, embeddingPatience-now.Sub(begun))
		if left <= 0 {
			return
		}
		timer := time.NewTimer(left)
		select {
		case <-timer.C:
		case <-e.wake: // perhaps by somebody who waits; a round follows in any case
		case <-ctx.Done():
		}
		timer.Stop()
		if ctx.Err() != nil {
			return
		}
	}
}

// rest waits for work. After an error, it waits for some time even if there is
// work.
func (e *embedding) rest(ctx context.Context, pause time.Duration) {
	wake := e.wake
	var over <-chan time.Time
	if pause > 0 {
		timer := time.NewTimer(pause)
		defer timer.Stop()
		wake, over = nil, timer.C
	}
	select {
	case <-wake:
	case <-over:
	case <-ctx.Done():
	}
}

func (e *embedding) waitingNow() []chan struct{} {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.waiting)
}

func (e *embedding) answer(waiting []chan struct{}) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.waiting = slices.DeleteFunc(e.waiting,
		func(c chan struct{}) bool { return slices.Contains(waiting, c) })
	for _, c := range waiting {
		close(c)
	}
}

// round makes vectors for some time and writes them. It reports whether there
// was anything to do.
func (e *embedding) round(ctx context.Context) (more bool, err error) {
	snap := e.ix.acquire()
	if snap == nil {
		return false, errClosed()
	}
	defer snap.release()
	if now := e.ix.embedders.Load(); now != e.with { // what another embedder did is of no use
		e.with, e.refused, e.made = now, map[string]string{}, map[string]vectorsByID{}
	}
	begin, passages := time.Now(), 0
	var changes []*change
	for _, p := range slices.Backward(snap.parts) {
		lacking, err := e.lacking(p)
		if err != nil {
			return false, err
		}
		for _, d := range lacking {
			c, err := e.document(ctx, p, d, begin)
			if err != nil {
				return true, firstError(err, e.write(ctx, changes))
			}
			if c != nil {
				changes, passages = append(changes, c), passages+len(c.passages)
			}
			if time.Since(begin) >= embeddingRound || passages >= embeddingPassages {
				return true, e.write(ctx, changes)
			}
		}
	}
	return len(changes) > 0, e.write(ctx, changes)
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// lacking returns the living documents of a part in which some passages have no
// vector from the embedder.
func (e *embedding) lacking(p part) ([]uint32, error) {
	var list []uint32
	err := e.with.eachPassage(p, func(document uint32, has bool) bool {
		if !has && (len(list) == 0 || list[len(list)-1] != document) {
			list = append(list, document)
		}
		return true
	})
	return list, err
}

// eachPassage calls f for every passage of a living document: its document and
// whether it has a vector of the embedder's. It stops when f returns false.
func (e *embedders) eachPassage(p part, f func(document uint32, has bool) bool) error {
	documents, err := p.DocumentOf()
	if err != nil {
		return err
	}
	scales, err := p.Scales(e.model())
	if err != nil {
		return err
	}
	if _, dims := p.VectorModel(); e.otherDimensions(dims) {
		scales = nil
	}
	for n := range uint32(p.Passages()) {
		if d := documents.At(n); !p.dead.Has(d) {
			has := scales != nil && segment.ScaleAt(scales, n) != 0
			if has {
				parts, err := p.NumParts(n)
				if err != nil {
					return err
				}
				has = parts > 0 // vectors of whole passages were all there was once
			}
			if !f(d, has) {
				return nil
			}
		}
	}
	return nil
}

// tellDimensions is told the length of a vector that an embedder gave. When it
// is another than before, all passages need vectors again.
func (ix *Index) tellDimensions(with *embedders, dims int) {
	if before := with.dimensions.Swap(int32(dims)); before != int32(dims) {
		ix.embedding.poke()
	}
}

// document embeds a document's passages that have no vector and returns the
// change that writes the document again. It returns nil if the embedder can't
// take the text. When time is up, the rest of the passages is left for another
// round.
func (e *embedding) document(ctx context.Context, p part, number uint32, begin time.Time) (*change,
	error) {
	c, err := e.reread(ctx, p, number)
	if err != nil || e.refused[c.document.Key] == c.document.Version {
		return nil, err
	}
	limit := max(embeddingRound, rewriting*time.Duration(len(c.passages)))
	for left := range slices.Chunk(e.unknown(c), embeddingBatch) {
		err := e.ix.embedPassages(ctx, e.with, c, left)
		if err != nil && ctx.Err() == nil && !fault.Retryable(err) &&
			fault.KindOf(err) == fault.Invalid {
			e.refused[c.document.Key] = c.document.Version
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if len(e.waitingNow()) == 0 {
			e.pace.Rest(ctx)
		}
		if time.Since(begin) >= limit {
			break
		}
	}
	return c, nil
}

// unknown gives the passages of c that have no vector, after those that are
// known have got theirs.
func (e *embedding) unknown(c *change) []int {
	left := e.ix.knownVectors(c, e.with)
	return e.made[c.document.Key].give(c, left)
}

// reread makes the change that puts a document again as it is.
func (e *embedding) reread(ctx context.Context, p part, number uint32) (*change, error) {
	d, first, end, err := p.Document(number)
	if err != nil {
		return nil, err
	}
	var chunks []document.Chunk
	for n := first; n < end; n++ {
		stored, err := p.Passage(n)
		if err != nil {
			return nil, err
		}
		chunks = append(chunks, chunkOf(&stored))
	}
	c := &change{document: d, model: e.with.model(), again: &origin{p.name, number}}
	return c, e.ix.analyse(ctx, c, retrieve.Source{Title: d.Title}, chunks)
}

// write makes changes durable together.
func (e *embedding) write(ctx context.Context, changes []*change) error {
	e.ix.putting.Add(int64(len(changes)))
	errs := make([]error, len(changes))
	var done sync.WaitGroup
	for i, c := range changes {
		done.Go(func() {
			defer e.ix.putting.Add(-1)
			errs[i] = e.ix.submit(ctx, c)
		})
	}
	done.Wait()
	for i, c := range changes {
		delete(e.made, c.document.Key)
		if errs[i] == nil && c.moved { // a change that failed may still be the writer's
			e.made[c.document.Key] = vectorsOfChange(c)
		}
	}
	return firstError(errs...)
}

// Embedding reports how many passages still lack a vector.
func (ix *Index) Embedding() Embedding {
	snap := ix.acquire()
	if snap == nil {
		return Embedding{}
	}
	defer snap.release()
	var s Embedding
	count := func(_ uint32, has bool) bool {
		if s.Passages++; !has {
			s.Missing++
		}
		return true
	}
	with := ix.embedders.Load()
	if with.now == nil {
		return s
	}
	s.Model = with.model()
	for _, p := range snap.parts {
		if err := with.eachPassage(p, count); err != nil {
			s.Err = err
		}
	}
	if e := ix.embedding; e != nil && s.Err == nil {
		e.mu.Lock()
		s.Err = e.err
		e.mu.Unlock()
	}
	return s
}

// learned is whether many passages lack a vector in a state of the index.
type learned struct {
	in      vectorState
	lacking bool
}

// vectorState is what decides which passages have a vector.
type vectorState struct {
	snapshot   *snapshot
	embedders  *embedders
	dimensions int32
}

// mayLack is the part of the passages that may lack a vector without a search
// suffering from it: one in so many.
const mayLack = 100

// Learning reports whether more than one in a hundred passages still lack a vector.
// It is as cheap as a search: while the index does not change, only the first call
// counts.
func (ix *Index) Learning() bool {
	snap := ix.acquire()
	if snap == nil {
		return false
	}
	defer snap.release()
	with := ix.embedders.Load()
	if with.now == nil {
		return false
	}
	in := vectorState{snap, with, with.dimensions.Load()}
	if known := ix.learned.Load(); known != nil && known.in == in {
		return known.lacking
	}
	lacking, err := with.lackMany(snap)
	if err != nil {
		return false // Embedding reports it
	}
	ix.learned.Store(&learned{in, lacking})
	return lacking
}

// lackMany counts the passages without a vector until they are many.
func (e *embedders) lackMany(snap *snapshot) (bool, error) {
	all, missing := 0, 0
	for _, p := range snap.parts {
		all += p.Passages()
	}
	for _, p := range snap.parts {
		err := e.eachPassage(p, func(_ uint32, has bool) bool {
			if !has {
				missing++
			}
			return missing*mayLack <= all
		})
		if err != nil {
			return false, err
		}
	}
	return missing*mayLack > all, nil
}

// Embedded returns when every passage that is in the index now has its vector,
// except for those that the embedder can't take. It requires
// Options.EmbedLater.
func (ix *Index) Embedded(ctx context.Context) error {
	e := ix.embedding
	if e == nil {
		return nil
	}
	snap := ix.acquire()
	if snap == nil {
		return errClosed()
	}
	snap.release()
	done := make(chan struct{})
	e.mu.Lock()
	e.waiting = append(e.waiting, done)
	e.mu.Unlock()
	e.poke()
	select {
	case <-done:
		return nil
	case <-ix.ctx.Done():
		return errClosed()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// chunkOf is the opposite of stored.
func chunkOf(p *segment.Passage) document.Chunk {
	return document.Chunk{
		ID: document.ChunkID(p.ID), Ordinal: p.Ordinal, Kind: document.ChunkKind(p.Kind),
		Language: p.Language, Text: p.Text,
		Headings: p.Headings, Start: p.Start, End: p.End, Page: p.Page, Line: p.Line,
		Original: p.Original,
	}
}
