package s3vectors

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

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

// Put indexes a version; see retrieve.Index. Whatever an interrupted Put has
// left behind is removed by the next one.
func (s *Store) Put(ctx context.Context, src retrieve.Source, chunks []document.Chunk) error {
	r, err := s.read(ctx, src.Document)
	if err != nil {
		return fmt.Errorf("looking for %s: %w", src.Document, err)
	}
	if r.refuses(src.Version) {
		return nil
	}
	old := s.keysOf(src.Document, r)
	r.Pending, r.PendingChunks = src.Version, max(len(chunks), r.PendingChunks)
	if err := s.write(ctx, src.Document, r); err != nil {
		return err
	}
	if err := s.putChunks(ctx, src, chunks); err != nil {
		return err
	}
	kept := chunkKeys(src.Document, src.Version, 0, len(chunks))
	old = slices.DeleteFunc(old, func(k string) bool { return slices.Contains(kept, k) })
	if err := s.delete(ctx, old); err != nil {
		return fmt.Errorf("removing older chunks of %s: %w", src.Document, err)
	}
	return s.write(ctx, src.Document, record{Version: src.Version, Chunks: len(chunks), Forgotten: r.Forgotten})
}

// keysOf returns the keys of all chunks that may exist.
func (s *Store) keysOf(key document.ID, r record) []string {
	return append(chunkKeys(key, r.Version, 0, r.Chunks), chunkKeys(key, r.Pending, 0, r.PendingChunks)...)
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
	if r.Version.Compare(v) <= 0 && r.Pending.Compare(v) <= 0 {
		if err := s.delete(ctx, s.keysOf(key, r)); err != nil {
			return fmt.Errorf("forgetting %s: %w", key, err)
		}
		r = record{Forgotten: r.Forgotten}
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

func (s *Store) putChunks(ctx context.Context, src retrieve.Source, chunks []document.Chunk) error {
	keys := chunkKeys(src.Document, src.Version, 0, len(chunks))
	for from := 0; from < len(chunks); from += batch {
		part := chunks[from:min(len(chunks), from+batch)]
		texts := make([]string, len(part))
		for i, c := range part {
			texts[i] = c.Text
		}
		vectors, err := s.options.Embedder.Embed(ctx, embed.Passage, texts)
		if err != nil {
			return fmt.Errorf("embedding %d chunks: %w", len(texts), err)
		}
		out := make([]putVector, len(part))
		for i, c := range part {
			m, err := besides(src, c)
			if err != nil {
				return err
			}
			out[i] = putVector{keys[from+i], vectorData{upright(vectors[i])}, m}
		}
		if err := s.put(ctx, out); err != nil {
			return fmt.Errorf("putting %d chunks of %s: %w", len(out), src.Document, err)
		}
	}
	return nil
}

// besides is what stands beside a chunk's vector. Of a chunk that is too long
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
