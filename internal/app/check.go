package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/admin"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/forgetting"
)

// orphanAge is the age from which an object without a document counts as left
// over. A younger one may belong to an upload in progress.
const orphanAge = 10 * time.Minute

// Check reads everything and compares checksums and references. It calls found
// for each problem, and progress from time to time.
func (p *Parts) Check(ctx context.Context, found func(admin.Problem) error,
	progress func(admin.Progress) error) error {
	c := &checker{Parts: p, found: found, progress: progress, known: map[string]bool{}}
	return errors.Join(c.database(ctx), c.documents(ctx), c.objects(ctx), c.receipts(ctx),
		c.searchIndex(ctx))
}

type checker struct {
	*Parts
	found    func(admin.Problem) error
	progress func(admin.Progress) error
	known    map[string]bool // blobs that a record refers to
	done     admin.Progress
}

func (c *checker) problem(kind, format string, args ...any) error {
	return c.found(admin.Problem{Kind: kind, What: fmt.Sprintf(format, args...)})
}

func (c *checker) database(ctx context.Context) error {
	problems, err := c.db.Integrity(ctx)
	for _, line := range problems {
		err = errors.Join(err, c.problem("database", "%s", line))
	}
	return err
}

// documents checks what every record refers to.
func (c *checker) documents(ctx context.Context) error {
	return c.db.Documents().Each(ctx, func(d document.Document) error {
		if d.State == document.Deleting {
			return nil
		}
		names := []string{d.Object}
		if d.Content.Blob != "" {
			names = append(names, d.Content.Blob)
		}
		for _, e := range d.Earlier {
			names = append(names, e.Blob)
		}
		for _, name := range names {
			c.known[name] = true
			_, err := c.blobs.Stat(ctx, name)
			if fault.Is(err, fault.NotFound) && !c.gone(ctx, d) {
				err = c.problem("missing", "%s of the document %q (%s)", name, d.Name, d.ID)
			}
			if err != nil && !fault.Is(err, fault.Damaged) { // objects tells of those
				return err
			}
		}
		if d.State != document.Ready {
			return nil
		}
		there, err := c.index.Contains(ctx, d.ID, d.Version)
		if err == nil && !there && !c.gone(ctx, d) {
			err = c.problem("missing", "the document %q (%s) in the search index", d.Name, d.ID)
		}
		return err
	})
}

// gone reports whether a record has changed since it was read.
func (c *checker) gone(ctx context.Context, d document.Document) bool {
	now, err := c.db.Documents().Get(ctx, d.ID)
	return err != nil || now.Revision != d.Revision
}

// objects reads every object and reports those that no record refers to.
func (c *checker) objects(ctx context.Context) error {
	for after := ""; ; {
		list, err := c.blobs.List(ctx, "", after, 500)
		if err != nil {
			return fmt.Errorf("listing the objects: %w", err)
		}
		for _, info := range list {
			after = info.Key
			if err := c.object(ctx, info); err != nil {
				return err
			}
		}
		if len(list) < 500 {
			return nil
		}
	}
}

func (c *checker) object(ctx context.Context, info blob.Info) error {
	in, _, err := c.blobs.Get(ctx, info.Key, blob.Range{})
	if err == nil {
		_, err = io.Copy(io.Discard, in)
		err = errors.Join(err, in.Close())
	}
	switch {
	case fault.Is(err, fault.Damaged):
		err = c.problem("damaged", "%s", info.Key)
	case fault.Is(err, fault.NotFound): // deleted meanwhile
		return nil
	case err == nil && c.orphan(info):
		err = c.problem("orphan", "%s belongs to no document", info.Key)
	}
	if err != nil {
		return err
	}
	c.done.Stage = "check"
	c.done.Files++
	c.done.Bytes += info.Size
	return c.progress(c.done)
}

func (c *checker) orphan(info blob.Info) bool {
	ours := strings.HasPrefix(info.Key, document.Prefix) || strings.HasPrefix(info.Key, "content/") &&
		strings.HasSuffix(info.Key, ".json") && strings.Count(info.Key, "/") == 2
	return ours && !c.known[info.Key] && time.Since(info.Modified) > orphanAge
}

// receipts checks that no deleted document has come back.
func (c *checker) receipts(ctx context.Context) error {
	return c.db.Receipts().EachReceipt(ctx, func(r forgetting.Receipt) error {
		if !r.Complete() {
			return nil
		}
		d, err := c.db.Documents().Get(ctx, document.ID(r.Document))
		if fault.Is(err, fault.NotFound) || err == nil && d.State == document.Deleting {
			return nil
		}
		if err != nil {
			return err
		}
		return c.problem("deleted", "the document %s is there, although it was deleted", d.ID)
	})
}

func (c *checker) searchIndex(ctx context.Context) error {
	err := c.index.Verify(ctx)
	if fault.Is(err, fault.Damaged) {
		return c.problem("damaged", "the search index: %v", err)
	}
	return err
}
