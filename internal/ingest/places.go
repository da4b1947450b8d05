package ingest

import (
	"context"
	"fmt"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/retrieve"
)

// indexPlace is a search store as a place that can forget documents.
type indexPlace struct{ retrieve.Index }

func (p indexPlace) Place() string {
	if s, ok := p.Index.(interface{ Store() string }); ok {
		return "search " + s.Store()
	}
	return "search"
}

func (p indexPlace) Forget(ctx context.Context, d document.Document) error {
	return p.Index.Forget(ctx, d.ID, d.Version)
}

func (p indexPlace) Erase(ctx context.Context) error {
	if e, ok := p.Index.(forgetting.Eraser); ok {
		return e.Erase(ctx)
	}
	return nil
}

// tracer is an index that can search its own files for documents.
type tracer interface {
	Traces(ctx context.Context, id document.ID) (int, error)
}

func (p indexPlace) Probe(ctx context.Context, id document.ID) (forgetting.Probe, error) {
	t, ok := p.Index.(tracer)
	if !ok {
		return forgetting.Probe{Asked: "nothing: the service has accepted the deletion"}, nil
	}
	n, err := t.Traces(ctx, id)
	return forgetting.Probe{Asked: "entries of the document, deleted ones included", Found: n}, err
}

func (p indexPlace) Kept(ctx context.Context) ([]forgetting.Copy, error) {
	if k, ok := p.Index.(forgetting.Keeper); ok {
		return k.Kept(ctx)
	}
	return nil, nil
}

// blobPlace is the blob store: originals, contents of every version, and saved
// work.
type blobPlace struct{ w *Worker }

func (p blobPlace) Place() string { return "blobs" }

// prefixes returns the prefixes of everything that was made for a document's
// id.
func prefixes(id document.ID) []string {
	return []string{
		document.Prefix + "~" + document.GrantPrefix(id), document.ContentsFolder(id),
	}
}

func (p blobPlace) Forget(ctx context.Context, d document.Document) error {
	newer, err := p.w.newer(ctx, d)
	if err != nil {
		return err
	}
	names := []string{d.Content.Blob}
	if !newer {
		names = append(names, d.Object)
	}
	for _, name := range names {
		if name == "" {
			continue
		}
		if err := p.w.o.Blobs.Delete(ctx, name); err != nil {
			return fmt.Errorf("deleting %s: %w", name, err)
		}
	}
	for _, prefix := range prefixes(d.ID) {
		if err := p.w.deleteBelow(ctx, prefix, nil); err != nil {
			return err
		}
	}
	return nil
}

func (p blobPlace) Probe(ctx context.Context, id document.ID) (forgetting.Probe, error) {
	probe := forgetting.Probe{Asked: "objects of the document's: originals, contents, saved work"}
	for _, prefix := range prefixes(id) {
		list, err := p.w.o.Blobs.List(ctx, prefix, "", 1000)
		if err != nil {
			return probe, fmt.Errorf("listing %s: %w", prefix, err)
		}
		probe.Found += len(list)
	}
	return probe, nil
}

func (p blobPlace) Erase(ctx context.Context) error {
	if e, ok := p.w.o.Blobs.(forgetting.Eraser); ok {
		return e.Erase(ctx)
	}
	return nil
}

func (p blobPlace) Kept(ctx context.Context) ([]forgetting.Copy, error) {
	if k, ok := p.w.o.Blobs.(forgetting.Keeper); ok {
		return k.Kept(ctx)
	}
	return nil, nil
}

// newer reports whether the object belongs to a later upload than the record.
// The event of that upload is still on its way, and the object stays.
func (w *Worker) newer(ctx context.Context, d document.Document) (bool, error) {
	info, err := w.o.Blobs.Stat(ctx, d.Object)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil && !fault.Is(err, fault.Damaged) {
		return false, fmt.Errorf("looking at %s: %w", d.Object, err)
	}
	return document.Version(info.Version).Compare(d.Sequence) > 0, nil
}

// answerPlace is the log of calls: summaries of the document go, and what was
// read aloud of answers that rest on it. The answers themselves stay, unless
// whoever deleted the document wanted otherwise.
type answerPlace struct {
	w           *Worker
	withAnswers bool
}

func (p answerPlace) Place() string { return "answers" }

func (p answerPlace) Forget(ctx context.Context, d document.Document) error {
	calls, err := p.w.o.Answers.Of(ctx, d)
	if err != nil {
		return err
	}
	var gone, stay []forgetting.Answer
	for _, a := range calls {
		if p.w.o.SpeechBlobs != nil {
			spoken := p.w.o.SpeechBlobs(a.User, a.RequestID)
			if err := blob.DeleteAll(ctx, p.w.o.Blobs, spoken); err != nil {
				return fmt.Errorf("deleting a spoken answer: %w", err)
			}
		}
		if a.Summary || p.withAnswers {
			gone = append(gone, a)
		} else {
			stay = append(stay, a)
		}
	}
	if err := p.w.o.Answers.Drop(ctx, d, gone); err != nil {
		return err
	}
	return p.w.o.Answers.Unname(ctx, d, stay)
}

func (p answerPlace) Probe(ctx context.Context, id document.ID) (forgetting.Probe, error) {
	probe := forgetting.Probe{Asked: "summaries of the document"}
	if p.withAnswers {
		probe.Asked = "summaries of the document and answers that rest on it"
	}
	calls, err := p.w.o.Answers.Of(ctx, document.Document{ID: id})
	for _, a := range calls {
		if a.Summary || p.withAnswers {
			probe.Found++
		}
	}
	return probe, err
}
