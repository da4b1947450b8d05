package ingest

import (
	"errors"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/document"
)

// An upload becomes a document's next version only while its grant stands for
// the document as it was when the grant was issued.
func TestWhichUploadsADocumentAccepts(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	stored := document.Document{Revision: 1, Owner: "kim", State: document.Ready, Generation: 2,
		Upload: "earlier", Granted: at}
	replacing := document.Grant{ID: "new", Owner: "kim", Replaces: true, Generation: 2,
		Issued: at.Add(time.Second)}
	first := document.Grant{ID: "new", Owner: "kim", Issued: at.Add(time.Second)}

	changed := func(change func(*document.Document)) document.Document {
		d := stored
		change(&d)
		return d
	}
	granted := func(g document.Grant, change func(*document.Grant)) document.Grant {
		change(&g)
		return g
	}
	deleting := changed(func(d *document.Document) { d.State = document.Deleting })
	for _, c := range []struct {
		name string
		d    document.Document
		g    document.Grant
		ok   bool
	}{
		{"a new document", document.Document{}, first, true},
		{"a new version", stored, replacing, true},
		{"a document that another upload has just made", stored, first, true},
		{"the same, deleted and restored since", changed(func(d *document.Document) {
			d.Generation++
		}), first, true},

		{"a version of a document that is gone", document.Document{}, replacing, false},
		{"a version of a document that is being deleted", deleting, replacing, false},
		{"a document of this name that is being deleted", deleting, first, false},
		{"a version from before a deletion that was undone", changed(func(d *document.Document) {
			d.Generation++
		}), replacing, false},
		{"somebody else's document", changed(func(d *document.Document) { d.Owner = "lee" }),
			replacing, false},
		{"an upload that was used", changed(func(d *document.Document) { d.Upload = "new" }),
			replacing, false},
		{"an upload that was granted before the present one", stored,
			granted(replacing, func(g *document.Grant) { g.Issued = at.Add(-time.Second) }), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := accepts(c.d, c.g); (err == nil) != c.ok ||
				err != nil && !errors.Is(err, errDiscarded) {
				t.Errorf("accepted: %t (%v), want %t", err == nil, err, c.ok)
			}
		})
	}
}
