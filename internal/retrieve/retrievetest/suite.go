// Package retrievetest is the conformance suite of retrieve.Store. Every search
// store runs it.
package retrievetest

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"sync"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
)

// Harness gives the suite empty stores.
type Harness struct {
	// New makes an empty store and registers its cleanup with t.
	New func(t *testing.T) retrieve.Store
	// Settle returns when everything that was put or forgotten before is
	// visible. It is for stores with a lag, and nil for others.
	Settle func(t *testing.T, s retrieve.Store)
}

var (
	owner  = auth.UserScope("kim")
	shared = []auth.Principal{auth.Everyone}
)

// Run runs the suite.
func Run(t *testing.T, h Harness) {
	for _, test := range []struct {
		name string
		run  func(*tester)
	}{
		{"the passage that answers comes first, whole and with its place", findsTheAnswer},
		{"Korean particles and endings do not hide a word", seesThroughParticles},
		{"decomposed Hangul finds composed text", findsNFD},
		{"codes and numbers are found as they are written", findsCodes},
		{"at most K passages, best first, none twice", honoursK},
		{"nobody reads what is not theirs, the zero scope nothing", keepsScopes},
		{"a newer version takes the place of the older one, everywhere", replaces},
		{"an older version never comes back", ignoresOlder},
		{"what was forgotten stays forgotten, newer versions stay", forgets},
		{"putting twice changes nothing", isIdempotent},
		{"a long document comes, changes and goes as a whole", keepsLongDocumentsWhole},
		{"the same version with other readers takes over", changesReaders},
		{"code is found only when it is asked for", separatesCode},
		{"a question can be limited to documents", limitsToDocuments},
		{"nothing found is no error, an empty question is", treatsNothing},
		{"an ended context is an error", honoursContext},
		{"many hands at once", isConcurrent},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.run(&tester{T: t, h: h, store: h.New(t)})
		})
	}
}

type tester struct {
	*testing.T
	h     Harness
	store retrieve.Store
}

func (t *tester) put(key document.ID, v document.Version, readers []auth.Principal,
	texts ...string) {
	t.Helper()
	chunks := make([]document.Chunk, len(texts))
	for i, text := range texts {
		chunks[i] = document.Chunk{
			ID: document.NewChunkID(key, v, i), Ordinal: i, Kind: document.Prose, Text: text,
			Headings: []string{"안내"}, Start: 1000 * i, End: 1000*i + len(text), Page: i + 1,
		}
	}
	t.putChunks(key, v, readers, chunks)
}

func (t *tester) putChunks(key document.ID, v document.Version, readers []auth.Principal,
	chunks []document.Chunk) {
	t.Helper()
	s := retrieve.Source{Document: key, Version: v, Title: "제목 " + path.Base(string(key)),
		Readers: readers}
	if err := t.store.Put(t.Context(), s, chunks); err != nil {
		t.Fatalf("putting %s: %v", key, err)
	}
}

func (t *tester) forget(key document.ID, v document.Version) {
	t.Helper()
	if err := t.store.Forget(t.Context(), key, v); err != nil {
		t.Fatalf("forgetting %s: %v", key, err)
	}
}

func (t *tester) find(scope auth.Scope, q retrieve.Query) []retrieve.Passage {
	t.Helper()
	if t.h.Settle != nil {
		t.h.Settle(t.T, t.store)
	}
	passages, err := t.store.Retrieve(t.Context(), scope, q)
	if err != nil {
		t.Fatalf("asking %q: %v", q.Text, err)
	}
	return passages
}

func (t *tester) keys(scope auth.Scope, text string) []document.ID {
	t.Helper()
	var keys []document.ID
	for _, p := range t.find(scope, retrieve.Query{Text: text, K: 20}) {
		keys = append(keys, p.Document)
	}
	return keys
}

const (
	boiler  = "보일러에 A396이 표시되면 과열 센서에 이상이 생긴 것입니다. 전원을 끄고 10분 뒤에 다시 켜십시오."
	otp     = "타기관에서 발급받은 OTP는 인터넷뱅킹의 사용자관리 화면에서 등록할 수 있습니다."
	holiday = "연차 휴가는 제12조에 따라 1년에 15일을 쓸 수 있으며 남은 휴가는 다음 해로 넘어가지 않는다."
	english = "The overheat sensor reports error code ERR-1042 when the cooling water stops."
)

