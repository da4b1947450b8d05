package faq_test

import (
	"context"
	"slices"
	"testing"

	"go.uber.org/goleak"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/faq"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type store struct {
	faq.First
	retrieve.Index
}

func newStore(*testing.T) retrieve.Store {
	m := retrievetest.NewMemory("local")
	return store{faq.First{Retriever: m, Analyzer: &morph.Analyzer{}}, m}
}

func TestContract(t *testing.T) { retrievetest.Run(t, retrievetest.Harness{New: newStore}) }

func TestConfidence(t *testing.T) {
	a := &morph.Analyzer{}
	for _, c := range []struct{ asked, entry, want string }{
		{"연차는 며칠인가요?", "연차는 며칠인가요?", faq.VeryHigh},
		{"연차가 며칠이에요", "연차는 며칠인가요?", faq.VeryHigh},
		{"OTP를 등록하려면 어떻게 해야 하나요?", "OTP 등록은 어떻게 하나요?", faq.VeryHigh},
		{"아이폰에서 OTP를 등록하는 방법을 알려 주세요", "OTP 등록 방법", ""},
		{"OTP 등록 방법", "OTP 해지 방법", ""},
		{"연차 신청은 어떻게 하나요?", "연차 신청 취소는 어떻게 하나요?", ""},
		{"병가는 며칠인가요?", "연차는 며칠인가요?", ""},
		{"2월 급여일은 언제예요?", "3월 급여일은 언제예요?", ""},
		{"어떻게 하나요?", "연차는 며칠인가요?", ""},
	} {
		if got := faq.Confidence(a, c.asked, c.entry); got != c.want {
			t.Errorf("%q and %q: %q, want %q", c.asked, c.entry, got, c.want)
		}
	}
}

func put(t *testing.T, s retrieve.Index, key document.ID, readers []auth.Principal, kind document.ChunkKind, texts ...string) {
	t.Helper()
	var chunks []document.Chunk
	for i, text := range texts {
		chunks = append(chunks, document.Chunk{ID: document.NewChunkID(key, "01", i), Ordinal: i, Kind: kind, Text: text, Line: i + 1})
	}
	if err := s.Put(t.Context(), retrieve.Source{Document: key, Version: "01", Readers: readers}, chunks); err != nil {
		t.Fatal(err)
	}
}

func TestASureEntryComesFirstForThoseWhoMayReadIt(t *testing.T) {
	s := newStore(t)
	put(t, s, "docs/a.txt", []auth.Principal{auth.Everyone}, document.Prose,
		"연차는 며칠인가요 연차는 며칠인가요 연차", "연차 휴가 안내")
	put(t, s, "faq/a.csv", []auth.Principal{"kim"}, document.FAQ,
		"연차는 며칠인가요?\n입사 1년이 지나면 15일이에요.", "병가는 며칠인가요?\n60일이에요.")
	q := retrieve.Query{Text: "연차는 며칠인가요?"}
	found, err := s.Retrieve(t.Context(), auth.UserScope("kim"), q)
	if err != nil || len(found) < 2 || found[0].Confidence != faq.VeryHigh || found[0].Kind != document.FAQ ||
		found[1].Confidence != "" {
		t.Fatalf("%+v %v", found, err)
	}
	found, err = s.Retrieve(t.Context(), auth.UserScope("lee"), q)
	if err != nil || len(found) == 0 || found[0].Confidence != "" {
		t.Errorf("lee: %+v %v", found, err)
	}
}

// broken fails for entries.
type broken struct{ *retrievetest.Memory }

func (b broken) Retrieve(ctx context.Context, s auth.Scope, q retrieve.Query) ([]retrieve.Passage, error) {
	if q.Kinds != nil {
		return nil, fault.New(fault.Unavailable, "", "")
	}
	return b.Memory.Retrieve(ctx, s, q)
}

func TestEntriesThatCannotBeLookedForCostNothingElse(t *testing.T) {
	m := retrievetest.NewMemory("local")
	put(t, m, "docs/a.txt", []auth.Principal{auth.Everyone}, document.Prose, "연차 휴가 안내")
	s := faq.First{Retriever: m, Entries: broken{m}, Analyzer: &morph.Analyzer{}}
	if found, err := s.Retrieve(t.Context(), auth.UserScope("kim"), retrieve.Query{Text: "연차"}); err != nil || len(found) != 1 {
		t.Errorf("%+v %v", found, err)
	}
}

// asked notes how its entries are looked for.
type asked struct {
	*retrievetest.Memory
	entries chan retrieve.Method
}

func (a asked) Retrieve(ctx context.Context, s auth.Scope, q retrieve.Query) ([]retrieve.Passage, error) {
	if slices.Equal(q.Kinds, []document.ChunkKind{document.FAQ}) {
		a.entries <- q.Method
	}
	return a.Memory.Retrieve(ctx, s, q)
}

func TestEntriesAreLookedForByWordsSoThatAQuestionIsEmbeddedOnce(t *testing.T) {
	a := asked{retrievetest.NewMemory("local"), make(chan retrieve.Method, 1)}
	first := faq.First{Retriever: a, Analyzer: &morph.Analyzer{}}
	if _, err := first.Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: "환불은 언제 되나요?"}); err != nil {
		t.Fatal(err)
	}
	if m := <-a.entries; m != retrieve.Lexical {
		t.Errorf("entries are looked for by the method %v", m)
	}
}

