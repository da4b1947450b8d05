package pdf

import (
	"context"
	"errors"
	"testing"

	"github.com/mundap/mundap/internal/load/pdf/layout"
)

// exhausted is a document of which a machine of PDFium draws so many pages
// before it crashes.
type exhausted struct {
	drawn
	most, left int
	broken     int // a page that no machine draws
	dead       bool
	restarts   int
}

func (e *exhausted) Page(index int) (layout.Sheet, error) {
	if e.left--; e.left < 0 || index == e.broken {
		e.dead = true
		return layout.Sheet{}, errors.New("crashed")
	}
	return layout.Sheet{}, nil
}

func (e *exhausted) Crashed() bool { return e.dead }

func (e *exhausted) Restart(context.Context) error {
	e.left, e.dead = e.most, false
	e.restarts++
	return nil
}

func TestAPageIsReadAgainAfterACrash(t *testing.T) {
	const pages, broken = 30, 7
	doc := &exhausted{most: 4, left: 4, broken: broken}
	f := &file{doc: doc, sheets: map[int]sheet{}}
	for i := range pages {
		if s := f.sheet(t.Context(), i); (s.err != nil) != (i == broken) {
			t.Errorf("page %d: %v", i, s.err)
		}
	}
	if f.crashes != 1 || doc.restarts > pages/4+2 {
		t.Errorf("%d pages crashed, %d restarts", f.crashes, doc.restarts)
	}
}
