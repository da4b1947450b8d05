package kendra_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/aws/kendra"
	record "github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
)

var kim = auth.UserScope("kim")

func find(t *testing.T, s *kendra.Store, q retrieve.Query) []retrieve.Passage {
	t.Helper()
	found, err := s.Retrieve(t.Context(), kim, q)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func said(passages []retrieve.Passage) []string {
	var list []string
	for _, p := range passages {
		list = append(list, p.Text)
	}
	return list
}

func TestConfidentFAQAnswersComeBeforePassages(t *testing.T) {
	s := &server{replies: map[string]any{
		"Retrieve": items[passage]{[]passage{from("docs/a.pdf", "01", "이체 한도는 1억원이다."),
			from("docs/a.pdf", "01", "둘째")}},
		"Query/QUESTION_ANSWER": items[result]{[]result{
			faq("한도가 얼마예요?", "1억원이에요.", "HIGH"), faq("흐린 질문", "흐린 답", "MEDIUM"),
			faq("또 하나", "맞아요.", "HIGH"),
		}},
	}}
	found := find(t, serve(t, s, kendra.Options{ReadersField: "readers"}),
		retrieve.Query{Text: "이체 한도", K: 5})
	want := []string{"질문: 한도가 얼마예요?\n답변: 1억원이에요.", "질문: 또 하나\n답변: 맞아요.", "이체 한도는 1억원이다.", "둘째"}
	if !slices.Equal(said(found), want) {
		t.Fatalf("%q, want %q", said(found), want)
	}
	first, third := found[0], found[2]
	if first.Kind != record.FAQ || first.Confidence != "HIGH" ||
		first.URL != "https://bank.example/faq" || first.Document != "" {
		t.Errorf("the FAQ answer: %+v", first)
	}
	if third.Document != "docs/a.pdf" || third.Version != "01" || third.Page != 3 ||
		third.Store != "kendra" || third.ScoreKind != retrieve.Opaque {
		t.Errorf("the passage: %+v", third)
	}
	if !slices.IsSortedFunc(found, func(a,
		b retrieve.Passage) int {
		return int(b.Score*1e6) - int(a.Score*1e6)
	}) {
		t.Errorf("not best first: %+v", found)
	}
	if _, all := s.called(""); all != 2 {
		t.Errorf("%d requests", all)
	}
}

func TestAtMostFourFAQAnswersAndAtMostK(t *testing.T) {
	var answers []result
	for i := range 7 {
		answers = append(answers, faq(fmt.Sprint("질문 ", i), "답", "HIGH"))
	}
	s := &server{replies: map[string]any{
		"Retrieve": items[passage]{[]passage{from("docs/a.pdf", "01", "하나"),
			from("docs/a.pdf", "01", "둘")}},
		"Query/QUESTION_ANSWER": items[result]{answers},
	}}
	store := serve(t, s, kendra.Options{ReadersField: "readers"})
	if found := find(t, store, retrieve.Query{Text: "질문", K: 5}); len(found) != 5 ||
		found[3].Kind != record.FAQ || found[4].Kind != record.Prose {
		t.Errorf("%+v", found)
	}
	if found := find(t, store, retrieve.Query{Text: "질문"}); len(found) != retrieve.DefaultK {
		t.Errorf("%+v", found)
	}
}

func TestQueryStandsInWhenRetrieveFindsNothing(t *testing.T) {
	s := &server{replies: map[string]any{
		"Query/QUESTION_ANSWER": items[result]{[]result{faq("흐린 질문", "흐린 답", "MEDIUM"),
			faq("먼 질문", "먼 답", "LOW")}},
		"Query": items[result]{[]result{
			document("docs/a.pdf", "발췌", "MEDIUM"), document("docs/b.pdf", "먼 발췌", "LOW"),
			document("docs/c.pdf", "모름", "NOT_AVAILABLE"), faq("흐린 질문", "흐린 답", "MEDIUM"),
		}},
	}}
	for readers, calls := range map[string]int{"readers": 3, "": 2} { // one question for FAQs and documents
		found := find(t, serve(t, s, kendra.Options{ReadersField: readers}),
			retrieve.Query{Text: "질문", K: 10})
		if want := []string{"질문: 흐린 질문\n답변: 흐린 답", "발췌"}; !slices.Equal(said(found), want) {
			t.Errorf("%q, want %q", said(found), want)
		}
		if _, all := s.called(""); all != calls {
			t.Errorf("%d requests, not %d", all, calls)
		}
		s.forget()
	}
}

func TestThePlainRetrieverAsksRetrieveAlone(t *testing.T) {
	s := &server{}
	if found := find(t, serve(t, s, kendra.Options{Plain: true}),
		retrieve.Query{Text: "질문"}); len(found) != 0 {
		t.Errorf("%+v", found)
	}
	if retrieves, all := s.called("Retrieve"); len(retrieves) != 1 || all != 1 {
		t.Errorf("%d requests", all)
	}
}

func TestEveryQuestionIsInKoreanAndForItsReaders(t *testing.T) {
	s := &server{}
	find(t, serve(t, s, kendra.Options{ReadersField: "readers"}), retrieve.Query{Text: "질문", K: 7})
	ko := &attribute{"_language_code", value{StringValue: "ko"}}
	readers := &attribute{"readers", value{StringListValue: []string{"kim", "*"}}}
	for name, want := range map[string]filter{
		"Retrieve":              {AndAllFilters: []filter{{EqualsTo: ko}, {ContainsAny: readers}}},
		"Query":                 {AndAllFilters: []filter{{EqualsTo: ko}, {ContainsAny: readers}}},
		"Query/QUESTION_ANSWER": {EqualsTo: ko},
	} {
		got, _ := s.called(name)
		if len(got) != 1 || !reflect.DeepEqual(got[0].Filter, want) {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	if got, _ := s.called("Retrieve"); got[0].IndexID != index || got[0].PageSize != 7 ||
		!slices.Contains(got[0].Wanted, "_version") {
		t.Errorf("%+v", got[0])
	}
}

func TestOnlyDocumentsOfMundapThatWereAskedFor(t *testing.T) {
	s := &server{replies: map[string]any{"Retrieve": items[passage]{[]passage{
		from("https://wiki.example/1", "01", "남의 것"), from("docs/a.pdf", "01", "아님"),
		from("docs/b.pdf", "01", "이것"),
	}}}}
	store := serve(t, s, kendra.Options{})
	if got := said(find(t, store, retrieve.Query{Text: "질문"})); !slices.Equal(got,
		[]string{"아님", "이것"}) {
		t.Errorf("%q", got)
	}
	if got := said(find(t, store, retrieve.Query{Text: "질문",
		Documents: []record.ID{"docs/b.pdf"}})); !slices.Equal(got, []string{"이것"}) {
		t.Errorf("%q", got)
	}
}

func TestQuestionsThatKendraCannotAnswerAreNotAsked(t *testing.T) {
	s := &server{}
	store := serve(t, s, kendra.Options{})
	for _, c := range []struct {
		scope auth.Scope
		query retrieve.Query
	}{
		{auth.Scope{}, retrieve.Query{Text: "질문"}},
		{auth.Scope{User: "kim", Admin: true}, retrieve.Query{Text: "질문"}},
		{kim, retrieve.Query{Text: "질문", Kinds: []record.ChunkKind{record.Code}}},
		{kim, retrieve.Query{Text: "질문", Languages: []string{"python"}}},
	} {
		if found, err := store.Retrieve(t.Context(), c.scope, c.query); err != nil ||
			len(found) != 0 {
			t.Errorf("%+v: %v, %v", c, found, err)
		}
	}
	if _, err := store.Retrieve(t.Context(), kim, retrieve.Query{Text: " \n"}); !fault.Is(err,
		fault.Invalid) {
		t.Errorf("an empty question: %v", err)
	}
	if _, all := s.called(""); all != 0 {
		t.Errorf("%d requests", all)
	}
}

func TestALostFAQQuestionCostsTheFAQOnly(t *testing.T) {
	s := &server{
		replies: map[string]any{"Retrieve": items[passage]{[]passage{from("docs/a.pdf", "01",
			"이것")}}},
		errors: map[string]string{"Query": "ThrottlingException"},
	}
	if got := said(find(t, serve(t, s, kendra.Options{}),
		retrieve.Query{Text: "질문"})); !slices.Equal(got, []string{"이것"}) {
		t.Errorf("%q", got)
	}
}

func TestErrorsKeepTheirKind(t *testing.T) {
	for name, want := range map[string]fault.Kind{
		"ThrottlingException": fault.Throttled, "ServiceQuotaExceededException": fault.Throttled,
		"AccessDeniedException":     fault.NotConfigured,
		"ResourceNotFoundException": fault.NotConfigured,
		"ValidationException":       fault.Invalid, "ConflictException": fault.Unavailable,
		"InternalServerException": fault.Unavailable, "SomethingNew": fault.Unavailable,
	} {
		store := serve(t, &server{errors: map[string]string{
			"Retrieve": name, "BatchPutDocument": name, "BatchDeleteDocument": name,
		}}, kendra.Options{Bucket: "uploads"})
		if found, err := store.Retrieve(t.Context(), kim,
			retrieve.Query{Text: "질문"}); !fault.Is(err, want) || found != nil {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
		if err := store.Put(t.Context(), source("docs/a.pdf"), chunks()); !fault.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
		if err := store.Forget(t.Context(), "docs/a.pdf", "01"); !fault.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
}

func TestAnEndedContextIsAnError(t *testing.T) {
	store := serve(t, &server{}, kendra.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := store.Retrieve(ctx, kim, retrieve.Query{Text: "질문"}); !fault.Is(err,
		fault.Canceled) {
		t.Errorf("%v", err)
	}
	if err := store.Put(ctx, source("docs/a.txt"), chunks()); !fault.Is(err, fault.Canceled) {
		t.Errorf("%v", err)
	}
}

// source is a document of version 0.1: its id is the key of its object.
func source(key record.ID) retrieve.Source {
	return retrieve.Source{
		Document: key, Version: "0A", Title: "이체 안내",
		Name: strings.TrimPrefix(string(key), record.Prefix), Object: string(key),
		Readers: []auth.Principal{"kim", "lee"},
	}
}

func chunks() []record.Chunk {
	return []record.Chunk{
		{Kind: record.Prose, Headings: []string{"1장", "한도"}, Text: "하루 1억원"},
		{Kind: record.Prose, Headings: []string{"1장", "한도"}, Text: "한 번 5천만원"},
	}
}

const role = "arn:aws:iam::123456789012:role/mundap-kendra"

func TestKendraReadsDocumentsFromTheirBucket(t *testing.T) {
	s := &server{}
	store := serve(t, s, kendra.Options{Bucket: "uploads", Role: role,
		Site: "https://mundap.example/", ReadersField: "readers"})
	if err := store.Put(t.Context(), source("docs/은행/이체 안내.PDF"), chunks()); err != nil {
		t.Fatal(err)
	}
	calls, _ := s.called("BatchPutDocument")
	if len(calls) != 1 || len(calls[0].Documents) != 1 || calls[0].RoleArn != role ||
		calls[0].IndexID != index {
		t.Fatalf("%+v", calls)
	}
	d := calls[0].Documents[0]
	if d.ID != "docs/은행/이체 안내.PDF" || d.Title != "이체 안내" || d.ContentType != "PDF" ||
		d.Blob != nil ||
		d.S3Path == nil || d.S3Path.Bucket != "uploads" || d.S3Path.Key != d.ID {
		t.Errorf("%+v", d)
	}
	want := []attribute{
		{"_language_code", value{StringValue: "ko"}}, {"_version", value{StringValue: "0A"}},
		{"_source_uri", value{StringValue: "https://mundap.example/documents/%EC%9D%80%ED%96%89/%EC%9D%B4%EC%B2%B4%20%EC%95%88%EB%82%B4.PDF"}},
		{"readers", value{StringListValue: []string{"kim", "lee"}}},
	}
	if !reflect.DeepEqual(d.Attributes, want) {
		t.Errorf("%+v, want %+v", d.Attributes, want)
	}
}

// TestAnIDIsNoPlaceInTheBucket: the format stands in the name, and the object
// has a key of its own.
func TestAnIDIsNoPlaceInTheBucket(t *testing.T) {
	src := source("docs/a.txt")
	src.Document, src.Name = "0123456789abcdefghijklmnop", "한도.docx"
	src.Object = "docs/~0123456789abcdefghijklmnop.0123456789abcdef.kept/한도.docx"
	for site, want := range map[string]string{
		"https://mundap.example": "https://mundap.example/documents/" +
			"~0123456789abcdefghijklmnop/%ED%95%9C%EB%8F%84.docx",
		"": "https://uploads.s3.ap-northeast-1.amazonaws.com/docs/" +
			"~0123456789abcdefghijklmnop.0123456789abcdef.kept/%ED%95%9C%EB%8F%84.docx",
	} {
		s := &server{}
		o := kendra.Options{Bucket: "uploads", Role: role, Site: site}
		if err := serve(t, s, o).Put(t.Context(), src, chunks()); err != nil {
			t.Fatal(err)
		}
		calls, _ := s.called("BatchPutDocument")
		d := calls[0].Documents[0]
		if d.ID != string(src.Document) || d.ContentType != "MS_WORD" || d.S3Path == nil ||
			d.S3Path.Key != src.Object {
			t.Errorf("%+v", d)
		}
		if uri := d.Attributes[2]; uri.Key != "_source_uri" || uri.Value.StringValue != want {
			t.Errorf("it lies at %+v, want %s", uri, want)
		}
	}
}

func TestWhatKendraCannotReadIsSentAsText(t *testing.T) {
	for _, c := range []struct {
		key     record.ID
		options kendra.Options
	}{
		{"docs/공문.hwpx", kendra.Options{Bucket: "uploads", Role: role}},
		{"docs/공문.pdf", kendra.Options{Role: role}},
		{"docs/공문.pdf", kendra.Options{Bucket: "uploads"}},
		{"faq/휴가.csv", kendra.Options{Bucket: "uploads", Role: role}}, // its role reads docs/ alone
	} {
		s := &server{}
		store := serve(t, s, c.options)
		if err := store.Put(t.Context(), source(c.key), chunks()); err != nil {
			t.Fatal(err)
		}
		calls, _ := s.called("BatchPutDocument")
		d := calls[0].Documents[0]
		if d.S3Path != nil || d.ContentType != "PLAIN_TEXT" ||
			string(d.Blob) != "1장 > 한도\n하루 1억원\n한 번 5천만원\n" || calls[0].RoleArn != "" {
			t.Errorf("%+v", d)
		}
	}
	store := serve(t, &server{}, kendra.Options{})
	long := []record.Chunk{{Kind: record.Prose, Text: strings.Repeat("가", 2<<20)}}
	if err := store.Put(t.Context(), source("docs/긴 글.hwp"), long); !fault.Is(err, fault.TooLarge) {
		t.Errorf("%v", err)
	}
}

func TestCodeNeverGoesToKendra(t *testing.T) {
	s := &server{}
	store := serve(t, s, kendra.Options{Bucket: "uploads"})
	if err := store.Put(t.Context(), source("docs/fee.py"),
		[]record.Chunk{{Kind: record.Code, Text: "요금을 계산하는 함수"}}); err != nil {
		t.Fatal(err)
	}
	deleted, all := s.called("BatchDeleteDocument")
	if all != 1 || !slices.Equal(deleted[0].DocumentIDs, []string{"docs/fee.py"}) {
		t.Errorf("%d requests: %+v", all, deleted)
	}
}

func TestDocumentsThatKendraRefusesAreErrors(t *testing.T) {
	for code, want := range map[string]fault.Kind{"InternalError": fault.Unavailable,
		"InvalidRequest": fault.Invalid} {
		refusal := failed{[]failure{{"docs/a.pdf", code, "because"}}}
		store := serve(t, &server{replies: map[string]any{"BatchPutDocument": refusal,
			"BatchDeleteDocument": refusal}}, kendra.Options{Bucket: "uploads"})
		if err := store.Put(t.Context(), source("docs/a.pdf"), chunks()); !fault.Is(err, want) {
			t.Errorf("%s: %v", code, err)
		}
		if err := store.Forget(t.Context(), "docs/a.pdf", "0A"); !fault.Is(err, want) {
			t.Errorf("%s: %v", code, err)
		}
	}
}

func TestTheLagIsDeclared(t *testing.T) {
	if lag := serve(t, &server{}, kendra.Options{}).Lag(); lag != 10*time.Minute {
		t.Errorf("%v", lag)
	}
}

// TestOneCallWhereItSuffices: an index takes one in ten seconds.
func TestOneCallWhereItSuffices(t *testing.T) {
	replies := map[string]any{
		"Retrieve": items[passage]{[]passage{from("docs/a.pdf", "01", "문단")}},
		"Query/QUESTION_ANSWER": items[result]{[]result{faq("한도가 얼마예요?", "1억원이에요.",
			"VERY_HIGH")}},
	}
	for name, c := range map[string]struct {
		options kendra.Options
		want    []string
	}{
		"an index without FAQs":  {kendra.Options{ReadersField: "readers", NoFAQ: true}, []string{"문단"}},
		"an answer that is sure": {kendra.Options{ReadersField: "readers"}, []string{"질문: 한도가 얼마예요?\n답변: 1억원이에요."}},
	} {
		s := &server{replies: replies}
		found := find(t, serve(t, s, c.options), retrieve.Query{Text: "이체 한도"})
		if _, all := s.called(""); all != 1 || !slices.Equal(said(found), c.want) {
			t.Errorf("%s: %d requests for %q", name, all, said(found))
		}
	}
}

// rate is a kendra.Rate that has room for some calls.
type rate struct {
	left int
	wait time.Duration
}

func (r *rate) Take(context.Context) (time.Duration, error) {
	if r.left--; r.left >= 0 {
		return 0, nil
	}
	return r.wait, nil
}

// TestWithoutRoomNothingIsAsked: the refusal says when there will be room, and
// what the first call found is used.
func TestWithoutRoomNothingIsAsked(t *testing.T) {
	s := &server{replies: map[string]any{"Query": items[result]{[]result{
		document("docs/a.pdf", "발췌", "HIGH")}}}}
	store := serve(t, s, kendra.Options{Rate: &rate{wait: time.Hour}})
	_, err := store.Retrieve(t.Context(), kim, retrieve.Query{Text: "질문"})
	if _, all := s.called(""); !fault.Is(err, fault.Throttled) || fault.RetryAfter(err) != time.Hour ||
		all != 0 {
		t.Errorf("%d requests, %v", all, err)
	}
	store = serve(t, s, kendra.Options{Rate: &rate{left: 1, wait: time.Hour}})
	if found := said(find(t, store, retrieve.Query{Text: "질문"})); !slices.Equal(found, []string{"발췌"}) {
		t.Errorf("%q", found)
	}
}

// TestAQuestionWaitsForItsTurn where the turn is near.
func TestAQuestionWaitsForItsTurn(t *testing.T) {
	s := &server{replies: map[string]any{"Retrieve": items[passage]{[]passage{from("docs/a.pdf", "01", "문단")}}}}
	r := &turns{}
	store := serve(t, s, kendra.Options{NoFAQ: true, Rate: r})
	if found := said(find(t, store, retrieve.Query{Text: "질문"})); !slices.Equal(found, []string{"문단"}) || r.asked != 3 {
		t.Errorf("%q after %d tries", found, r.asked)
	}
}

// turns has room at the third try.
type turns struct{ asked int }

func (r *turns) Take(context.Context) (time.Duration, error) {
	if r.asked++; r.asked < 3 {
		return time.Millisecond, nil
	}
	return 0, nil
}
