package s3vectors_test

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"maps"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"
)

// server speaks the service's HTTP as documented, with an index in memory. With
// botocore's model, every request and every reply of its own is checked against
// it, so that it can't share a mistake with the adapter.
type server struct {
	t     *testing.T
	model *awstest.Model // nil: nothing is checked
	url   string
	fail  func(operation string, call int) string // the error's code; "": none

	mu      sync.Mutex
	indexes map[string]int // dimensions by name
	vectors map[string]stored
	calls   map[string]int
}

type stored struct {
	Key      string          `json:"key"`
	Data     floats          `json:"data,omitzero"`
	Metadata json.RawMessage `json:"metadata,omitempty"`
	Distance *float64        `json:"distance,omitempty"`
	Scores   *scores         `json:"scores,omitempty"`
}

type floats struct {
	Float32 []float64 `json:"float32"`
}

type scores struct {
	BM25 []score `json:"bm25Scores"`
}

type score struct {
	Key   string  `json:"metadataKey"`
	Score float64 `json:"score"`
}

type request struct {
	Bucket     string   `json:"vectorBucketName"`
	Index      string   `json:"indexName"`
	Dimension  int      `json:"dimension"`
	Vectors    []stored `json:"vectors"`
	Keys       []string `json:"keys"`
	TopK       int      `json:"topK"`
	Mode       string   `json:"queryMode"`
	Vector     *floats  `json:"queryVector"`
	QueryTexts []struct {
		Text string `json:"text"`
		Key  string `json:"metadataKey"`
	} `json:"queryTexts"`
	Filter map[string]json.RawMessage `json:"filter"`
}

