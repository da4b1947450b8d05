package aws_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/test/servers"
)

// need is one permission that a request takes.
type need struct{ action, resource string }

// front stands between one function and a real server, and lets through what the function's role allows.
func (e *emulator) front(handler, server string, needs func(*http.Request, []byte) []need, after func(*http.Request, []byte)) string {
	statements := e.template.allowed(e.t, handler)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		for i, n := range needs(r, body) {
			if i == 0 {
				e.count(handler, n.action)
			}
			if !permits(statements, n.action, n.resource) {
				e.t.Errorf("%s may not %s on %s", handler, n.action, n.resource)
				http.Error(w, `{"__type":"AccessDeniedException","message":"not allowed"}`, http.StatusForbidden)
				return
			}
		}
		if strings.HasPrefix(r.Header.Get("X-Amz-Target"), "DynamoDB") && e.throttled() {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"slower"}`)
			return
		}
		out, err := http.NewRequestWithContext(r.Context(), r.Method, server+r.URL.RequestURI(), bytes.NewReader(body))
		if err != nil {
			e.t.Error(err)
			return
		}
		out.Header, out.Host, out.ContentLength = r.Header.Clone(), r.Host, int64(len(body))
		resp, err := e.client.Transport.RoundTrip(out)
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		defer resp.Body.Close()
		for name, values := range resp.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(resp.StatusCode)
		_, _ = io.Copy(w, resp.Body)
		if after != nil && resp.StatusCode < 300 {
			after(r, body)
		}
	}))
	e.t.Cleanup(s.Close)
	return s.URL
}

// throttled says so of every tenth request to DynamoDB.
func (e *emulator) throttled() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.requests++
	return !*measure && e.requests%10 == 0
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
	action := map[string]string{"GET": "s3:GetObject", "HEAD": "s3:GetObject", "PUT": "s3:PutObject", "DELETE": "s3:DeleteObject"}[r.Method]
	return []need{{action, "arn:aws:s3:::" + bucket + "/" + key}}
}

// queueNeeds are those of an SQS request.
func queueNeeds(r *http.Request, body []byte) []need {
	_, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	var q struct{ QueueUrl string }
	_ = json.Unmarshal(body, &q) // nothing is allowed on no queue
	return []need{{"sqs:" + action, "arn:aws:sqs:" + servers.Region + ":" + account + ":" + q.QueueUrl[strings.LastIndex(q.QueueUrl, "/")+1:]}}
}

// notify tells the event manager of a change below docs/, as S3 does: twice, because S3 may, and the older of two events
// of a key once more after the newer one.
func (e *emulator) notify(r *http.Request, body []byte) {
	_, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	kind := map[string]string{"PUT": "ObjectCreated:Put", "DELETE": "ObjectRemoved:Delete"}[r.Method]
	if kind == "" || !strings.HasPrefix(key, "docs/") {
		return
	}
	e.mu.Lock()
	e.sequence++
	event := fmt.Sprintf(`{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventTime":"2026-01-02T03:04:05.000Z","eventName":%q,`+
		`"s3":{"bucket":{"name":"b"},"object":{"key":%q,"size":%d,"eTag":"e","sequencer":"%016X"}}}]}`, kind, url.QueryEscape(key), len(body), e.sequence)
	older := e.told[key]
	e.told[key] = event
	e.mu.Unlock()
	for _, one := range slices.DeleteFunc([]string{event, event, older}, func(s string) bool { return s == "" }) {
		e.async("event-manager", []byte(one))
	}
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
