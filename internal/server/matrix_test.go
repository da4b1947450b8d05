package server_test

import (
	"bytes"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/session/sessiontest"
)

// secret stands in everything of kim's that nobody else may read.
const secret = "연봉협상"

// access are the statuses that a route answers: everybody without a session that
// stands, another user, an administrator, and the owner of what is asked for.
type access struct{ out, other, admin, owner int }

func (a access) of(actor string) int {
	switch actor {
	case "other":
		return a.other
	case "admin":
		return a.admin
	case "owner":
		return a.owner
	}
	return a.out
}

var (
	anybody  = access{200, 200, 200, 200}
	signedIn = access{401, 200, 200, 200}
	ownOnly  = access{401, 404, 404, 200}
	named    = access{401, 403, 403, 200} // by somebody's name
	admins   = access{401, 403, 200, 403}
)

// matrix has a row for each route: a request for what is kim's. ID is the id of
// kim's private document.
var matrix = map[string]struct {
	path, body string // "": the route's own, and none
	want       access
	inside     access // the status of each document's result, as kinds below; zero: none
}{
	"POST /provisioning":  {body: `{"userId":null}`, want: signedIn},
	"POST /upload":        {body: `{"filename":"비밀.txt"}`, want: signedIn},
	"POST /history":       {body: `{"userId":"kim","allowTime":""}`, want: named},
	"POST /query":         {body: `{"request_id":"r-kim"}`, want: signedIn},
	"POST /delete":        {body: `{"userId":"kim"}`, want: named},
	"GET /ws":             {want: access{401, 426, 426, 426}},
	"GET /api/session":    {want: anybody},
	"POST /api/session":   {body: `{"user":"kim","password":"wrong horse"}`, want: access{401, 401, 401, 401}},
	"DELETE /api/session": {want: access{204, 204, 204, 204}},
	"PUT /api/session/password": {body: `{"current":"wrong horse","new":"battery staple"}`,
		want: access{401, 400, 400, 400}},
	"DELETE /api/session/others":     {want: signedIn},
	"GET /api/sessions":              {want: signedIn},
	"DELETE /api/sessions/{id}":      {path: "/api/sessions/SESSION", want: access{401, 404, 404, 204}},
	"GET /api/session/oidc":          {want: access{404, 404, 404, 404}}, // no provider; see oidc_test.go
	"GET /api/session/oidc/callback": {path: "/api/session/oidc/callback?code=x&state=x", want: access{404, 404, 404, 404}},
	"GET /api/documents":             {want: signedIn},
	"POST /api/documents":            {body: `{"action":"share","keys":["ID"]}`, want: signedIn, inside: access{0, 404, 200, 200}},
	"GET /api/formats":               {want: signedIn},
	"GET /api/documents/{id...}":     {path: "/api/documents/ID", want: ownOnly},
	"GET /api/receipts/{id...}":      {path: "/api/receipts/ID", want: access{401, 404, 200, 200}},
	"GET /api/samples":               {want: signedIn},
	"POST /api/samples":              {want: signedIn},
	"GET /api/passage":               {path: "/api/passage?document=ID&version=01&start=0&end=3", want: ownOnly},
	"GET /api/page":                  {path: "/api/page?document=ID&version=01", want: ownOnly},
	"GET /api/search":                {path: "/api/search?q=" + secret, want: signedIn},
	"GET /api/conversations":         {want: signedIn},
	"GET /api/conversations/{id}":    {path: "/api/conversations/c-kim", want: ownOnly},
	"PATCH /api/conversations/{id}": {path: "/api/conversations/c-kim", body: `{"title":"이름"}`,
		want: ownOnly},
	"DELETE /api/conversations/{id}": {path: "/api/conversations/c-kim", want: access{401, 204, 204, 204}},
	"POST /api/conversations/{id}/export": {path: "/api/conversations/c-kim/export",
		body: `{"format":"docx"}`, want: ownOnly},
	"POST /api/answers/{request}/link":   {path: "/api/answers/r-kim/link", want: ownOnly},
	"DELETE /api/answers/{request}/link": {path: "/api/answers/r-kim/link", want: access{401, 404, 404, 204}},
	"GET /api/answers/{request}":         {path: "/api/answers/r-kim?key=", want: access{401, 404, 404, 404}}, // no link; see links_test.go
	"GET /api/settings":                  {want: signedIn},
	"PATCH /api/settings":                {body: `{"references":false}`, want: signedIn},
	"POST /api/memory/clear":             {want: access{401, 204, 204, 204}},
	"DELETE /api/history":                {want: access{401, 204, 204, 204}},
	"GET /api/admin/model":               {want: admins},
	"POST /api/admin/model":              {body: `{"url":"http://127.0.0.1:1","name":"x"}`, want: access{401, 403, 204, 403}},
	"PUT /api/admin/model":               {body: `{"url":"http://127.0.0.1:1","name":"x"}`, want: access{401, 403, 204, 403}},
	"DELETE /api/admin/model":            {want: access{401, 403, 204, 403}},
	"GET /api/admin/embedding":           {want: admins},
	"POST /api/admin/embedding":          {body: `{"url":"http://127.0.0.1:1","name":"x"}`, want: access{401, 403, 204, 403}},
	"PUT /api/admin/embedding":           {body: `{"url":"http://127.0.0.1:1","name":"x"}`, want: access{401, 403, 204, 403}},
	"DELETE /api/admin/embedding":        {want: access{401, 403, 204, 403}},
	"GET /api/admin/users":               {want: admins},
	"POST /api/admin/users":              {body: `{"user":"neu","password":"battery staple"}`, want: admins},
	"PATCH /api/admin/users/{user}":      {path: "/api/admin/users/kim", body: `{"locked":true}`, want: admins},
	"DELETE /api/admin/users/{user}": {path: "/api/admin/users/kim", body: `{"own_password":"wrong horse"}`,
		want: access{401, 403, 400, 403}},
	"GET /api/admin/pool":          {want: admins},
	"GET /metrics":                 {want: admins},
	"GET /healthz":                 {want: anybody},
	"GET /readyz":                  {want: anybody},
	"GET /documents/{name...}":     {path: "/documents/~ID/비밀.txt", want: ownOnly},
	"GET /speech/{request}":        {path: "/speech/r-kim", want: ownOnly},
	"GET /speech/{request}/{part}": {path: "/speech/r-kim/" + spokenPart, want: ownOnly},
	"GET /":                        {want: anybody},
	"GET /blobs/":                  {path: "/blobs/docs/~ID.x/비밀.txt?method=get&signature=x", want: access{403, 403, 403, 403}},
	"PUT /blobs/":                  {path: "/blobs/docs/~ID.x/비밀.txt?method=put&signature=x", body: "x", want: access{403, 403, 403, 403}},
}

