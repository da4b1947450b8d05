package localindex

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/localindex/segment"
)

const (
	// gatherTime is how long the first of several callers waits for the others,
	// so that they share a write.
	gatherTime = 600 * time.Millisecond
	// gatherSize is how much memory a segment in the making may take before it is written.
	gatherSize = 128 << 20
)

// writer is the one goroutine that changes the index. All its fields are its
// own; others speak to it by channels.
type writer struct {
	ix       *Index
	storage  Storage
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
// them together. It waits while somebody is about to bring one, but not for
// long.
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

// batch is changes that become durable together, and the segment that is made of them.
type batch struct {
	parts   []part
	changes []*change
	builder *segment.Builder
	spare   *segment.Builder // of an earlier batch: the memory is used again
	model   string
	dims    int
	version string                 // of the analyzer
	latest  map[string]*located    // documents of the builder that are not superseded, by key
	dead    map[int]segment.Bitmap // new deletions of parts, by their index
	own     []uint32               // superseded documents of the builder
	err     error
	damaged string
}

func newBatch(parts []part) *batch {
	return &batch{parts: parts, latest: map[string]*located{}, dead: map[int]segment.Bitmap{}}
}

func (b *batch) size() int {
	if b.builder == nil {
		return 0
	}
	return b.builder.Size()
}

// add applies a change unless something newer is there already.
func (b *batch) add(c *change) {
	b.changes = append(b.changes, c)
	if b.err != nil {
		return
	}
	at, old, err := b.find(c.document.Key)
	if err != nil {
		b.err = err
		return
	}
	if c.again != nil && !b.stands(c.again, at, old) {
		c.moved = true
		return
	}
	stone, forgotten, err := b.find(tombstone(c.document.Key))
	if err != nil {
		b.err = err
		return
	}
	for _, before := range []*located{old, forgotten} {
		if before != nil && !supersedes(c.document, before.Document) {
			return
		}
	}
	if old != nil {
		b.kill(at, old.number)
	}
	if forgotten != nil {
		b.kill(stone, forgotten.number)
	}
	b.err = b.build(c)
}

// stands reports whether the document that was found is still where a change
// found it.
func (b *batch) stands(o *origin, at int, found *located) bool {
	return found != nil && at >= 0 && b.parts[at].name == o.part && found.number == o.number
}

// supersedes reports whether a change to d takes effect where old is. A version
// takes the place of itself (its readers may differ), but never of its own
// forgetting.
func supersedes(d, old segment.Document) bool {
	order := document.Version(d.Version).Compare(document.Version(old.Version))
	if old.Forgotten {
		return order > 0
	}
	return order >= 0
}

// find gives the living document with a key and the index of its part; -1: it is in the builder.
func (b *batch) find(key string) (int, *located, error) {
	if l := b.latest[key]; l != nil {
		return -1, l, nil
	}
	for i, p := range b.parts {
		if dead := b.dead[i]; dead != nil {
			p.dead = dead
		}
		l, err := p.find(key)
		if err != nil {
			b.damaged = p.name
			return 0, nil, fmt.Errorf("looking for %s: %w", key, err)
		}
		if l != nil {
			return i, l, nil
		}
	}
	return 0, nil, nil
}

func (b *batch) kill(at int, number uint32) {
	if at < 0 {
		b.own = append(b.own, number)
		return
	}
	dead := b.dead[at]
	if dead == nil {
		dead = segment.NewBitmap(b.parts[at].Documents())
		copy(dead, b.parts[at].dead)
		b.dead[at] = dead
	}
	dead.Set(number)
}

func (b *batch) build(c *change) error {
	if b.builder == nil {
		b.builder, b.spare = cmp.Or(b.spare, &segment.Builder{}), nil
		b.builder.Reset("", 0)
	}
	b.vectors(c)
	if len(c.passages) > 0 {
		if b.builder.Passages() == 0 {
			b.version = c.analyzer
		} else if b.version != c.analyzer {
			b.version = ""
		}
	}
	d := c.document
	delete(b.latest, d.Key)
	delete(b.latest, tombstone(d.Key))
	if d.Forgotten {
		d.Key = tombstone(d.Key)
	}
	b.latest[d.Key] = &located{d, uint32(b.builder.Documents())}
	b.builder.AddDocument(d, len(c.passages))
	for i := range c.passages {
		p := &c.passages[i]
		if err := b.builder.AddPassage(&p.Passage, p.terms, p.vector,
			p.parts...); err != nil {
			return err
		}
		spareCounts.Put(p.terms)
		p.terms = nil
	}
	return nil
}

// vectors tells the builder of the first vectors that come. Those of another
// model or length are left out then, and made again.
func (b *batch) vectors(c *change) {
	i := slices.IndexFunc(c.passages, func(p analysed) bool { return p.vector.Values != nil })
	if i < 0 {
		return
	}
	if dims := len(c.passages[i].vector.Values); b.dims == 0 {
		b.model, b.dims = c.model, dims
		b.builder.SetVectors(c.model, dims)
	}
	if c.model == b.model {
		return
	}
	for i := range c.passages {
		c.passages[i].vector, c.passages[i].parts = segment.Vector{}, nil
	}
}

// commit makes a batch durable and visible. After an error nothing has changed.
func (w *writer) commit(b *batch) error {
	if b.builder == nil {
		return nil
	}
	ctx := w.ix.ctx
	next := slices.Clone(w.parts)
	for _, i := range slices.Sorted(maps.Keys(b.dead)) {
		if err := w.bury(ctx, &next[i], b.dead[i]); err != nil {
			return err
		}
	}
	added, err := w.addSegment(ctx, b)
	if err != nil {
		return err
	}
	next = append(next, added)
	if err := w.install(ctx, next); err != nil {
		if added.refs.Load() == 0 {
			_ = added.file.Close()
		}
		return err
	}
	return nil
}

// bury writes a part's new deletions.
func (w *writer) bury(ctx context.Context, p *part, dead segment.Bitmap) error {
	data := dead.Encode()
	name := w.fileName("dead")
	err := w.write(ctx, name, func(out Writer) error {
		_, err := out.Write(data)
		return err
	})
	p.dead, p.entry.Dead, p.entry.DeadSize = dead, name, int64(len(data))
	return err
}

// addSegment writes the batch's segment and opens it.
func (w *writer) addSegment(ctx context.Context, b *batch) (part, error) {
	e := segmentEntry{Name: w.fileName("seg"), Documents: b.builder.Documents(),
		Passages: b.builder.Passages(), Analyzer: b.version}
	if e.Passages == 0 {
		e.Analyzer = w.ix.options.version() // nothing of it was analysed
	}
	var size int64
	err := w.write(ctx, e.Name, func(out Writer) error {
		counted := &counter{Writer: out}
		err := b.builder.Write(counted)
		size = counted.n
		return err
	})
	if err != nil {
		return part{}, err
	}
	e.Size = size
	p, err := openPart(ctx, w.storage, e)
	if err != nil || len(b.own) == 0 {
		return p, err
	}
	dead := segment.NewBitmap(e.Documents)
	for _, d := range b.own {
		dead.Set(d)
	}
	return p, w.bury(ctx, &p, dead)
}

type counter struct {
	Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	c.n += int64(n)
	return n, err
}

// write writes a file.
func (w *writer) write(ctx context.Context, name string, fill func(Writer) error) error {
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

// fileName is a name that no file has had, not even one that a crash left
// behind: readers may keep files by name.
func (w *writer) fileName(kind string) string {
	w.manifest.NextFile++
	return fmt.Sprintf("%08x-%08x.%s", w.manifest.NextFile, rand.Uint32(), kind)
}

// install writes the manifest of parts, makes them the newest snapshot and
// removes the files that went out of use. Parts without a living document are
// left out.
func (w *writer) install(ctx context.Context, parts []part) error {
	parts = slices.DeleteFunc(parts, func(p part) bool { return p.dead.Count() == p.Documents() })
	m := w.manifest
	m.Format, m.Generation, m.Segments = manifestFormat, m.Generation+1,
		make([]segmentEntry, len(parts))
	for i, p := range parts {
		m.Segments[i] = p.entry
	}
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
// not name. What can't be deleted now is deleted when the index is opened
// again.
func (w *writer) removeUnused(ctx context.Context, old manifest) {
	used := w.manifest.files()
	for name := range old.files() {
		if !used[name] {
			_ = w.storage.Remove(ctx, name)
		}
	}
}

// clean removes what a crash left behind, and writes a manifest without
// segments that could not be opened.
func (w *writer) clean(ctx context.Context) error {
	if len(w.parts) != len(w.manifest.Segments) {
		if err := w.install(ctx, w.parts); err != nil {
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

// takeOut removes a damaged segment and reports it.
func (w *writer) takeOut(name string) {
	i := slices.IndexFunc(w.parts, func(p part) bool { return p.name == name })
	if i < 0 {
		return
	}
	d := Damage{Segment: name, Documents: w.parts[i].Documents(), Err: fault.Newf(fault.Damaged,
		"segment %s is damaged", name)}
	if err := w.install(w.ix.ctx, slices.Delete(slices.Clone(w.parts), i, i+1)); err != nil {
		return // the next search finds it again
	}
	w.ix.report(d)
}
