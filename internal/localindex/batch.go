package localindex

import (
	"fmt"
	"slices"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/localindex/segment"
)

// batch is a set of changes that become durable together, and the segment that
// is made of them.
type batch struct {
	filling
	parts   []part // of the index, and behind them those that changes brought
	changes []*change
	latest  map[string][]located   // living documents of the builder, by key
	dead    map[int]segment.Bitmap // new deletions of parts, by their index
	own     []uint32               // superseded documents of the builder
	brought bool                   // a change has brought segments
	err     error
	damaged string
}

func newBatch(parts []part) *batch {
	return &batch{parts: slices.Clone(parts), latest: map[string][]located{},
		dead: map[int]segment.Bitmap{}}
}

// entry is a living entry of a document and its place.
type entry struct {
	at int // index of the part; -1 means the builder
	located
}

// add applies a change unless the index already has something newer.
func (b *batch) add(c *change) {
	b.changes = append(b.changes, c)
	if b.err != nil {
		return
	}
	var old []entry
	if old, b.err = b.find(c.document.Key); b.err != nil {
		return
	}
	if c.again != nil {
		i := slices.IndexFunc(old, func(o entry) bool { return b.stands(c.again, o) })
		if i < 0 {
			c.moved = true
			return
		}
		b.replace(old[i:i+1], c)
		return
	}
	var stones []entry
	if stones, b.err = b.find(tombstone(c.document.Key)); b.err != nil {
		return
	}
	old = append(old, stones...)
	for _, before := range old {
		if !supersedes(c.document, before.Document) {
			return
		}
	}
	b.replace(old, c)
}

// replace replaces an older change by a newer one.
func (b *batch) replace(old []entry, c *change) {
	for _, o := range old {
		b.kill(o)
	}
	if c.written != nil {
		b.parts, b.brought = append(b.parts, c.written...), true
		return
	}
	b.err = b.build(c)
}

// stands reports whether an entry is still where a change found it.
func (b *batch) stands(o *origin, found entry) bool {
	return found.at >= 0 && b.parts[found.at].name == o.part && found.number == o.number
}

// supersedes reports whether a change to d takes effect where old is. A version
// takes the entry of itself (its readers may differ), but never of its own
// forgetting.
func supersedes(d, old segment.Document) bool {
	order := document.Version(d.Version).Compare(document.Version(old.Version))
	if old.Forgotten {
		return order > 0
	}
	return order >= 0
}

// find returns the living entries with a key.
func (b *batch) find(key string) (all []entry, err error) {
	for _, l := range b.latest[key] {
		all = append(all, entry{-1, l})
	}
	for i, p := range b.parts {
		if dead := b.dead[i]; dead != nil {
			p.dead = dead
		}
		found, err := p.find(key)
		if err != nil {
			b.damaged = p.name
			return nil, fmt.Errorf("looking for %s: %w", key, err)
		}
		for _, l := range found {
			all = append(all, entry{i, l})
		}
	}
	return all, nil
}

func (b *batch) kill(o entry) {
	if o.at < 0 {
		b.own = append(b.own, o.number)
		b.latest[o.Key] = slices.DeleteFunc(slices.Clone(b.latest[o.Key]),
			func(l located) bool { return l.number == o.number })
		return
	}
	dead := b.dead[o.at]
	if dead == nil {
		dead = segment.NewBitmap(b.parts[o.at].Documents())
		copy(dead, b.parts[o.at].dead)
		b.dead[o.at] = dead
	}
	dead.Set(o.number)
}

func (b *batch) build(c *change) error {
	number, err := b.filling.add(c)
	d := c.document
	if d.Forgotten {
		d.Key = tombstone(d.Key)
	}
	b.latest[d.Key] = append(b.latest[d.Key], located{d, number})
	return err
}
