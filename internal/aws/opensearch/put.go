package opensearch

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
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

// reserved is how many further chunks an attempt records before it writes them,
// so that what an interrupted Put has written can be deleted.
const reserved = 10 * batch

// patience is how long removing what a failed Put has written may take.
const patience = 20 * time.Second

// Put indexes a version; see retrieve.Index. Until it returns, a search may
// find chunks of both versions, or of a Put that failed; retrieve.Current drops
// what is not the record's version.
func (s *Store) Put(ctx context.Context, src retrieve.Source, chunks []document.Chunk) error {
	return s.PutSeq(ctx, src, retrieve.Chunks(chunks))
}

// PutSeq is Put for chunks that are read while they are written; see
// retrieve.Streaming. It holds a batch of them at a time, and reads them twice
// during a rebuild.
//
// While the index is being rebuilt, the version is also put into the successor.
// If the index does not have the layout that the options require, the version is
// put only there, and is found when the successor replaces the index.
func (s *Store) PutSeq(ctx context.Context, src retrieve.Source,
	chunks iter.Seq2[document.Chunk, error]) error {
	err := s.both(ctx, func(s *Store) error { return s.put(ctx, src, chunks) })
	if err != nil {
		return fmt.Errorf("indexing %s: %w", src.Document, err)
	}
	return nil
}

// both makes a change in the index and in its successor, if there is one. It looks
// for the successor after the change, because a later one is filled with what the
// index holds.
func (s *Store) both(ctx context.Context, change func(*Store) error) error {
	err := change(s)
	if s.follows || err != nil && !errors.Is(err, errOtherLayout) {
		return err
	}
	next, nextErr := s.successor(ctx)
	if nextErr != nil {
		return errors.Join(err, nextErr)
	}
	if next == nil {
		return err
	}
	return change(next)
}

func (s *Store) put(ctx context.Context, src retrieve.Source,
	chunks iter.Seq2[document.Chunk, error]) error {
	if err := s.ensure(ctx); err != nil {
		return err
	}
	h, err := s.read(ctx, src.Document)
	if err != nil {
		return err
	}
	mine := attempt{ID: strings.ToLower(rand.Text()), Version: src.Version, Chunks: reserved,
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
	if err := s.writeChunks(ctx, src, &h, &mine, chunks); err != nil {
		s.giveUp(ctx, h, mine)
		return err
	}
	return s.commit(ctx, h, mine)
}

// reserve records that an attempt may write as many chunks as mine says.
func (s *Store) reserve(ctx context.Context, h *held, mine attempt) error {
	lost := false
	err := s.update(ctx, h, func(r *record) bool {
		a := r.find(mine.ID)
		if lost = a == nil; !lost {
			a.Chunks = mine.Chunks
		}
		return !lost
	})
	if err == nil && lost {
		return tooLate(mine)
	}
	return err
}

// tooLate is the error of an attempt that took so long that others considered it
// dead.
func tooLate(mine attempt) error {
	return fault.Newf(fault.Timeout, "opensearch: writing %d chunks took over %v", mine.Chunks,
		abandoned)
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
		a.Ended, a.Chunks = true, mine.Chunks
		if !r.refuses(mine.Version) {
			r.Version, r.Current = mine.Version, mine.ID
		}
		return true
	})
	if err != nil {
		return err
	}
	if lost {
		return tooLate(mine)
	}
	return s.tidy(ctx, h)
}

// giveUp records that an attempt failed and deletes its chunks. If that fails as
// well, the next change of the document deletes them, and the attempt is
// considered dead by its age.
func (s *Store) giveUp(ctx context.Context, h held, mine attempt) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	err := s.update(ctx, &h, func(r *record) bool {
		a := r.find(mine.ID)
		if a == nil {
			return false
		}
		a.Ended = true
		return true
	})
	if err == nil {
		_ = s.tidy(ctx, h)
	}
}

// Forget removes versions; see retrieve.Index.
func (s *Store) Forget(ctx context.Context, key document.ID, v document.Version) error {
	err := s.both(ctx, func(s *Store) error { return s.forget(ctx, key, v) })
	if err != nil {
		return fmt.Errorf("forgetting %s: %w", key, err)
	}
	return nil
}

func (s *Store) forget(ctx context.Context, key document.ID, v document.Version) error {
	if err := s.ensure(ctx); err != nil && !errors.Is(err, errOtherLayout) {
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

// writeChunks embeds and writes an attempt's chunks, and sets mine.Chunks to
// their number.
func (s *Store) writeChunks(ctx context.Context, src retrieve.Source, h *held, mine *attempt,
	chunks iter.Seq2[document.Chunk, error]) error {
	first := 0
	for some, err := range retrieve.Batches(chunks, batch) {
		if err != nil {
			return err
		}
		if first+len(some) > mine.Chunks {
			mine.Chunks += reserved
			if err := s.reserve(ctx, h, *mine); err != nil {
				return err
			}
		}
		if err := s.writeBatch(ctx, src, *mine, first, some); err != nil {
			return err
		}
		first += len(some)
	}
	mine.Chunks = first
	return nil
}

// writeBatch embeds and writes chunks. first is the number of the first one.
func (s *Store) writeBatch(ctx context.Context, src retrieve.Source, mine attempt, first int,
	some []document.Chunk) error {
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
		id := chunkID(src.Document, mine, first+i)
		if err := lines.add(action{Index: &target{ID: id}}, e); err != nil {
			return err
		}
	}
	return s.bulk(ctx, lines)
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
