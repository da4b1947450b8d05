package kendra_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/kendra"
)

// server speaks Kendra's HTTP as documented. Every request, and every reply of
// its own, is checked against botocore's model, so that it can't share a
// mistake with the adapter.
type server struct {
	t     *testing.T
	model *awstest.Model
	// Replies by operation, or functions that give them for a request,
	// "Query/QUESTION_ANSWER" apart from "Query"; what is missing is an empty reply.
	replies map[string]any
	// Errors by operation: a name of the model's.
	errors map[string]string

	mu    sync.Mutex
	calls []call
}

type call struct {
	name string
	body request
}

// request holds the fields of all requests that the tests look at.
type request struct {
	IndexID   string `json:"IndexId"`
	QueryText string
	PageSize  int
	Type      string   `json:"QueryResultTypeFilter"`
	Filter    filter   `json:"AttributeFilter"`
	Wanted    []string `json:"RequestedDocumentAttributes"`

	User struct {
		UserID string `json:"UserId"`
	} `json:"UserContext"`

	RoleArn     string
	Documents   []sent
	DocumentIDs []string `json:"DocumentIdList"`
}

type filter struct {
	AndAllFilters []filter
	EqualsTo      *attribute
	ContainsAny   *attribute
}

type attribute struct {
	Key   string
	Value value
}

type value struct {
	StringValue     string   `json:",omitempty"`
	StringListValue []string `json:",omitempty"`
	LongValue       int      `json:",omitempty"`
}

type sent struct {
	ID          string `json:"Id"`
	Title       string
	Blob        []byte
	ContentType string
	S3Path      *struct{ Bucket, Key string }
	Attributes  []attribute
}

const index = "12345678-1234-1234-1234-123456789012"

// serve starts the server and a store on it.
func serve(t *testing.T, s *server, o kendra.Options) *kendra.Store {
	t.Helper()
	s.t, s.model = t, awstest.Load(t, "kendra")
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	o.Index, o.Endpoint = index, h.URL
	return kendra.New(awstest.Config(t, "ap-northeast-1"), o)
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	operation, ok := strings.CutPrefix(r.Header.Get("X-Amz-Target"), s.model.Metadata.Prefix+".")
	if !ok || !strings.Contains(r.Header.Get("Authorization"),
		"/ap-northeast-1/kendra/aws4_request") {
		s.t.Errorf("target %q, signed %q", r.Header.Get("X-Amz-Target"),
			r.Header.Get("Authorization"))
	}
	if err := s.model.Request(operation, body); err != nil {
		s.t.Errorf("%s: %v\n%s", operation, err, body)
	}
	var in request
	if err := json.Unmarshal(body, &in); err != nil {
		s.t.Error(err)
	}
	name := operation
	if in.Type != "" {
		name += "/" + in.Type
	}
	s.mu.Lock()
	s.calls = append(s.calls, call{name, in})
	s.mu.Unlock()
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	if e := s.errors[name]; e != "" {
		w.WriteHeader(http.StatusBadRequest)
		s.write(w, map[string]string{"__type": e, "Message": "왜냐하면"})
		return
	}
	reply, ok := s.replies[name]
	if !ok {
		reply = struct{}{}
	}
	if answer, ok := reply.(func(request) any); ok {
		reply = answer(in)
	}
	if err := s.model.Reply(operation, s.write(w, reply)); err != nil {
		s.t.Errorf("the server's own %s: %v", operation, err)
	}
}

func (s *server) write(w io.Writer, v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		s.t.Error(err)
	}
	_, _ = w.Write(data)
	return data
}

// forget begins the count of requests anew.
func (s *server) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = nil
}

// called gives the requests of a name, and how many came in all.
func (s *server) called(name string) (found []request, all int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.calls {
		if c.name == name {
			found = append(found, c.body)
		}
	}
	return found, len(s.calls)
}

// The documented replies.
type (
	items[T any] struct {
		ResultItems []T
	}
	score struct {
		ScoreConfidence string
	}
	highlighted struct {
		Text string
	}
	passage struct {
		ID                 string `json:"Id"`
		DocumentID         string `json:"DocumentId"`
		DocumentTitle      string
		Content            string
		DocumentAttributes []attribute
		ScoreAttributes    *score `json:",omitempty"`
	}
	result struct {
		ID                   string `json:"Id"`
		Type                 string
		DocumentID           string      `json:"DocumentId"`
		DocumentTitle        highlighted `json:",omitzero"`
		DocumentExcerpt      highlighted
		DocumentAttributes   []attribute
		AdditionalAttributes []additional
		ScoreAttributes      score
	}
	additional struct {
		Key       string
		ValueType string
		Value     struct {
			TextWithHighlightsValue highlighted
		}
	}
	failed struct {
		FailedDocuments []failure
	}
	failure struct {
		ID           string `json:"Id"`
		ErrorCode    string
		ErrorMessage string
	}
)

func text(key, s string) additional {
	a := additional{Key: key, ValueType: "TEXT_WITH_HIGHLIGHTS_VALUE"}
	a.Value.TextWithHighlightsValue.Text = s
	return a
}

func faq(question, answer, confidence string) result {
	return result{
		ID: "q-1", Type: "QUESTION_ANSWER", DocumentID: "faq-1",
		DocumentExcerpt: highlighted{answer},
		DocumentAttributes: []attribute{{"_source_uri",
			value{StringValue: "https://bank.example/faq"}}},
		AdditionalAttributes: []additional{text("QuestionText", question),
			text("AnswerText", answer)},
		ScoreAttributes: score{confidence},
	}
}

func from(key, version, content string) passage {
	return passage{
		ID: "r-1", DocumentID: key, DocumentTitle: "제목 " + key, Content: content,
		DocumentAttributes: []attribute{{"_version", value{StringValue: version}},
			{"_excerpt_page_number", value{LongValue: 3}}},
	}
}

func document(key, excerpt, confidence string) result {
	return result{
		ID: "d-1", Type: "DOCUMENT", DocumentID: key, DocumentTitle: highlighted{"제목"},
		DocumentExcerpt:    highlighted{excerpt},
		DocumentAttributes: []attribute{{"_version", value{StringValue: "01"}}},
		ScoreAttributes:    score{confidence},
	}
}
