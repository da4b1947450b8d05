package localindex

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/localindex/segment"
	"github.com/mundap/mundap/internal/localindex/storage"
)

const (
	// gatherTime is how long the first of several callers waits for others, so
	// that they share one write.
	gatherTime = 600 * time.Millisecond
	// gatherSize is how much memory a new segment may take before it is
	// written, in bytes.
	gatherSize = 32 << 20
)

// writer is the only goroutine that changes the index. Only that goroutine uses
// its fields; others communicate with it through channels.
type writer struct {
	ix       *Index
	storage  storage.Store
	manifest manifest
	tag      string
	parts    []part

	changes chan *change
	merged  chan mergeResult
	broken  chan string // names of segments that a search found damaged
	compact chan chan error
	settle  chan chan error
	erase   chan chan error

	opened []segmentEntry // what Open found; never changed
	files  atomic.Uint64  // number of the last file; for any goroutine

	spare      *segment.Builder // of the last batch, while changes keep coming
	merging    bool
	idle       bool         // nothing has changed for a while: there is time to merge more
	stalled    bool         // the last merge failed; the next change tries again
	compacting []chan error // callers of Compact
	settling   []chan error // callers of Settle
	erasing    []chan error // callers of Erase
}

func (w *writer) run() {
	idle := time.NewTimer(idleTime)
	defer idle.Stop()
	// Whatever happens may make a merge possible, the end of one included. One
	// runs at a time, in a goroutine of its own.
	for w.merge(); ; w.merge() {
		select {
		case <-w.ix.ctx.Done():
			w.answerFailed(errClosed())
			return
		case c := <-w.changes:
			w.gather(c)
			w.idle = false
			idle.Reset(idleTime)
		case <-idle.C:
			w.idle, w.spare = true, nil
		case r := <-w.merged:
			w.merging = false
			w.finishMerge(r)
		case name := <-w.broken:
			w.takeOut(name)
		case done := <-w.compact:
			w.compacting = append(w.compacting, done)
			w.stalled = false
		// A caller of Settle waits for the merges of a quiet time, so quiet is
		// declared at once.
		case done := <-w.settle:
			w.settling = append(w.settling, done)
			w.idle = true
		case done := <-w.erase:
			w.erasing = append(w.erasing, done)
			w.stalled = false
		}
	}
}

// gather collects the changes that callers bring at the same time and commits
// them together. It waits while somebody is about to bring a change, but not
// for long.
func (w *writer) gather(first *change) {
	b := newBatch(w.parts)
	b.spare, w.spare = w.spare, nil
	b.add(first)
	timer := time.NewTimer(gatherTime)
	defer timer.Stop()
	for int64(len(b.changes)) < w.ix.putting.Load() && b.size() < gatherSize {
		select {
		case c := <-w.changes:
			b.add(c)
			continue
		case <-timer.C:
		case <-w.ix.ctx.Done():
		}
		break
	}
	w.stalled = false
	err := b.err
	if err == nil {
		err = w.commit(b)
	}
	w.spare = cmp.Or(b.builder, b.spare)
	for _, c := range b.changes {
		_ = w.discard(w.ix.ctx, c.written) // what stays is removed at the next opening
	}
	if b.damaged != "" {
		w.takeOut(b.damaged)
	}
	if fault.Is(err, fault.Damaged) {
		// the segment is taken out; the caller may try again
		err = fault.Wrap(err, fault.Unavailable, "", "")
	}
	for _, c := range b.changes {
		c.done <- err
	}
	w.ix.embedding.poke()
}

// commit makes a batch durable and visible. If it returns an error, nothing has
// changed.
func (w *writer) commit(b *batch) error {
	if b.builder == nil && !b.brought {
		return nil
	}
	ctx := w.ix.ctx
	next := slices.Clone(b.parts)
	for _, i := range slices.Sorted(maps.Keys(b.dead)) {
		if err := w.bury(ctx, &next[i], b.dead[i]); err != nil {
			return err
		}
	}
	if b.builder == nil {
		return w.install(ctx, next)
	}
	added, err := w.addSegment(ctx, &b.filling)
	if err != nil {
		return err
	}
	if err = w.buryOwn(ctx, &added, b.own); err == nil {
		err = w.install(ctx, append(next, added))
	}
	if err != nil && added.refs.Load() == 0 {
		_ = added.file.Close()
	}
	return err
}

// buryOwn deletes those documents of a new segment that later changes in the
// same batch have superseded.
func (w *writer) buryOwn(ctx context.Context, p *part, own []uint32) error {
	if len(own) == 0 {
		return nil
	}
	dead := segment.NewBitmap(p.Documents())
	for _, d := range own {
		dead.Set(d)
	}
	return w.bury(ctx, p, dead)
}

// discard closes and removes segments that no snapshot uses.
func (w *writer) discard(ctx context.Context, parts []part) (err error) {
	for _, p := range parts {
		if p.refs.Load() == 0 {
			err = errors.Join(err, p.file.Close(), w.storage.Remove(ctx, p.name))
		}
	}
	return err
}

