package localindex

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/mundap/mundap/internal/localindex/segment"
)

const (
	// mergeWidth is how many segments of like size are merged into one: fewer
	// means faster searches and more writing.
	mergeWidth = 10
	// deadShare is the share of deleted documents from which a segment is
	// rewritten.
	deadShare = 0.3
	// idleTime is how long nothing must have changed before merges are started
	// that only make searches faster.
	idleTime = time.Second
)

// mergeJob is a merge in progress. snap keeps its inputs open.
type mergeJob struct {
	snap   *snapshot
	inputs []part
	name   string
}

type mergeResult struct {
	mergeJob
	entry   segmentEntry
	numbers [][]uint32 // new number of each input's documents
	err     error
}

// merge starts a merge if one is due and none is running.
func (w *writer) merge() {
	if w.dirty() == nil {
		answer(&w.erasing, nil)
	}
	if w.merging || w.stalled || w.ix.ctx.Err() != nil {
		return
	}
	inputs := w.due()
	if len(inputs) == 0 {
		answer(&w.compacting, nil)
		answer(&w.settling, nil)
		return
	}
	job := mergeJob{snap: w.ix.current.acquire(), inputs: inputs, name: w.fileName("seg")}
	w.merging = true
	w.ix.tasks.Go(func() {
		defer job.snap.release()
		r := w.runMerge(w.ix.ctx, job)
		select {
		case w.merged <- r:
		case <-w.ix.ctx.Done():
		}
	})
}

// due returns the segments to be merged next: all, if that was requested; those
// with deletions, if they are to be erased; one with many deletions; a group of
// similar size; and, if there is time, those whose merge makes searches faster.
func (w *writer) due() []part {
	if len(w.compacting) > 0 {
		if len(w.parts) > 1 || slices.ContainsFunc(w.parts,
			func(p part) bool { return p.dead.Count() > 0 }) {
			return slices.Clone(w.parts)
		}
		return nil
	}
	if len(w.erasing) > 0 {
		if parts := w.dirty(); parts != nil {
			return parts
		}
	}
	for _, p := range w.parts {
		if float64(p.dead.Count()) > deadShare*float64(p.Documents()) {
			return []part{p}
		}
	}
	for _, parts := range w.ix.mergeable(w.parts) {
		if group := w.alikeOf(parts); group != nil {
			return group
		}
	}
	return nil
}

// mergeable splits segments into groups that may be merged: those of the same
// version of the analyzer and, apart from the current model's, with vectors of
// the same model. Merging others would lose vectors that still serve.
func (ix *Index) mergeable(parts []part) [][]part {
	model := ix.embedders.Load().model()
	var groups [][]part
	for _, same := range byVersion(parts, ix.options.version()) {
		split := map[string][]part{}
		for _, p := range same {
			of := model // of segments without vectors, too
			if m, dims := p.VectorModel(); dims > 0 {
				of = m
			}
			split[of] = append(split[of], p)
		}
		for _, of := range slices.Sorted(maps.Keys(split)) {
			groups = append(groups, split[of])
		}
	}
	return groups
}

// alikeOf returns the segments of parts to be merged next.
func (w *writer) alikeOf(parts []part) []part {
	sorted := slices.SortedFunc(slices.Values(parts),
		func(a, b part) int { return cmp.Compare(a.weight(), b.weight()) })
	for i := range len(sorted) - mergeWidth + 1 {
		if group := sorted[i : i+mergeWidth]; alike(group) {
			return group
		}
	}
	if w.idle {
		return balanced(sorted)
	}
	return nil
}

// weight is what a segment adds to a merge.
func (p part) weight() int { return p.Passages() + p.Documents() }

// alike reports whether none of the segments, in ascending order, outweighs all
// others, so that each posting is rewritten only a few times over the life of
// an index.
func alike(sorted []part) bool {
	sum := 0
	last := len(sorted) - 1
	for _, p := range sorted[:last] {
		sum += p.weight()
	}
	return sorted[last].weight() <= sum
}

// outweighing is how many times as large as all smaller segments together one has
// to be for an idle index to leave it as it is. With 8, an index is rewritten as a
// whole, in its idle times, whenever it has gained an eighth of its size. Adding and
// embedding that much takes many times as long. With 2, an index of 100,000 passages
// had four segments, and searches took a quarter longer than in one.
const outweighing = 8

// balanced gives the most segments, smallest first, of which none outweighs the
// smaller ones: merging them is worth its while however few they are. What it
// leaves are segments that each outweigh all smaller ones, so there are few.
func balanced(sorted []part) []part {
	most, sum := 0, 0
	for i, p := range sorted {
		if i > 0 && p.weight() <= outweighing*sum {
			most = i + 1
		}
		sum += p.weight()
	}
	return sorted[:most]
}

