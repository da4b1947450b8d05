package document

import (
	"context"
	"fmt"
)

// keptVersions is how many newer uploads a cited version's contents outlive:
// the third one takes them away.
const keptVersions = 3

// ContentOf returns the content of a version, if it is kept: the current one,
// or one of an older version that was cited. changed reports whether the
// document has been uploaded again since, even with the same content.
func (d Document) ContentOf(v Version) (c Content, changed, ok bool) {
	blob := ContentsBlob(d.ID, v)
	replaced := d.Content.Blob != ContentsBlob(d.ID, d.Version) // and the new upload is not read yet
	switch {
	case d.Content.Blob == blob:
		return d.Content, replaced, true
	case d.Reread != "" && d.Reread == v: // stores have it already
		return Content{Blob: blob, Pages: d.Content.Pages}, replaced, true
	}
	for _, e := range d.Earlier {
		if e.Blob == blob {
			return e, replaced || e.Newer > 0, true
		}
	}
	return Content{}, true, false
}

// Replace makes c the document's content. The previous content is kept if it
// was cited, and kept contents that are too old are removed. uploaded reports
// whether c was read from a newer upload rather than from the same one again.
func (d *Document) Replace(c Content, uploaded bool) {
	before := append([]Content{d.Content}, d.Earlier...)
	d.Content, d.Earlier = c, nil
	for _, e := range before {
		if uploaded {
			e.Newer++
		}
		cited := e.Cited || e.Edition == (Edition{}) // earlier programs did not note citations
		if cited && e.Blob != "" && e.Blob != c.Blob && e.Newer < keptVersions {
			d.Earlier = append(d.Earlier, e)
		}
	}
}

// Cite records that an answer which goes into the log cites a version, so that
// its contents are kept when a newer upload replaces it. Citing a version that
// is no longer kept, or citing one twice, changes nothing.
func Cite(ctx context.Context, s Records, id ID, v Version) error {
	_, err := Update(ctx, s, id, func(d *Document) (bool, error) {
		blob := ContentsBlob(id, v)
		if d.Content.Blob != blob || d.Content.Cited {
			return false, nil
		}
		d.Content.Cited = true
		return true, nil
	})
	if err != nil {
		return fmt.Errorf("noting that %s is cited: %w", id, err)
	}
	return nil
}

// NextVersion returns the version of the next upload or reading.
func (d Document) NextVersion() Version {
	if d.Reread != "" && d.Reread.Compare(d.Version) > 0 {
		return d.Reread.Next()
	}
	return d.Version.Next()
}
