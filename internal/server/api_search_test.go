package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"
	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/wire"
	"github.com/mundap/mundap/internal/wiring"
)

// searchable is a world with documents whose passages can be searched.
func searchable(t *testing.T, change ...func(*server.Search)) (*world, *retrievetest.Memory) {
	t.Helper()
	store := retrievetest.NewMemory("local")
	w := newWorld(t, withAccounts, func(p *server.Parts, _ *server.Options) {
		p.Search = &server.Search{Passages: store, Mark: func(query, text string) [][2]int {
			var marks [][2]int
			for word := range strings.FieldsSeq(query) {
				if i := strings.Index(text, word); i >= 0 {
					marks = append(marks, [2]int{i, i + len(word)})
				}
			}
			return marks
		}, Judge: wiring.SearchJudge{Relevance: &relevance.Judge{}}}
		for _, f := range change {
			f(p.Search)
		}
	})
	return w, store
}

// add makes a document ready with one passage.
func (w *world) add(store *retrievetest.Memory, owner auth.Principal, readers []auth.Principal, name,
	format, text string, uploaded time.Time) {
	w.Helper()
	d := document.Document{
		ID: document.ID(document.Prefix + name), Name: name, Owner: owner, Readers: readers,
		State: document.Ready, Version: "1",
		Format: format, Uploaded: uploaded,
	}
	if _, err := w.documents.Put(w.Context(), d); err != nil {
		w.Fatal(err)
	}
	chunk := document.Chunk{ID: document.ChunkID(name), Kind: document.Prose, Text: text,
		End: len(text), Page: 3}
	source := retrieve.Source{Document: d.ID, Version: "1", Readers: readers}
	if err := store.Put(w.Context(), source, []document.Chunk{chunk}); err != nil {
		w.Fatal(err)
	}
}

func TestSearchSaysWhichPassagesOnlyShareWordsWithTheQuery(t *testing.T) {
	w, store := searchable(t)
	kim := w.account("kim")
	everyone, day := []auth.Principal{auth.Everyone}, time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	w.add(store, w.id("kim"), everyone, "발급.txt", "txt", "본인 확인 절차를 마치면 인증서가 발급된다.", day)
	w.add(store, w.id("kim"), everyone, "주차.txt", "txt", "주차장 요금은 월 3만 원으로 동결한다.", day)
	of := func(query string) (about, near string) {
		for _, p := range w.search(kim, "q="+url.QueryEscape(query)).Passages {
			if p.Near {
				near += p.Name
			} else {
				about += p.Name
			}
		}
		return about, near
	}
	for query, want := range map[string][2]string{
		"주차장 요금": {"주차.txt", ""}, "인증서 발급 절차": {"발급.txt", ""},
		"화성 이주 절차": {"", "발급.txt"}, // it only has 절차
	} {
		if about, near := of(query); about != want[0] || near != want[1] {
			t.Errorf("%s finds %q and, near it, %q", query, about, near)
		}
	}
}

func TestWhatWordsDontFindIsFoundByItsMeaning(t *testing.T) {
	far, near := -1.0, 1.2
	w, store := searchable(t, func(s *server.Search) {
		s.Meanings = retrieveFunc(func(ctx context.Context, scope auth.Scope,
			q retrieve.Query) ([]retrieve.Passage, error) {
			found, err := s.Passages.Retrieve(ctx, scope, retrieve.Query{Text: "방문 차량의 주차 요금은 센서는", K: q.K})
			for i := range found {
				place := &far
				if strings.Contains(found[i].Text, "주차") {
					place = &near
				}
				found[i].Match = &retrieve.Match{Query: q.Text, Meaning: place, Part: place}
			}
			return found, err
		})
	})
	kim, lee := w.account("kim"), w.account("lee")
	day := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	w.add(store, w.id("kim"), []auth.Principal{w.id("kim")}, "주차.txt", "txt", "방문 차량의 주차 요금은 30분에 1,000원이다.", day)
	w.add(store, w.id("kim"), []auth.Principal{auth.Everyone}, "센서.txt", "txt", "과열 센서는 매달 점검한다.", day)
	found := w.search(kim, "q="+url.QueryEscape("parking fee")).Passages
	if len(found) != 1 || found[0].Name != "주차.txt" || !found[0].Meaning || found[0].Near {
		t.Errorf("parking fee finds %+v", found)
	}
	if found = w.search(lee, "q="+url.QueryEscape("parking fee")).Passages; len(found) != 0 {
		t.Errorf("without leave to read it: %+v", found)
	}
	if found = w.search(kim, "format=pdf&q="+url.QueryEscape("parking fee")).Passages; len(found) != 0 {
		t.Errorf("among other formats: %+v", found)
	}
	if found = w.search(kim, "q="+url.QueryEscape("주차 요금")).Passages; len(found) != 1 || found[0].Meaning {
		t.Errorf("what has the words: %+v", found)
	}
}