// runMerge writes the merged segment. It runs in a goroutine of its own.
func (w *writer) runMerge(ctx context.Context, job mergeJob) mergeResult {
	r := mergeResult{mergeJob: job}
	inputs := make([]segment.Input, len(job.inputs))
	var model string
	var dims int
	for i, p := range job.inputs {
		inputs[i] = segment.Input{Reader: p.Reader, Dead: p.dead}
		if m, d := p.VectorModel(); d > 0 {
			model, dims = m, d // of the newest segment that has any
		}
	}
	out, err := w.storage.Create(ctx, job.name)
	if err != nil {
		r.err = err
		return r
	}
	counted := &counter{Writer: out, each: func() {
		for _, p := range job.inputs {
			p.drop()
		}
	}}
	var merged segment.Merged
	if merged, r.err = segment.Merge(ctx, counted, inputs, model, dims); r.err != nil {
		out.Abort()
		return r
	}
	r.numbers = merged.Numbers
	r.entry = segmentEntry{Name: job.name, Size: counted.n, Documents: merged.Documents,
		Passages: merged.Passages, Analyzer: sameVersion(job.inputs)}
	r.err = out.Commit()
	return r
}

// finishMerge replaces the inputs of a merge by the merged segment. Documents
// that were deleted while the merge ran are deleted in it too.
func (w *writer) finishMerge(r mergeResult) {
	if r.err != nil {
		w.failMerge(r)
		return
	}
	ctx := w.ix.ctx
	p, err := openPart(ctx, w.storage, r.entry)
	if err != nil {
		w.stalled = true
		w.answerFailed(err)
		return
	}
	dead := segment.NewBitmap(p.Documents())
	next := make([]part, 0, len(w.parts))
	found := make([]bool, len(r.inputs))
	for _, q := range w.parts {
		i := slices.IndexFunc(r.inputs, func(in part) bool { return in.name == q.name })
		if i < 0 {
			next = append(next, q)
			continue
		}
		found[i] = true
		carry(dead, r.numbers[i], func(d uint32) bool { return q.dead.Has(d) })
	}
	for i, ok := range found {
		if !ok { // all of it was deleted, or it was taken out
			carry(dead, r.numbers[i], func(uint32) bool { return true })
		}
	}
	if dead.Count() > 0 {
		err = w.bury(ctx, &p, dead)
	}
	if err == nil {
		err = w.install(ctx, append([]part{p}, next...))
	}
	if p.refs.Load() == 0 {
		_ = p.file.Close() // not installed, or nothing in it lives
	}
	if err != nil {
		w.stalled = true
		w.answerFailed(err)
	}
}

// carry sets the new numbers of an input's documents that died since.
func carry(dead segment.Bitmap, numbers []uint32, died func(uint32) bool) {
	for d, n := range numbers {
		if n != segment.Dropped && died(uint32(d)) {
			dead.Set(n)
		}
	}
}

// failMerge checks whether a segment is damaged and, if so, takes it out. After
// any other error, the merge is tried again with the next change.
func (w *writer) failMerge(r mergeResult) {
	for _, p := range r.inputs {
		if p.Verify() != nil {
			w.takeOut(p.name)
		}
	}
	w.stalled = true
	w.answerFailed(r.err)
}

// answerFailed tells the callers that wait for merges that one has failed.
func (w *writer) answerFailed(err error) {
	answer(&w.compacting, err)
	answer(&w.erasing, err)
}

// Settle returns when all merges that are due now have been done. Searches
// don't need it, but measurements do.
func (ix *Index) Settle(ctx context.Context) error {
	if ix.writer == nil {
		return nil
	}
	return ix.request(ctx, ix.writer.settle)
}

// Compact merges all segments into one without deleted documents, and returns
// when it is durable. It is meant for benchmarks and for indexes that will not
// change for a long time.
func (ix *Index) Compact(ctx context.Context) error {
	if ix.writer == nil {
		return nil
	}
	return ix.request(ctx, ix.writer.compact)
}

// request asks the writer for something and waits for its answer.
func (ix *Index) request(ctx context.Context, to chan<- chan error) error {
	done := make(chan error, 1)
	select {
	case to <- done:
	case <-ctx.Done():
		return ctx.Err()
	case <-ix.ctx.Done():
		return errClosed()
	}
	select {
	case err := <-done:
		return err
	case <-ix.ctx.Done():
		return errClosed()
	case <-ctx.Done():
		return ctx.Err()
	}
}
