package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/session/sessiontest"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

func uploadOf(name string) ingest.Upload { return ingest.Upload{Name: name} }

// act sends a document action and gives its results.
func (w *world) act(client *http.Client, action string, keys ...string) []wire.KeyResult {
	w.Helper()
	r := w.do(client, "POST", "/api/documents", fmt.Sprintf(`{"action":%q,"keys":["%s"]}`, action, strings.Join(keys, `","`)))
	if r.status != 200 {
		w.Fatalf("%s: %d %s", action, r.status, r.body)
	}
	return parse[wire.DocumentResult](w.T, r.body).Results
}

func (w *world) list(client *http.Client, query string) wire.Documents {
	w.Helper()
	r := w.do(client, "GET", "/api/documents?"+query, "")
	if r.status != 200 {
		w.Fatalf("%d %s", r.status, r.body)
	}
	return parse[wire.Documents](w.T, r.body)
}

func TestSessionWithoutAccountsIsTheLocalOwners(t *testing.T) {
	w := newWorld(t)
	s := parse[wire.Session](t, w.do(w.browser, "GET", "/api/session", "").body)
	if s.Accounts || !s.SignedIn || s.User != "local" || !s.Admin || s.Samples != 1 ||
		s.Version != "test" || !slices.Equal(s.Stores, []string{"local"}) {
		t.Errorf("%+v", s)
	}
	if r := w.do(w.browser, "POST", "/api/session", `{"user":"a","password":"b"}`); r.status != 400 {
		t.Errorf("signing in: %d", r.status)
	}
	if r := w.do(w.browser, "DELETE", "/api/session", ""); r.status != 204 {
		t.Errorf("signing out: %d", r.status)
	}
}

func TestSamplesAreAddedAndListed(t *testing.T) {
	w := newWorld(t)
	r := w.do(w.browser, "POST", "/api/samples", "")
	results := parse[wire.DocumentResult](t, r.body).Results
	if r.status != 200 || len(results) != 1 || results[0].Document == nil ||
		results[0].Document.State != "queued" || results[0].Document.Progress == nil {
		t.Fatalf("%d %s", r.status, r.body)
	}
	got := w.list(w.browser, "contains=규정")
	if len(got.Documents) != 1 || got.Counts["queued"] != 1 {
		t.Fatalf("%+v", got)
	}
	d := got.Documents[0]
	if d.Kind != "sample" || d.Name != "예시/규정.txt" || !d.Mine || d.Private || d.URL != "/documents/~"+d.Key+
		"/%EC%98%88%EC%8B%9C/%EA%B7%9C%EC%A0%95.txt" {
		t.Errorf("%+v", d)
	}
	if r := w.do(w.browser, "GET", "/api/documents/"+url.PathEscape(d.Key), ""); r.status != 200 ||
		parse[wire.Document](t, r.body).Name != d.Name {
		t.Errorf("the document alone: %d %s", r.status, r.body)
	}
	if r := w.do(w.browser, "GET", d.URL, ""); r.body != "연차는 15일이에요." {
		t.Errorf("the file: %+v", r)
	}
	if none := w.list(w.browser, "state=ready"); len(none.Documents) != 0 || none.Documents == nil {
		t.Errorf("ready ones: %+v", none)
	}
}

// unheard is a store that has not heard of documents yet, as where a bucket tells of
// files.
type unheard struct{ document.Store }

func (unheard) Get(context.Context, document.ID) (document.Document, error) {
	return document.Document{}, fault.Newf(fault.NotFound, "no such document yet")
}

func TestSamplesHaveIdsBeforeTheServerHearsOfThem(t *testing.T) {
	w := newWorld(t, func(p *server.Parts, _ *server.Options) { p.Documents = unheard{p.Documents} })
	if keys := w.sampleKeys(w.browser, "POST"); len(keys) != 1 || keys[0] == "" {
		t.Errorf("%q", keys)
	}
}

// sampleKeys are the ids of the asker's sample documents.
func (w *world) sampleKeys(client *http.Client, method string) (keys []string) {
	w.Helper()
	r := w.do(client, method, "/api/samples", "")
	for _, result := range parse[wire.DocumentResult](w.T, r.body).Results {
		if result.Document == nil || result.Document.Kind != "sample" {
			w.Errorf("%s: %+v", method, result)
			continue
		}
		keys = append(keys, result.Document.Key)
	}
	return keys
}