func TestASearchByMeaningThatFailsLeavesWhatWordsFound(t *testing.T) {
	w, store := searchable(t, func(s *server.Search) {
		s.Meanings = retrieveFunc(func(context.Context, auth.Scope,
			retrieve.Query) ([]retrieve.Passage, error) {
			return nil, fault.Newf(fault.Unavailable, "no embedder")
		})
	})
	kim := w.account("kim")
	day := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	w.add(store, w.id("kim"), []auth.Principal{auth.Everyone}, "휴가.txt", "txt", "연차는 15일이다.", day)
	if found := w.search(kim, "q="+url.QueryEscape("연차")).Passages; len(found) != 1 {
		t.Errorf("%+v", found)
	}
}

func TestWhatASynonymFoundComesAsWhatHasTheMeaning(t *testing.T) {
	near := 1.2
	w, store := searchable(t, func(s *server.Search) {
		passages := s.Passages
		s.Passages = retrieveFunc(func(ctx context.Context, scope auth.Scope,
			q retrieve.Query) ([]retrieve.Passage, error) {
			found, err := passages.Retrieve(ctx, scope, retrieve.Query{Text: "병가는 연차는", K: q.K})
			for i := range found {
				found[i].Match = &retrieve.Match{Query: q.Text, Meaning: &near, Part: &near}
			}
			return found, err
		})
	})
	kim := w.account("kim")
	day := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	w.add(store, w.id("kim"), []auth.Principal{auth.Everyone}, "병가.txt", "txt", "병가는 30일까지이다.", day)
	w.add(store, w.id("kim"), []auth.Principal{auth.Everyone}, "휴가.txt", "txt", "연차는 15일이다.", day)
	found := w.search(kim, "q="+url.QueryEscape("연차")).Passages
	if len(found) != 2 || found[0].Name != "휴가.txt" || found[0].Meaning || !found[1].Meaning {
		t.Errorf("연차 finds %+v", found)
	}
}

type retrieveFunc func(context.Context, auth.Scope, retrieve.Query) ([]retrieve.Passage, error)

func (f retrieveFunc) Retrieve(ctx context.Context, scope auth.Scope,
	q retrieve.Query) ([]retrieve.Passage, error) {
	return f(ctx, scope, q)
}

func (retrieveFunc) Store() string { return "local" }

