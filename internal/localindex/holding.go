package localindex

import (
	"context"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/localindex/segment"
	"github.com/mundap/mundap/internal/localindex/storage"
)

// Contains reports whether a document's version is indexed.
func (ix *Index) Contains(ctx context.Context, key document.ID, v document.Version) (bool, error) {
	snap := ix.acquire()
	if snap == nil {
		return false, errClosed()
	}
	defer snap.release()
	return contains(ctx, snap.parts, key, v)
}

func contains(ctx context.Context, parts []part, key document.ID, v document.Version) (bool,
	error) {
	var n wholeness
	for _, p := range parts {
		found, err := p.find(string(key))
		if err != nil {
			return false, err
		}
		for _, l := range found {
			if !l.Forgotten && document.Version(l.Version).Compare(v) == 0 {
				n.count(l.Document)
			}
		}
	}
	return n.whole(), ctx.Err()
}

// located is a living entry of a document in a segment.
type located struct {
	segment.Document
	number uint32
}

// find returns the living entries with a key. Only a long document has more
// than one.
func (p part) find(key string) (all []located, err error) {
	docs, err := p.Find(key)
	if err != nil {
		return nil, err
	}
	for _, n := range docs {
		if p.dead.Has(n) {
			continue
		}
		d, _, _, err := p.Document(n)
		if err != nil {
			return nil, err
		}
		all = append(all, located{d, n})
	}
	return all, nil
}

// Stats describes an index.
type Stats struct {
	Segments int
	Passages int   // including deleted ones that no merge has removed yet
	Bytes    int64 // of all files
}

// Stats returns figures of the index in its present state.
func (ix *Index) Stats() Stats {
	snap := ix.acquire()
	if snap == nil {
		return Stats{}
	}
	defer snap.release()
	var s Stats
	for _, p := range snap.parts {
		s.Segments++
		s.Passages += p.Passages()
		s.Bytes += p.entry.Size + p.entry.DeadSize
	}
	return s
}

// Measure reads the figures of an index from its manifest, without opening its
// segments. They are zero for an index that does not exist yet. A damaged
// manifest is fault.Damaged.
func Measure(ctx context.Context, files storage.Store) (Stats, error) {
	data, _, err := files.Manifest(ctx)
	if err != nil || data == nil {
		return Stats{}, err
	}
	m, err := decodeManifest(data)
	if err != nil {
		return Stats{}, err
	}
	s := Stats{Segments: len(m.Segments), Bytes: m.size()}
	for _, e := range m.Segments {
		s.Passages += e.Passages
	}
	return s, nil
}