func TestSamplesAreAddedOnceAndStayTheAskersOwn(t *testing.T) {
	w := newWorld(t, withAccounts)
	kim, lee := w.account("kim"), w.account("lee")
	if none := w.sampleKeys(kim, "GET"); len(none) != 0 {
		t.Errorf("before: %q", none)
	}
	added := w.sampleKeys(kim, "POST")
	if again := w.sampleKeys(kim, "POST"); len(added) != 1 || !slices.Equal(again, added) ||
		!slices.Equal(w.sampleKeys(kim, "GET"), added) {
		t.Errorf("%q, then %q", added, again)
	}
	if d := w.list(kim, "").Documents; len(d) != 1 || !d[0].Private {
		t.Errorf("kim: %+v", d)
	}
	if d := w.list(lee, "").Documents; len(d) != 0 || len(w.sampleKeys(lee, "GET")) != 0 {
		t.Errorf("lee sees kim's samples: %+v", d)
	}
	former := document.Document{ID: "docs/former", Name: "예시/이전.txt", Kind: document.Sample,
		Owner: w.id("kim"), Readers: []auth.Principal{w.id("kim")}, State: document.Ready, Version: "1"}
	if _, err := w.documents.Put(t.Context(), former); err != nil {
		t.Fatal(err)
	}
	if all := w.sampleKeys(kim, "GET"); len(all) != 2 {
		t.Errorf("with one of another version: %q", all)
	}
	w.act(kim, "delete", append(added, string(former.ID))...)
	if left := w.sampleKeys(kim, "GET"); len(left) != 0 {
		t.Errorf("deleted ones: %q", left)
	}
}

func TestAnOwnDocumentIsNoSample(t *testing.T) {
	w := newWorld(t)
	upload := ingest.Upload{Name: "예시/규정.txt"}
	own, err := w.ingest.Upload(t.Context(), localScope, upload, strings.NewReader("내 규정"))
	if err != nil {
		t.Fatal(err)
	}
	r := w.do(w.browser, "POST", "/api/samples", "")
	if e := parse[wire.DocumentResult](t, r.body).Results[0].Error; e == nil || e.Kind != "conflict" {
		t.Errorf("a sample took the place of a document: %s", r.body)
	}
	w.act(w.browser, "delete", string(own))
	added := w.sampleKeys(w.browser, "POST")
	if _, err := w.ingest.Upload(t.Context(), localScope, upload, strings.NewReader("내 규정")); err != nil {
		t.Fatal(err)
	}
	d := w.list(w.browser, "state=queued").Documents
	if len(added) != 1 || len(d) != 1 || d[0].Key != added[0] ||
		d[0].Kind != "" {
		t.Errorf("a document that took the place of a sample: %+v", d)
	}
}

