package knowledgebase_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/knowledgebase"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"
)

const id = "KB12345678"

// server speaks Bedrock's HTTP as documented. With botocore's model, requests and
// its own replies are checked against it.
type server struct {
	t       *testing.T
	model   *awstest.Model // nil: nothing is checked
	results func(question string, k int) []result
	code    string // an error's; "": none
	asked   request
}

type request struct {
	Query         struct{ Text string } `json:"retrievalQuery"`
	Configuration struct {
		Vector struct {
			Results int    `json:"numberOfResults"`
			Type    string `json:"overrideSearchType"`
		} `json:"vectorSearchConfiguration"`
	} `json:"retrievalConfiguration"`
}

type result struct {
	Content  content        `json:"content"`
	Location *location      `json:"location,omitempty"`
	Metadata map[string]any `json:"metadata,omitempty"`
	Score    float64        `json:"score"`
}

type content struct {
	Text string   `json:"text,omitempty"`
	Type string   `json:"type,omitempty"`
	Row  []column `json:"row,omitempty"`
}

type column struct {
	Name  string `json:"columnName"`
	Value string `json:"columnValue"`
	Type  string `json:"type"`
}

type location struct {
	Type string   `json:"type"`
	S3   *uri     `json:"s3Location,omitempty"`
	Web  *address `json:"webLocation,omitempty"`
}

type (
	uri     struct{ URI string }
	address struct{ URL string }
)

func (u uri) MarshalJSON() ([]byte, error)     { return json.Marshal(map[string]string{"uri": u.URI}) }
func (a address) MarshalJSON() ([]byte, error) { return json.Marshal(map[string]string{"url": a.URL}) }

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	if r.URL.Path != "/knowledgebases/"+id+"/retrieve" ||
		!strings.Contains(r.Header.Get("Authorization"), "/us-east-1/bedrock/aws4_request") {
		s.t.Errorf("%s, signed %q", r.URL, r.Header.Get("Authorization"))
	}
	if s.model != nil {
		if err := s.model.Request("Retrieve", body); err != nil && !strings.Contains(err.Error(), "knowledgeBaseId") {
			s.t.Errorf("%v\n%s", err, body)
		}
	}
	var in request
	if err := json.Unmarshal(body, &in); err != nil {
		s.t.Error(err)
	}
	if s.code != "" {
		s.asked = in
		w.Header().Set("X-Amzn-Errortype", s.code)
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"message":"왜냐하면"}`)
		return
	}
	reply := map[string]any{"retrievalResults": s.results(in.Query.Text, in.Configuration.Vector.Results)}
	data, err := json.Marshal(reply)
	if err != nil {
		s.t.Error(err)
	}
	if s.model != nil {
		if err := s.model.Reply("Retrieve", data); err != nil {
			s.t.Errorf("the server's own: %v\n%s", err, data)
		}
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(data)
}

func (s *server) store(t *testing.T, o knowledgebase.Options) *knowledgebase.Store {
	t.Helper()
	s.t = t
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	o.ID, o.Endpoint, o.Region = id, h.URL, "us-east-1"
	return knowledgebase.New(awstest.Config(t, "ap-northeast-2"), o)
}

// holding answers from texts by BM25.
func holding(t *testing.T, texts []string) func(string, int) []result {
	m := retrievetest.NewMemory("bm25")
	for i, text := range texts {
		key := document.ID("docs/" + string(rune('a'+i)))
		if err := m.Put(t.Context(), retrieve.Source{Document: key, Version: "01",
			Readers: []auth.Principal{auth.Everyone}}, []document.Chunk{{ID: document.ChunkID(key), Kind: document.Prose, Text: text}}); err != nil {
			t.Fatal(err)
		}
	}
	return func(question string, k int) []result {
		hits, err := m.Retrieve(context.Background(), auth.UserScope("anybody"), retrieve.Query{Text: question, K: k})
		if err != nil {
			t.Error(err)
		}
		results := []result{}
		for _, h := range hits {
			results = append(results, result{Content: content{Text: h.Text, Type: "TEXT"}, Score: h.Score,
				Location: &location{Type: "S3", S3: &uri{"s3://company/규정/" + string(h.Document)}}})
		}
		return results
	}
}

func TestReaderContract(t *testing.T) {
	retrievetest.RunReader(t, func(t *testing.T, texts []string) retrieve.Retriever {
		return (&server{results: holding(t, texts)}).store(t, knowledgebase.Options{})
	})
}

func TestAgainstTheServiceModel(t *testing.T) {
	model := awstest.Load(t, "bedrock-agent-runtime")
	retrievetest.RunReader(t, func(t *testing.T, texts []string) retrieve.Retriever {
		return (&server{model: model, results: holding(t, texts)}).store(t, knowledgebase.Options{Hybrid: true})
	})
}

func TestResultsOfEverySource(t *testing.T) {
	s := &server{results: func(string, int) []result {
		return []result{
			{Content: content{Text: "둘째", Type: "TEXT"}, Score: .5, Location: &location{Type: "WEB", Web: &address{"https://a.example/guide?x=1"}}},
			{Content: content{Text: "첫째", Type: "TEXT"}, Score: .9, Location: &location{Type: "S3", S3: &uri{"s3://company/취업 규칙.pdf"}},
				Metadata: map[string]any{"x-amz-bedrock-kb-document-page-number": 7.0}},
			{Content: content{Type: "ROW", Row: []column{{"지점", "강남", "STRING"}, {"전화", "02", "STRING"}}}, Score: .4},
			{Content: content{Text: "남의 비밀", Type: "TEXT"}, Score: 1, Location: &location{Type: "S3", S3: &uri{"s3://mundap-uploads/docs/~a/비밀.txt"}}},
			{Content: content{Type: "IMAGE"}, Score: .3},
		}
	}}
	found, err := s.store(t, knowledgebase.Options{Bucket: "mundap-uploads"}).Retrieve(t.Context(), auth.UserScope("kim"),
		retrieve.Query{Text: "질문", K: 10})
	if err != nil || len(found) != 3 {
		t.Fatalf("%+v %v", found, err)
	}
	first, second, third := found[0], found[1], found[2]
	if first.Text != "첫째" || first.Title != "취업 규칙.pdf" || first.Page != 7 || first.URL != "" || first.Document != "" {
		t.Errorf("S3: %+v", first)
	}
	if second.URL != "https://a.example/guide?x=1" || second.Title != "guide" {
		t.Errorf("web: %+v", second)
	}
	if third.Text != "지점: 강남\n전화: 02" {
		t.Errorf("row: %+v", third)
	}
}

func TestErrorsKeepTheirKind(t *testing.T) {
	for code, want := range map[string]fault.Kind{
		"ThrottlingException": fault.Throttled, "ResourceNotFoundException": fault.NotConfigured,
		"AccessDeniedException": fault.NotConfigured, "ValidationException": fault.Invalid,
		"BadGatewayException": fault.Unavailable, "Whatever": fault.Unavailable,
	} {
		_, err := (&server{code: code}).store(t, knowledgebase.Options{}).Retrieve(t.Context(), auth.UserScope("kim"),
			retrieve.Query{Text: "질문"})
		if !fault.Is(err, want) {
			t.Errorf("%s: %v", code, err)
		}
	}
}