// spokenPart is the name of a sentence's recording.
const spokenPart = "0123456789abcdef0123456789abcdef"

var actors = []string{"stranger", "forger", "signed out", "locked", "other", "admin", "owner"}

func TestEveryRouteAnswersEachActorAsItMay(t *testing.T) {
	c := newCompany(t) // it has all routes
	for _, route := range c.server.Routes() {
		if _, ok := matrix[route]; !ok {
			t.Errorf("%s has no row in the matrix of who may do what", route)
		}
	}
	for _, route := range slices.Sorted(maps.Keys(matrix)) {
		if !slices.Contains(c.server.Routes(), route) {
			t.Errorf("%s has a row and is not served", route)
		}
		for _, actor := range actors {
			t.Run(actor+" "+route, func(t *testing.T) { cell(t, route, actor) })
		}
	}
}

func cell(t *testing.T, route, actor string) {
	w := newWorld(t, withAccounts)
	w.account("kim")
	kim := w.id("kim")
	id := w.kimsDocument(kim)
	w.kimsCall(kim)
	if err := w.receipts.PutReceipt(t.Context(), forgetting.Receipt{Document: forgetting.Ref(id),
		Owner: kim}); err != nil {
		t.Fatal(err)
	}
	row := matrix[route]
	method, path, _ := strings.Cut(route, " ")
	if row.path != "" {
		path = row.path
	}
	client := w.actor(actor)
	w.signedIn("kim")
	sessions, err := w.signIn.Sessions(t.Context(), kim)
	if err != nil {
		t.Fatal(err)
	}
	replace := strings.NewReplacer("ID", string(id), "SESSION", signin.PublicID(sessions[0]))
	r := w.do(client, method, replace.Replace(path), replace.Replace(row.body))
	if want := row.want.of(actor); r.status != want {
		t.Errorf("status %d, want %d: %s", r.status, want, r.body)
	}
	for _, name := range []string{"X-Content-Type-Options", "Content-Security-Policy",
		"Referrer-Policy", "Cross-Origin-Resource-Policy", "X-Request-Id"} {
		if r.header.Get(name) == "" {
			t.Errorf("it has no %s", name)
		}
	}
	if kind := r.header.Get("Content-Type"); r.body != "" && kind == "" ||
		strings.HasPrefix(kind, "text/") && !strings.Contains(kind, "charset") {
		t.Errorf("its type is %q", kind)
	}
	if actor != "owner" && strings.Contains(r.body, secret) {
		t.Errorf("it tells %s", r.body)
	}
	if want := row.inside.of(actor); want != 0 {
		if refused := strings.Contains(r.body, `"not_found"`); refused != (want == 404) {
			t.Errorf("inside: %s", r.body)
		}
	}
	if actor == "owner" {
		return
	}
	if call, err := w.history.ByRequest(t.Context(), history.User(kim), "r-kim"); err != nil ||
		call.Answer != secret {
		t.Errorf("kim's call is %+v, %v", call, err)
	}
	d, err := w.documents.Get(t.Context(), id)
	if err != nil || d.State != document.Ready || d.Owner != kim {
		t.Errorf("kim's document is %+v, %v", d, err)
	}
	if private := len(d.Readers) == 1 && d.Readers[0] == kim; !private && row.inside.of(actor) != 200 {
		t.Errorf("its readers are %v", d.Readers)
	}
	if s, err := w.settings.Get(t.Context(), history.User(kim)); err != nil || s.References != nil {
		t.Errorf("kim's settings are %+v, %v", s, err)
	}
}