func (t *tester) putSamples() {
	t.Helper()
	t.put("docs/boiler.pdf", "01", shared, "보일러를 설치할 때는 환기가 잘되는 곳을 고르십시오.", boiler)
	t.put("docs/bank.csv", "01", shared, otp)
	t.put("docs/규정.docx", "01", shared, holiday)
	t.put("docs/manual-en.txt", "01", shared, english)
}

func (t *tester) first(text string, want string) retrieve.Passage {
	t.Helper()
	found := t.find(owner, retrieve.Query{Text: text})
	if len(found) == 0 || found[0].Text != want {
		t.Fatalf("asking %q: the first passage is not %q: %+v", text, want, found)
	}
	return found[0]
}

func findsTheAnswer(t *tester) {
	t.putSamples()
	p := t.first("A396 과열 센서 이상", boiler)
	want := retrieve.Passage{
		Store: t.store.Store(), Document: "docs/boiler.pdf", Version: "01",
		Chunk: document.NewChunkID("docs/boiler.pdf", "01", 1),
		Kind:  document.Prose, Title: "제목 boiler.pdf", Headings: []string{"안내"}, Text: boiler,
		Start: 1000, End: 1000 + len(boiler), Page: 2,
	}
	want.Score, want.ScoreKind, want.Match = p.Score, p.ScoreKind, p.Match
	if fmt.Sprintf("%+v", p) != fmt.Sprintf("%+v", want) {
		t.Errorf("passage\n%+v, want\n%+v", p, want)
	}
	if p.ScoreKind == "" || p.Score <= 0 {
		t.Errorf("score %v of kind %q", p.Score, p.ScoreKind)
	}
}

func seesThroughParticles(t *tester) {
	t.putSamples()
	t.first("휴가를 며칠이나 쓸 수 있나요?", holiday)
	t.first("OTP를 등록하려면?", otp)
}

func findsNFD(t *tester) {
	t.putSamples()
	t.first("\u1112\u1172\u1100\u1161", holiday) // 휴가 in jamo
}

func findsCodes(t *tester) {
	t.putSamples()
	t.first("ERR-1042", english)
	t.first("a396", boiler)
}

func honoursK(t *tester) {
	for i := range 30 {
		t.put(document.ID(fmt.Sprintf("docs/%02d.txt", i)), "01", shared,
			fmt.Sprintf("보일러 점검 안내 %d번 문서", i))
	}
	if n := len(t.find(owner, retrieve.Query{Text: "보일러 점검"})); n != retrieve.DefaultK {
		t.Errorf("without K: %d passages, want %d", n, retrieve.DefaultK)
	}
	found := t.find(owner, retrieve.Query{Text: "보일러 점검", K: 10})
	if len(found) != 10 {
		t.Errorf("K 10: %d passages", len(found))
	}
	if n := len(retrieve.Distinct(found)); n != len(found) {
		t.Errorf("only %d of %d are distinct", n, len(found))
	}
	if !slices.IsSortedFunc(found, func(a, b retrieve.Passage) int {
		return compare(b.Score,
			a.Score)
	}) {
		t.Errorf("not best first: %+v", found)
	}
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func keepsScopes(t *tester) {
	t.put("docs/~kim/비밀.txt", "01", []auth.Principal{"kim"}, "김 대리의 연봉 협상 자료")
	t.put("docs/~lee/비밀.txt", "01", []auth.Principal{"lee"}, "이 과장의 연봉 협상 자료")
	t.put("docs/공지.txt", "01", shared, "연봉 협상 일정 공지")
	t.put("docs/둘.txt", "01", []auth.Principal{"kim", "lee"}, "연봉 협상 위원 명단")
	for _, c := range []struct {
		scope auth.Scope
		want  []document.ID
	}{
		{auth.UserScope("kim"), []document.ID{"docs/~kim/비밀.txt", "docs/공지.txt", "docs/둘.txt"}},
		{auth.UserScope("park"), []document.ID{"docs/공지.txt"}},
		{auth.Scope{User: "lee", Principals: []auth.Principal{"lee"}, Admin: true},
			[]document.ID{"docs/~lee/비밀.txt", "docs/둘.txt"}},
		{auth.Scope{}, nil},
		{auth.Scope{User: "kim", Admin: true}, nil},
	} {
		got := t.keys(c.scope, "연봉 협상")
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("scope %+v finds %v, want %v", c.scope, got, c.want)
		}
	}
}

