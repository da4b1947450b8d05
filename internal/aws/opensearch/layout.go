package opensearch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
)

// mappingVersion is raised whenever the mapping below changes so that stored entries no longer fit.
const mappingVersion = 1

// layout is what must agree between an index and who uses it. It is kept in the mapping's _meta.
type layout struct {
	Version    int    `json:"mundap_mapping"`
	Analyzer   string `json:"analyzer"`             // "nori" or "pairs"
	Model      string `json:"model,omitempty"`      // of the vectors; "" if there is none
	Dimensions int    `json:"dimensions,omitempty"` // of the vectors
}

// index is the name of an index of this layout.
func (l layout) index(alias string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%d", l.Analyzer, l.Model, l.Dimensions))
	return alias + "-v" + strconv.Itoa(l.Version) + "-" + hex.EncodeToString(sum[:4])
}

// wanted returns the layout that the options require. If an embedder doesn't
// know its dimensions, it has to embed a word.
func (s *Store) wanted(ctx context.Context) (layout, error) {
	l := layout{Version: mappingVersion, Analyzer: "nori"}
	if s.options.WithoutNori {
		l.Analyzer = "pairs"
	}
	e := s.options.Embedder
	if e == nil {
		return l, nil
	}
	l.Model, l.Dimensions = e.Info().Model, e.Info().Dimensions
	if l.Dimensions == 0 {
		vectors, err := e.Embed(ctx, embed.Passage, []string{"문답"})
		if err != nil {
			return l, fmt.Errorf("asking %s for its dimensions: %w", l.Model, err)
		}
		l.Dimensions = len(vectors[0])
	}
	return l, nil
}

// found returns the layout of the index behind the alias, or nil if there is
// none. It is requested once, and again if it did not fit.
func (s *Store) found(ctx context.Context) (*layout, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.layout != nil {
		return s.layout, nil
	}
	var reply map[string]struct {
		Mappings struct {
			Meta layout `json:"_meta"`
		} `json:"mappings"`
	}
	err := s.call(ctx, http.MethodGet, "/"+s.options.Alias+"/_mapping", nil, nil, &reply)
	if is(err, "index_not_found_exception") {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if err := s.started(ctx); err != nil {
		return nil, err
	}
	for _, index := range reply {
		s.layout = &index.Mappings.Meta
	}
	return s.layout, nil
}

// reask drops the cached layout, because the alias may point to another index now.
func (s *Store) reask() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.layout = nil
}

// started waits until the index's shards work: others see a new index before
// they do. (Its status says nothing: a primary shard that was never started yet
// counts as yellow.)
func (s *Store) started(ctx context.Context) error {
	query := url.Values{"wait_for_active_shards": {"1"},
		"wait_for_no_initializing_shards": {"true"}, "timeout": {"10s"}}
	return s.call(ctx, http.MethodGet, "/_cluster/health/"+s.options.Alias, query, nil, nil)
}

// ensure creates the index if there is none, and refuses to write into one with
// another layout.
func (s *Store) ensure(ctx context.Context) error {
	l, err := s.found(ctx)
	if err != nil {
		return err
	}
	want, err := s.wanted(ctx)
	if err != nil {
		return err
	}
	if l == nil && s.follows {
		return fault.Newf(fault.Conflict, "opensearch: the rebuild has ended meanwhile")
	}
	if l == nil {
		if err := s.create(ctx, want); err != nil {
			return err
		}
		if l, err = s.found(ctx); err != nil {
			return err
		}
	}
	if l == nil || *l != want {
		s.reask()
		return fault.New(fault.NotConfigured,
			"OpenSearch 색인이 지금 설정(분석기나 임베딩 모델)과 달라요. 색인을 다시 만들어 주세요.",
			"The OpenSearch index was made with other settings (analyzer or embedding model). Rebuild the index.",
		).WithCause(fmt.Errorf("opensearch: the index behind %s has %+v, wanted is %+v: %w",
			s.options.Alias, l, want, errOtherLayout))
	}
	return nil
}

// errOtherLayout is why an index takes no documents.
var errOtherLayout = errors.New("the layouts differ")

// create creates an index. It is not an error if the index already exists,
// because two processes may start at once.
func (s *Store) create(ctx context.Context, l layout) error {
	body := indexBody{Settings: s.settings(l), Mappings: mapping(l),
		Aliases: map[string]aliasBody{s.options.Alias: {IsWriteIndex: true}}}
	err := s.call(ctx, http.MethodPut, "/"+l.index(s.options.Alias), nil, body, nil)
	if is(err, "resource_already_exists_exception") {
		return nil
	}
	return noNori(err)
}

// noNori explains the refusal of an index whose analyzer the cluster lacks.
func noNori(err error) error {
	if e, ok := errors.AsType[*answerError](err); ok && strings.Contains(e.cause.Reason,
		"nori_tokenizer") {
		return fault.New(fault.NotConfigured,
			"OpenSearch에 한국어 분석기 Nori가 아직 없어요. 도메인에 Nori 패키지를 연결하는 데 한 시간쯤 걸릴 수 있으니, 끝난 뒤에 다시 시도해 주세요.",
			"OpenSearch lacks the Korean analyzer Nori. Associating its package with a domain may take an hour: try again then.",
		).WithCause(err)
	}
	return err
}

