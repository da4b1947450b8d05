package kendra_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/kendra"
	record "github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"
)

// ranking answers Retrieve and Query from what BatchPutDocument brought, by BM25
// and within the filter by readers.
type ranking struct {
	t     *testing.T
	store *retrievetest.Memory
}

func newRanking(t *testing.T) *ranking { return &ranking{t, retrievetest.NewMemory("bm25")} }

func (r *ranking) put(in request) any {
	for _, d := range in.Documents {
		readers, version := []auth.Principal{auth.Everyone}, record.Version("")
		for _, a := range d.Attributes {
			switch a.Key {
			case "readers":
				readers = nil
				for _, p := range a.Value.StringListValue {
					readers = append(readers, auth.Principal(p))
				}
			case "_version":
				version = record.Version(a.Value.StringValue)
			}
		}
		id := record.ID(d.ID)
		if err := r.store.Put(context.Background(), retrieve.Source{Document: id, Version: version, Readers: readers},
			[]record.Chunk{{ID: record.NewChunkID(id, version, 0), Kind: record.Prose, Text: strings.TrimSpace(string(d.Blob))}}); err != nil {
			r.t.Error(err)
		}
	}
	return failed{}
}

func (r *ranking) retrieve(in request) any {
	scope := auth.UserScope("anybody")
	for _, f := range in.Filter.AndAllFilters {
		if f.ContainsAny != nil {
			scope.Principals = nil
			for _, p := range f.ContainsAny.Value.StringListValue {
				scope.Principals = append(scope.Principals, auth.Principal(p))
			}
		}
	}
	hits, err := r.store.Retrieve(context.Background(), scope, retrieve.Query{Text: in.QueryText, K: in.PageSize})
	if err != nil {
		r.t.Error(err)
	}
	found := items[passage]{ResultItems: []passage{}}
	for _, h := range hits {
		found.ResultItems = append(found.ResultItems, from(string(h.Document), string(h.Version), h.Text))
	}
	return found
}

// TestReaderContract: passages of documents that Kendra holds keep the contract of
// stores that are read, however the index is asked. Every message is checked
// against the service's model.
func TestReaderContract(t *testing.T) {
	awstest.Load(t, "kendra") // without it, none of what follows can be checked
	for name, o := range map[string]kendra.Options{
		"readers in the index": {ReadersField: "readers"}, "no readers in the index": {},
		"no FAQ": {NoFAQ: true}, "Retrieve alone": {Plain: true},
	} {
		t.Run(name, func(t *testing.T) {
			retrievetest.RunReader(t, func(t *testing.T, texts []string) retrieve.Retriever {
				r := newRanking(t)
				store := serve(t, &server{replies: map[string]any{"BatchPutDocument": r.put, "Retrieve": r.retrieve}}, o)
				for i, text := range texts {
					err := store.Put(t.Context(), retrieve.Source{Document: record.ID(fmt.Sprintf("docs/held %d.hwpx", i)),
						Name: "held.hwpx", Version: "01", Readers: []auth.Principal{auth.Everyone}},
						[]record.Chunk{{Kind: record.Prose, Text: text}})
					if err != nil {
						t.Fatal(err)
					}
				}
				return store
			})
		})
	}
}

// TestAccessListsOfKendraLetNobodyIn: FAQs in JSON may name who reads an entry.
// Those names are not Mundap's, so the index is asked for somebody whom none of
// its lists has.
func TestAccessListsOfKendraLetNobodyIn(t *testing.T) {
	s := &server{}
	for _, o := range []kendra.Options{{}, {ReadersField: "readers"}} {
		find(t, serve(t, s, o), retrieve.Query{Text: "질문"})
	}
	for _, name := range []string{"Query", "Query/QUESTION_ANSWER"} {
		calls, _ := s.called(name)
		for _, c := range calls {
			if c.User.UserID == "" || c.User.UserID == "kim" {
				t.Errorf("%s asks for %q", name, c.User.UserID)
			}
		}
		if len(calls) == 0 {
			t.Errorf("%s was not asked", name)
		}
	}
}

// TestFAQEntriesThatLinkToDocuments: an entry is for those who may read the
// document that it links to. Where that can't be told, it is for nobody.
func TestFAQEntriesThatLinkToDocuments(t *testing.T) {
	entry := func(question, link string) result {
		r := faq(question, "답", "HIGH")
		r.DocumentAttributes[0].Value.StringValue = link
		return r
	}
	const id = "0123456789abcdefghijklmnop"
	s := &server{replies: map[string]any{"Query/QUESTION_ANSWER": items[result]{[]result{
		entry("밖", "https://bank.example/documents/a"), entry("문서", "https://mundap.example/documents/~"+id+"/%EA%B0%80.pdf"),
		entry("같은 사이트", "/documents/~"+id+"/a.pdf"), entry("객체", "https://uploads.s3.ap-northeast-1.amazonaws.com/docs/~a/b.pdf"),
		entry("객체 이름", "s3://uploads/docs/~a/b.pdf"), entry("옛 주소", "https://s3.ap-northeast-1.amazonaws.com/uploads/docs/a.pdf"),
		entry("이상한 주소", "https://mundap.example/documents/"), entry("링크 없음", ""),
	}}}}
	store := serve(t, s, kendra.Options{ReadersField: "readers", Bucket: "uploads", Site: "https://mundap.example"})
	found := map[string]record.ID{}
	for _, q := range []retrieve.Query{{Text: "질문", K: 20, Kinds: []record.ChunkKind{record.FAQ}}} {
		for _, p := range find(t, store, q) {
			found[p.Title] = p.Linked
		}
	}
	want := map[string]record.ID{"밖": "", "문서": id, "같은 사이트": id, "링크 없음": ""}
	if len(found) != len(want) {
		t.Errorf("%v, want %v", found, want)
	}
	for title, id := range want {
		if got, ok := found[title]; !ok || got != id {
			t.Errorf("%s links to %q, want %q", title, got, id)
		}
	}
}

// records are the documents of a library, with their readers.
type records map[record.ID][]auth.Principal

func (r records) GetBatch(_ context.Context, ids []record.ID) (map[record.ID]record.Document, error) {
	found := map[record.ID]record.Document{}
	for id, readers := range r {
		if slices.Contains(ids, id) {
			found[id] = record.Document{ID: id, Readers: readers, State: record.Ready}
		}
	}
	return found, nil
}

func TestOnlyReadersOfALinkedDocumentGetTheEntry(t *testing.T) {
	found := []retrieve.Passage{{Store: "kendra", Text: "밖"}, {Store: "kendra", Text: "내 것", Linked: "mine"},
		{Store: "kendra", Text: "남의 것", Linked: "others"}, {Store: "kendra", Text: "없는 것", Linked: "gone"}}
	kept, err := retrieve.Current(t.Context(), records{"mine": {"kim"}, "others": {"lee"}}, kim, found)
	if got := said(kept); err != nil || !slices.Equal(got, []string{"밖", "내 것"}) {
		t.Errorf("%q, %v", got, err)
	}
}
