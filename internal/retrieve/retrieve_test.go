package retrieve_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"
)

func TestMemory(t *testing.T) {
	retrievetest.Run(t, retrievetest.Harness{New: func(*testing.T) retrieve.Store { return retrievetest.NewMemory("local") }})
}

func TestMemoryFollowsItsContentInSize(t *testing.T) {
	m := retrievetest.NewMemory("local")
	for v := range 3000 {
		version := document.Version(fmt.Sprintf("%08d", v+1))
		c := document.Chunk{ID: document.NewChunkID("docs/a", version, 0), Kind: document.Prose,
			Text: fmt.Sprintf("보일러 점검 %d", v)}
		if err := m.Put(t.Context(), retrieve.Source{Document: "docs/a", Version: version,
			Readers: []auth.Principal{auth.Everyone}}, []document.Chunk{c}); err != nil {
			t.Fatal(err)
		}
	}
	found, err := m.Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: "보일러 점검"})
	if err != nil || len(found) != 1 || found[0].Version != "00003000" {
		t.Errorf("found %+v, %v", found, err)
	}
}

type records map[document.ID]document.Document

func (r records) GetBatch(_ context.Context, keys []document.ID) (map[document.ID]document.Document,
	error) {
	return r, nil
}

func TestCurrentDropsWhatTheAskerMustNotSee(t *testing.T) {
	ready := document.Document{State: document.Ready, Version: "02",
		Readers: []auth.Principal{"kim"}, Title: "제목"}
	deleting, reading := ready, ready
	deleting.State, reading.State = document.Deleting, document.Reading
	store := records{"ready": ready, "deleting": deleting, "reading": reading}
	passages := []retrieve.Passage{
		{Document: "gone", Version: "02"}, {Document: "deleting", Version: "02"},
		{Document: "ready", Version: "01"},
		{Document: "ready", Version: "02"}, {Document: "reading", Version: "02"},
		{URL: "https://example.com"},
	}
	got, err := retrieve.Current(t.Context(), store, auth.UserScope("kim"), passages)
	if err != nil || len(got) != 2 || got[0].Document != "ready" || got[0].Title != "제목" ||
		got[1].URL == "" {
		t.Errorf("kim gets %+v, %v", got, err)
	}
	got, err = retrieve.Current(t.Context(), store, auth.UserScope("lee"), passages)
	if err != nil || len(got) != 1 || got[0].URL == "" {
		t.Errorf("lee gets %+v, %v", got, err)
	}
}

// slow is a store that answers after a while, or fails.
type slow struct {
	name  string
	after time.Duration
	err   error
}

func (s slow) Store() string { return s.name }

func (s slow) Retrieve(ctx context.Context, _ auth.Scope, _ retrieve.Query) ([]retrieve.Passage,
	error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(s.after):
	}
	if s.err != nil {
		return nil, s.err
	}
	return []retrieve.Passage{{Store: s.name}}, nil
}

func TestAStoreThatFailsOrIsLateCostsItsOwnResultsOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stores := []retrieve.Retriever{
			slow{name: "late", after: time.Hour},
			slow{name: "good", after: time.Second},
			slow{name: "broken", after: time.Second, err: fault.Newf(fault.Unavailable, "down")},
		}
		began := time.Now()
		results := new(retrieve.Asker).FanOut(t.Context(), stores, auth.LocalScope(),
			retrieve.Query{Text: "x"}, 3*time.Second)
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("took %v", took)
		}
		if !fault.Is(results[0].Err, fault.Timeout) ||
			!fault.Is(results[2].Err, fault.Unavailable) {
			t.Errorf("errors %v and %v", results[0].Err, results[2].Err)
		}
		if results[1].Err != nil || len(results[1].Passages) != 1 ||
			results[1].Took != time.Second {
			t.Errorf("the good one: %+v", results[1])
		}
	})
}

func TestDistinctKeepsTheFirstOfEach(t *testing.T) {
	got := retrieve.Distinct([]retrieve.Passage{
		{Store: "a", Chunk: "1"}, {Store: "b", Chunk: "1"},
		{URL: "u", Text: "x"}, {URL: "u", Text: "x"}, {URL: "u", Text: "y"},
		{Store: "kendra", Document: "d", Text: "x"}, {Store: "kendra", Document: "d", Text: "y"},
		{Store: "kendra", Document: "e", Text: "x"}, {Store: "kendra", Document: "e", Text: "x"},
	})
	want := []retrieve.Passage{
		{Store: "a", Chunk: "1"}, {URL: "u", Text: "x"}, {URL: "u", Text: "y"},
		{Store: "kendra", Document: "d", Text: "x"}, {Store: "kendra", Document: "d", Text: "y"},
		{Store: "kendra", Document: "e", Text: "x"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}