func serve(t *testing.T) *server {
	t.Helper()
	s := &server{t: t, indexes: map[string]int{},
		vectors: map[string]stored{}, calls: map[string]int{}}
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	s.url = h.URL
	return s
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	operation := strings.TrimPrefix(r.URL.Path, "/")
	if r.Method != http.MethodPost ||
		!strings.Contains(r.Header.Get("Authorization"), "/ap-northeast-2/s3vectors/aws4_request") {
		s.t.Errorf("%s %s, signed %q", r.Method, r.URL, r.Header.Get("Authorization"))
	}
	if s.model != nil {
		if err := s.model.Request(operation, body); err != nil {
			s.t.Errorf("%s: %v\n%.2000s", operation, err, body)
		}
	}
	var in request
	if err := json.Unmarshal(body, &in); err != nil {
		s.t.Error(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls[operation]++
	code, reply := "", any(struct{}{})
	if s.fail != nil {
		code = s.fail(operation, s.calls[operation])
	}
	if code == "" {
		code, reply = s.do(operation, in)
	}
	w.Header().Set("Content-Type", "application/json")
	if code != "" {
		w.Header().Set("X-Amzn-Errortype", code+":http://internal.amazon.com/")
		w.WriteHeader(map[string]int{"NotFoundException": 404, "TooManyRequestsException": 429,
			"AccessDeniedException": 403, "ValidationException": 400}[code])
		_, _ = io.WriteString(w, `{"message":"왜냐하면"}`)
		return
	}
	data, err := json.Marshal(reply)
	if err != nil {
		s.t.Error(err)
	}
	if s.model != nil {
		if err := s.model.Reply(operation, data); err != nil {
			s.t.Errorf("the server's own %s: %v\n%.500s", operation, err, data)
		}
	}
	_, _ = w.Write(data)
}

func (s *server) do(operation string, in request) (code string, reply any) {
	dimension, there := s.indexes[in.Index]
	switch {
	case operation == "CreateIndex":
		s.indexes[in.Index] = in.Dimension
		return "", map[string]string{"indexArn": "arn:aws:s3vectors:ap-northeast-2:123456789012:bucket/" +
			in.Bucket + "/index/" + in.Index}
	case !there:
		return "NotFoundException", nil
	}
	switch operation {
	case "PutVectors":
		for _, v := range in.Vectors {
			if len(v.Data.Float32) != dimension || length(v.Data.Float32) == 0 || len(v.Metadata) > 40<<10 {
				return "ValidationException", nil
			}
			s.vectors[v.Key] = v
		}
	case "DeleteVectors":
		for _, k := range in.Keys {
			delete(s.vectors, k)
		}
	case "GetVectors":
		found := []stored{}
		for _, k := range in.Keys {
			if v, ok := s.vectors[k]; ok {
				found = append(found, stored{Key: v.Key, Metadata: v.Metadata})
			}
		}
		return "", map[string]any{"vectors": found}
	case "QueryVectors":
		return "", map[string]any{"vectors": s.query(in), "distanceMetric": "cosine"}
	}
	return "", struct{}{}
}

// query ranks what passes the filter by the vector or by the words.
func (s *server) query(in request) []stored {
	var all []stored
	for _, k := range slices.Sorted(maps.Keys(s.vectors)) {
		v := s.vectors[k]
		var m map[string]any
		if err := json.Unmarshal(v.Metadata, &m); err != nil {
			s.t.Error(err)
		}
		if s.passes(in.Filter, m) {
			all = append(all, v)
		}
	}
	if in.Vector != nil {
		for i := range all {
			d := 1 - cosine(in.Vector.Float32, all[i].Data.Float32)
			all[i] = stored{Key: all[i].Key, Metadata: all[i].Metadata, Distance: &d}
		}
		slices.SortStableFunc(all, func(a, b stored) int { return cmp.Compare(*a.Distance, *b.Distance) })
	} else {
		all = s.byWords(in, all)
	}
	return append([]stored{}, all[:min(len(all), in.TopK)]...)
}

func (s *server) byWords(in request, all []stored) []stored {
	m := retrievetest.NewMemory("bm25")
	for i, v := range all {
		var text struct{ Text string }
		if err := json.Unmarshal(v.Metadata, &text); err != nil {
			s.t.Error(err)
		}
		if err := m.Put(context.Background(), retrieve.Source{Document: document.ID(v.Key), Version: "01",
			Readers: []auth.Principal{auth.Everyone}},
			[]document.Chunk{{ID: document.ChunkID(v.Key), Ordinal: i, Kind: document.Prose, Text: text.Text}}); err != nil {
			s.t.Error(err)
		}
	}
	hits, err := m.Retrieve(context.Background(), auth.UserScope("anybody"),
		retrieve.Query{Text: in.QueryTexts[0].Text, K: in.TopK})
	if err != nil {
		s.t.Error(err)
	}
	var found []stored
	for _, h := range hits {
		v := s.vectors[string(h.Document)]
		found = append(found, stored{Key: v.Key, Metadata: v.Metadata,
			Scores: &scores{[]score{{in.QueryTexts[0].Key, h.Score}}}})
	}
	return found
}

// passes evaluates $and, $in and $nin.
func (s *server) passes(f map[string]json.RawMessage, m map[string]any) bool {
	for key, raw := range f {
		if key == "$and" {
			var parts []map[string]json.RawMessage
			if err := json.Unmarshal(raw, &parts); err != nil {
				s.t.Error(err)
			}
			for _, p := range parts {
				if !s.passes(p, m) {
					return false
				}
			}
			continue
		}
		var c map[string][]string
		if err := json.Unmarshal(raw, &c); err != nil {
			s.t.Error(err)
		}
		if in, ok := c["$in"]; ok && !holds(m[key], in) {
			return false
		}
		if out, ok := c["$nin"]; ok && holds(m[key], out) {
			return false
		}
	}
	return true
}

func holds(value any, list []string) bool {
	switch v := value.(type) {
	case string:
		return slices.Contains(list, v)
	case []any:
		return slices.ContainsFunc(v, func(x any) bool { return holds(x, list) })
	}
	return false
}

func length(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x * x
	}
	return math.Sqrt(sum)
}

func cosine(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum / (length(a) * length(b))
}
