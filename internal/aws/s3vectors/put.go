package s3vectors

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/retrieve"
)

// rest is what of a chunk is not searched, as metadata.Rest has it.
type rest struct {
	Version  document.Version `json:"version"`
	Chunk    document.ChunkID `json:"chunk"`
	Title    string           `json:"title,omitempty"`
	Headings []string         `json:"headings,omitempty"`
	Start    int              `json:"start"`
	End      int              `json:"end"`
	Page     int              `json:"page,omitempty"`
	Line     int              `json:"line,omitempty"`
	Original string           `json:"original,omitempty"`
}

// reserved is how many further chunks a Put records before it writes them, so
// that what an interrupted one has written can be deleted.
const reserved = 5 * batch

// Put indexes a version; see retrieve.Index. Whatever an interrupted Put has
// left behind is removed by the next one.
func (s *Store) Put(ctx context.Context, src retrieve.Source, chunks []document.Chunk) error {
	return s.PutSeq(ctx, src, retrieve.Chunks(chunks))
}

// PutSeq is Put for chunks that are read while they are written; see
// retrieve.Streaming. It holds a batch of them at a time.
func (s *Store) PutSeq(ctx context.Context, src retrieve.Source,
	chunks iter.Seq2[document.Chunk, error]) error {
	r, err := s.read(ctx, src.Document)
	if err != nil {
		return fmt.Errorf("looking for %s: %w", src.Document, err)
	}
	if r.refuses(src.Version) {
		return nil
	}
	if r.Pending != "" && r.Pending != src.Version { // the record has room for only one
		if err := s.delete(ctx, chunkKeys(src.Document, r.Pending, 0, r.PendingChunks)); err != nil {
			return fmt.Errorf("removing what was left of %s: %w", src.Document, err)
		}
		r.PendingChunks = 0
	}
	r.Pending = src.Version
	n, err := s.putChunks(ctx, src, &r, chunks)
	if err != nil {
		s.giveUp(ctx, src.Document, r)
		return err
	}
	old := chunkKeys(src.Document, src.Version, n, r.PendingChunks)
	from := 0
	if r.Version == src.Version {
		from = n
	}
	old = append(old, chunkKeys(src.Document, r.Version, from, r.Chunks)...)
	if err := s.delete(ctx, old); err != nil {
		return fmt.Errorf("removing older chunks of %s: %w", src.Document, err)
	}
	return s.write(ctx, src.Document, record{Version: src.Version, Chunks: n,
		Forgotten: r.Forgotten})
}

// Forget removes versions; see retrieve.Index.
func (s *Store) Forget(ctx context.Context, key document.ID, v document.Version) error {
	r, err := s.read(ctx, key)
	if err != nil {
		return fmt.Errorf("looking for %s: %w", key, err)
	}
	if r == (record{}) {
		r.Forgotten = v
		err := s.write(ctx, key, r)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		return err
	}
	if v.Compare(r.Forgotten) > 0 {
		r.Forgotten = v
	}
	var old []string
	if r.Version.Compare(v) <= 0 {
		old = chunkKeys(key, r.Version, 0, r.Chunks)
		r.Version, r.Chunks = "", 0
	}
	if r.Pending.Compare(v) <= 0 {
		old = append(old, chunkKeys(key, r.Pending, 0, r.PendingChunks)...)
		r.Pending, r.PendingChunks = "", 0
	}
	if err := s.delete(ctx, old); err != nil {
		return fmt.Errorf("forgetting %s: %w", key, err)
	}
	return s.write(ctx, key, r)
}

// Contains reports whether a version was put completely and not forgotten.
func (s *Store) Contains(ctx context.Context, key document.ID, v document.Version) (bool, error) {
	r, err := s.read(ctx, key)
	return err == nil && r.Version != "" && r.Version.Compare(v) == 0, err
}

// batch is how many chunks are put at once: with vectors of 1024 numbers and
// metadata of 40 KB each, well below the 20 MB of a request.
const batch = 100