func replaces(t *tester) {
	t.put("docs/a.txt", "01", shared, "수수료는 500원입니다.", "수수료 면제 대상 안내")
	t.put("docs/a.txt", "02", shared, "수수료는 700원으로 올랐습니다.")
	found := t.find(owner, retrieve.Query{Text: "수수료"})
	if len(found) != 1 || found[0].Version != "02" || found[0].Text != "수수료는 700원으로 올랐습니다." {
		t.Errorf("found %+v", found)
	}
}

func ignoresOlder(t *tester) {
	t.put("docs/a.txt", "0A", shared, "수수료는 700원입니다.")
	t.put("docs/a.txt", "09", shared, "수수료는 500원입니다.")
	found := t.find(owner, retrieve.Query{Text: "수수료"})
	if len(found) != 1 || found[0].Version != "0A" {
		t.Errorf("found %+v", found)
	}
}

func forgets(t *tester) {
	t.put("docs/a.txt", "05", shared, "수수료는 700원입니다.")
	t.put("docs/b.txt", "05", shared, "수수료 안내")
	t.forget("docs/a.txt", "04")
	if got := t.keys(owner, "수수료"); len(got) != 2 {
		t.Errorf("forgetting an older version took more: %v", got)
	}
	t.forget("docs/a.txt", "05")
	t.forget("docs/a.txt", "05")
	if got := t.keys(owner, "수수료"); !slices.Equal(got, []document.ID{"docs/b.txt"}) {
		t.Errorf("after forgetting: %v", got)
	}
	t.put("docs/a.txt", "05", shared, "수수료는 700원입니다.")
	if got := t.keys(owner, "수수료"); len(got) != 1 {
		t.Errorf("a forgotten version came back: %v", got)
	}
	t.put("docs/a.txt", "06", shared, "수수료는 900원입니다.")
	if got := t.keys(owner, "수수료"); len(got) != 2 {
		t.Errorf("a newer version is missing: %v", got)
	}
}

func isIdempotent(t *tester) {
	for range 3 {
		t.put("docs/a.txt", "01", shared, "수수료는 700원입니다.", "수수료 면제 안내")
	}
	if got := t.keys(owner, "수수료"); len(got) != 2 {
		t.Errorf("found %v", got)
	}
}

// long is how many passages a long document has: more than a store takes at once.
const long = 2500

// keepsLongDocumentsWhole reads the chunks of a long document while they are
// indexed.
func keepsLongDocumentsWhole(t *tester) {
	key := document.ID("docs/long.csv")
	put := func(v document.Version, fails bool) error {
		return retrieve.PutSeq(t.Context(), t.store,
			retrieve.Source{Document: key, Version: v, Name: path.Base(string(key)),
				Readers: shared},
			func(yield func(document.Chunk, error) bool) {
				for i := range long {
					if fails && i == long-1 {
						yield(document.Chunk{}, errBroken)
						return
					}
					c := document.Chunk{ID: document.NewChunkID(key, v, i), Ordinal: i,
						Kind: document.Row, Text: fmt.Sprintf("품번: 부품%04d\n판: %s", i, v)}
					if !yield(c, nil) {
						return
					}
				}
			})
	}
	check := func(what string, v document.Version) {
		t.Helper()
		for _, i := range []int{0, long / 2, long - 2} {
			found := t.find(owner, retrieve.Query{Text: fmt.Sprintf("부품%04d", i), K: 10})
			found = slices.DeleteFunc(found, func(p retrieve.Passage) bool {
				return p.Document != key || p.Chunk != document.NewChunkID(key, p.Version, i)
			})
			if v == "" && len(found) != 0 || v != "" && (len(found) != 1 || found[0].Version != v) {
				t.Errorf("%s: row %d is found as %+v, want version %q", what, i, found, v)
			}
		}
	}
	if err := put("01", true); !errors.Is(err, errBroken) {
		t.Errorf("what could not be read to its end gave %v", err)
	}
	check("broken off", "")
	for _, v := range []document.Version{"01", "02"} {
		if err := put(v, false); err != nil {
			t.Fatal(err)
		}
		check("put", v)
	}
	if err := put("03", true); !errors.Is(err, errBroken) {
		t.Errorf("what could not be read to its end gave %v", err)
	}
	check("a newer one broken off", "02")
	t.forget(key, "02")
	check("forgotten", "")
}

