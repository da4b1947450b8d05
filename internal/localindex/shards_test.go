package localindex_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/indextest"
	"github.com/mundap/mundap/internal/localindex/rank"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"
)

func openSharded(t testing.TB, n int, e embed.Embedder) *indextest.Sharded {
	t.Helper()
	s := &indextest.Sharded{}
	var shards []localindex.Shard
	for range n {
		ix := open(t, localindex.Options{Embedder: e})
		s.Writers, shards = append(s.Writers, ix), append(shards, ix)
	}
	s.Shards = localindex.NewShards(localindex.ShardsOptions{Shards: shards,
		Analyzer: &morph.Analyzer{}, Embedder: e})
	return s
}

func TestShardsConform(t *testing.T) {
	retrievetest.Run(t, retrievetest.Harness{New: func(t *testing.T) retrieve.Store {
		return openSharded(t, 3, nil)
	}})
}

// corpus puts documents of made-up sentences into stores, some of which only
// kim may read.
func corpus(t *testing.T, stores ...retrieve.Index) {
	t.Helper()
	nouns := []string{"보일러", "센서", "연차", "휴가", "수수료", "인터넷뱅킹", "점검", "과열", "전원",
		"냉각수", "창고", "주차장", "출장비", "계약", "보증", "ERR-1042", "A396", "MX-500", "등기부등본", "overheat"}
	verbs := []string{"확인합니다", "신청하십시오", "교체했다", "등록할 수 있습니다", "넘어가지 않는다"}
	random := rand.New(rand.NewPCG(1, 2))
	for d := range 90 {
		key := document.ID(fmt.Sprintf("docs/%d.txt", d))
		readers := []auth.Principal{auth.Everyone}
		if d%3 == 0 {
			readers = []auth.Principal{"kim"}
		}
		var chunks []document.Chunk
		for i := range 1 + random.IntN(6) {
			var words []string
			for range 40 + random.IntN(200) { // hardly two of the same length
				words = append(words, nouns[int(float64(len(nouns))*random.Float64()*random.Float64())])
			}
			words = append(words, fmt.Sprintf("%d원", random.IntN(900)), verbs[random.IntN(len(verbs))])
			chunks = append(chunks, document.Chunk{ID: document.NewChunkID(key, "1", i), Ordinal: i,
				Kind: document.Prose, Text: strings.Join(words, " ") + "."})
		}
		s := retrieve.Source{Document: key, Version: "1", Readers: readers,
			Title: fmt.Sprintf("%s 안내 %d", nouns[d%len(nouns)], d)}
		for _, store := range stores {
			if err := store.Put(t.Context(), s, chunks); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestShardsScoreAsOneIndex(t *testing.T) {
	for name, e := range map[string]embed.Embedder{"words": nil, "vectors": &embed.Fake{Size: 32}} {
		t.Run(name, func(t *testing.T) {
			whole, shards := open(t, localindex.Options{Embedder: e}), openSharded(t, 4, e)
			corpus(t, whole, shards)
			for _, q := range []retrieve.Query{
				{Text: "보일러 과열 센서 점검"}, {Text: "ERR-1042 전원", K: 20}, {Text: "A396", K: 60},
				{Text: "보일려 과열", K: 10}, {Text: "등기 부 등본 수수료"}, {Text: "overhaet sensor"},
				{Text: "연차 휴가는 며칠인가요?", K: 7}, {Text: "주차장 350원", Method: retrieve.Lexical},
				{Text: "냉각수 창고", Method: retrieve.Vector, K: 9},
				{Text: "계약 보증", Documents: []document.ID{"docs/3.txt", "docs/8.txt", "docs/50.txt"}},
				{Text: "MX-500 출장비", Kinds: []document.ChunkKind{document.Code}}, {Text: "쿼카쿼카"},
			} {
				for _, who := range []auth.Scope{auth.UserScope("kim"), auth.UserScope("lee"), {}} {
					want, err := whole.Retrieve(t.Context(), who, q)
					if err != nil {
						t.Fatal(err)
					}
					got, err := shards.Retrieve(t.Context(), who, q)
					if err != nil {
						t.Fatal(err)
					}
					compare(t, fmt.Sprintf("%s asks %+v", who.User, q), got, want)
				}
			}
		})
	}
}

// compare wants the same passages with the same scores and matches. Those with
// equal scores may come in another order.
func compare(t *testing.T, what string, got, want []retrieve.Passage) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d passages, and %d of one index", what, len(got), len(want))
		return
	}
	last := 0.0
	if len(want) > 0 {
		last = want[len(want)-1].Score
	}
	byChunk := map[document.ChunkID]string{}
	for _, p := range want {
		byChunk[p.Chunk] = asJSON(t, p)
	}
	for i, p := range got {
		if p.Score != want[i].Score {
			t.Errorf("%s: score %d is %v, and %v of one index", what, i, p.Score, want[i].Score)
		}
		if text, known := byChunk[p.Chunk]; !known && p.Score != last || known && text != asJSON(t, p) {
			t.Errorf("%s: passage %d is\n%s, of one index\n%s", what, i, asJSON(t, p), text)
		}
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestShardsOfDocumentsStayTheSame(t *testing.T) {
	for id, want := range map[document.ID]int{"docs/a.txt": 0, "docs/규정.docx": 1, "docs/~kim/b.pdf": 3} {
		if got := localindex.ShardOf(id, 4); got != want {
			t.Errorf("%s is in shard %d, not %d", id, got, want)
		}
	}
}

// broken is a shard that can't be reached.
type broken struct{ localindex.Shard }

var errBroken = fault.Newf(fault.Unavailable, "no answer")

func (broken) Count(context.Context, auth.Scope, []rank.Key) (localindex.Counts, error) {
	return localindex.Counts{}, errBroken
}

func TestAShardThatFailsFailsTheSearch(t *testing.T) {
	x := localindex.NewShards(localindex.ShardsOptions{Analyzer: &morph.Analyzer{},
		Shards: []localindex.Shard{open(t, localindex.Options{}), broken{}}})
	_, err := x.Retrieve(t.Context(), auth.UserScope("kim"), retrieve.Query{Text: "보일러"})
	if !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
}

// foreign is a shard that answers with what nobody asked for, as one of another
// version might.
type foreign struct {
	localindex.Shard
	candidate localindex.Candidate
}

func (f foreign) Candidates(context.Context, auth.Scope, localindex.Request) ([]localindex.Candidate,
	error) {
	return []localindex.Candidate{f.candidate}, nil
}

func TestAnImpossibleAnswerOfAShardFailsTheSearch(t *testing.T) {
	score, cosine := 1.0, 0.5
	for name, c := range map[string]localindex.Candidate{
		"a term that was not asked for": {Words: true, BM25: &score, Terms: []int{0, 99}},
		"a term below all others":       {Words: true, BM25: &score, Terms: []int{-1}},
		"a vector":                      {Cosine: &cosine, Whole: &cosine},
	} {
		x := localindex.NewShards(localindex.ShardsOptions{Analyzer: &morph.Analyzer{},
			Shards: []localindex.Shard{foreign{open(t, localindex.Options{}), c}}})
		_, err := x.Retrieve(t.Context(), auth.UserScope("kim"), retrieve.Query{Text: "보일러"})
		if !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
