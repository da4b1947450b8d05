package document

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"iter"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/fault"
)

// Blobs is the part of blob.Store that a ContentsReader uses.
type Blobs interface {
	Get(ctx context.Context, key string, r blob.Range) (io.ReadCloser, blob.Info, error)
}

// ContentsReader reads parts of a version's contents. It never has more in
// memory than the blocks that contain the part. It is safe for concurrent use.
type ContentsReader struct {
	key   string
	blobs Blobs
	index contentsIndex
	size  int64  // of the index, in bytes
	whole *Block // contents of version 0.1

	// Cache returns block n, which it has kept or gets by calling read. If it
	// is nil, every block is read.
	Cache func(ctx context.Context, n int, read func() (*Block, int64, error)) (*Block, error)
}

// tailSize is how much of a blob's end is read at first: most indexes are
// smaller.
const tailSize = 16 << 10

// OpenContents opens the contents at a blob key. Errors are fault.NotFound and
// fault.Damaged.
func OpenContents(ctx context.Context, blobs Blobs, key string) (*ContentsReader, error) {
	r := &ContentsReader{key: key, blobs: blobs}
	_, info, err := r.read(ctx, blob.Range{Length: 1})
	if err != nil {
		return nil, err
	}
	at := max(0, info.Size-tailSize)
	tail, _, err := r.read(ctx, blob.Range{Offset: at})
	if err != nil {
		return nil, err
	}
	if !bytes.HasSuffix(tail, []byte(magic)) {
		return r, r.readWhole(ctx)
	}
	if len(tail) >= footerSize {
		offset := int64(binary.BigEndian.Uint64(tail[len(tail)-footerSize:]))
		if offset >= 0 && offset < at {
			if tail, _, err = r.read(ctx, blob.Range{Offset: offset}); err != nil {
				return nil, err
			}
		}
	}
	r.index, err = parseIndex(tail, info.Size)
	r.size = int64(len(tail))
	return r, err
}

// readWhole reads contents of version 0.1, which are one block.
func (r *ContentsReader) readWhole(ctx context.Context) error {
	data, _, err := r.read(ctx, blob.Range{})
	if err != nil {
		return err
	}
	c, err := DecodeContents(bytes.NewReader(data))
	if err != nil {
		return err
	}
	r.index = contentsIndex{
		Document: c.Document, Version: c.Version, Title: c.Title, Bytes: len(c.Text),
		Pages: c.Pages, Chunks: len(c.Chunks),
		Blocks: []blockPlace{{End: len(c.Text)}},
	}
	r.whole, r.size = &Block{Text: c.Text, Chunks: c.Chunks}, int64(len(data))
	return nil
}

func (r *ContentsReader) read(ctx context.Context, part blob.Range) ([]byte, blob.Info, error) {
	in, info, err := r.blobs.Get(ctx, r.key, part)
	if err != nil {
		return nil, info, fmt.Errorf("opening stored contents: %w", err)
	}
	defer in.Close()
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, info, fmt.Errorf("reading stored contents: %w", err)
	}
	return data, info, nil
}

// Bytes returns the length of the version's text in UTF-8.
func (r *ContentsReader) Bytes() int { return r.index.Bytes }

// Pages returns the offsets at which the pages begin in the text. The caller
// must not change them.
func (r *ContentsReader) Pages() []int { return r.index.Pages }

// Sections returns the outermost headings in order, at most 500. The caller
// must not change them.
func (r *ContentsReader) Sections() []Section { return r.index.Sections }

// Chunks returns the number of chunks.
func (r *ContentsReader) Chunks() int { return r.index.Chunks }

// Held returns approximately how many bytes of memory the reader uses by
// itself.
func (r *ContentsReader) Held() int64 { return r.size }

// Part returns the blocks that contain the range [start, end) of the text,
// joined into one. For a range beyond the text, it returns the nearest block.
func (r *ContentsReader) Part(ctx context.Context, start, end int) (Block, error) {
	start = max(0, min(start, r.index.Bytes-1))
	end = max(start+1, min(end, r.index.Bytes))
	var part *Block
	for n, place := range r.index.Blocks {
		if r.index.Bytes > 0 && (place.End <= start || place.Start >= end) {
			continue
		}
		b, err := r.block(ctx, n)
		if err != nil {
			return Block{}, err
		}
		part = part.join(b)
	}
	if part == nil {
		return Block{}, nil
	}
	return *part, nil
}

// join is b, or a block of both texts. It changes neither.
func (b *Block) join(next *Block) *Block {
	if b == nil {
		return next
	}
	all := &Block{Start: b.Start, Text: b.Text + next.Text, Sheets: map[int]Sheet{}}
	for _, one := range []*Block{b, next} {
		all.Chunks = append(all.Chunks, one.Chunks...)
		all.Parts = append(all.Parts, one.Parts...)
		for page, sheet := range one.Sheets {
			all.Sheets[page] = sheet
		}
	}
	return all
}

func (r *ContentsReader) block(ctx context.Context, n int) (*Block, error) {
	if r.whole != nil {
		return r.whole, nil
	}
	read := func() (*Block, int64, error) { return r.readBlock(ctx, r.index.Blocks[n]) }
	if r.Cache != nil {
		return r.Cache(ctx, n, read)
	}
	b, _, err := read()
	return b, err
}

func (r *ContentsReader) readBlock(ctx context.Context, place blockPlace) (*Block, int64, error) {
	data, _, err := r.read(ctx, blob.Range{Offset: place.Offset, Length: place.Size})
	if err != nil {
		return nil, 0, err
	}
	var b Block
	if err := json.Unmarshal(data, &b); err != nil {
		return nil, 0, damagedContents(err)
	}
	if b.Start != place.Start || b.End() != place.End {
		return nil, 0, fault.Newf(fault.Damaged, "a block of stored contents is another one's")
	}
	return &b, place.Size, nil
}

// All yields every chunk, block by block, nearly in the order of their
// ordinals. An error is the last thing in the sequence.
func (r *ContentsReader) All(ctx context.Context) iter.Seq2[Chunk, error] {
	return func(yield func(Chunk, error) bool) {
		for n := range r.index.Blocks {
			b, err := r.block(ctx, n)
			if err != nil {
				yield(Chunk{}, err)
				return
			}
			for _, c := range b.Chunks {
				if !yield(c, nil) {
					return
				}
			}
		}
	}
}

// Beginning returns about the first n bytes of the text, with their chunks and
// parts and the title.
func (r *ContentsReader) Beginning(ctx context.Context, n int) (Contents, error) {
	var blocks []Block
	for i, place := range r.index.Blocks {
		if place.Start >= n && i > 0 {
			break
		}
		b, err := r.block(ctx, i)
		if err != nil {
			return Contents{}, err
		}
		blocks = append(blocks, *b)
	}
	c := Gather(r.index.Document, r.index.Version, blocks)
	c.Title, c.Pages = r.index.Title, r.index.Pages
	return c, nil
}

// Title returns the document's own title, or "" if it has none.
func (r *ContentsReader) Title() string { return r.index.Title }
