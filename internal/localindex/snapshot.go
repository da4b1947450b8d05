package localindex

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/localindex/rank"
	"github.com/mundap/mundap/internal/localindex/segment"
	"github.com/mundap/mundap/internal/localindex/storage"
)

// openSegment is a segment's open file. It is closed when the last snapshot
// that has it is released.
type openSegment struct {
	*segment.Reader
	name   string
	file   storage.File
	census *rank.Census
	refs   atomic.Int64
}

func (s *openSegment) release() error {
	if s.refs.Add(-1) > 0 {
		return nil
	}
	return s.file.Close()
}

// part is a segment as a snapshot sees it.
type part struct {
	*openSegment
	entry segmentEntry
	dead  segment.Bitmap
}

// snapshot is one state of the index. It never changes.
type snapshot struct {
	parts []part
	refs  atomic.Int64
}

// newSnapshot takes a reference to every segment. It starts with one reference
// of its own.
func newSnapshot(parts []part) *snapshot {
	s := &snapshot{parts: parts}
	s.refs.Store(1)
	for _, p := range parts {
		p.refs.Add(1)
	}
	return s
}

func (s *snapshot) release() {
	if s.refs.Add(-1) > 0 {
		return
	}
	for _, p := range s.parts {
		_ = p.openSegment.release() // unmapping fails for no reason that anybody could mend
	}
}

// current stores the newest snapshot.
type current struct {
	mu   sync.Mutex
	snap *snapshot
}

// acquire takes a reference to the newest snapshot, which the caller has to
// release. It returns nil after close.
func (c *current) acquire() *snapshot {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.snap != nil {
		c.snap.refs.Add(1)
	}
	return c.snap
}

// set makes s the newest snapshot.
func (c *current) set(s *snapshot) {
	c.mu.Lock()
	old := c.snap
	c.snap = s
	c.mu.Unlock()
	if old != nil {
		old.release()
	}
}

// openPart opens a segment and its deletions. The segment has no reference yet.
func openPart(ctx context.Context, files storage.Store, e segmentEntry) (part, error) {
	file, err := files.Open(ctx, e.Name, e.Size)
	if err != nil {
		return part{}, err
	}
	r, err := segment.Open(file.Bytes())
	if err == nil && (r.Documents() != e.Documents || r.Passages() != e.Passages) {
		err = fault.Newf(fault.Damaged, "segment %s has other counts than its manifest says",
			e.Name)
	}
	var dead segment.Bitmap
	if err == nil && e.Dead != "" {
		dead, err = readDead(ctx, files, e)
	}
	if err != nil {
		return part{}, errors.Join(fmt.Errorf("opening %s: %w", e.Name, err), file.Close())
	}
	return part{openSegment: &openSegment{Reader: r, name: e.Name, file: file,
		census: rank.NewCensus(r)}, entry: e, dead: dead}, nil
}

func readDead(ctx context.Context, files storage.Store, e segmentEntry) (segment.Bitmap, error) {
	file, err := files.Open(ctx, e.Dead, e.DeadSize)
	if err != nil {
		return nil, err
	}
	dead, err := segment.DecodeBitmap(file.Bytes(), e.Documents)
	return dead, errors.Join(err, file.Close())
}

// drop releases the memory of a segment's file after it has been read from
// beginning to end, because searches need little of it.
func (p part) drop() {
	if d, ok := p.file.(storage.Dropper); ok {
		d.Drop()
	}
}