// actor is the browser of somebody.
func (w *world) actor(who string) *http.Client {
	w.Helper()
	switch who {
	case "stranger":
		return w.browser
	case "owner":
		return w.signedIn("kim")
	case "other":
		return w.account("lee")
	case "signed out", "locked":
		client := w.account("park")
		old := client.Jar.Cookies(mustURL(w.T, w.url))
		if who == "locked" {
			if err := w.signIn.SetDisabled(w.Context(), "park", true); err != nil {
				w.Fatal(err)
			}
		} else {
			w.do(client, "DELETE", "/api/session", "")
		}
		client.Jar.SetCookies(mustURL(w.T, w.url), old)
		return client
	case "admin":
		if _, err := w.signIn.Add(w.Context(), signin.NewAccount{User: "root", Password: password,
			Admin: true}); err != nil {
			w.Fatal(err)
		}
		return w.signedIn("root")
	}
	client := w.account("forger")
	client.Jar.SetCookies(mustURL(w.T, w.url), []*http.Cookie{{Name: "mundap_session",
		Value: "a guess", Path: "/"}})
	return client
}

// kimsDocument stores a private document.
func (w *world) kimsDocument(kim auth.Principal) document.ID {
	w.Helper()
	id := document.NewID(time.Now())
	text := secret + " 자료"
	c := document.Contents{Document: id, Version: "01", Text: text, Chunks: []document.Chunk{
		{ID: document.NewChunkID(id, "01", 0), Kind: document.Prose, Text: text, End: len(text)},
	}}
	var b bytes.Buffer
	if err := c.Encode(&b); err != nil {
		w.Fatal(err)
	}
	where, object := document.ContentsBlob(id, "01"), "docs/kept/비밀.txt"
	for key, body := range map[string]string{where: b.String(), object: text,
		chat.SpeechBlob(history.User(kim), "r-kim"):                 secret,
		chat.SpeechPartBlob(history.User(kim), "r-kim", spokenPart): secret} {
		if _, err := w.blobs.Put(w.Context(), key, strings.NewReader(body),
			blob.PutOptions{}); err != nil {
			w.Fatal(err)
		}
	}
	if _, err := w.documents.Put(w.Context(), document.Document{
		ID: id, Name: "비밀.txt", Owner: kim, Readers: []auth.Principal{kim}, Version: "01",
		State: document.Ready, Object: object, Content: document.Content{Blob: where},
	}); err != nil {
		w.Fatal(err)
	}
	return id
}

// kimsCall logs a question with its answer.
func (w *world) kimsCall(kim auth.Principal) {
	w.Helper()
	_, err := w.history.Append(w.Context(), sessiontest.CallOf(chat.Request{
		User: history.User(kim), RequestID: "r-kim", RequestTime: "2024-03-10 10:20:30",
		Type: "text", Body: secret, ConvType: "normal", Conversation: "c-kim",
	}, secret, history.Completed))
	if err != nil {
		w.Fatal(err)
	}
}