// bury writes the new deletions of a part.
func (w *writer) bury(ctx context.Context, p *part, dead segment.Bitmap) error {
	data := dead.Encode()
	name := w.fileName("dead")
	err := w.write(ctx, name, func(out storage.Writer) error {
		_, err := out.Write(data)
		return err
	})
	p.dead, p.entry.Dead, p.entry.DeadSize = dead, name, int64(len(data))
	return err
}

// addSegment writes a segment and opens it. It may be called from any
// goroutine.
func (w *writer) addSegment(ctx context.Context, f *filling) (part, error) {
	e := segmentEntry{Name: w.fileName("seg"), Documents: f.builder.Documents(),
		Passages: f.builder.Passages(), Analyzer: f.version}
	if e.Passages == 0 {
		e.Analyzer = w.ix.options.version() // nothing of it was analysed
	}
	var size int64
	err := w.write(ctx, e.Name, func(out storage.Writer) error {
		counted := &counter{Writer: out}
		err := f.builder.Write(counted)
		size = counted.n
		return err
	})
	if err != nil {
		return part{}, err
	}
	e.Size = size
	return openPart(ctx, w.storage, e)
}

// counter counts the bytes written.
type counter struct {
	storage.Writer
	n    int64
	each func() // called now and then, every counterStep bytes; nil means never
	next int64
}

const counterStep = 8 << 20

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	if c.n += int64(n); c.each != nil && c.n >= c.next {
		c.next = c.n + counterStep
		c.each()
	}
	return n, err
}

// write writes a file.
func (w *writer) write(ctx context.Context, name string, fill func(storage.Writer) error) error {
	out, err := w.storage.Create(ctx, name)
	if err != nil {
		return err
	}
	if err := fill(out); err != nil {
		out.Abort()
		return err
	}
	return out.Commit()
}

// fileName returns a name that no file has ever had, not even one left behind
// by a crash, because readers may cache files by name. It may be called from
// any goroutine.
func (w *writer) fileName(kind string) string {
	return fmt.Sprintf("%08x-%08x.%s", w.files.Add(1), rand.Uint32(), kind)
}

// install writes the manifest of parts, makes them the newest snapshot and
// removes the files that are no longer used. It leaves out parts without a
// living document.
func (w *writer) install(ctx context.Context, parts []part) error {
	parts = slices.DeleteFunc(parts, func(p part) bool { return p.dead.Count() == p.Documents() })
	m := w.manifest
	m.Format, m.Generation, m.Segments = manifestFormat, m.Generation+1,
		make([]segmentEntry, len(parts))
	for i, p := range parts {
		m.Segments[i] = p.entry
	}
	m.NextFile = w.files.Load()
	m.retire(w.manifest, w.ix.options.KeepRetired, time.Now())
	data, err := m.encode()
	if err != nil {
		return err
	}
	tag, err := w.storage.Swap(ctx, data, w.tag)
	if err != nil {
		return err
	}
	old := w.manifest
	w.manifest, w.tag, w.parts = m, tag, parts
	w.ix.current.set(newSnapshot(parts))
	w.removeUnused(ctx, old)
	return nil
}

// removeUnused deletes the files of an older manifest that the present one does
// not name. If a file can't be deleted now, it is deleted when the index is
// opened again.
func (w *writer) removeUnused(ctx context.Context, old manifest) {
	used := w.manifest.files()
	for name := range old.files() {
		if !used[name] {
			_ = w.storage.Remove(ctx, name)
		}
	}
}

// clean removes what a crash left behind. It also writes a manifest without the
// segments that could not be opened.
func (w *writer) clean(ctx context.Context) error {
	w.files.Store(w.manifest.NextFile)
	if len(w.parts) != len(w.manifest.Segments) {
		if err := w.installWhole(ctx, w.parts); err != nil {
			return err
		}
	}
	names, err := w.storage.List(ctx)
	if err != nil {
		return err
	}
	used := w.manifest.files()
	for _, name := range names {
		if !used[name] {
			_ = w.storage.Remove(ctx, name)
		}
	}
	return nil
}

// installWhole installs parts, but without the documents that have pieces in
// segments outside parts.
func (w *writer) installWhole(ctx context.Context, parts []part) error {
	b := newBatch(parts)
	for _, o := range b.incomplete() {
		b.kill(o)
	}
	for _, i := range slices.Sorted(maps.Keys(b.dead)) {
		if err := w.bury(ctx, &b.parts[i], b.dead[i]); err != nil {
			return err
		}
	}
	return w.install(ctx, b.parts)
}

// takeOut removes a damaged segment and reports it.
func (w *writer) takeOut(name string) {
	i := slices.IndexFunc(w.parts, func(p part) bool { return p.name == name })
	if i < 0 {
		return
	}
	d := Damage{Segment: name, Documents: w.parts[i].Documents(), Err: fault.Newf(fault.Damaged,
		"segment %s is damaged", name)}
	if err := w.installWhole(w.ix.ctx,
		slices.Delete(slices.Clone(w.parts), i, i+1)); err != nil {
		return // the next search finds it again
	}
	w.ix.report(d)
}