func TestADeletionIsSeenAtOnceAndCanBeUndone(t *testing.T) {
	w := newWorld(t)
	key, err := w.ingest.Upload(t.Context(), localScope, uploadOf("a.txt"), strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	deleted := w.act(w.browser, "delete", string(key), "docs/none.txt", "nonsense")
	if d := deleted[0].Document; d == nil || d.State != "deleting" || d.DeleteAfter.IsZero() {
		t.Errorf("%+v", deleted[0])
	}
	if deleted[1].Error == nil || deleted[1].Error.Kind != "not_found" || deleted[2].Error == nil ||
		deleted[2].Error.Kind != "invalid" {
		t.Errorf("%+v", deleted[1:])
	}
	if r := w.do(w.browser, "GET", "/documents/a.txt", ""); r.status != 404 {
		t.Errorf("the file: %d", r.status)
	}
	if d := w.act(w.browser, "restore", string(key))[0].Document; d == nil || d.State != "queued" {
		t.Errorf("%+v", d)
	}
	if r := w.do(w.browser, "GET", "/documents/a.txt", ""); r.status != 200 {
		t.Errorf("the file again: %d", r.status)
	}
}

func TestADeletionSaysForHowLongItCanBeUndone(t *testing.T) {
	w := newWorld(t)
	key, err := w.ingest.Upload(t.Context(), localScope, uploadOf("a.txt"), strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	for undo, want := range map[int]int{-1: 400, 601: 400, 1 << 60: 400, 0: 200, 1: 200, 600: 200} {
		r := w.do(w.browser, "POST", "/api/documents",
			fmt.Sprintf(`{"action":"delete","keys":[%q],"undo":%d}`, key, undo))
		if r.status != want {
			t.Errorf("undo %d: status %d, want %d: %s", undo, r.status, want, r.body)
		}
		if undo != 600 {
			w.act(w.browser, "restore", string(key))
			continue
		}
		d := parse[wire.DocumentResult](t, r.body).Results[0].Document
		left := time.Until(d.DeleteAfter)
		if left > 10*time.Minute || left < 8*time.Minute {
			t.Errorf("it can be undone for %v", left)
		}
		w.act(w.browser, "restore", string(key))
	}
}

func TestPrivateAndShared(t *testing.T) {
	w := newWorld(t, withAccounts)
	kim, lee := w.account("kim"), w.account("lee")
	g := inner[wire.UploadGrant](t, w.do(kim, "POST", "/upload", `{"filename":"a.txt"}`).body, "body")
	if r := w.do(w.browser, "PUT", g.UploadURL, "x"); r.status != 200 {
		t.Fatal(r)
	}
	if d := w.list(lee, "").Documents; len(d) != 1 || d[0].Mine || d[0].Manage ||
		d[0].Owner != "kim" {
		t.Errorf("shared: %+v", d)
	}
	root := w.actor("admin")
	if d := w.list(root, "").Documents; len(d) != 1 || d[0].Mine || !d[0].Manage ||
		d[0].Owner != "kim" {
		t.Errorf("an administrator sees somebody's document as %+v", d)
	}
	if d := w.list(kim, "").Documents; len(d) != 1 || !d[0].Mine || !d[0].Manage {
		t.Errorf("kim sees their own document as %+v", d)
	}
	if e := w.act(lee, "delete", g.Document)[0].Error; e == nil || e.Kind != "forbidden" {
		t.Errorf("another's deletion: %+v", e)
	}
	if d := w.act(kim, "private", g.Document)[0].Document; d == nil || !d.Private {
		t.Errorf("%+v", d)
	}
	if d := w.list(lee, "").Documents; len(d) != 0 {
		t.Errorf("private: %+v", d)
	}
	if d := w.act(kim, "share", g.Document)[0].Document; d == nil || d.Private {
		t.Errorf("%+v", d)
	}
}

func TestAFailedDocumentSaysWhyAndCanBeRetried(t *testing.T) {
	w := newWorld(t)
	key, err := w.ingest.Upload(t.Context(), localScope, uploadOf("a.txt"), strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := w.documents.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	for kind, retry := range map[string]bool{
		"damaged": false, "unsupported": false, "invalid": false, "too_large": false,
		"timeout": true, "unavailable": true, "internal": true,
	} {
		failure := &document.Failure{Kind: kind, Message: sessiontest.Died}
		d.State, d.Failure, d.Warnings = document.Failed, failure,
			[]document.Warning{{Code: document.NoTextPages}}
		if d, err = w.documents.Put(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if shown := w.list(w.browser, "state=failed").Documents[0]; shown.Error == nil ||
			shown.Error.Retry != retry {
			t.Errorf("%s: %+v", kind, shown.Error)
		}
	}
	shown := w.list(w.browser, "state=failed").Documents[0]
	if shown.Error == nil || shown.Error.Message != sessiontest.Died.Ko ||
		len(shown.Warnings) != 1 || strings.Contains(shown.Warnings[0], "_") {
		t.Errorf("%+v", shown)
	}
	if d := w.act(w.browser, "retry", string(key))[0].Document; d == nil || d.State != "queued" ||
		d.Error != nil {
		t.Errorf("%+v", d)
	}
}

// That a new version found no room concerns its owner, not those who read the
// version before.
func TestOnlyTheOwnerIsToldOfAVersionThatWasRefused(t *testing.T) {
	w := newWorld(t, withAccounts)
	kim, lee := w.account("kim"), w.account("lee")
	id, err := w.ingest.Upload(t.Context(), auth.UserScope(w.id("kim")), uploadOf("a.txt"),
		strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := w.documents.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	d.State, d.Refused = document.Ready, &document.Failure{Kind: "throttled", Message: sessiontest.Died}
	if _, err := w.documents.Put(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if got := w.list(kim, "").Documents[0]; got.State != "ready" || got.Error != nil ||
		!slices.Equal(got.Warnings, []string{sessiontest.Died.Ko}) {
		t.Errorf("its owner sees %+v", got)
	}
	if got := w.list(lee, "").Documents[0]; len(got.Warnings) != 0 {
		t.Errorf("a reader sees %v", got.Warnings)
	}
}

func TestListsArePaged(t *testing.T) {
	w := newWorld(t)
	for i := range 5 {
		if _, err := w.ingest.Upload(t.Context(), localScope, uploadOf(fmt.Sprint(i, ".txt")),
			strings.NewReader("x")); err != nil {
			t.Fatal(err)
		}
	}
	var names []string
	next := ""
	for {
		page := w.list(w.browser, "limit=2&after="+next)
		for _, d := range page.Documents {
			names = append(names, d.Name)
		}
		if next = page.Next; next == "" {
			break
		}
	}
	if !slices.Equal(names, []string{"0.txt", "1.txt", "2.txt", "3.txt", "4.txt"}) {
		t.Errorf("%v", names)
	}
}

func TestConversations(t *testing.T) {
	w := newWorld(t)
	hold := make(chan struct{})
	w.chat.Script = func(_ context.Context, r chat.Request, out *turn.Writer) error {
		out.Delta("답")
		if r.RequestID == "r3" {
			<-hold
		}
		return nil
	}
	tab := w.open(w.browser, wire.Subprotocol)
	for i, conversation := range []string{"c1", "c2"} {
		tab.send(ask(fmt.Sprint("r", i+1), "질문 "+conversation, conversation))
		(&page{T: t}).read(tab)
	}
	tab.send(ask("r3", "질문 셋", "c1"))
	for tab.event().Event != "delta" {
	}

	got := parse[wire.Conversations](t, w.do(w.browser, "GET", "/api/conversations?limit=1",
		"").body)
	if len(got.Conversations) != 1 || !got.More || got.Conversations[0].ID != "c2" ||
		got.Conversations[0].Title != "질문 c2" {
		t.Errorf("%+v", got)
	}
	if got := parse[wire.Conversations](t, w.do(w.browser, "GET", "/api/conversations?contains=c1",
		"").body); len(got.Conversations) != 1 || got.More {
		t.Errorf("%+v", got)
	}
	turns := parse[wire.Turns](t, w.do(w.browser, "GET", "/api/conversations/c1", "").body).Turns
	if len(turns) != 2 || turns[0].Answer != "답" || turns[0].Outcome != "completed" ||
		turns[1].RequestID != "r3" || turns[1].Outcome != "running" || turns[1].Answer != "답" {
		t.Errorf("%+v", turns)
	}
	renamed := w.do(w.browser, "PATCH", "/api/conversations/c1", `{"title":" 새\n이름 "}`)
	if c := parse[wire.Conversation](t, renamed.body); c.Title != "새 이름" || c.ID != "c1" {
		t.Errorf("%+v", renamed)
	}
	if r := w.do(w.browser, "DELETE", "/api/conversations/c2", ""); r.status != 204 {
		t.Errorf("%+v", r)
	}
	if r := w.do(w.browser, "GET", "/api/conversations/c2", ""); r.status != 404 {
		t.Errorf("deleted: %+v", r)
	}
	if r := w.do(w.browser, "DELETE", "/api/history", ""); r.status != 204 {
		t.Errorf("%+v", r)
	}
	close(hold)
	w.chat.Wait()
	if got := parse[wire.Conversations](t, w.do(w.browser, "GET", "/api/conversations",
		"").body); len(got.Conversations) != 0 || got.Conversations == nil {
		t.Errorf("after everything was deleted: %+v", got)
	}
}

func TestAQuestionThatDiedWithTheServerIsStillThere(t *testing.T) {
	w := newWorld(t)
	r := chat.Request{User: "local", RequestID: "r1", Body: "질문", Conversation: "c1", Type: "text",
		ConvType: "normal"}
	raw, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	id, past := turn.ID{User: "local", Request: "r1"}, time.Now().Add(-time.Hour)
	g, _, _, err := w.store.Begin(t.Context(), id, raw, time.Second, past)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.store.Append(t.Context(), g,
		[]turn.Event{{Seq: 1, Attempt: 1, Kind: turn.Delta, Text: "반쪽"}}, past); err != nil {
		t.Fatal(err)
	}
	turns := parse[wire.Turns](t, w.do(w.browser, "GET", "/api/conversations/c1", "").body).Turns
	if len(turns) != 1 || turns[0].Outcome != "interrupted" || turns[0].Answer != "반쪽" ||
		turns[0].Body != "질문" {
		t.Errorf("%+v", turns)
	}
}

func TestALongConversationComesInPages(t *testing.T) {
	w := newWorld(t)
	for i := range 120 {
		w.put("local", fmt.Sprintf("r%03d", i), "t", "질문", "답")
	}
	var ids []string
	before := ""
	for {
		page := parse[wire.Turns](t, w.do(w.browser, "GET", "/api/conversations/base?before="+
			before, "").body)
		var part []string
		for _, turn := range page.Turns {
			part = append(part, turn.RequestID)
		}
		ids = append(part, ids...)
		if before = page.Before; before == "" {
			break
		}
	}
	if len(ids) != 120 || !slices.IsSorted(ids) {
		t.Errorf("%d turns: %v", len(ids), ids)
	}
}

func TestSettings(t *testing.T) {
	w := newWorld(t)
	got := parse[wire.Settings](t, w.do(w.browser, "GET", "/api/settings", "").body)
	if !*got.References || *got.Debug || *got.Language != "" {
		t.Errorf("%+v", got)
	}
	r := w.do(w.browser, "PATCH", "/api/settings", `{"references":false,"theme":"dark","text_size":18}`)
	if got = parse[wire.Settings](t, r.body); *got.References || *got.Theme != "dark" ||
		*got.TextSize != 18 {
		t.Errorf("%+v", r)
	}
	r = w.do(w.browser, "PATCH", "/api/settings", `{"theme":""}`)
	if got = parse[wire.Settings](t, r.body); *got.References || *got.Theme != "" {
		t.Errorf("the rest stays: %+v", r)
	}
	for _, bad := range []string{`{"theme":"pink"}`, `{"language":"de"}`, `{"store":"x"}`, `{"text_size":3}`, `{"debug":"yes"}`} {
		if r := w.do(w.browser, "PATCH", "/api/settings", bad); r.status != 400 {
			t.Errorf("%s: %d", bad, r.status)
		}
	}
}

func TestClearMemory(t *testing.T) {
	w := newWorld(t)
	w.put("local", "r1", "t", "질문", "답")
	if r := w.do(w.browser, "POST", "/api/memory/clear", ""); r.status != 204 {
		t.Fatal(r)
	}
	calls, err := w.history.Recent(t.Context(), history.RecentQuery{User: "local",
		Conversation: history.BaseConversation, Limit: 10})
	if err != nil || len(calls) != 0 {
		t.Errorf("%v, %v", calls, err)
	}
}

func TestPassageShowsWhatStandsAround(t *testing.T) {
	w := newWorld(t)
	text := "앞 문장이에요. 가운데 문장이에요. 뒤 문장이에요."
	key := document.ID("docs/a.txt")
	var b bytes.Buffer
	if err := (document.Contents{Document: key, Version: "01", Text: text}).Encode(&b); err != nil {
		t.Fatal(err)
	}
	where := document.ContentsBlob(key, "01")
	if _, err := w.blobs.Put(t.Context(), where, &b, blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	_, err := w.documents.Put(t.Context(), document.Document{
		ID: key, Name: "a.txt", Owner: "local", Readers: []auth.Principal{auth.Everyone},
		Version: "01", State: document.Ready, Content: document.Content{Blob: where},
	})
	if err != nil {
		t.Fatal(err)
	}
	start, end := strings.Index(text, "가운데"), strings.Index(text, " 뒤")
	r := w.do(w.browser, "GET", fmt.Sprintf("/api/passage?document=docs/a.txt&version=01&start=%d&end=%d", start, end), "")
	p := parse[wire.Passage](t, r.body)
	if r.status != 200 || p.Text != "가운데 문장이에요." || p.Before != "앞 문장이에요. " ||
		p.After != " 뒤 문장이에요." {
		t.Errorf("%+v", r)
	}
	if r := w.do(w.browser, "GET", "/api/passage?document=docs/a.txt&version=02&start=0&end=1",
		""); r.status != 409 {
		t.Errorf("another version: %d", r.status)
	}
	r = w.do(w.browser, "GET", "/api/page?document=docs/a.txt&version=01&at=3&lit=0-3", "")
	if p := parse[wire.Page](t, r.body); r.status != 200 || len(p.Blocks) != 1 ||
		p.Blocks[0].Text != text || p.End != len(text) {
		t.Errorf("%+v", r)
	}
	if r := w.do(w.browser, "GET", "/api/page?document=docs/a.txt&version=02", ""); r.status != 409 {
		t.Errorf("a page of another version: %d", r.status)
	}
	if r := w.do(w.browser, "GET", "/api/passage?document=docs/b.txt&version=01&start=0&end=1",
		""); r.status != 404 {
		t.Errorf("another document: %d", r.status)
	}
}

func TestLongAnswersOfTheAPIAreCompressed(t *testing.T) {
	w := newWorld(t, func(*server.Parts, *server.Options) {})
	for i := range 40 {
		w.put("local", fmt.Sprint("r", i), "t", "질문", "답")
	}
	r := w.do(w.browser, "GET", "/api/conversations/base", "", "Accept-Encoding", "gzip")
	if r.header.Get("Content-Encoding") != "gzip" || r.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%v", r.header)
	}
}