func TestADocumentsPassageAboutTheQueryIsFoundBehindThoseNearIt(t *testing.T) {
	w, store := searchable(t)
	kim := w.account("kim")
	everyone := []auth.Principal{auth.Everyone}
	w.add(store, w.id("kim"), everyone, "a.txt", "txt", "x", time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	var chunks []document.Chunk
	for i, text := range []string{"절차 절차 절차", "절차 절차 절차 하나", "절차 절차 절차 둘", "절차 절차 절차 셋",
		"본인 확인 절차를 마치면 인증서가 발급되고, 그 뒤에는 누구나 언제든지 그것을 내려받아 쓸 수 있다."} {
		chunks = append(chunks, document.Chunk{ID: document.ChunkID(fmt.Sprint(i)), Ordinal: i,
			Kind: document.Prose, Text: text, End: len(text)})
	}
	source := retrieve.Source{Document: document.Prefix + "a.txt", Version: "1", Readers: everyone}
	if err := store.Put(w.Context(), source, chunks); err != nil {
		t.Fatal(err)
	}
	found := w.search(kim, "q="+url.QueryEscape("인증서 발급 절차")).Passages
	if len(found) != 1+3 || found[0].Near || !strings.Contains(found[0].Snippet.Text, "인증서") {
		t.Errorf("%+v", found)
	}
}

func TestAFoundPassageSaysWhoseItIsAndWhereItsWordsStand(t *testing.T) {
	w, store := searchable(t)
	kim, lee := w.account("kim"), w.account("lee")
	everyone, day := []auth.Principal{auth.Everyone}, time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	w.add(store, w.id("kim"), everyone, "보일러.pdf", "pdf", "과열 센서 점검 방법", day)
	p := w.search(lee, "q=센서").Passages[0]
	if p.Owner != "kim" || p.Mine || p.Start != 0 || p.End != len("과열 센서 점검 방법") {
		t.Errorf("%+v", p)
	}
	at := len("과열 ")
	if want := (wire.Range{Start: at, End: at + len("센서")}); len(p.Lit) != 1 || p.Lit[0] != want {
		t.Errorf("lit: %+v", p.Lit)
	}
	if p = w.search(kim, "q=센서").Passages[0]; !p.Mine {
		t.Errorf("to its owner: %+v", p)
	}
}

func TestSearchFindsPassagesThatTheAskerMayReadAndTheirOwnAnswers(t *testing.T) {
	w, store := searchable(t)
	kim, lee := w.account("kim"), w.account("lee")
	day := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	everyone := []auth.Principal{auth.Everyone}
	w.add(store, w.id("kim"), everyone, "보일러.pdf", "pdf", "과열 센서 점검 방법", day)
	w.add(store, w.id("kim"), everyone, "정비.hwp", "hwp", "과열 경보 기록", day.AddDate(0, 1, 0))
	w.add(store, w.id("lee"), []auth.Principal{w.id("lee")}, "비밀.txt", "txt", "과열 비밀 기록", day)
	if _, err := w.history.Append(w.Context(), history.Call{
		User: history.User(w.id("kim")), RequestID: "r1", RequestTime: "2026-03-01 10:00:00",
		ServerTime: day, Type: "text",
		Body: "보일러가 꺼져요", Answer: "과열 센서를 점검하세요.", Conversation: "c1", Outcome: history.Completed,
	}); err != nil {
		t.Fatal(err)
	}

	found := w.search(kim, "q=과열")
	if got := names(found); got != "보일러.pdf 정비.hwp" && got != "정비.hwp 보일러.pdf" {
		t.Errorf("kim finds %q", got)
	}
	if p := found.Passages[0]; p.Page != 3 || len(p.Snippet.Marks) != 1 ||
		p.Snippet.Marks[0] != (wire.Mark{Start: 0, End: 2}) {
		t.Errorf("%+v", p)
	}
	if len(found.Answers) != 1 || found.Answers[0].Conversation != "c1" ||
		found.Answers[0].Snippet.Text != "과열 센서를 점검하세요." {
		t.Errorf("kim's answers: %+v", found.Answers)
	}
	if a := w.search(kim, "q=과열센서").Answers; len(a) != 1 {
		t.Errorf("without white space: %+v", a)
	}

	if a := w.search(kim, "q="+url.QueryEscape("점검 센서")).Answers; len(a) != 1 ||
		len(a[0].Snippet.Marks) != 2 {
		t.Errorf("words in another order: %+v", a)
	}
	if a := w.search(kim, "q="+url.QueryEscape("점검 밸브")).Answers; len(a) != 0 {
		t.Errorf("with a word that is missing: %+v", a)
	}

	found = w.search(lee, "q=과열")
	if !strings.Contains(names(found), "비밀.txt") || len(found.Answers) != 0 {
		t.Errorf("lee finds %q and %+v", names(found), found.Answers)
	}
	for filter, want := range map[string]string{
		"format=hwp": "정비.hwp", "to=2026-03-15": "보일러.pdf", "from=2026-03-15": "정비.hwp",
		"document=docs/보일러.pdf": "보일러.pdf", "limit=1&format=pdf": "보일러.pdf",
	} {
		if got := w.search(kim, "q=과열&"+filter); names(got) != want || len(got.Answers) != 0 {
			t.Errorf("%s: %q", filter, names(got))
		}
	}
	for _, bad := range []string{"", "q=%20", "q=" + strings.Repeat("가", 201), "q=a&from=yesterday",
		"q=a&limit=x"} {
		if r := w.do(kim, "GET", "/api/search?"+bad, ""); r.status != 400 {
			t.Errorf("%q: status %d", bad, r.status)
		}
	}
	if r := w.do(kim, "GET", "/api/search?q="+strings.Repeat("가", 200), ""); r.status != 200 {
		t.Errorf("200 characters: status %d", r.status)
	}
	if r := w.do(w.browser, "GET", "/api/search?q=a", ""); r.status != 401 {
		t.Errorf("nobody signed in: status %d", r.status)
	}
}

// What people find of an answer reads as they saw it, without Markdown's marks.
func TestFoundAnswersShowNoMarkup(t *testing.T) {
	w := newWorld(t, withAccounts)
	kim := w.account("kim")
	if _, err := w.history.Append(w.Context(), history.Call{
		User: history.User(w.id("kim")), RequestID: "r1", RequestTime: "2026-03-01 10:00:00",
		ServerTime: time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC), Type: "text", Body: "주기",
		Answer: "## 점검\n\n- **매달** 봅니다[1].\n\n| 항목 | 주기 |\n|---|:--:|\n" +
			"| 압력 | 3-5일 |\n", Conversation: "c1", Outcome: history.Completed,
	}); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{"압력 3-5일", "점검"} { // over the border of a cell; a heading
		found := w.search(kim, "q="+url.QueryEscape(query)).Answers
		if len(found) != 1 || strings.Join(strings.Fields(found[0].Snippet.Text), " ") !=
			"점검 매달 봅니다. 항목 주기 압력 3-5일" {
			t.Errorf("%q: %+v", query, found)
		}
	}
	if found := w.search(kim, "q="+url.QueryEscape("봅니다[1]")).Answers; len(found) != 1 {
		t.Errorf("with its mark: %+v", found)
	}
}