// patience is how long removing what a failed Put has written may take.
const patience = 20 * time.Second

// giveUp removes the chunks of a Put that failed. If that fails too, the next
// Put or Forget removes them; retrieve.Current keeps them out of answers.
func (s *Store) giveUp(ctx context.Context, key document.ID, r record) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	from := 0
	if r.Pending == r.Version { // the others were overwritten
		from = r.Chunks
	}
	if s.delete(ctx, chunkKeys(key, r.Pending, from, r.PendingChunks)) == nil {
		r.Pending, r.PendingChunks = "", 0
		_ = s.write(ctx, key, r)
	}
}

// putChunks embeds and writes the chunks of r.Pending, whose number it returns.
// r says at any time which of them may be there.
func (s *Store) putChunks(ctx context.Context, src retrieve.Source, r *record,
	chunks iter.Seq2[document.Chunk, error]) (n int, err error) {
	r.PendingChunks = max(r.PendingChunks, reserved)
	if err := s.write(ctx, src.Document, *r); err != nil {
		return 0, err
	}
	for some, err := range retrieve.Batches(chunks, batch) {
		if err != nil {
			return n, err
		}
		if n+len(some) > r.PendingChunks {
			r.PendingChunks += reserved
			if err := s.write(ctx, src.Document, *r); err != nil {
				return n, err
			}
		}
		if err := s.putBatch(ctx, src, n, some); err != nil {
			return n, err
		}
		n += len(some)
	}
	return n, nil
}

// putBatch embeds and writes chunks. first is the number of the first one.
func (s *Store) putBatch(ctx context.Context, src retrieve.Source, first int,
	some []document.Chunk) error {
	texts := make([]string, len(some))
	for i, c := range some {
		texts[i] = c.Text
	}
	vectors, err := s.options.Embedder.Embed(ctx, embed.Passage, texts)
	if err != nil {
		return fmt.Errorf("embedding %d chunks: %w", len(texts), err)
	}
	keys := chunkKeys(src.Document, src.Version, first, first+len(some))
	out := make([]putVector, len(some))
	for i, c := range some {
		m, err := besides(src, c)
		if err != nil {
			return err
		}
		out[i] = putVector{keys[i], vectorData{upright(vectors[i])}, m}
	}
	if err := s.put(ctx, out); err != nil {
		return fmt.Errorf("putting %d chunks of %s: %w", len(out), src.Document, err)
	}
	return nil
}

// besides is what is stored with a chunk's vector. Of a chunk that is too long
// the code behind the summary is cut, and then the text.
func besides(src retrieve.Source, c document.Chunk) (metadata, error) {
	m := metadata{Entry: chunkEntry, Document: string(src.Document), Kind: string(c.Kind), Language: c.Language,
		Text: c.Text}
	for _, r := range src.Readers {
		m.Readers = append(m.Readers, string(r))
	}
	r := rest{Version: src.Version, Chunk: c.ID, Title: src.Title, Headings: c.Headings, Start: c.Start,
		End: c.End, Page: c.Page, Line: c.Line, Original: c.Original}
	for {
		data, err := json.Marshal(r)
		if err != nil {
			return m, fmt.Errorf("encoding a chunk: %w", err)
		}
		m.Rest = string(data)
		all, err := json.Marshal(m)
		if err != nil {
			return m, fmt.Errorf("encoding a chunk: %w", err)
		}
		switch {
		case len(all) <= maxBeside:
			return m, nil
		case r.Original != "":
			r.Original = korean.Truncate(r.Original, korean.Length(r.Original)/2)
		default:
			m.Text = korean.Truncate(m.Text, korean.Length(m.Text)/2)
		}
	}
}

// upright makes a vector of zeros one that has a direction: cosine is not
// defined for it, and the service refuses it.
func upright(v []float32) []float32 {
	if len(v) > 0 && !slices.ContainsFunc(v, func(x float32) bool { return x != 0 }) {
		v[0] = 1e-3
	}
	return v
}
