package chat

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/retrieve"
)

// locator finds the place in its document of each passage that came without one.
// Kendra reads files by itself and says what it found, but not where.
type locator struct {
	rec     *record
	records retrieve.Records
	blobs   blob.Store // nil: there are no contents to look in
}

func (t *work) locator() locator { return locator{t.rec, t.s.Documents, t.s.Blobs} }

// locateLimit is how long looking for the passages of an answer may take. The
// longest text that Kendra takes, 5 MB, is read in a fraction of it.
const locateLimit = 3 * time.Second

// locate gives the passages their places. A passage that is found gets the text
// that the document has there, so that ranges of one are ranges of the other.
// One that is not found stays as it is: its source can be cited, but not opened.
func (l locator) locate(ctx context.Context, s selection) {
	var lost []*retrieve.Passage
	for _, list := range [][]retrieve.Passage{s.kept, s.related} {
		for i := range list {
			if p := &list[i]; p.Document != "" && p.End <= p.Start {
				lost = append(lost, p)
			}
		}
	}
	if len(lost) == 0 || l.blobs == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, locateLimit)
	defer cancel()
	if err := l.each(ctx, lost); err != nil {
		l.rec.logger.Warn("a source has no place in its document", "error", err)
	}
}

// each gives every passage its place.
func (l locator) each(ctx context.Context, lost []*retrieve.Passage) error {
	ids := make([]document.ID, len(lost))
	for i, p := range lost {
		ids[i] = p.Document
	}
	records, err := l.records.GetBatch(ctx, ids)
	if err != nil {
		return fmt.Errorf("reading the records of %d sources: %w", len(ids), err)
	}
	for _, p := range lost {
		content, _, kept := records[p.Document].ContentOf(p.Version)
		if !kept {
			continue
		}
		c, err := document.OpenContents(ctx, l.blobs, content.Blob)
		if err == nil {
			err = settle(ctx, c, p)
		}
		if err != nil {
			return fmt.Errorf("looking for a passage of %s: %w", p.Document, err)
		}
	}
	return nil
}

// settle gives a passage the place that c has for its text, with the page and,
// if the passage came without any, the headings there.
func settle(ctx context.Context, c *document.ContentsReader, p *retrieve.Passage) error {
	near, pages := 0, c.Pages()
	if p.Page > 0 && p.Page <= len(pages) {
		near = pages[p.Page-1]
	}
	start, text, err := c.Find(ctx, p.Text, near)
	if err != nil || text == "" {
		return err
	}
	p.Start, p.End, p.Text = start, start+len(text), text
	if len(pages) > 0 {
		n, _ := slices.BinarySearch(pages, start+1)
		p.Page = max(1, n)
	}
	if p.Headings == nil {
		p.Headings, err = headingsAt(ctx, c, start)
	}
	return err
}

func headingsAt(ctx context.Context, c *document.ContentsReader, at int) ([]string, error) {
	b, err := c.Part(ctx, at, at+1)
	if err != nil {
		return nil, err
	}
	for _, chunk := range b.Chunks {
		if chunk.Start <= at && at < chunk.End {
			return chunk.Headings, nil
		}
	}
	return nil, nil
}
