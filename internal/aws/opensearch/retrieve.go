package opensearch

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
)

const (
	maxQuery   = 4096   // bytes of a question that are searched for
	maxResults = 10_000 // OpenSearch's own limit on a page of hits
	candidates = 50     // hits of each kind that are fused, at least
)

// Retrieve finds passages; see retrieve.Retriever. It takes one request; the
// first call also requests the index's layout. If the embedder fails, or is not
// the one with which the index was made, the search continues by words.
func (s *Store) Retrieve(ctx context.Context, scope auth.Scope,
	q retrieve.Query) ([]retrieve.Passage, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	q.Text = strings.TrimSpace(norm.NFC.String(q.Text))
	if q.Text == "" {
		return nil, fault.New(fault.Invalid, "찾을 말을 입력해 주세요.", "Enter something to search for.")
	}
	if len(q.Text) > maxQuery {
		q.Text = strings.ToValidUTF8(q.Text[:maxQuery], "")
	}
	q.K = min(cmp.Or(q.K, retrieve.DefaultK), maxResults)
	if len(scope.Principals) == 0 || q.Kinds != nil && len(q.Kinds) == 0 || q.Documents != nil &&
		len(q.Documents) == 0 {
		return nil, nil
	}
	l, err := s.found(ctx)
	if err != nil || l == nil {
		return nil, err
	}
	vector, err := s.vector(ctx, *l, q)
	if err != nil {
		return nil, err
	}
	passages, err := s.search(ctx, filters(scope, q), q, vector)
	if is(err, "index_not_found_exception") {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("searching: %w", err)
	}
	return passages, nil
}

// vector embeds the question. It returns nil if the search is by words only.
func (s *Store) vector(ctx context.Context, l layout, q retrieve.Query) ([]float32, error) {
	e := s.options.Embedder
	if e == nil || q.Method == retrieve.Lexical {
		return nil, nil
	}
	if e.Info().Model != l.Model {
		s.reask()
		return nil, nil
	}
	vectors, err := e.Embed(ctx, embed.Query, []string{q.Text})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil || len(vectors) != 1 || len(vectors[0]) != l.Dimensions {
		return nil, nil // by words
	}
	upright(vectors[0])
	return vectors[0], nil
}

// search searches by words, by the vector, or by both at once.
func (s *Store) search(ctx context.Context, filter restriction, q retrieve.Query,
	vector []float32) ([]retrieve.Passage, error) {
	byWords, byVector := vector == nil || q.Method != retrieve.Vector, vector != nil
	size := q.K
	if byWords && byVector {
		size = min(max(size, candidates), maxResults)
	}
	var body lines
	header := searchHeader{}
	if byWords {
		if err := body.add(header, searchBody{Size: size, Source: shown,
			Query: words(q.Text, filter)}); err != nil {
			return nil, err
		}
	}
	if byVector {
		if err := body.add(header, searchBody{Size: size, Source: shown,
			Query: nearest(vector, size, filter)}); err != nil {
			return nil, err
		}
	}
	replies, err := s.multiSearch(ctx, body)
	if err != nil {
		return nil, err
	}
	var lexical, near []retrieve.Passage
	if byWords {
		lexical, replies = s.passages(replies[0], retrieve.BM25), replies[1:]
	}
	if byVector {
		near = s.passages(replies[0], retrieve.Cosine)
	}
	passages := retrieve.Distinct(retrieve.Fuse(lexical, near))
	return passages[:min(len(passages), q.K)], nil
}

type (
	searchHeader struct {
		Partial bool `json:"allow_partial_search_results"` // false: a shard that fails is an error, not fewer hits
	}
	searchReply struct {
		Status int   `json:"status"`
		Error  cause `json:"error"`
		Hits   struct {
			Hits []hit `json:"hits"`
		} `json:"hits"`
	}
	hit struct {
		Score  float64 `json:"_score"`
		Source entry   `json:"_source"`
	}
)

func (s *Store) multiSearch(ctx context.Context, body lines) ([]searchReply, error) {
	var reply struct {
		Responses []searchReply `json:"responses"`
	}
	r := request{method: http.MethodPost, path: "/" + s.options.Alias + "/_msearch",
		kind: linesBody, body: body.Bytes()}
	if err := s.send(ctx, r, &reply); err != nil {
		return nil, err
	}
	asked := strings.Count(body.String(), "\n") / 2
	if len(reply.Responses) != asked {
		return nil, fault.Newf(fault.Unavailable, "opensearch: %d answers to %d questions",
			len(reply.Responses), asked)
	}
	for _, one := range reply.Responses {
		if one.Status >= 300 {
			return nil, fault.Wrap(&answerError{one.Status, one.Error},
				kindOf(one.Status, one.Error), "", "")
		}
	}
	return reply.Responses, nil
}

func (s *Store) passages(r searchReply, kind retrieve.ScoreKind) []retrieve.Passage {
	passages := make([]retrieve.Passage, len(r.Hits.Hits))
	for i, h := range r.Hits.Hits {
		e := h.Source
		passages[i] = retrieve.Passage{
			Store: s.options.Name, Document: document.ID(e.Document),
			Version: document.Version(e.Rest.Version),
			Chunk:   document.ChunkID(e.Rest.Chunk), Kind: document.ChunkKind(e.Kind),
			Title:    e.Title,
			Headings: e.Headings,
			Text:     e.Text, Start: e.Rest.Start, End: e.Rest.End, Page: e.Rest.Page,
			Line: e.Rest.Line, Original: e.Rest.Original,
			Score: h.Score, ScoreKind: kind,
		}
		if kind == retrieve.Cosine {
			passages[i].Score = 2*h.Score - 1 // Lucene's score is (1 + cosine) / 2
		}
	}
	slices.SortStableFunc(passages, retrieve.ByScore)
	return passages
}
