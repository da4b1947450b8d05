package dynamostore_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/dynamostore"
	"github.com/mundap/mundap/internal/aws/dynamostore/schema"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/test/servers"
)

// losing carries calls out and loses the answer to the first one of each operation that is armed.
type losing struct {
	next  aws.HTTPClient
	mu    sync.Mutex
	armed map[string]bool
	lost  int
}

func (l *losing) arm(operations ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.armed = map[string]bool{}
	for _, o := range operations {
		l.armed["DynamoDB_20120810."+o] = true
	}
}

func (l *losing) Do(r *http.Request) (*http.Response, error) {
	resp, err := l.next.Do(r)
	l.mu.Lock()
	defer l.mu.Unlock()
	if target := r.Header.Get("X-Amz-Target"); err == nil && l.armed[target] {
		delete(l.armed, target)
		l.lost++
		resp.Body.Close()
		return nil, errors.New("connection reset by peer")
	}
	return resp, err
}

func sampleDocument() document.Document {
	return document.Document{ID: "docs/약관.pdf", Owner: "kim", Name: "약관.pdf",
		Collection: document.Default, State: document.Queued, Version: "1"}
}

func sampleCall() history.Call {
	return history.Call{
		User: "kim", RequestID: "r1", RequestTime: "2026-03-01 12:00:00", Body: "질문",
		Conversation: "c1",
		ServerTime:   time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Answer: "답",
		Outcome: history.Completed,
	}
}

func TestFaults(t *testing.T) {
	endpoint := servers.DynamoDB(t)
	for name, test := range map[string]func(*testing.T, string){
		"a write whose answer was lost counts once":           lostAnswers,
		"a long answer lies in a blob and goes with its call": longAnswer,
		"a batch of events over an item's size":               longBatch,
		"a missing table is not configured":                   missingTable,
	} {
		t.Run(name, func(t *testing.T) { test(t, endpoint) })
	}
}

func lostAnswers(t *testing.T, endpoint string) {
	_, f := store(t, endpoint)
	cfg := awstest.Config(t, servers.Region)
	network := &losing{next: cfg.HTTPClient}
	cfg.HTTPClient = network
	s := dynamostore.New(dynamostore.NewClient(cfg,
		func(o *dynamodb.Options) { o.BaseEndpoint = &endpoint }), f.blobs, f.names)

	for _, early := range []bool{false, true} {
		loseOfDocument(t, s, network, early)
	}
	network.arm("TransactWriteItems")
	if ok, err := s.History().Append(t.Context(), sampleCall()); !ok || err != nil {
		t.Errorf("appending a call: %t, %v", ok, err)
	}
	if v, err := s.History().Conversation(t.Context(), "kim", "c1"); err != nil || v.Calls != 1 {
		t.Errorf("its conversation: %+v, %v", v, err)
	}
	id, now := turn.ID{User: "kim", Request: "r1"}, time.Now()
	network.arm("TransactWriteItems")
	g, _, begun, err := s.Turns().Begin(t.Context(), id, nil, time.Minute, now)
	if !begun || err != nil {
		t.Fatalf("beginning a turn: %t, %v", begun, err)
	}
	network.arm("TransactWriteItems")
	if err := s.Turns().Append(t.Context(), g, []turn.Event{{Seq: 1, Kind: turn.Delta, Text: "답"}},
		now); err != nil {
		t.Errorf("appending an event: %v", err)
	}
	network.arm("UpdateItem")
	again, _, begun, err := s.Turns().Begin(t.Context(), id, nil, time.Minute, now.Add(time.Hour))
	if !begun || err != nil || again.Attempt != 2 || again.LastSeq != 1 {
		t.Errorf("beginning it again: %t, %+v, %v", begun, again, err)
	}
	if network.lost != 13 {
		t.Errorf("%d answers were lost, want 13", network.lost)
	}
}