var errBroken = errors.New("the rest can't be read")

func changesReaders(t *tester) {
	t.put("docs/a.txt", "01", []auth.Principal{"kim"}, "수수료는 700원입니다.")
	t.put("docs/a.txt", "01", []auth.Principal{"lee"}, "수수료는 700원입니다.")
	if got := t.keys(auth.UserScope("kim"), "수수료"); len(got) != 0 {
		t.Errorf("kim still finds %v", got)
	}
	if got := t.keys(auth.UserScope("lee"), "수수료"); len(got) != 1 {
		t.Errorf("lee finds %v", got)
	}
}

func separatesCode(t *tester) {
	key := document.ID("docs/fee.py")
	t.putChunks(key, "01", shared, []document.Chunk{{
		ID: document.NewChunkID(key, "01", 0), Kind: document.Code, Language: "python",
		Text:     "수수료를 계산하는 함수",
		Original: "def fee(amount):\n    return amount * 0.1\n", Line: 3,
	}})
	t.put("docs/fee.txt", "01", shared, "수수료 안내")
	if got := t.keys(owner, "수수료"); !slices.Equal(got, []document.ID{"docs/fee.txt"}) {
		t.Errorf("without kinds: %v", got)
	}
	code := t.find(owner, retrieve.Query{Text: "수수료", Kinds: []document.ChunkKind{document.Code},
		Languages: []string{"go", "python"}})
	if len(code) != 1 || code[0].Document != key || code[0].Original == "" || code[0].Line != 3 {
		t.Errorf("code: %+v", code)
	}
	if got := t.find(owner, retrieve.Query{Text: "수수료", Kinds: []document.ChunkKind{document.Code},
		Languages: []string{"javascript"}}); len(got) != 0 {
		t.Errorf("code of another language: %+v", got)
	}
}

func limitsToDocuments(t *tester) {
	t.put("docs/a.txt", "01", shared, "수수료 안내 하나")
	t.put("docs/b.txt", "01", shared, "수수료 안내 둘")
	found := t.find(owner, retrieve.Query{Text: "수수료", Documents: []document.ID{"docs/b.txt"}})
	if len(found) != 1 || found[0].Document != "docs/b.txt" {
		t.Errorf("found %+v", found)
	}
}

func treatsNothing(t *tester) {
	if got := t.find(owner, retrieve.Query{Text: "보일러"}); len(got) != 0 {
		t.Errorf("an empty store finds %+v", got)
	}
	t.putSamples()
	if got := t.find(owner, retrieve.Query{Text: "쿼카쿼카 wombat"}); len(got) != 0 {
		t.Errorf("found %+v", got)
	}
	for _, text := range []string{"", " \n\t"} {
		if _, err := t.store.Retrieve(t.Context(), owner,
			retrieve.Query{Text: text}); !fault.Is(err, fault.Invalid) {
			t.Errorf("asking %q: %v, want invalid", text, err)
		}
	}
}

func honoursContext(t *tester) {
	t.putSamples()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := t.store.Retrieve(ctx, owner, retrieve.Query{Text: "보일러"}); !fault.Is(err,
		fault.Canceled) {
		t.Errorf("got %v", err)
	}
}

func isConcurrent(t *tester) {
	var group sync.WaitGroup
	for worker := range 4 {
		key := document.ID(fmt.Sprintf("docs/%d.txt", worker))
		group.Go(func() {
			for v := range 20 {
				version := document.Version(fmt.Sprintf("%04d", v+1))
				c := document.Chunk{ID: document.NewChunkID(key, version, 0), Kind: document.Prose,
					Text: "보일러 점검 " + string(version)}
				s := retrieve.Source{Document: key, Version: version, Readers: shared}
				if err := t.store.Put(t.Context(), s, []document.Chunk{c}); err != nil {
					t.Errorf("putting: %v", err)
				}
				if _, err := t.store.Retrieve(t.Context(), owner,
					retrieve.Query{Text: "보일러"}); err != nil {
					t.Errorf("asking: %v", err)
				}
			}
		})
	}
	group.Wait()
	for _, p := range t.find(owner, retrieve.Query{Text: "보일러"}) {
		if p.Version != "0020" {
			t.Errorf("%s: version %s is left over", p.Document, p.Version)
		}
	}
}
