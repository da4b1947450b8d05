package localindex

import (
	"context"
	"slices"
	"time"

	"github.com/mundap/mundap/internal/localindex/storage"
)

// follow keeps a read-only index up to date with the newest manifest.
func (ix *Index) follow(tag string) {
	ticker := time.NewTicker(ix.refresh())
	defer ticker.Stop()
	for {
		select {
		case <-ix.ctx.Done():
			return
		case <-ticker.C:
			tag = ix.follows(tag)
		}
	}
}

// follows switches to a newer manifest. If files have disappeared meanwhile,
// there is an even newer one, which the next round reads.
func (ix *Index) follows(tag string) string {
	data, now, err := ix.options.Storage.Manifest(ix.ctx)
	if err != nil || now == tag {
		return tag
	}
	m, err := decodeManifest(data)
	if err != nil {
		return tag
	}
	old := ix.current.acquire()
	defer old.release()
	parts := make([]part, 0, len(m.Segments))
	for _, e := range m.Segments {
		p, err := reopen(ix.ctx, ix.options.Storage, e, old)
		if err != nil {
			_ = closeParts(parts) // they were only read
			return tag
		}
		parts = append(parts, p)
	}
	ix.current.set(newSnapshot(parts))
	if c, ok := ix.options.Storage.(cache); ok {
		c.KeepOnly(m.used())
	}
	return now
}

// cache is a storage that keeps copies of files.
type cache interface {
	KeepOnly(names map[string]bool)
}

// reopen opens a segment unless old already has it open.
func reopen(ctx context.Context, files storage.Store, e segmentEntry, old *snapshot) (part, error) {
	i := slices.IndexFunc(old.parts, func(p part) bool { return p.name == e.Name })
	if i < 0 {
		return openPart(ctx, files, e)
	}
	p := old.parts[i]
	if p.entry.Dead == e.Dead {
		p.entry = e
		return p, nil
	}
	dead, err := readDead(ctx, files, e)
	return part{openSegment: p.openSegment, entry: e, dead: dead}, err
}