// loseOfDocument loses the answer to each write of a document, new or of version
// 0.1.
func loseOfDocument(t *testing.T, s *dynamostore.Store, network *losing, early bool) {
	t.Helper()
	d := sampleDocument()
	moving := "UpdateItem" // of the record alone
	if !early {
		d.ID, moving = document.NewID(time.Now()), "TransactWriteItems" // and its counters
	}
	d.Readers = []auth.Principal{auth.Everyone}
	network.arm("TransactWriteItems") // a new document and the claim on its name
	d, err := s.Documents().Put(t.Context(), d)
	if err != nil || d.Revision != 1 {
		t.Errorf("putting a document: revision %d, %v", d.Revision, err)
	}
	network.arm(moving)
	d.State = document.Indexing
	if d, err = s.Documents().Put(t.Context(), d); err != nil || d.Revision != 2 {
		t.Errorf("putting it again: revision %d, %v", d.Revision, err)
	}
	counts, err := s.Documents().Count(t.Context(), auth.UserScope("kim"), document.Filter{})
	if err != nil || len(counts) != 1 || counts[document.Indexing] != 1 {
		t.Errorf("counts %v, %v", counts, err)
	}
	if network.arm("UpdateItem"); !early {
		d.Progress.Done = 1 // it counts as before
		if d, err = s.Documents().Put(t.Context(), d); err != nil || d.Revision != 3 {
			t.Errorf("putting its progress: revision %d, %v", d.Revision, err)
		}
	}
	network.arm("TransactWriteItems", "DeleteItem") // the document, and the claim on its name
	if err := s.Documents().Delete(t.Context(), d.ID, d.Revision); err != nil {
		t.Errorf("deleting it: %v", err)
	}
	if counts, err := s.Documents().Count(t.Context(), auth.UserScope("kim"), document.Filter{}); err != nil ||
		len(counts) != 0 {
		t.Errorf("counts %v after the deletion, %v", counts, err)
	}
}

func longAnswer(t *testing.T, endpoint string) {
	s, f := store(t, endpoint, "Calls", "Conversations")
	kept := func() int {
		t.Helper()
		list, err := f.blobs.List(t.Context(), "history/", "", 10)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	for name, remove := range map[string]func() error{
		"conversation": func() error {
			return s.History().DeleteConversation(t.Context(), "kim",
				"c1")
		},
		"user": func() error { return s.History().DeleteUser(t.Context(), "kim") },
	} {
		short, long := sampleCall(), sampleCall()
		long.RequestID, long.Answer = "r2", strings.Repeat("가", 150_000)
		for _, c := range []history.Call{short, long, long} {
			if _, err := s.History().Append(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
		if n := kept(); n != 1 {
			t.Errorf("%d blobs are kept for one long answer", n)
		}
		got, err := s.History().ByRequest(t.Context(), "kim", "r2")
		if err != nil || got.Answer != long.Answer || got.Body != long.Body {
			t.Errorf("it comes back with %d of %d bytes: %v", len(got.Answer), len(long.Answer),
				err)
		}
		if err := remove(); err != nil || kept() != 0 {
			t.Errorf("after the %s: %d blobs are left (%v)", name, kept(), err)
		}
	}
}

func longBatch(t *testing.T, endpoint string) {
	s, _ := store(t, endpoint, "Turns")
	turns, id, now := s.Turns(), turn.ID{User: "kim", Request: "r"}, time.Now()
	g, _, _, err := turns.Begin(t.Context(), id, nil, time.Minute, now)
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("한", 400_000) // 1.2 MB
	if err := turns.Append(t.Context(), g, []turn.Event{{Seq: 1, Kind: turn.Delta, Text: "짧은 글"},
		{Seq: 2, Kind: turn.Replace, Text: long}}, now); err != nil {
		t.Fatal(err)
	}
	if err := turns.Append(t.Context(), g, []turn.Event{{Seq: 3, Kind: turn.Delta, Text: "끝"}},
		now); err != nil {
		t.Fatal(err)
	}
	for _, limit := range []int{1, 2, 1000} {
		var text []string
		for after := int64(0); after < 3; {
			events, err := turns.Events(t.Context(), id, after, limit)
			if err != nil || len(events) == 0 || len(events) > limit {
				t.Fatalf("%d events after %d by %d: %v", len(events), after, limit, err)
			}
			for _, e := range events {
				text, after = append(text, e.Text), e.Seq
			}
		}
		if strings.Join(text, "") != "짧은 글"+long+"끝" {
			t.Errorf("by %d: %d pieces came back", limit, len(text))
		}
	}
	err = turns.Append(t.Context(), g, []turn.Event{{Seq: 4, Kind: turn.Delta,
		Text: strings.Repeat("한", 1_400_000)}}, now)
	if !fault.Is(err, fault.TooLarge) {
		t.Errorf("over a transaction's size: %v", err)
	}
}

func missingTable(t *testing.T, endpoint string) {
	s := dynamostore.New(client(t, endpoint), nil, schema.Named("nowhere-"))
	_, err := s.Documents().Get(t.Context(), "docs/a.txt")
	if !fault.Is(err, fault.NotConfigured) {
		t.Errorf("%v", err)
	}
}

func TestThrottling(t *testing.T) {
	calls := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls++
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.WriteHeader(http.StatusBadRequest)
		code := "ProvisionedThroughputExceededException"
		if strings.HasSuffix(r.Header.Get("X-Amz-Target"), "TransactWriteItems") {
			code = `TransactionCanceledException","CancellationReasons":[{"Code":"None"},{"Code":"ThrottlingError"}],"Message":"`
		}
		io.WriteString(w, `{"__type":"com.amazonaws.dynamodb.v20120810#`+code+`"}`)
	}))
	defer server.Close()
	s := dynamostore.New(client(t, server.URL), nil, schema.Named("t-"))
	if _, err := s.Documents().Get(t.Context(), "docs/a.txt"); !fault.Is(err, fault.Throttled) ||
		!fault.Retryable(err) {
		t.Errorf("a read: %v", err)
	}
	if calls < 2 || calls > 4 {
		t.Errorf("it was tried %d times", calls)
	}
	if err := s.Documents().PutGrant(t.Context(),
		document.Grant{ID: document.NewGrantID("docs/a.txt"), Owner: "kim"}); !fault.Is(err,
		fault.Throttled) {
		t.Errorf("a transaction: %v", err)
	}
}

