package aws_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/mundap/mundap/test/servers"
)

// need is one permission that a request takes.
type need struct{ action, resource string }

// service is one of AWS's that functions call.
type service struct {
	name    string // as in the names of its actions
	handler http.Handler
	needs   func(*http.Request, []byte) []need
}

// front stands between one function and a service, and lets through what the
// function's role allows. It is where services fail, and where functions die in
// the middle.
func (e *emulator) front(handler string, s service) string {
	l := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.name == "s3" && e.cors.answer(w, r) {
			return
		}
		if r.Header.Get("Authorization") == "" &&
			!r.URL.Query().Has("X-Amz-Signature") { // a browser looks for an icon
			w.WriteHeader(http.StatusForbidden)
			return
		}
		if e.refuses(s.name) {
			panic(http.ErrAbortHandler) // nobody answers
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		needs := s.needs(r, body)
		if !e.mayAll(handler, needs...) {
			http.Error(w, `{"__type":"AccessDeniedException","message":"not allowed"}`, http.StatusForbidden)
			return
		}
		if s.name == "dynamodb" && e.throttled() {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"slower"}`)
			return
		}
		if (s.name == "s3" || s.name == "sqs") && r.Header.Get("Authorization") != "" &&
			e.throttles(handler, needs[0].action) {
			slower(w, s.name)
			return
		}
		dies := len(needs) > 0 && e.dies(handler, needs[0].action)
		watched := &statusWriter{ResponseWriter: w, held: dies,
			hides: s.name == "s3" && e.hides(handler, r)}
		if s.name == "dynamodb" {
			body, watched.copy = asksForCapacity(body), &bytes.Buffer{}
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		s.handler.ServeHTTP(watched, r)
		if s.name == "dynamodb" {
			e.countCapacity(handler, r, watched.copy.Bytes())
		}
		if s.name == "s3" && watched.status/100 == 2 {
			e.notify(r, len(body), strings.Trim(w.Header().Get("ETag"), `"`))
		}
		if dies { // the service has done it, and nobody hears
			e.functions[handler].crash()
			panic(http.ErrAbortHandler)
		}
	}))
	e.atEnd(l.Close)
	return l.URL
}

// mayAll counts what a function asks for, and fails the test if its role does not allow it.
func (e *emulator) mayAll(handler string, needs ...need) bool {
	for i, n := range needs {
		if i == 0 && !strings.HasPrefix(n.action, "dynamodb:") { // see countCapacity
			e.count(handler, n.action, 1)
		}
		if !permits(e.roles[handler], n.action, n.resource) {
			e.t.Errorf("%s may not %s on %s", handler, n.action, n.resource)
			return false
		}
	}
	return true
}

// permitted is mayAll for one action.
func (e *emulator) permitted(handler, action, resource string) bool {
	return e.mayAll(handler, need{action, resource})
}

// statusWriter remembers an answer's status. One that is held is not sent.
type statusWriter struct {
	http.ResponseWriter
	status int
	held   bool
	hides  bool          // what is not there is forbidden
	copy   *bytes.Buffer // of the answer; nil: none is made
}

func (w *statusWriter) WriteHeader(status int) {
	if status == http.StatusNotFound && w.hides {
		status = http.StatusForbidden
	}
	w.status = status
	if !w.held {
		w.ResponseWriter.WriteHeader(status)
	}
}

func (w *statusWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	if w.copy != nil {
		w.copy.Write(b)
	}
	if w.held {
		return len(b), nil
	}
	return w.ResponseWriter.Write(b)
}

func (w *statusWriter) Flush() {
	if f, ok := w.ResponseWriter.(http.Flusher); ok && !w.held {
		f.Flush()
	}
}

// relay passes requests on to a real server.
func (e *emulator) relay(server string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out, err := http.NewRequestWithContext(r.Context(), r.Method, server+r.URL.RequestURI(),
			r.Body)
		if err != nil {
			e.t.Error(err)
			return
		}
		out.Header, out.Host, out.ContentLength = r.Header.Clone(), r.Host, r.ContentLength
		resp, err := e.transport.RoundTrip(out)
		if err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		defer resp.Body.Close()
		for name, values := range resp.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(resp.StatusCode)
		_, _ = io.Copy(w, resp.Body)
	})
}

// throttled says so of every tenth request to DynamoDB.
func (e *emulator) throttled() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.requests++
	return !*measure && !e.calm && e.requests%10 == 0
}