func TestEntriesComeFirstOnceAndWithinWhatWasAskedFor(t *testing.T) {
	s := newStore(t)
	everyone := []auth.Principal{auth.Everyone}
	put(t, s, "faq/a.csv", everyone, document.FAQ, "OTP를 등록하려면 사내 포털에서 어떻게 해야 하나요?\n포털에서 해요.",
		"사내 포털에서 OTP 등록은 어떻게 하나요?\n[보안] 메뉴에서 해요.")
	put(t, s, "docs/a.txt", everyone, document.Prose, "사내 포털의 OTP 등록 안내", "OTP 등록은 사내 포털에서 한다",
		"OTP 등록 기한", "사내 포털 안내")
	q := retrieve.Query{Text: "사내 포털에서 OTP 등록은 어떻게 하나요?", K: 3}
	found, err := s.Retrieve(t.Context(), auth.LocalScope(), q)
	if err != nil || len(found) != 3 {
		t.Fatalf("%d passages for K 3, %v", len(found), err)
	}
	seen := map[document.ChunkID]bool{}
	for i, p := range found {
		if seen[p.Chunk] {
			t.Errorf("%s comes twice", p.Chunk)
		}
		seen[p.Chunk] = true
		if i > 0 && p.Score > found[i-1].Score {
			t.Errorf("the score rises at %d from %v to %v", i, found[i-1].Score, p.Score)
		}
	}
	if found[0].Confidence != faq.VeryHigh {
		t.Errorf("first comes %+v", found[0])
	}
	q.Kinds = []document.ChunkKind{document.Prose}
	found, err = s.Retrieve(t.Context(), auth.LocalScope(), q)
	for _, p := range found {
		if p.Kind != document.Prose {
			t.Errorf("prose was asked for: %+v", p)
		}
	}
	if err != nil || len(found) == 0 {
		t.Errorf("%d passages of prose, %v", len(found), err)
	}
}

// rated gives passages as they are, whatever is asked.
type rated struct {
	retrieve.Retriever
	list []retrieve.Passage
}

func (r rated) Retrieve(context.Context, auth.Scope, retrieve.Query) ([]retrieve.Passage, error) {
	return slices.Clone(r.list), nil
}

func TestTheSurestEntryComesFirstAndScoresFall(t *testing.T) {
	entry := func(id document.ChunkID, score float64, question string) retrieve.Passage {
		return retrieve.Passage{Chunk: id, Kind: document.FAQ, Score: score, Text: question + "\n답"}
	}
	likely := entry("likely", 9, "사내 포털에서 새 휴대폰 OTP 등록은 어떻게 하나요?")
	sure := entry("sure", 2, "사내 포털에서 OTP 등록은 어떻게 하나요?")
	asked := "사내 포털에서 OTP 등록은 어떻게 하나요?"
	a := &morph.Analyzer{}
	if faq.Confidence(a, asked, "사내 포털에서 새 휴대폰 OTP 등록은 어떻게 하나요?") != faq.High {
		t.Fatal("the likely entry is not likely")
	}
	f := faq.First{Retriever: rated{list: []retrieve.Passage{
		{Chunk: "prose", Score: 5, Text: "안내"}}}, Entries: rated{list: []retrieve.Passage{likely, sure}},
		Analyzer: a}
	found, err := f.Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: asked})
	if err != nil || len(found) != 3 || found[0].Chunk != "sure" || found[1].Chunk != "likely" ||
		found[2].Chunk != "prose" {
		t.Fatalf("%+v, %v", found, err)
	}
	for i := range found[1:] {
		if found[i].Score < found[i+1].Score {
			t.Errorf("the score rises from %v to %v", found[i].Score, found[i+1].Score)
		}
	}
	found, err = f.Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: asked, K: 2})
	if err != nil || len(found) != 2 || found[0].Chunk != "sure" || found[1].Chunk != "likely" {
		t.Errorf("two were asked for: %+v, %v", found, err)
	}
}

// failing can't search.
type failing struct{ retrieve.Retriever }

func (failing) Retrieve(context.Context, auth.Scope, retrieve.Query) ([]retrieve.Passage, error) {
	return nil, fault.New(fault.Unavailable, "", "")
}

// Whoever asks has to learn that the documents were not searched, even if there
// is an entry.
func TestAnEntryDoesNotHideThatTheSearchFailed(t *testing.T) {
	const asked = "연차는 며칠인가요?"
	f := faq.First{Retriever: failing{}, Analyzer: &morph.Analyzer{}, Entries: rated{list: []retrieve.Passage{
		{Chunk: "entry", Kind: document.FAQ, Score: 1, Text: asked + "\n15일"}}}}
	if found, err := f.Retrieve(t.Context(), auth.LocalScope(), retrieve.Query{Text: asked}); !fault.Is(err, fault.Unavailable) {
		t.Errorf("%+v, %v", found, err)
	}
}
