package localindex

import (
	"context"
	"slices"

	"github.com/mundap/mundap/internal/document"
)

// Outdated describes documents that were indexed with another version of the
// analyzer. They are found only as far as that version's terms are the same as
// the present one's.
type Outdated struct {
	Documents int
	Version   string // of the analyzer now
}

// versioned is an Analyzer that says which terms it gives: with the same
// version, the same ones. Segments keep the version they were made with. An
// Analyzer without versions always gives the same terms.
type versioned interface{ Version() string }

func (o *Options) version() string {
	if a, ok := o.Analyzer.(versioned); ok {
		return a.Version()
	}
	return ""
}

// sameVersion returns the version with which all parts were made, or "" if they
// differ.
func sameVersion(parts []part) string {
	for _, p := range parts[1:] {
		if p.entry.Analyzer != parts[0].entry.Analyzer {
			return ""
		}
	}
	return parts[0].entry.Analyzer
}

// byVersion splits parts into those that were made with a version and the
// others. Merging one with the other would make everything outdated again.
func byVersion(parts []part, version string) [2][]part {
	var split [2][]part
	for _, p := range parts {
		i := 0
		if p.entry.Analyzer != version {
			i = 1
		}
		split[i] = append(split[i], p)
	}
	return split
}

// Outdated returns the number of documents that were indexed with another
// version of the analyzer and have to be put again. A document that is put in
// the version that it already has replaces its old entry.
func (ix *Index) Outdated(ctx context.Context) (int, error) {
	snap := ix.acquire()
	if snap == nil {
		return 0, errClosed()
	}
	defer snap.release()
	n := 0
	for _, p := range byVersion(snap.parts, ix.options.version())[1] {
		for d := range uint32(p.Documents()) {
			if p.dead.Has(d) {
				continue
			}
			doc, _, _, err := p.Document(d)
			if err != nil {
				return n, err
			}
			if !doc.Forgotten && doc.Piece <= 1 {
				n++
			}
		}
		if err := ctx.Err(); err != nil {
			return n, err
		}
	}
	return n, nil
}

// Current reports whether a document's version is indexed with the analyzer's
// present version.
func (ix *Index) Current(ctx context.Context, key document.ID, v document.Version) (bool, error) {
	snap := ix.acquire()
	if snap == nil {
		return false, errClosed()
	}
	defer snap.release()
	return contains(ctx, byVersion(snap.parts, ix.options.version())[0], key, v)
}

// tellOutdated tells the owner, in a goroutine, if there are outdated
// documents.
func (ix *Index) tellOutdated() {
	if ix.writer == nil || ix.options.Outdated == nil {
		return
	}
	version := ix.options.version()
	if !slices.ContainsFunc(ix.writer.opened,
		func(e segmentEntry) bool { return e.Analyzer != version }) {
		return
	}
	ix.spawn(func() {
		if n, err := ix.Outdated(ix.ctx); err == nil && n > 0 {
			ix.options.Outdated(ix.ctx, Outdated{Documents: n, Version: version})
		}
	})
}

// spawn runs f in a goroutine that Close waits for, unless Close has begun.
func (ix *Index) spawn(f func()) {
	ix.closing.Lock()
	defer ix.closing.Unlock()
	if !ix.closed {
		ix.tasks.Go(f)
	}
}
