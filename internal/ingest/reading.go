package ingest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/retrieve"
)

// beginningBytes is how much text of a document guides are made of, and how much
// of it is held while it is indexed. Most documents are shorter.
const beginningBytes = 512 << 10

// reading is what is known about a version whose contents are stored.
type reading struct {
	blob      string
	chunks    int
	bytes     int // of the text
	pages     int
	beginning document.Contents // about the first beginningBytes, without parts and sheets
}

// whole reports whether the beginning is everything.
func (r reading) whole() bool { return len(r.beginning.Chunks) == r.chunks }

// opened reads what guides and records need of stored contents.
func (w *Worker) opened(ctx context.Context, name string) (reading, error) {
	c, err := document.OpenContents(ctx, w.o.Blobs, name)
	if err != nil {
		return reading{}, err
	}
	r := reading{blob: name, chunks: c.Chunks(), bytes: c.Bytes(), pages: len(c.Pages())}
	if r.beginning, err = c.Beginning(ctx, beginningBytes); err != nil {
		return reading{}, err
	}
	r.beginning.Parts, r.beginning.Sheets = nil, nil
	return r, nil
}

// chunksOf returns the chunks of a version. The chunks of a long version are
// read on demand.
func (w *Worker) chunksOf(ctx context.Context, r reading) iter.Seq2[document.Chunk, error] {
	if r.whole() {
		return retrieve.Chunks(r.beginning.Chunks)
	}
	return func(yield func(document.Chunk, error) bool) {
		c, err := document.OpenContents(ctx, w.o.Blobs, r.blob)
		if err != nil {
			yield(document.Chunk{}, err)
			return
		}
		for k, err := range c.All(ctx) {
			if !yield(k, err) {
				return
			}
		}
	}
}

// storing writes contents to the blob store while they are being read.
type storing struct {
	reading reading
	blocks  []document.Block // of the beginning
	encoder *document.Encoder
	out     *bufio.Writer
	pipe    *io.PipeWriter
	stored  chan error // what became of the blob
}

// begin opens the blob of a version's contents.
func (w *Worker) begin(ctx context.Context, t Task, name string) *storing {
	in, pipe := io.Pipe()
	s := &storing{reading: reading{blob: name}, pipe: pipe, stored: make(chan error, 1),
		out: bufio.NewWriterSize(pipe, 64<<10)}
	s.encoder = document.NewEncoder(s.out, t.ID, t.Version)
	go func() {
		_, err := w.o.Blobs.Put(ctx, name, in, blob.PutOptions{ContentType: "application/json"})
		in.CloseWithError(err)
		s.stored <- err
	}()
	return s
}

// add writes the next block.
func (s *storing) add(b document.Block) error {
	if b.Start < beginningBytes {
		s.blocks = append(s.blocks, b)
	}
	return s.encoder.Block(b)
}

// finish ends the blob and returns when it is durable.
func (s *storing) finish(info content.Info) (reading, error) {
	err := s.encoder.Close(info.Title)
	if err == nil {
		err = s.out.Flush()
	}
	s.pipe.CloseWithError(err)
	if stored := <-s.stored; err == nil {
		err = stored
	}
	r := s.reading
	r.chunks, r.bytes, r.pages = s.encoder.Chunks(), s.encoder.Bytes(), s.encoder.Pages()
	return r, err
}

// drop abandons the blob because of an error.
func (s *storing) drop(err error) error {
	s.pipe.CloseWithError(err)
	<-s.stored
	return err
}

// readFile reads a version's file and stores what is in it.
func (j *job) readFile(ctx context.Context, name string) (r reading, info content.Info, err error) {
	file, release, err := j.open(ctx)
	if err != nil {
		return r, info, err
	}
	defer release()
	d := describing{job: j}
	var s *storing
	for b, err := range j.worker.o.Splitter.Blocks(j.task.ID, j.task.Version,
		j.pages(ctx, file)) {
		if err != nil {
			err = fmt.Errorf("reading %s: %w", j.task.ID, err)
		} else {
			err = d.block(ctx, &b)
		}
		if err == nil {
			// Nothing is stored before the first block: a file that can't be read leaves
			// nothing to be removed.
			if s == nil {
				s = j.worker.begin(ctx, j.task, name)
			}
			err = s.add(b)
		}
		if err != nil && s != nil {
			err = s.drop(err)
		}
		if err != nil {
			return r, info, err
		}
	}
	info = file.Info()
	if foreignTitle(info.Format, info.Title, j.name, s.blocks) {
		info.Title = ""
	}
	if d.left {
		info.Warn(document.CodeNotExplained)
	}
	if r, err = s.finish(info); err != nil {
		return r, info, fmt.Errorf("storing the contents of %s: %w", j.task.ID, err)
	}
	r.beginning = document.Gather(j.task.ID, j.task.Version, s.blocks)
	r.beginning.Title, r.beginning.Parts, r.beginning.Sheets = info.Title, nil, nil
	return r, info, nil
}
