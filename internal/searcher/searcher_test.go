package searcher_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/indextest"
	"github.com/mundap/mundap/internal/localindex/rank"
	"github.com/mundap/mundap/internal/localindex/storage"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"
	"github.com/mundap/mundap/internal/searcher"
)

const key = "a shared key"

func keyed(k string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return k, nil }
}

// served serves a shard, and gives its address.
func served(t testing.TB, s localindex.Shard, o searcher.Options) string {
	t.Helper()
	if o.Key == "" {
		o.Key = key
	}
	h, err := searcher.NewHandler(o)
	if err != nil {
		t.Fatal(err)
	}
	if s != nil {
		h.Serve(s)
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	return server.URL
}

// refresh is how often the searchers look for something new.
const refresh = 5 * time.Millisecond

// newRemote makes a store whose shards are written here and searched by
// searchers that follow them.
func newRemote(t *testing.T, n int) *indextest.Sharded {
	t.Helper()
	r := &indextest.Sharded{Delay: refresh}
	var shards []localindex.Shard
	for range n {
		blobs := blobtest.NewMemory(nil, nil)
		bucket := func() *storage.Bucket {
			return &storage.Bucket{Blobs: blobs, Prefix: "index/", Cache: t.TempDir()}
		}
		w := indextest.Open(t, localindex.Options{Storage: bucket()})
		reader := indextest.Open(t, localindex.Options{Storage: bucket(), ReadOnly: true, Refresh: refresh})
		r.Writers = append(r.Writers, w)
		shards = append(shards, &searcher.Client{Key: keyed(key),
			Addresses: []string{served(t, reader, searcher.Options{})}})
	}
	r.Shards = localindex.NewShards(localindex.ShardsOptions{Shards: shards,
		Analyzer: &morph.Analyzer{}})
	return r
}

func TestVectorsAndScoresSurviveTheWay(t *testing.T) {
	e := &embed.Fake{Size: 16}
	ix := indextest.Open(t, localindex.Options{Embedder: e,
		Storage: &storage.Bucket{Blobs: blobtest.NewMemory(nil, nil), Prefix: "index/"}})
	for i, text := range []string{"보일러 과열 센서", "연차 휴가 15일", "센서 점검 안내", "과열 경보 기록"} {
		id := document.ID(fmt.Sprint("docs/", i))
		s := retrieve.Source{Document: id, Version: "1", Readers: []auth.Principal{auth.Everyone}}
		if err := ix.Put(t.Context(), s, []document.Chunk{{ID: document.NewChunkID(id, "1", 0),
			Kind: document.Prose, Text: text}}); err != nil {
			t.Fatal(err)
		}
	}
	client := &searcher.Client{Addresses: []string{served(t, ix, searcher.Options{})}, Key: keyed(key)}
	for _, method := range []retrieve.Method{retrieve.Hybrid, retrieve.Vector, retrieve.Lexical} {
		var seen []string
		for _, shard := range []localindex.Shard{ix, client} {
			x := localindex.NewShards(localindex.ShardsOptions{Shards: []localindex.Shard{shard},
				Analyzer: &morph.Analyzer{}, Embedder: e})
			found, err := x.Retrieve(t.Context(), auth.UserScope("kim"),
				retrieve.Query{Text: "과열 센서 점검", Method: method})
			if err != nil || len(found) == 0 {
				t.Fatalf("%d passages, %v", len(found), err)
			}
			text, err := json.Marshal(found)
			if err != nil {
				t.Fatal(err)
			}
			seen = append(seen, string(text))
		}
		if seen[0] != seen[1] {
			t.Errorf("%q: here\n%s, over HTTP\n%s", method, seen[0], seen[1])
		}
	}
}

// settle puts a document into each shard and returns when it is found.
func settle(t *testing.T, r *indextest.Sharded) {
	t.Helper()
	version := document.Version(fmt.Sprintf("%020d", marks.Add(1)))
	mark := document.NewChunkID("docs/mark", version, 0)
	for i, w := range r.Writers {
		id := document.ID("docs/mark-" + string(rune('a'+i)))
		s := retrieve.Source{Document: id, Version: version,
			Readers: []auth.Principal{"mark"}}
		if err := w.Put(t.Context(), s, []document.Chunk{{ID: mark, Kind: document.Prose,
			Text: "표지"}}); err != nil {
			t.Fatal(err)
		}
	}
	tick := time.NewTicker(refresh)
	defer tick.Stop()
	for range 10_000 {
		found, err := r.Retrieve(t.Context(), auth.Scope{Principals: []auth.Principal{"mark"}},
			retrieve.Query{Text: "표지", K: 100})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, p := range found {
			if p.Chunk == mark {
				n++
			}
		}
		if n == len(r.Writers) {
			return
		}
		<-tick.C
	}
	t.Fatal("the searchers did not catch up")
}

// marks counts the versions of the documents that settle puts.
var marks atomic.Int64

func TestSearchersConform(t *testing.T) {
	for _, shards := range []int{1, 3} {
		retrievetest.Run(t, retrievetest.Harness{
			New:    func(t *testing.T) retrieve.Store { return newRemote(t, shards) },
			Settle: func(t *testing.T, s retrieve.Store) { settle(t, s.(*indextest.Sharded)) },
		})
	}
}

// stub is a shard that answers what it is told.
type stub struct {
	counts atomic.Int64
	wait   func(context.Context) error
	scope  auth.Scope
}

func (s *stub) Count(ctx context.Context, scope auth.Scope, terms []rank.Key) (localindex.Counts, error) {
	s.counts.Add(1)
	s.scope = scope
	if s.wait != nil {
		if err := s.wait(ctx); err != nil {
			return localindex.Counts{}, err
		}
	}
	c := localindex.Counts{Statistics: rank.Statistics{Passages: 7, Held: map[rank.Key]int{}},
		Models: []string{"m"}}
	for i, t := range terms {
		c.Held[t] = i + 1
	}
	return c, nil
}

func (s *stub) Candidates(context.Context, auth.Scope, localindex.Request) ([]localindex.Candidate, error) {
	return nil, nil
}

var twoTerms = []rank.Key{{Text: "보일러"}, {Text: "과열", Field: 1}}

func TestTheScopeAndTheCountsArriveAsTheyAre(t *testing.T) {
	s := &stub{}
	c := &searcher.Client{Addresses: []string{served(t, s, searcher.Options{}) + "/3"}, Key: keyed(key)}
	who := auth.Scope{User: "kim", Principals: []auth.Principal{"kim", "sales"}, Admin: true}
	got, err := c.Count(t.Context(), who, twoTerms)
	if err != nil || got.Passages != 7 || got.Held[twoTerms[0]] != 1 || got.Held[twoTerms[1]] != 2 ||
		len(got.Models) != 1 {
		t.Errorf("%+v, %v", got, err)
	}
	if s.scope.User != "kim" || len(s.scope.Principals) != 2 || !s.scope.Admin {
		t.Errorf("the shard was asked for %+v", s.scope)
	}
}

func TestNobodySearchesWithoutTheKey(t *testing.T) {
	s := &stub{}
	address := served(t, s, searcher.Options{})
	for _, k := range []string{"", "another", key + "x"} {
		c := &searcher.Client{Addresses: []string{address}, Key: keyed(k)}
		if _, err := c.Count(t.Context(), auth.UserScope("kim"), twoTerms); !fault.Is(err, fault.NotConfigured) {
			t.Errorf("key %q: %v", k, err)
		}
	}
	if s.counts.Load() != 0 {
		t.Error("the shard was asked")
	}
	if _, err := searcher.NewHandler(searcher.Options{}); !fault.Is(err, fault.NotConfigured) {
		t.Errorf("a searcher without a key: %v", err)
	}
}

func TestTheNextSearcherIsAskedWhenOneDoesNotAnswer(t *testing.T) {
	gone := httptest.NewServer(nil)
	gone.Close()
	slow := &stub{wait: func(ctx context.Context) error {
		<-ctx.Done()
		return ctx.Err()
	}}
	for name, first := range map[string]string{"gone": gone.URL, "not ready": served(t, nil, searcher.Options{}),
		"slow": served(t, slow, searcher.Options{})} {
		s := &stub{}
		c := &searcher.Client{Addresses: []string{first, served(t, s, searcher.Options{})}, Key: keyed(key)}
		ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second)
		for range 3 { // the one that answered is asked first from then on
			if _, err := c.Count(ctx, auth.UserScope("kim"), twoTerms); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		cancel()
		if s.counts.Load() != 3 {
			t.Errorf("%s: the other one was asked %d times", name, s.counts.Load())
		}
	}
	alone := &searcher.Client{Addresses: []string{gone.URL}, Key: keyed(key)}
	if _, err := alone.Count(t.Context(), auth.UserScope("kim"), twoTerms); !fault.Is(err, fault.Unavailable) ||
		fault.MessageOf(err).Ko == fault.Unavailable.Message().Ko {
		t.Errorf("nobody answers: %v", err)
	}
}

// A searcher stops when its client no longer waits, and at its own limit at the
// latest.
func TestTheClientsTimeBoundsASearch(t *testing.T) {
	var left time.Duration
	s := &stub{wait: func(ctx context.Context) error {
		deadline, _ := ctx.Deadline()
		left = time.Until(deadline)
		return nil
	}}
	address := served(t, s, searcher.Options{Limit: time.Hour})
	c := &searcher.Client{Addresses: []string{address}, Key: keyed(key)}
	for wait, most := range map[time.Duration]time.Duration{
		10 * time.Minute: 5 * time.Minute, // there is time for two tries
		9 * time.Hour:    time.Hour,
	} {
		ctx, cancel := context.WithTimeout(t.Context(), wait)
		_, err := c.Count(ctx, auth.UserScope("kim"), twoTerms)
		cancel()
		if err != nil || left > most || left < most/2 {
			t.Errorf("%v of a client that waits %v, %v", left, wait, err)
		}
	}
}

func TestASearcherTakesAsManyAtOnceAsItIsAllowed(t *testing.T) {
	entered, leave := make(chan struct{}, 3), make(chan struct{})
	s := &stub{wait: func(ctx context.Context) error {
		entered <- struct{}{}
		select {
		case <-leave:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}}
	address := served(t, s, searcher.Options{AtOnce: 1, Waiting: 1})
	c := &searcher.Client{Addresses: []string{address}, Key: keyed(key)}
	results := make(chan error, 8)
	ask := func() {
		_, err := c.Count(t.Context(), auth.UserScope("kim"), twoTerms)
		results <- err
	}
	go ask()
	<-entered
	for range 7 {
		go ask()
	}
	for range 6 { // one waits
		if err := <-results; !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "overloaded") {
			t.Errorf("%v", err)
		}
	}
	close(leave)
	for range 2 {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
}

func TestReadiness(t *testing.T) {
	for path, want := range map[string][2]int{"/healthz": {200, 200}, "/readyz": {503, 200}} {
		for i, s := range []localindex.Shard{nil, &stub{}} {
			resp, err := http.Get(served(t, s, searcher.Options{}) + path)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			if err != nil || resp.StatusCode != want[i] || !json.Valid(body) {
				t.Errorf("%s with shard %v: %d %q, %v", path, s, resp.StatusCode, body, err)
			}
		}
	}
}

func TestImpossibleRequestsAreRefused(t *testing.T) {
	address := served(t, &stub{}, searcher.Options{})
	for _, body := range []string{"", "{", `{"request":{"Terms":[{"Text":"a","Field":9}]},"held":[1]}`,
		`{"request":{"Terms":[{"Text":"a"}]},"held":[]}`} {
		r, err := http.NewRequestWithContext(t.Context(), "POST", address+"/v1/candidates", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set(searcher.KeyHeader, key)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %d", body, resp.StatusCode)
		}
	}
}

func TestAddresses(t *testing.T) {
	got, err := searcher.Parse(" https://a:8430/  http://b:8430 ")
	if err != nil || len(got) != 2 || got[0] != "https://a:8430" || got[1] != "http://b:8430" {
		t.Errorf("%q, %v", got, err)
	}
	for _, bad := range []string{"", "a:8430", "ftp://a"} {
		if _, err := searcher.Parse(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestAResponseWithoutEndIsNotReadOn(t *testing.T) {
	const tries = 2 // of a client with one address
	gone := make(chan struct{}, tries)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		block := make([]byte, 1<<20)
		for {
			if _, err := w.Write(block); err != nil {
				gone <- struct{}{}
				return
			}
		}
	}))
	defer server.Close()
	c := &searcher.Client{Addresses: []string{server.URL}, Key: keyed(key), HTTP: server.Client()}
	if _, err := c.Count(t.Context(), auth.UserScope("kim"), nil); !fault.Is(err, fault.Unavailable) {
		t.Errorf("got %v", err)
	}
	patience := time.After(time.Minute)
	for range tries {
		select {
		case <-gone:
		case <-patience:
			server.CloseClientConnections()
			t.Fatal("the connection stays open")
		}
	}
}
