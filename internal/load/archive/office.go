package archive

import (
	"bytes"
	"encoding/xml"
	"maps"
	"path"
	"strings"

	"github.com/mundap/mundap/internal/load/format"
)

// Main is the part of an Office document that holds its text or leads to it.
type Main struct {
	Part string // where programs usually put it: "word/document.xml"
	Root string // the name of its root element
}

// Matches reports whether a file is a zip with this main part, wherever it is.
func (m Main) Matches(s format.Source, head []byte) bool {
	if !bytes.HasPrefix(head, Magic) {
		return false
	}
	const small = 1 << 20 // the relations, and the beginning of the part
	a, err := Open(s, small)
	if err != nil {
		return false
	}
	if a.Has(m.Part) {
		return true
	}
	root := ""
	_ = a.Each(a.main(), func(x *XML, e xml.StartElement) error {
		root = e.Name.Local
		return x.Skip()
	})
	return root == m.Root
}

// Open opens an Office document. If its main part has another name or is in
// another folder than usual, the parts of that folder can be found under their
// usual names.
func (m Main) Open(s format.Source, limit int64) (*Zip, error) {
	a, err := Open(s, limit)
	if err != nil || a.Has(m.Part) {
		return a, err
	}
	main := PartName(a.main())
	if main == "" {
		return a, nil
	}
	from, file := path.Split(main)
	to, usual := path.Split(m.Part)
	for name, part := range maps.Clone(a.Parts) {
		rest, ok := strings.CutPrefix(name, from)
		if !ok || strings.HasPrefix(name, to) && from != to {
			continue
		}
		switch rest {
		case file:
			rest = usual
		case "_rels/" + file + ".rels":
			rest = "_rels/" + usual + ".rels"
		}
		if a.Parts[to+rest] == nil {
			a.Parts[to+rest] = part
		}
	}
	return a, nil
}

// main is the name of the part that the document's relations call the main one.
func (a *Zip) main() string {
	_, byType, err := a.Relations("")
	if err != nil {
		return ""
	}
	return byType["officeDocument"]
}
