package ingest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
)

const (
	// saveEvery is how much work may be lost if the process is killed. Most
	// documents take less, and nothing is saved for them.
	saveEvery = 20 * time.Second
	// partBytes bounds pages that are held to be saved together: their text, and
	// blockBytes for each block, which is what a short row takes besides.
	partBytes  = 2 << 20
	blockBytes = 300
)

// checkpoint records how far the work on a version has come. The results so far
// are stored beside it in the blob store: pages and vectors in numbered parts,
// the contents in a blob of their own and, until the contents are complete, the
// explanations of code. The checkpoint is written after the data that it
// describes, so a part that it does not count is overwritten.
type checkpoint struct {
	Place     format.Place `json:"place"`
	PageParts int          `json:"page_parts"`
	Read      bool         `json:"read"` // the contents are stored
	// Edition is what the stored contents were made with.
	Edition document.Edition `json:"edition,omitzero"`

	ExplanationParts int `json:"explanation_parts"` // of code, by chunk

	Model       string `json:"model"`      // of the vectors
	Dimensions  int    `json:"dimensions"` //
	Vectors     int    `json:"vectors"`    // the first so many chunks have theirs
	VectorParts int    `json:"vector_parts"`

	Stores  []string         `json:"stores"`  // that have all chunks
	Readers []auth.Principal `json:"readers"` // with which they have them
}

// workFolder returns the folder of a version's checkpoint and parts, with a
// slash at the end.
func workFolder(key document.ID, v document.Version) string {
	return strings.TrimSuffix(document.ContentsBlob(key, v), ".json") + "/"
}

func (j *job) blob(name string) string { return workFolder(j.task.ID, j.task.Version) + name }

func pagePart(n int) string   { return fmt.Sprintf("pages-%06d.json", n) }
func vectorPart(n int) string { return fmt.Sprintf("vectors-%06d.bin", n) }

func explanationPart(n int) string { return fmt.Sprintf("code-%06d.json", n) }

const checkpointName = "checkpoint.json"

// resume reads the version's checkpoint. If there is none, the work starts from
// the beginning.
func (j *job) resume(ctx context.Context) error {
	err := j.readJSON(ctx, checkpointName, &j.saved)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Damaged) {
		j.saved = checkpoint{}
		return nil
	}
	return err
}

// save writes the checkpoint.
func (j *job) save(ctx context.Context) error {
	if err := j.writeJSON(ctx, checkpointName, j.saved); err != nil {
		return err
	}
	j.savedAt = j.worker.o.Now()
	return nil
}

func (j *job) savePages(ctx context.Context, pages []content.Page, at format.Place) error {
	if err := j.writeJSON(ctx, pagePart(j.saved.PageParts), pages); err != nil {
		return err
	}
	j.saved.PageParts++
	j.saved.Place, j.worked = at, true
	return j.save(ctx)
}

// savedPages returns the pages that earlier deliveries have read.
func (j *job) savedPages(ctx context.Context) iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		for n := range j.saved.PageParts {
			var pages []content.Page
			if err := j.readJSON(ctx, pagePart(n), &pages); err != nil {
				yield(content.Page{}, j.missing(err))
				return
			}
			for _, p := range pages {
				if !yield(p, nil) {
					return
				}
			}
		}
	}
}

// missing classifies an error in reading a part. A part that is missing or
// damaged says nothing about the document; the next try starts from the
// beginning.
func (j *job) missing(err error) error {
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Damaged) {
		j.lost = true
		return fault.Wrap(fmt.Errorf("the saved work is lost: %s", err), fault.Internal, "", "")
	}
	return err
}

func (j *job) writeJSON(ctx context.Context, name string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encoding %s of %s: %w", name, j.task.ID, err)
	}
	return j.write(ctx, name, data)
}

func (j *job) write(ctx context.Context, name string, data []byte) error {
	if _, err := j.worker.o.Blobs.Put(ctx, j.blob(name), bytes.NewReader(data),
		blob.PutOptions{ContentType: "application/octet-stream"}); err != nil {
		return fmt.Errorf("saving the work on %s: %w", j.task.ID, err)
	}
	return nil
}

func (j *job) readJSON(ctx context.Context, name string, v any) error {
	data, err := j.read(ctx, name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fault.Wrap(fmt.Errorf("decoding the saved work on %s: %w", j.task.ID, err),
			fault.Damaged, "", "")
	}
	return nil
}

func (j *job) read(ctx context.Context, name string) ([]byte, error) {
	r, _, err := j.worker.o.Blobs.Get(ctx, j.blob(name), blob.Range{})
	if err != nil {
		return nil, fmt.Errorf("opening the saved work on %s: %w", j.task.ID, err)
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("reading the saved work on %s: %w", j.task.ID, err)
	}
	return data, nil
}

// sweep deletes everything that was saved while a version was processed.
func (w *Worker) sweep(ctx context.Context, key document.ID, v document.Version) error {
	return w.deleteBelow(ctx, workFolder(key, v), nil)
}

// tidy deletes the contents of versions that the record does not keep.
func (w *Worker) tidy(ctx context.Context, d document.Document) error {
	kept := map[string]bool{d.Content.Blob: true}
	for _, e := range d.Earlier {
		kept[e.Blob] = true
	}
	folder := document.ContentsFolder(d.ID)
	return w.deleteBelow(ctx, folder, func(key string) bool {
		return kept[key] || strings.Contains(strings.TrimPrefix(key, folder), "/")
	})
}

// listAtOnce is how many blobs are listed by one call: the most that S3 gives.
const listAtOnce = 1000

// deleteBelow deletes the blobs whose keys begin with a prefix, but those that
// stay; nil if none does.
func (w *Worker) deleteBelow(ctx context.Context, prefix string, stays func(key string) bool) error {
	for after := ""; ; {
		list, err := w.o.Blobs.List(ctx, prefix, after, listAtOnce)
		if err != nil {
			return fmt.Errorf("listing the blobs below %s: %w", prefix, err)
		}
		for _, b := range list {
			if after = b.Key; stays != nil && stays(b.Key) {
				continue
			}
			if err := w.o.Blobs.Delete(ctx, b.Key); err != nil {
				return fmt.Errorf("deleting %s: %w", b.Key, err)
			}
		}
		if len(list) < listAtOnce {
			return nil
		}
	}
}
