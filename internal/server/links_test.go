package server_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/session/sessiontest"
	"github.com/mundap/mundap/internal/wire"
)

// linking is a company in which kim shares an answer.
type linking struct {
	*world
	kim      auth.Principal
	hers     *http.Client
	document document.ID // kim's, private at first
}

func newLinking(t *testing.T) *linking {
	w := newWorld(t, withAccounts)
	l := &linking{world: w, hers: w.account("kim")}
	l.kim = w.id("kim")
	l.document = w.kimsDocument(l.kim)
	return l
}

// call logs an answer of kim's and gives the address that its link leads to.
func (l *linking) call(id string, change func(*history.Call)) string {
	l.Helper()
	c := sessiontest.CallOf(chat.Request{User: history.User(l.kim), RequestID: id, Type: "text",
		RequestTime: "2026-03-01 00:00:0" + id[1:], Body: secret + "은?", ConvType: "qa",
		Conversation: "c-" + id}, secret+" 답", history.Completed)
	change(&c)
	if _, err := l.history.Append(l.Context(), c); err != nil {
		l.Fatal(err)
	}
	r := l.do(l.hers, "POST", "/api/answers/"+id+"/link", "")
	u, err := url.Parse(parse[wire.Link](l.T, r.body).Path)
	if err != nil || !strings.HasPrefix(u.Path, "/a/") || len(u.Query().Get("key")) < 26 {
		l.Fatalf("the link is %+v", r)
	}
	return "/api/answers/" + id + "?" + u.RawQuery
}

func (l *linking) source() []history.SourceRef {
	return []history.SourceRef{{Number: 1, Store: "local", Document: l.document, Version: "01", End: 3}}
}

func (l *linking) share(readers ...auth.Principal) {
	l.Helper()
	d, err := l.documents.Get(l.Context(), l.document)
	if err != nil {
		l.Fatal(err)
	}
	d.Readers = readers
	if _, err := l.documents.Put(l.Context(), d); err != nil {
		l.Fatal(err)
	}
}

// opens wants a status, and an answer only with 200.
func (l *linking) opens(client *http.Client, address string, want int) {
	l.Helper()
	r := l.do(client, "GET", address, "")
	if r.status != want || strings.Contains(r.body, secret) != (want == 200) {
		l.Errorf("%s: %d %s, want %d", address, r.status, r.body, want)
	}
}

func TestALinkOpensAnAnswerForThoseWhoMayReadItsPassages(t *testing.T) {
	l := newLinking(t)
	lee := l.account("lee")
	address := l.call("r1", func(c *history.Call) { c.Sources = l.source() })
	l.opens(l.hers, address, 200)
	l.opens(lee, address, 403) // the document is private
	l.opens(l.browser, address, 401)
	l.opens(lee, strings.Replace(address, "key=", "key=x", 1), 404)
	l.opens(lee, "/api/answers/r1", 404)
	l.share(auth.Everyone)
	l.opens(lee, address, 200)
	got := parse[wire.LinkedAnswer](t, l.do(lee, "GET", address, "").body)
	if got.Turn.Conversation != "" || got.Turn.Trace != nil || got.Turn.Link != "" || got.By != "kim" ||
		len(got.Turn.Sources) != 1 || got.Turn.Sources[0].Excerpt == "" {
		t.Errorf("it opens %+v", got)
	}
	l.share(l.kim) // passages are checked at each opening
	l.opens(lee, address, 403)
	l.share(auth.Everyone)
	if err := l.signIn.SetDisabled(t.Context(), "lee", true); err != nil {
		t.Fatal(err)
	}
	l.opens(lee, address, 401)
}