type (
	indexBody struct {
		Settings settings             `json:"settings"`
		Mappings mappings             `json:"mappings"`
		Aliases  map[string]aliasBody `json:"aliases,omitempty"`
	}
	aliasBody struct {
		IsWriteIndex bool `json:"is_write_index"`
	}
	settings struct {
		Shards   int      `json:"number_of_shards"`
		Replicas string   `json:"auto_expand_replicas"`
		Refresh  string   `json:"refresh_interval"`
		KNN      bool     `json:"knn,omitempty"`
		Analysis analysis `json:"analysis"`
	}
	analysis struct {
		Analyzer   map[string]analyzer  `json:"analyzer"`
		Tokenizer  map[string]tokenizer `json:"tokenizer,omitempty"`
		CharFilter map[string]replacing `json:"char_filter,omitempty"`
	}
	analyzer struct {
		Type       string   `json:"type"`
		CharFilter []string `json:"char_filter,omitempty"`
		Tokenizer  string   `json:"tokenizer"`
		Filter     []string `json:"filter"`
	}
	replacing struct {
		Type        string `json:"type"`
		Pattern     string `json:"pattern"`
		Replacement string `json:"replacement"`
	}
	tokenizer struct {
		Type     string `json:"type"`
		Compound string `json:"decompound_mode"`
	}
	mappings struct {
		Dynamic    bool             `json:"dynamic"`
		Meta       layout           `json:"_meta"`
		Properties map[string]field `json:"properties"`
	}
	field struct {
		Type      string  `json:"type"`
		Analyzer  string  `json:"analyzer,omitempty"`
		Index     *bool   `json:"index,omitempty"`
		Enabled   *bool   `json:"enabled,omitempty"`
		Dimension int     `json:"dimension,omitempty"`
		Method    *method `json:"method,omitempty"`
	}
	method struct {
		Name   string `json:"name"`
		Engine string `json:"engine"`
		Space  string `json:"space_type"`
	}
)

// settings of an index. Nori's own default of what is left out (endings,
// particles, punctuation) is taken because the names of its tags differ between
// Lucene 9 and 10.
func (s *Store) settings(l layout) settings {
	out := settings{
		Shards: s.options.Shards, Replicas: "0-" + strconv.Itoa(s.options.Replicas), KNN: l.Dimensions > 0,
		Refresh: strconv.FormatInt(s.options.Refresh.Milliseconds(), 10) + "ms",
	}
	korean := analyzer{Type: "custom", Tokenizer: "korean", Filter: []string{"nori_part_of_speech",
		"cjk_width", "lowercase"}}
	if l.Analyzer == "nori" {
		out.Analysis.Tokenizer = map[string]tokenizer{"korean": {Type: "nori_tokenizer",
			Compound: "mixed"}}
	} else {
		korean = analyzer{
			Type: "custom", CharFilter: []string{"apart"}, Tokenizer: "standard",
			Filter: []string{"cjk_width", "lowercase", "cjk_bigram"},
		}
		out.Analysis.CharFilter = map[string]replacing{"apart": {Type: "pattern_replace",
			Pattern: codeBoundary, Replacement: " "}}
	}
	out.Analysis.Analyzer = map[string]analyzer{"korean": korean}
	return out
}

// codeBoundary is where a code or number meets Hangul ("A396이"); the standard
// tokenizer sees one word there.
const codeBoundary = `(?<=[A-Za-z0-9])(?=[가-힣])|(?<=[가-힣])(?=[A-Za-z0-9])`

func mapping(l layout) mappings {
	no := false
	text, keyword := field{Type: "text", Analyzer: "korean"}, field{Type: "keyword"}
	hidden := field{Type: "object", Enabled: &no} // kept in the source, not indexed
	m := mappings{Meta: l, Properties: map[string]field{
		"document": keyword, "readers": keyword, "kind": keyword, "language": keyword,
		"title": text, "headings": text, "text": text, "rest": hidden, "record": hidden,
	}}
	if l.Dimensions > 0 {
		m.Properties["vector"] = field{Type: "knn_vector", Dimension: l.Dimensions,
			Method: &method{Name: "hnsw", Engine: "lucene", Space: "cosinesimil"}}
	}
	return m
}

// entry is what is stored of a chunk.
type entry struct {
	Document string          `json:"document"`
	Readers  []string        `json:"readers"`
	Kind     string          `json:"kind"` // of chunks only: what has none is a record
	Language string          `json:"language,omitempty"`
	Title    string          `json:"title,omitempty"`
	Headings []string        `json:"headings,omitempty"`
	Text     string          `json:"text"`
	Rest     rest            `json:"rest"`
	Vector   json.RawMessage `json:"vector,omitempty"`
}

// rest is what is shown of a chunk but not searched.
type rest struct {
	Version  string `json:"version"`
	Chunk    string `json:"chunk"`
	Start    int    `json:"start"`
	End      int    `json:"end"`
	Page     int    `json:"page,omitempty"`
	Line     int    `json:"line,omitempty"`
	Original string `json:"original,omitempty"`
}
