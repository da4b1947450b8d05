package opensearch_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/aws/opensearch"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"
	"github.com/mundap/mundap/test/servers"
)

// open makes a store with an alias of its own on a server that the tests share.
func open(t *testing.T, o opensearch.Options) *opensearch.Store {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	if o.Alias == "" {
		o.Alias = "t" + rand.Text()
	}
	o.Client = &http.Client{Transport: transport}
	s, err := opensearch.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// settle makes all that was written visible.
func settle(url string) func(*testing.T, retrieve.Store) {
	return func(t *testing.T, _ retrieve.Store) {
		t.Helper()
		post(t, url+"/_refresh", "")
	}
}

func post(t *testing.T, url, body string) {
	t.Helper()
	resp, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		t.Fatalf("%s: %s", url, resp.Status)
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestOpenSearch(t *testing.T) {
	url := servers.OpenSearch(t)
	t.Run("the contract with Nori", func(t *testing.T) { conforms(t, url, opensearch.Options{}) })
	t.Run("the contract with pairs of characters",
		func(t *testing.T) { conforms(t, url, opensearch.Options{WithoutNori: true}) })
	t.Run("the contract with Nori and vectors, asked by words", func(t *testing.T) {
		retrievetest.Run(t, retrievetest.Harness{
			New: func(t *testing.T) retrieve.Store {
				return byWords{open(t, opensearch.Options{URL: url, Embedder: &embed.Fake{}})}
			},
			Settle: settle(url),
		})
	})
	t.Run("vectors and words in one request", func(t *testing.T) { findsBoth(t, url) })
	t.Run("without the embedder words still find",
		func(t *testing.T) { survivesTheEmbedder(t, url) })
	t.Run("an index of another layout is not written to",
		func(t *testing.T) { keepsLayoutsApart(t, url) })
	t.Run("an index is rebuilt for another embedder, or stays",
		func(t *testing.T) { rebuilds(t, url) })
	t.Run("a Put that failed in the middle leaves nothing once it is repeated",
		func(t *testing.T) { cleansUp(t, url) })
	t.Run("it knows which versions it holds", func(t *testing.T) { knowsVersions(t, url) })
	t.Run("hands that put, replace and forget one document agree",
		func(t *testing.T) { agrees(t, url) })
}

// byWords asks for keywords alone: by vectors there is always something near,
// so that "nothing found" can't be.
type (
	byWords struct{ *store }
	store   = opensearch.Store
)

func (b byWords) Retrieve(ctx context.Context, scope auth.Scope,
	q retrieve.Query) ([]retrieve.Passage, error) {
	q.Method = retrieve.Lexical
	return b.store.Retrieve(ctx, scope, q)
}

func chunks(v document.Version, texts ...string) []document.Chunk {
	out := make([]document.Chunk, len(texts))
	for i, text := range texts {
		out[i] = document.Chunk{ID: document.NewChunkID(key, v, i), Ordinal: i,
			Kind: document.Prose, Text: text}
	}
	return out
}

func put(t *testing.T, s retrieve.Store, v document.Version, texts ...string) {
	t.Helper()
	src := source
	src.Version = v
	if err := s.Put(t.Context(), src, chunks(v, texts...)); err != nil {
		t.Fatal(err)
	}
}

func find(t *testing.T, s retrieve.Store, q retrieve.Query) []retrieve.Passage {
	t.Helper()
	found, err := s.Retrieve(t.Context(), kim, q)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// counting counts the requests that go through it.
type counting struct {
	next  http.RoundTripper
	paths []string
}

func (c *counting) RoundTrip(r *http.Request) (*http.Response, error) {
	c.paths = append(c.paths, r.URL.Path)
	return c.next.RoundTrip(r)
}

func findsBoth(t *testing.T, url string) {
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	wire := &counting{next: transport}
	s, err := opensearch.New(opensearch.Options{
		URL: url, Alias: "both", Embedder: &embed.Fake{}, Client: &http.Client{Transport: wire},
	})
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, "01", "수수료는 700원입니다.", "이체 한도 안내", "점심 메뉴는 비빔밥입니다.")
	settle(url)(t, s)
	for method, kind := range map[retrieve.Method]retrieve.ScoreKind{
		retrieve.Hybrid: retrieve.Fused, retrieve.Vector: retrieve.Cosine,
		retrieve.Lexical: retrieve.BM25,
	} {
		wire.paths = nil
		found := find(t, s, retrieve.Query{Text: "수수료는 700원입니다.", Method: method})
		if len(found) == 0 || found[0].Text != "수수료는 700원입니다." || found[0].ScoreKind != kind {
			t.Errorf("%q: %+v", method, found)
		}
		if !slices.Equal(wire.paths, []string{"/both/_msearch"}) {
			t.Errorf("%q asked %v", method, wire.paths)
		}
		if method == retrieve.Vector && math.Abs(found[0].Score-1) > 1e-3 {
			t.Errorf("the cosine of a text with itself is %v", found[0].Score)
		}
	}
	if found, err := s.Retrieve(t.Context(), auth.Scope{Principals: []auth.Principal{"lee"}},
		retrieve.Query{Text: "수수료"}); err != nil || len(found) > 0 {
		t.Errorf("who is no reader finds %v, %v", found, err)
	}
}

func knowsVersions(t *testing.T, url string) {
	s := open(t, opensearch.Options{URL: url})
	there := func(v document.Version) bool {
		t.Helper()
		yes, err := s.Contains(t.Context(), key, v)
		if err != nil {
			t.Fatal(err)
		}
		return yes
	}
	if there("01") {
		t.Error("a version is there before there is an index")
	}
	put(t, s, "01", "하나")
	if !there("01") || there("02") {
		t.Error("after the first version was put")
	}
	put(t, s, "02", "둘")
	if there("01") || !there("02") {
		t.Error("after the second version was put")
	}
	if err := s.Forget(t.Context(), key, "02"); err != nil {
		t.Fatal(err)
	}
	if there("02") {
		t.Error("a forgotten version is there")
	}
}

func survivesTheEmbedder(t *testing.T, url string) {
	broken := &embed.Fake{}
	s := open(t, opensearch.Options{URL: url, Embedder: broken})
	put(t, s, "01", "수수료는 700원입니다.")
	settle(url)(t, s)
	broken.Err = func(embed.Kind, []string) error { return fault.Newf(fault.Throttled, "too much") }
	found := find(t, s, retrieve.Query{Text: "수수료"})
	if len(found) != 1 || found[0].ScoreKind != retrieve.BM25 {
		t.Errorf("%+v", found)
	}
	src := source
	src.Version = "02"
	if err := s.Put(t.Context(), src, chunks("02", "수수료")); !fault.Is(err, fault.Throttled) {
		t.Errorf("indexing without the embedder: %v", err)
	}
}

func keepsLayoutsApart(t *testing.T, url string) {
	put(t, open(t, opensearch.Options{URL: url, Alias: "apart", Embedder: &embed.Fake{}}), "01",
		"수수료는 700원입니다.")
	other := open(t, opensearch.Options{URL: url, Alias: "apart", Embedder: &embed.Fake{Size: 64}})
	if err := other.Put(t.Context(), source, nil); !fault.Is(err, fault.NotConfigured) {
		t.Errorf("got %v", err)
	}
	settle(url)(t, other)
	if found := find(t, other, retrieve.Query{Text: "수수료"}); len(found) != 1 {
		t.Errorf("reading by words: %+v", found)
	}
}

// rebuilds breaks a rebuild off, changes documents meanwhile, and ends it.
func rebuilds(t *testing.T, url string) {
	put(t, open(t, opensearch.Options{URL: url, Alias: "rebuilt", WithoutNori: true}), "01",
		"수수료는 700원입니다.")
	s := open(t, opensearch.Options{URL: url, Alias: "rebuilt", Embedder: &embed.Fake{}})
	broken := fault.Newf(fault.Damaged, "the contents of a document")
	if err := s.Rebuild(t.Context(), func(context.Context, *opensearch.Store) (int, error) {
		return 0, broken
	}); !fault.Is(err, fault.Damaged) {
		t.Fatalf("got %v", err)
	}
	settle(url)(t, s)
	if found := find(t, s, retrieve.Query{Text: "수수료"}); len(found) != 1 ||
		found[0].ScoreKind != retrieve.BM25 {
		t.Errorf("after a rebuild that failed: %+v", found)
	}
	meanwhile(t, s)
	passes := 0
	err := s.Rebuild(t.Context(), func(ctx context.Context, next *opensearch.Store) (int, error) {
		if passes++; passes > 1 {
			return 0, nil
		}
		return 1, next.Put(ctx, source, chunks("01", "수수료는 700원입니다.", "이체 한도"))
	})
	if err != nil {
		t.Fatal(err)
	}
	settle(url)(t, s)
	if found := find(t, s, retrieve.Query{Text: "수수료"}); len(found) != 3 ||
		found[0].ScoreKind != retrieve.Fused {
		t.Errorf("after the rebuild: %+v", found)
	}
	put(t, s, "02", "새 수수료") // the alias takes writes
	sweeps(t, s, url)
}

// meanwhile adds a document and forgets another one while a rebuild is broken
// off; the successor has the one and not the other.
func meanwhile(t *testing.T, s *opensearch.Store) {
	t.Helper()
	if going, err := s.Rebuilding(t.Context()); !going || err != nil {
		t.Errorf("rebuilding: %t, %v", going, err)
	}
	added, gone := source, source
	added.Document, gone.Document = "docs/새.txt", "docs/옛.txt"
	for _, src := range []retrieve.Source{added, gone} {
		if err := s.Put(t.Context(), src, chunks("09", "수수료가 올랐어요.")); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Forget(t.Context(), gone.Document, "01"); err != nil {
		t.Fatal(err)
	}
}

// sweeps: the replaced index is named as a copy, and goes after a day.
func sweeps(t *testing.T, s *opensearch.Store, url string) {
	t.Helper()
	if err := s.Sweep(t.Context(), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if copies, err := s.Kept(t.Context()); err != nil || len(copies) != 1 ||
		copies[0].Until.Sub(copies[0].Made) != opensearch.KeepRetired {
		t.Errorf("after an hour: %+v, %v", copies, err)
	}
	if err := s.Sweep(t.Context(), time.Now().Add(25*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if copies, err := s.Kept(t.Context()); err != nil || len(copies) != 0 {
		t.Errorf("%+v, %v", copies, err)
	}
	resp, err := http.Get(url + "/_cat/indices/rebuilt*?h=index")
	if err != nil {
		t.Fatal(err)
	}
	defer http.DefaultClient.CloseIdleConnections()
	defer resp.Body.Close()
	if list, err := io.ReadAll(resp.Body); err != nil || strings.Count(string(list), "\n") != 1 {
		t.Errorf("indices: %s, %v", list, err)
	}
}

func cleansUp(t *testing.T, url string) {
	e := &embed.Fake{}
	s := open(t, opensearch.Options{URL: url, Alias: "cleans", Embedder: e})
	many := make([]string, 1150) // more than an attempt records at first
	for i := range many {
		many[i] = "수수료 안내 " + strconv.Itoa(i)
	}
	calls := 0
	e.Err = func(embed.Kind, []string) error {
		if calls++; calls == 12 { // after the first batches were written
			return fault.Newf(fault.Unavailable, "gone")
		}
		return nil
	}
	if err := s.Put(t.Context(), source, chunks("01", many...)); !fault.Is(err, fault.Unavailable) {
		t.Fatalf("got %v", err)
	}
	put(t, s, "01", many...)
	settle(url)(t, s)
	if n := stored(t, url, "cleans"); n != len(many)+1 {
		t.Errorf("%d entries, want %d chunks and a record", n, len(many))
	}
	if err := s.Forget(t.Context(), key, "01"); err != nil {
		t.Fatal(err)
	}
	settle(url)(t, s)
	if n := stored(t, url, "cleans"); n != 1 {
		t.Errorf("%d entries after forgetting, want the record", n)
	}
}

// stored counts what lies in an index.
func stored(t *testing.T, url, alias string) int {
	t.Helper()
	resp, err := http.Get(url + "/" + alias + "/_count")
	if err != nil {
		t.Fatal(err)
	}
	defer http.DefaultClient.CloseIdleConnections()
	defer resp.Body.Close()
	var reply struct {
		Count int `json:"count"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&reply); err != nil {
		t.Fatal(err)
	}
	return reply.Count
}

// agrees lets two stores, as two processes have them, work on one document in
// every order that comes.
func agrees(t *testing.T, url string) {
	var hands sync.WaitGroup
	stores := []*opensearch.Store{open(t, opensearch.Options{URL: url, Alias: "agrees"}),
		open(t, opensearch.Options{URL: url, Alias: "agrees"})}
	for _, s := range stores {
		for v := range 8 {
			hands.Go(func() {
				src := source
				src.Version = document.Version(fmt.Sprintf("%02d", v))
				if err := s.Put(t.Context(), src,
					chunks(src.Version, "수수료 하나", "수수료 둘")); err != nil {
					t.Errorf("putting %s: %v", src.Version, err)
				}
			})
		}
		hands.Go(func() {
			if err := s.Forget(t.Context(), key, "06"); err != nil {
				t.Errorf("forgetting: %v", err)
			}
		})
	}
	hands.Wait()
	if err := stores[0].Forget(t.Context(), key, "06"); err != nil { // late, and again
		t.Error(err)
	}
	settle(url)(t, stores[0])
	found := find(t, stores[1], retrieve.Query{Text: "수수료"})
	if len(found) != 2 || found[0].Version != "07" || found[1].Version != "07" {
		t.Errorf("%+v", found)
	}
	if n := stored(t, url, "agrees"); n != 3 {
		t.Errorf("%d entries, want two chunks and a record", n)
	}
}

func conforms(t *testing.T, url string, o opensearch.Options) {
	o.URL = url
	retrievetest.Run(t, retrievetest.Harness{
		New:    func(t *testing.T) retrieve.Store { return open(t, o) },
		Settle: settle(url),
	})
}
