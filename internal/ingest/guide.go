package ingest

import (
	"context"
	"fmt"
	"time"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/queue"
)

// Guider writes guides to documents. Safe for concurrent use.
type Guider interface {
	// Guide writes a guide to the document called name from its beginning and
	// the total number of its chunks. Its errors are those of llm.Model.
	Guide(ctx context.Context, name string, beginning document.Contents,
		chunks int) (document.Guide, error)
}

const (
	// guideTime is how long a guide may take: a model's queue and its answer.
	guideTime = 3 * time.Minute
	// guideAttempts is how often it is tried. A document can do without.
	guideAttempts = 2
)

// extract makes the guide that a document has until a model has written one.
func (w *Worker) extract(ctx context.Context, name string, r reading) *document.Guide {
	if w.o.Extract == nil {
		return nil
	}
	var g document.Guide
	extract := func() { g = w.o.Extract(ctx, name, r.beginning, r.chunks) }
	if w.o.Background == nil {
		extract()
	} else if w.o.Background.Do(ctx, extract) != nil {
		return nil // the work ends here in any case
	}
	return &g
}

// askForGuide queues the writing of a guide behind everything that is already
// queued. If no guide is written, the document keeps its extract.
func (w *Worker) askForGuide(ctx context.Context, d document.Document) {
	if w.guides() == nil || w.o.Tasks == nil || d.Kind == document.FAQList {
		return
	}
	m, err := Task{Action: Guide, ID: d.ID, Version: d.Version, Generation: d.Generation}.Message()
	if err == nil {
		err = w.o.Tasks.Send(ctx, m)
	}
	if err != nil {
		w.o.Log.Warn("a document gets no guide", "document", d.ID, "error", err)
	}
}

// guide writes a guide to a version that is ready.
func (w *Worker) guide(ctx context.Context, t Task, attempt int, extend queue.Extend) error {
	guides := w.guides()
	d, err := w.ready(ctx, t)
	if err != nil || guides == nil {
		return err
	}
	r, err := w.opened(ctx, d.Content.Blob)
	if fault.Is(err, fault.NotFound) {
		return errObsolete
	}
	if err != nil {
		return fmt.Errorf("reading what %s holds: %w", t.ID, err)
	}
	// The model gives no sign of life while it writes. Without more time, another
	// worker would take the task and have the same guide written.
	if err := extend(ctx, guideTime+extendBy); err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, guideTime)
	defer cancel()
	g, err := guides.Guide(limited, d.Name, r.beginning, r.chunks)
	if err != nil {
		w.o.Log.Warn("no guide was written", "document", t.ID, "attempt", attempt, "error", err)
		if ctx.Err() != nil || attempt < guideAttempts && fault.Retryable(err) {
			return err
		}
		// A document without a guide is complete.
		return nil
	}
	_, err = document.Update(ctx, w.o.Documents, t.ID, func(d *document.Document) (bool, error) {
		// Another version may have come while the model wrote.
		if d.State != document.Ready || d.Version.Compare(t.Version) != 0 {
			return false, errObsolete
		}
		d.Guide = &g
		return true, nil
	})
	return err
}
