package s3vectors

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/retrieve"
)

// candidates is how many vectors each half of a search returns.
const candidates = 50

// Retrieve finds passages; see retrieve.Retriever. If the question can't be
// embedded, the search is by words only.
func (s *Store) Retrieve(ctx context.Context, scope auth.Scope, q retrieve.Query) ([]retrieve.Passage, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	q.Text = strings.TrimSpace(norm.NFC.String(q.Text))
	if q.Text == "" {
		return nil, fault.New(fault.Invalid, "찾을 말을 입력해 주세요.", "Enter something to search for.")
	}
	q.K = min(cmp.Or(q.K, retrieve.DefaultK), maxTop)
	if len(scope.Principals) == 0 || q.Documents != nil && len(q.Documents) == 0 {
		return nil, nil
	}
	vector, err := s.vector(ctx, q)
	if err != nil {
		return nil, err
	}
	passages, err := s.search(ctx, filterOf(scope, q), q, vector)
	if fault.Is(err, fault.NotFound) {
		return nil, nil // nothing was put yet
	}
	if err != nil {
		return nil, err
	}
	passages = slices.DeleteFunc(retrieve.Distinct(passages), func(p retrieve.Passage) bool {
		return p.ScoreKind == retrieve.Cosine && p.Score <= 0
	})
	return passages[:min(len(passages), q.K)], nil
}

// vector embeds the question. It returns nil if the search is by words only.
func (s *Store) vector(ctx context.Context, q retrieve.Query) ([]float32, error) {
	if q.Method == retrieve.Lexical {
		return nil, nil
	}
	vectors, err := s.options.Embedder.Embed(ctx, embed.Query, []string{q.Text})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil || len(vectors) != 1 {
		return nil, nil
	}
	return upright(vectors[0]), nil
}

// filterOf says which chunks may be found: readers first, then what the question
// asks for.
func filterOf(scope auth.Scope, q retrieve.Query) filter {
	all := []filter{{Entry: &condition{In: []string{chunkEntry}}}, {Readers: &condition{In: texts(scope.Principals)}}}
	if q.Kinds == nil {
		all = append(all, filter{Kind: &condition{NotIn: []string{string(document.Code)}}})
	} else {
		all = append(all, filter{Kind: &condition{In: texts(q.Kinds)}})
	}
	if q.Languages != nil {
		all = append(all, filter{Language: &condition{In: q.Languages}})
	}
	if q.Documents != nil {
		all = append(all, filter{Document: &condition{In: texts(q.Documents)}})
	}
	return filter{And: all}
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

// search searches by words and by the vector at the same time.
func (s *Store) search(ctx context.Context, f filter, q retrieve.Query, vector []float32) ([]retrieve.Passage, error) {
	size := min(max(q.K, candidates), maxTop)
	var lexical, near []retrieve.Passage
	var failed [2]error
	var both sync.WaitGroup
	if vector == nil || q.Method != retrieve.Vector {
		both.Go(func() {
			lexical, failed[0] = s.query(ctx, retrieve.BM25, queryVectors{place: s.place, Mode: mode, TopK: size,
				Texts:  []queryText{{korean.Truncate(q.Text, maxText), textKey}},
				Filter: f, ReturnMetadata: true, ReturnScores: true})
		})
	}
	if vector != nil {
		both.Go(func() {
			near, failed[1] = s.query(ctx, retrieve.Cosine, queryVectors{place: s.place, Mode: mode, TopK: size,
				Vector: &vectorData{vector}, Filter: f, ReturnMetadata: true, ReturnDistance: true})
		})
	}
	both.Wait()
	if err := cmp.Or(failed[0], failed[1]); err != nil {
		return nil, err
	}
	if lexical != nil && len(lexical) == 0 && !slices.ContainsFunc(near, func(p retrieve.Passage) bool {
		return p.Score > 0
	}) {
		return nil, nil
	}
	return retrieve.Fuse(lexical, near), nil
}

// query sends one query and returns the results, best first. Without an error,
// the result is never nil.
func (s *Store) query(ctx context.Context, kind retrieve.ScoreKind, in queryVectors) ([]retrieve.Passage, error) {
	var out queried
	if err := s.client.call(ctx, "QueryVectors", in, &out); err != nil {
		return nil, err
	}
	passages := make([]retrieve.Passage, 0, len(out.Vectors))
	for _, v := range out.Vectors {
		p, err := s.passage(v)
		if err != nil {
			return nil, err
		}
		p.ScoreKind = kind
		switch {
		case kind == retrieve.Cosine:
			p.Score = 1 - v.Distance
		case len(v.Scores.BM25) > 0:
			p.Score = v.Scores.BM25[0].Score
		}
		if kind == retrieve.BM25 && p.Score <= 0 {
			continue
		}
		passages = append(passages, p)
	}
	slices.SortStableFunc(passages, retrieve.ByScore)
	return passages, nil
}

func (s *Store) passage(v foundVector) (retrieve.Passage, error) {
	var r rest
	if err := json.Unmarshal([]byte(v.Metadata.Rest), &r); err != nil {
		return retrieve.Passage{}, fault.Newf(fault.Damaged, "s3vectors: the metadata of %s: %v", v.Key, err)
	}
	m := v.Metadata
	return retrieve.Passage{
		Store: s.options.Name, Document: document.ID(m.Document), Version: r.Version, Chunk: r.Chunk,
		Kind: document.ChunkKind(m.Kind), Title: r.Title, Headings: r.Headings, Text: m.Text,
		Start: r.Start, End: r.End, Page: r.Page, Line: r.Line, Original: r.Original,
	}, nil
}
