package opensearch

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
)

// batch is how many chunks are embedded and written at once: with vectors of
// 1,024 numbers some 1.5 MB, well below the 10 MB that small domains take.
const batch = 100

// patience is how long the last word on a failed Put may take.
const patience = 5 * time.Second

// Put indexes a version; see retrieve.Index. Until it returns, a search may
// find chunks of both versions, or of a Put that failed; retrieve.Current drops
// what is not the record's version.
func (s *Store) Put(ctx context.Context, src retrieve.Source, chunks []document.Chunk) error {
	if err := s.put(ctx, src, chunks); err != nil {
		return fmt.Errorf("indexing %s: %w", src.Document, err)
	}
	return nil
}

func (s *Store) put(ctx context.Context, src retrieve.Source, chunks []document.Chunk) error {
	if err := s.ensure(ctx); err != nil {
		return err
	}
	h, err := s.read(ctx, src.Document)
	if err != nil {
		return err
	}
	mine := attempt{ID: strings.ToLower(rand.Text()), Version: src.Version, Chunks: len(chunks),
		Started: time.Now().UTC()}
	late := false
	err = s.update(ctx, &h, func(r *record) bool {
		late = r.refuses(src.Version)
		r.Attempts = append(r.Attempts, mine)
		return !late
	})
	if err != nil || late {
		return err
	}
	if err := s.writeChunks(ctx, src, mine, chunks); err != nil {
		s.giveUp(ctx, h, mine)
		return err
	}
	return s.commit(ctx, h, mine)
}

// commit makes an attempt the current one, unless a newer version has arrived
// meanwhile, and deletes the others.
func (s *Store) commit(ctx context.Context, h held, mine attempt) error {
	lost := false
	err := s.update(ctx, &h, func(r *record) bool {
		a := r.find(mine.ID)
		if lost = a == nil; lost {
			return false
		}
		a.Ended = true
		if !r.refuses(mine.Version) {
			r.Version, r.Current = mine.Version, mine.ID
		}
		return true
	})
	if err != nil {
		return err
	}
	if lost { // it took so long that others counted it as dead
		return fault.Newf(fault.Timeout, "opensearch: writing %d chunks took over %v", mine.Chunks,
			abandoned)
	}
	return s.tidy(ctx, h)
}

// giveUp records that an attempt failed, so that the next one may delete its
// chunks. If that fails too, the attempt counts as dead by its age.
func (s *Store) giveUp(ctx context.Context, h held, mine attempt) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	_ = s.update(ctx, &h, func(r *record) bool {
		a := r.find(mine.ID)
		if a == nil {
			return false
		}
		a.Ended = true
		return true
	})
}

// Forget removes versions; see retrieve.Index.
func (s *Store) Forget(ctx context.Context, key document.ID, v document.Version) error {
	if err := s.forget(ctx, key, v); err != nil {
		return fmt.Errorf("forgetting %s: %w", key, err)
	}
	return nil
}

func (s *Store) forget(ctx context.Context, key document.ID, v document.Version) error {
	if err := s.ensure(ctx); err != nil {
		return err
	}
	h, err := s.read(ctx, key)
	if err != nil {
		return err
	}
	err = s.update(ctx, &h, func(r *record) bool {
		known := v.Compare(r.Forgotten) <= 0
		if !known {
			r.Forgotten = v
		}
		if r.Version.Compare(v) <= 0 {
			r.Current = ""
		}
		return !known
	})
	if err != nil {
		return err
	}
	return s.tidy(ctx, h)
}

// tidy deletes the chunks of superfluous attempts, then strikes those off the
// record that can write no more.
func (s *Store) tidy(ctx context.Context, h held) error {
	gone := map[string]bool{}
	var ids []string
	for _, a := range h.Attempts {
		if !h.superfluous(a) {
			continue
		}
		gone[a.ID] = true
		for i := range a.Chunks {
			ids = append(ids, chunkID(h.Document, a, i))
		}
	}
	for some := range slices.Chunk(ids, 1000) {
		if err := s.bulk(ctx, deletions(some)); err != nil {
			return err
		}
	}
	return s.update(ctx, &h, func(r *record) bool {
		before := len(r.Attempts)
		r.Attempts = slices.DeleteFunc(r.Attempts, func(a attempt) bool {
			return gone[a.ID] && a.ID != r.Current && a.over()
		})
		return len(r.Attempts) < before
	})
}

func chunkID(key document.ID, a attempt, i int) string {
	return prefix(key) + "-" + a.ID + "-" + strconv.Itoa(i)
}

// writeChunks embeds and writes an attempt's chunks.
func (s *Store) writeChunks(ctx context.Context, src retrieve.Source, a attempt,
	chunks []document.Chunk) error {
	first := 0
	for some := range slices.Chunk(chunks, batch) {
		vectors, err := s.embed(ctx, some)
		if err != nil {
			return err
		}
		var lines lines
		for i, c := range some {
			e := newEntry(src, c)
			if vectors != nil {
				if e.Vector, err = json.Marshal(vectors[i]); err != nil {
					return fault.Newf(fault.Internal, "opensearch: encoding a vector: %w", err)
				}
			}
			if err := lines.add(action{Index: &target{ID: chunkID(src.Document, a, first+i)}},
				e); err != nil {
				return err
			}
		}
		if err := s.bulk(ctx, lines); err != nil {
			return err
		}
		first += len(some)
	}
	return nil
}

func (s *Store) embed(ctx context.Context, chunks []document.Chunk) ([][]float32, error) {
	if s.options.Embedder == nil {
		return nil, nil
	}
	texts := make([]string, len(chunks))
	for i, c := range chunks {
		texts[i] = c.Text
	}
	vectors, err := s.options.Embedder.Embed(ctx, embed.Passage, texts)
	if err != nil {
		return nil, fmt.Errorf("embedding %d chunks: %w", len(texts), err)
	}
	for _, v := range vectors {
		upright(v)
	}
	return vectors, nil
}

// upright makes a vector of zeros one that has a direction: cosine is not
// defined for it, and OpenSearch refuses it.
func upright(v []float32) {
	if len(v) > 0 && !slices.ContainsFunc(v, func(x float32) bool { return x != 0 }) {
		v[0] = 1e-6
	}
}

func newEntry(src retrieve.Source, c document.Chunk) entry {
	readers := make([]string, len(src.Readers))
	for i, r := range src.Readers {
		readers[i] = string(r)
	}
	return entry{
		Document: string(src.Document), Readers: readers, Kind: string(c.Kind),
		Language: c.Language,
		Title:    src.Title, Headings: c.Headings, Text: c.Text,
		Rest: rest{
			Version: string(src.Version), Chunk: string(c.ID), Start: c.Start, End: c.End,
			Page: c.Page, Line: c.Line,
			Original: c.Original,
		},
	}
}