func (w *world) search(c *http.Client, query string) (found wire.SearchResults) {
	w.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		w.Fatal(err)
	}
	r := w.do(c, "GET", "/api/search?"+values.Encode(), "")
	if r.status != 200 {
		w.Fatalf("%s: %d %s", query, r.status, r.body)
	}
	if err := json.Unmarshal([]byte(r.body), &found); err != nil {
		w.Fatal(err)
	}
	return found
}

func names(found wire.SearchResults) string {
	var all []string
	for _, p := range found.Passages {
		all = append(all, p.Name)
	}
	return strings.Join(all, " ")
}

// An index may lag behind the records, and another store may not know who reads
// what.
func TestSearchShowsNoPassageThatTheRecordsForbid(t *testing.T) {
	w, store := searchable(t)
	kim := w.account("kim")
	everyone := []auth.Principal{auth.Everyone}
	day := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	for _, name := range []string{"남은 글.txt", "지운 글.txt", "감춘 글.txt", "바뀐 글.txt"} {
		w.add(store, "somebody", everyone, name, "txt", "과열 기록", day)
	}
	for name, change := range map[string]func(*document.Document){
		"지운 글.txt": func(d *document.Document) { d.State = document.Deleting },
		"감춘 글.txt": func(d *document.Document) { d.Readers = []auth.Principal{"somebody"} },
		"바뀐 글.txt": func(d *document.Document) { d.Version = "2" },
	} {
		_, err := document.Update(t.Context(), &w.documents, document.ID(document.Prefix+name),
			func(d *document.Document) (bool, error) { change(d); return true, nil })
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := names(w.search(kim, "q=과열")); got != "남은 글.txt" {
		t.Errorf("kim finds %q", got)
	}
}

func TestADayThatASearchEndsWithIsNotSearched(t *testing.T) {
	w, store := searchable(t)
	kim := w.account("kim")
	w.add(store, "somebody", []auth.Principal{auth.Everyone}, "자정.txt", "txt", "과열 기록",
		time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC))
	for filter, want := range map[string]string{"to=2026-03-02": "", "from=2026-03-02": "자정.txt"} {
		if got := names(w.search(kim, "q=과열&"+filter)); got != want {
			t.Errorf("%s: %q", filter, got)
		}
	}
}