// A table that can't be reached must not be taken for an empty one: people would be
// signed out, and a deletion would count as done.
func TestAnUnreachableStoreIsUnavailable(t *testing.T) {
	db := dynamostore.NewClient(awstest.Config(t, servers.Region), func(o *dynamodb.Options) {
		o.BaseEndpoint, o.Retryer = aws.String("http://127.0.0.1:1"), aws.NopRetryer{}
	})
	s := dynamostore.New(db, blobtest.NewMemory(nil, nil), schema.Named("t-"))
	nothing := []string{"Turns.Expire", "Receipts.Kept", "Receipts.Forget"} // that a table would have to do
	for _, part := range []any{s.Accounts(), s.Answers(), s.Connections(), s.Documents(), s.History(),
		s.Receipts(), s.Settings(), s.Storage(), s.Turns()} {
		v := reflect.ValueOf(part)
		for i := range v.NumMethod() {
			method := v.Type().Method(i)
			kind := method.Type
			if kind.NumIn() < 2 || kind.In(1) != reflect.TypeFor[context.Context]() ||
				kind.NumOut() == 0 || kind.Out(kind.NumOut()-1) != reflect.TypeFor[error]() {
				continue
			}
			name := v.Type().Name() + "." + method.Name
			if slices.Contains(nothing, name) {
				continue
			}
			t.Run(name, func(t *testing.T) {
				args := []reflect.Value{v, reflect.ValueOf(t.Context())}
				for n := 2; n < kind.NumIn(); n++ {
					args = append(args, sample(kind.In(n)))
				}
				out := method.Func.Call(args)
				err, _ := out[len(out)-1].Interface().(error)
				if !fault.Is(err, fault.Unavailable) {
					t.Errorf("%v", err)
				}
			})
		}
	}
}

// sample is a value of a type that is not empty, as far as the type is simple.
func sample(kind reflect.Type) reflect.Value {
	v := reflect.New(kind).Elem()
	switch kind {
	case reflect.TypeFor[document.GrantID]():
		return reflect.ValueOf(document.NewGrantID("docs/a.txt"))
	case reflect.TypeFor[auth.UserName]():
		return reflect.ValueOf(auth.UserName("kim"))
	}
	switch kind.Kind() {
	case reflect.String:
		v.SetString("docs/a.txt")
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Slice:
		v = reflect.Append(v, sample(kind.Elem()))
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() {
				f.Set(sample(f.Type()))
			}
		}
	case reflect.Func:
		v = reflect.MakeFunc(kind, func([]reflect.Value) []reflect.Value {
			return []reflect.Value{reflect.Zero(reflect.TypeFor[error]())}
		})
	}
	return v
}