// tableNeeds are the permissions of a DynamoDB request.
func tableNeeds(r *http.Request, body []byte) []need {
	_, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	var q struct {
		TableName, IndexName string
		RequestItems         map[string]json.RawMessage
		TransactItems        []map[string]struct{ TableName string }
	}
	if err := json.Unmarshal(body, &q); err != nil {
		return []need{{"unreadable", err.Error()}}
	}
	arn := "arn:aws:dynamodb:" + servers.Region + ":" + account + ":table/"
	var all []need
	if q.TableName != "" {
		table := arn + q.TableName
		if q.IndexName != "" {
			table += "/index/" + q.IndexName
		}
		all = append(all, need{"dynamodb:" + action, table})
	}
	for table := range q.RequestItems {
		all = append(all, need{"dynamodb:" + action, arn + table})
	}
	for _, item := range q.TransactItems {
		for kind, x := range item {
			all = append(all, need{"dynamodb:" + kind + "Item", arn + x.TableName})
		}
	}
	return all
}

// objectNeeds are those of an S3 request (path style).
func objectNeeds(r *http.Request, _ []byte) []need {
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if key == "" {
		return []need{{"s3:ListBucket", "arn:aws:s3:::" + bucket}}
	}
	action := map[string]string{"GET": "s3:GetObject", "HEAD": "s3:GetObject",
		"PUT": "s3:PutObject", "POST": "s3:PutObject", "DELETE": "s3:DeleteObject"}[r.Method]
	if r.Method == http.MethodDelete && r.URL.Query().Has("uploadId") {
		action = "s3:AbortMultipartUpload"
	}
	return []need{{action, "arn:aws:s3:::" + bucket + "/" + key}}
}

// queueNeeds are those of an SQS request.
func queueNeeds(r *http.Request, body []byte) []need {
	_, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	var q struct{ QueueUrl string }
	_ = json.Unmarshal(body, &q) // nothing is allowed on no queue
	return []need{{"sqs:" + action, "arn:aws:sqs:" + servers.Region + ":" + account + ":" +
		q.QueueUrl[strings.LastIndex(q.QueueUrl, "/")+1:]}}
}

// corsRules are those of the bucket that browsers reach.
type corsRules []corsRule

type corsRule struct {
	AllowedOrigins                                 []any
	AllowedMethods, AllowedHeaders, ExposedHeaders []string
	MaxAge                                         int
}

func (s template) cors(e *emulator) corsRules {
	var all corsRules
	for _, id := range s.ids("AWS::S3::Bucket") {
		var p struct {
			CorsConfiguration struct{ CorsRules []corsRule }
		}
		if err := json.Unmarshal(s.Resources[id].Properties, &p); err != nil {
			s.t.Error(err)
		}
		for _, r := range p.CorsConfiguration.CorsRules {
			for i, o := range r.AllowedOrigins {
				r.AllowedOrigins[i] = e.here(s.text(o))
			}
			all = append(all, r)
		}
	}
	return all
}

func (c corsRules) find(origin, method, headers string) *corsRule {
	for i, r := range c {
		known := func(h string) bool {
			return slices.ContainsFunc(r.AllowedHeaders,
				func(a string) bool { return glob(strings.ToLower(a), h) })
		}
		asked := strings.FieldsFunc(strings.ToLower(headers), func(c rune) bool {
			return c == ',' ||
				c == ' '
		})
		if slices.Contains(r.AllowedOrigins, any(origin)) && slices.Contains(r.AllowedMethods,
			method) &&
			!slices.ContainsFunc(asked, func(h string) bool { return !known(h) }) {
			return &c[i]
		}
	}
	return nil
}

// answer adds what S3 tells browsers, and answers what they ask beforehand.
func (c corsRules) answer(w http.ResponseWriter, r *http.Request) (done bool) {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return false
	}
	before := r.Method == http.MethodOptions
	method := r.Method
	if before {
		method = r.Header.Get("Access-Control-Request-Method")
	}
	rule := c.find(origin, method, r.Header.Get("Access-Control-Request-Headers"))
	if rule != nil {
		w.Header().Set("Access-Control-Allow-Origin", origin)
		w.Header().Set("Access-Control-Allow-Methods", strings.Join(rule.AllowedMethods, ", "))
		w.Header().Set("Access-Control-Expose-Headers", strings.Join(rule.ExposedHeaders, ", "))
		w.Header().Set("Vary", "Origin")
	}
	if !before {
		return false
	}
	if rule == nil {
		w.WriteHeader(http.StatusForbidden)
		return true
	}
	w.Header().Set("Access-Control-Allow-Headers", r.Header.Get("Access-Control-Request-Headers"))
	w.Header().Set("Access-Control-Max-Age", strconv.Itoa(rule.MaxAge))
	return true
}

func mustJSON(t testing.TB, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