func TestALinkTellsWhatKeepsItClosed(t *testing.T) {
	l := newLinking(t)
	l.account("lee")
	link := func(client *http.Client, id string) wire.Link {
		return parse[wire.Link](t, l.do(client, "POST", "/api/answers/"+id+"/link", "").body)
	}
	l.call("r1", func(c *history.Call) { c.Sources = append(l.source(), l.source()...) })
	want := []wire.RestrictedDocument{{Key: string(l.document), Name: "비밀.txt", Mine: true}}
	if got := link(l.hers, "r1"); !slices.Equal(got.Restricted, want) || got.Closed {
		t.Errorf("of a private document: %+v, want %+v", got, want)
	}
	l.share(auth.Everyone)
	if got := link(l.hers, "r1"); got.Path == "" || got.Restricted != nil || got.Closed {
		t.Errorf("of a shared document: %+v", got)
	}
	l.share(l.id("kim"))
	for id, change := range map[string]func(*history.Call){
		"r2": func(c *history.Call) { c.Trace.Kept = 2 }, // the list of sources was off
		"r3": func(c *history.Call) { c.Sources = l.source(); c.Sources[0].Document = "~gone" },
	} {
		l.call(id, change)
		if got := link(l.hers, id); got.Path == "" || got.Restricted != nil || !got.Closed {
			t.Errorf("%s: %+v", id, got)
		}
	}
	l.share(l.id("lee")) // as if its owner had taken it from kim
	if got := link(l.hers, "r1"); got.Restricted != nil || !got.Closed {
		t.Errorf("of a document that the asker may not read any more: %+v", got)
	}
}

func TestALinkIsTakenBackAndAnotherOneIsAnother(t *testing.T) {
	l := newLinking(t)
	lee := l.account("lee")
	address := l.call("r1", func(*history.Call) {})
	l.opens(lee, address, 200)
	again := l.do(l.hers, "POST", "/api/answers/r1/link", "")
	if key := mustURL(t, address).Query().Get("key"); !strings.Contains(again.body, key) {
		t.Errorf("a second link: %s", again.body)
	}
	if r := l.do(lee, "DELETE", "/api/answers/r1/link", ""); r.status != 404 {
		t.Errorf("somebody else takes it back: %d", r.status)
	}
	l.opens(lee, address, 200)
	if r := l.do(l.hers, "DELETE", "/api/answers/r1/link", ""); r.status != 204 {
		t.Errorf("taking it back: %d", r.status)
	}
	l.opens(lee, address, 404)
	l.opens(lee, "/api/answers/r1?key=", 404)
	l.do(l.hers, "POST", "/api/answers/r1/link", "")
	l.opens(lee, address, 404) // the old link stays closed
}

func TestALinkIsClosedWhereThePassagesAreNotKnown(t *testing.T) {
	l := newLinking(t)
	l.share(auth.Everyone)
	lee := l.account("lee")
	for id, change := range map[string]func(*history.Call){
		"r1": func(c *history.Call) { c.Trace.Kept = 2 },       // the list of sources was off
		"r2": func(c *history.Call) { c.Type = "document" },    // a file that was not ready
		"r3": func(c *history.Call) { c.Summarised = "~gone" }, // its document was deleted
		"r4": func(c *history.Call) { c.Sources = l.source(); c.Sources[0].Document = "~gone" },
	} {
		l.opens(lee, l.call(id, change), 403)
	}
}

func TestALinkIsClosedIfTheModelRememberedPrivatePassages(t *testing.T) {
	l := newLinking(t)
	lee := l.account("lee")
	remember := func(c *history.Call) { c.Conversation, c.Memory = "c1", history.RAGMemory }
	l.call("r1", func(c *history.Call) { remember(c); c.Sources = l.source() })
	address := l.call("r2", remember)
	l.opens(lee, address, 403)
	l.share(auth.Everyone)
	l.opens(lee, address, 200)
}

// Clients choose the ids of requests, and whoever opens a link knows one.
func TestNobodyClosesALinkByAskingWithItsID(t *testing.T) {
	l := newLinking(t)
	lee := l.account("lee")
	address := l.call("r1", func(*history.Call) {})
	theirs := sessiontest.CallOf(chat.Request{User: history.User(l.id("lee")), RequestID: "r1",
		Type: "text", RequestTime: "2027-03-01 00:00:00", Body: "다른 질문", ConvType: "qa",
		Conversation: "c-lee"}, "다른 답", history.Completed)
	theirs.ServerTime = time.Now().Add(time.Hour)
	if _, err := l.history.Append(t.Context(), theirs); err != nil {
		t.Fatal(err)
	}
	l.opens(lee, address, 200)
	if r := l.do(lee, "POST", "/api/answers/r1/link", ""); r.status != 200 {
		t.Fatalf("%d %s", r.status, r.body)
	}
	l.opens(lee, address, 200)
}