func TestOneDocumentDoesNotFillTheSearchPage(t *testing.T) {
	w, store := searchable(t)
	kim := w.account("kim")
	w.add(store, "somebody", []auth.Principal{auth.Everyone}, "긴 글.txt", "txt", "과열 기록",
		time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	var chunks []document.Chunk
	for i := range 8 {
		chunks = append(chunks, document.Chunk{ID: document.ChunkID(strings.Repeat("x", i+1)),
			Kind: document.Prose, Text: "과열 기록", Start: i, End: i + 9, Ordinal: i})
	}
	source := retrieve.Source{Document: document.ID(document.Prefix + "긴 글.txt"), Version: "1",
		Readers: []auth.Principal{auth.Everyone}}
	if err := store.Put(t.Context(), source, chunks); err != nil {
		t.Fatal(err)
	}
	if n := len(w.search(kim, "q=과열").Passages); n != 3 {
		t.Errorf("%d passages of one document", n)
	}
	if n := len(w.search(kim, "q=과열&document=docs/긴 글.txt").Passages); n != 8 {
		t.Errorf("%d passages of the document that was asked for", n)
	}
}

// Colleagues know the owner of a document by name, not by what they type to sign in.
func TestDocumentsTellTheirOwnersNames(t *testing.T) {
	w, store := searchable(t)
	kim, lee := w.accountOf("kim", "김서연"), w.account("lee")
	everyone := []auth.Principal{auth.Everyone}
	w.add(store, w.id("kim"), everyone, "보일러.pdf", "pdf", "과열", time.Now())
	w.add(store, w.id("lee"), everyone, "정비.hwp", "hwp", "과열", time.Now())
	for _, client := range []*http.Client{kim, lee} {
		got := map[string]string{}
		for _, d := range w.list(client, "").Documents {
			got[d.Owner] = d.OwnerName
		}
		if len(got) != 2 || got["kim"] != "김서연" || got["lee"] != "" {
			t.Errorf("owners %v", got)
		}
	}
}

func TestADocumentFoundByItsNameIsListedAsADocument(t *testing.T) {
	w, store := searchable(t, func(s *server.Search) {
		passages := s.Passages
		s.Judge = nil
		s.Passages = retrieveFunc(func(ctx context.Context, scope auth.Scope,
			q retrieve.Query) ([]retrieve.Passage, error) { // an index searches names and headings, too
			found, err := passages.Retrieve(ctx, scope, retrieve.Query{Text: "지급한다 총무팀이 갚는다", K: q.K})
			for i := range found {
				if strings.Contains(found[i].Text, "갚는다") {
					found[i].Headings = []string{"제2장", "여비 규정"}
				}
			}
			return found, err
		})
	})
	kim := w.account("kim")
	everyone, day := []auth.Principal{auth.Everyone}, time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	w.add(store, w.id("kim"), everyone, "여비 규정.txt", "txt", "하루 2만 원을 지급한다.", day)
	w.add(store, w.id("kim"), everyone, "안내.txt", "txt", "여비 규정은 총무팀이 정한다.", day)
	w.add(store, w.id("kim"), everyone, "장부.txt", "txt", "남은 돈은 갚는다.", day)
	found := w.search(kim, "q="+url.QueryEscape("여비 규정"))
	if len(found.Documents) != 1 || found.Documents[0].Name.Text != "여비 규정.txt" ||
		len(found.Documents[0].Name.Marks) == 0 || !found.Documents[0].Mine {
		t.Errorf("documents: %+v", found.Documents)
	}
	lit := map[string]bool{} // whether words are lit in the headings
	for _, p := range found.Passages {
		lit[p.Name] = p.Above != nil && len(p.Above.Marks) > 0
	}
	if inHeadings, listed := lit["장부.txt"]; len(lit) != 2 || !inHeadings || !listed || lit["안내.txt"] {
		t.Errorf("passages: %+v", found.Passages)
	}
}

func TestASearchFindsCodeAndTheNamesOfItsFiles(t *testing.T) {
	w, store := searchable(t)
	kim := w.account("kim")
	everyone, day := []auth.Principal{auth.Everyone}, time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	w.add(store, w.id("kim"), everyone, "lease.py", "py", "x", day)
	chunk := document.Chunk{ID: "c", Kind: document.Code, Language: "python", Text: "MAX_RETRIES = 7", End: 15}
	source := retrieve.Source{Document: document.Prefix + "lease.py", Version: "1", Readers: everyone}
	if err := store.Put(w.Context(), source, []document.Chunk{chunk}); err != nil {
		t.Fatal(err)
	}
	if found := w.search(kim, "q=MAX_RETRIES").Passages; len(found) != 1 || len(found[0].Snippet.Marks) == 0 {
		t.Errorf("MAX_RETRIES finds %+v", found)
	}
	if found := w.search(kim, "q=lease.py").Documents; len(found) != 1 || len(found[0].Name.Marks) == 0 {
		t.Errorf("lease.py finds %+v", found)
	}
	if found := w.search(kim, "format=pdf&q=lease.py").Documents; len(found) != 0 {
		t.Errorf("among other formats: %+v", found)
	}
}
