package office

import (
	"encoding/xml"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/archive"
)

// drawing writes what is drawn on a sheet: texts in boxes, diagrams, and the
// titles of charts, whose values are in cells.
func (r *sheetReader) drawing(part string) error {
	if part == "" {
		return nil
	}
	targets, _, err := r.file.archive.Relations(part)
	if fatal(err) {
		return err
	}
	w := &slideWalker{archive: r.file.archive, targets: targets}
	err = r.file.archive.Each(part, func(x *archive.XML, _ xml.StartElement) error {
		return x.Children(w.element)
	})
	for _, s := range w.shapes {
		if len(s.lines) > 0 {
			r.begin()
			r.drawn[korean.Line(s.plain())] = true
			s.write(&r.page.Builder)
		}
	}
	if w.lost {
		r.file.about.Warn(document.PartsLeftOut)
	}
	if err != nil && !fatal(err) {
		r.file.about.Warn(document.PartsLeftOut)
		err = nil
	}
	return err
}
