package server_test

import (
	"bytes"
	"context"
	"github.com/mundap/mundap/internal/session/sessiontest"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/coder/websocket"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

func TestAHostThatIsNotThisMachineIsRefused(t *testing.T) {
	w := newWorld(t)
	port := w.url[strings.LastIndex(w.url, ":"):]
	for host, allowed := range map[string]bool{
		"127.0.0.1" + port: true, "localhost" + port: true, "LOCALHOST": true, "[::1]" + port: true,
		"127.0.0.2":    true,
		"evil.example": false, "evil.example" + port: false, "127.0.0.1.evil.example": false,
		"10.0.0.1": false, "0.0.0.0": false,
		"localhost.evil.example": false,
	} {
		for _, path := range []string{"/", "/api/session", "/healthz", "/ws"} {
			r := w.do(w.browser, "GET", path, "", "Host", host)
			if refused := r.status == 403; refused == allowed {
				t.Errorf("Host %s, %s: %d %s", host, path, r.status, r.body)
			}
		}
	}
}

func TestNamedHostsAreTheOnlyOnesElsewhere(t *testing.T) {
	w := newWorld(t, func(_ *server.Parts, o *server.Options) {
		o.Loopback, o.Hosts = false,
			[]string{"m.example"}
	})
	if r := w.do(w.browser, "GET", "/healthz", "", "Host", "M.example:8420"); r.status != 200 {
		t.Errorf("its own name: %d", r.status)
	}
	if r := w.do(w.browser, "GET", "/healthz", "", "Host", "evil.example"); r.status != 403 {
		t.Errorf("another: %d", r.status)
	}
}

func TestPagesOfOtherOriginsAreRefusedUnlessAllowed(t *testing.T) {
	w := newWorld(t, func(_ *server.Parts,
		o *server.Options) {
		o.AllowedOrigins = []string{"https://chat.example/"}
	})
	host := strings.TrimPrefix(w.url, "http://")
	for origin, allowed := range map[string]bool{
		"": true, w.url: true, "https://" + host: true, "https://chat.example": true,
		"https://CHAT.example": true,
		"https://evil.example": false, "null": false, "https://chat.example.evil.example": false,
		"http://chat.example": false,
		"http://127.0.0.1:1":  false,
	} {
		headers := []string{"X", "x"}
		if origin != "" {
			headers = []string{"Origin", origin}
		}
		r := w.do(w.browser, "POST", "/provisioning", "{}", headers...)
		if (r.status == 200) != allowed || r.status != 200 && r.status != 403 {
			t.Errorf("Origin %q: %d", origin, r.status)
		}
		if got := r.header.Get("Access-Control-Allow-Origin"); allowed && origin != "" &&
			got != origin || !allowed && got != "" {
			t.Errorf("Origin %q: CORS allows %q", origin, got)
		}
		preflight := w.do(w.browser, "OPTIONS", "/upload", "",
			append(headers, "Access-Control-Request-Method", "POST")...)
		if (preflight.status == 204) != allowed {
			t.Errorf("preflight of %q: %d", origin, preflight.status)
		}
		ws, resp, err := w.dial("ws://"+host+"/ws",
			&websocket.DialOptions{HTTPHeader: http.Header{"Origin": {origin}}})
		if (err == nil) != allowed {
			t.Errorf("socket of %q: %v", origin, err)
		}
		if err != nil && resp.StatusCode != 403 {
			t.Errorf("socket of %q: %d", origin, resp.StatusCode)
		}
		if err == nil {
			_ = ws.CloseNow()
		}
	}
	for site, status := range map[string]int{"cross-site": 403, "same-site": 403,
		"same-origin": 200, "none": 200} {
		if r := w.do(w.browser, "POST", "/provisioning", "{}", "Sec-Fetch-Site",
			site); r.status != status {
			t.Errorf("a form that a browser calls %s: %d", site, r.status)
		}
	}
	if _, _, err := w.dial("ws://"+host+"/ws",
		&websocket.DialOptions{HTTPHeader: http.Header{"Sec-Fetch-Site": {"cross-site"}}}); err == nil {
		t.Error("a page of another site opened a socket")
	}
}

func TestAnUploadFromAnAllowedOriginIsLetThrough(t *testing.T) {
	w := newWorld(t, func(_ *server.Parts,
		o *server.Options) {
		o.AllowedOrigins = []string{"https://chat.example"}
	})
	g := inner[wire.UploadGrant](t, w.post("/upload", `{"filename":"a.txt","contentType":"text/plain"}`, 200).body, "body")
	pre := w.do(w.browser, "OPTIONS", g.UploadURL, "", "Origin", "https://chat.example",
		"Access-Control-Request-Method", "PUT", "Access-Control-Request-Headers", "content-type")
	if pre.status != 204 || !strings.Contains(pre.header.Get("Access-Control-Allow-Methods"),
		"PUT") {
		t.Errorf("preflight: %+v", pre)
	}
	if r := w.do(w.browser, "PUT", g.UploadURL, "x", "Origin", "https://chat.example",
		"Content-Type", "text/plain"); r.status != 200 {
		t.Errorf("%d %s", r.status, r.body)
	}
	if r := w.do(w.browser, "PUT", g.UploadURL, "x", "Origin", "https://evil.example",
		"Content-Type", "text/plain"); r.status != 403 {
		t.Errorf("from elsewhere: %d", r.status)
	}
}

func TestWithAccountsNothingIsThereForStrangers(t *testing.T) {
	w := newWorld(t, withAccounts)
	for _, c := range [][2]string{
		{"POST", "/provisioning"}, {"POST", "/upload"}, {"POST", "/history"}, {"POST", "/query"},
		{"POST", "/delete"},
		{"GET", "/ws"}, {"GET", "/ws?ticket=wrong"}, {"GET", "/documents/a.txt"},
		{"GET", "/speech/r1"},
		{"GET", "/api/documents"}, {"POST", "/api/documents"}, {"POST", "/api/samples"},
		{"GET", "/api/passage"}, {"GET", "/api/page"}, {"GET", "/api/receipts/x"},
		{"GET", "/api/conversations"}, {"GET", "/api/conversations/x"},
		{"PATCH", "/api/conversations/x"},
		{"DELETE", "/api/conversations/x"}, {"GET", "/api/settings"}, {"PATCH", "/api/settings"},
		{"POST", "/api/memory/clear"}, {"DELETE", "/api/history"},
	} {
		r := w.do(w.browser, c[0], c[1], `{}`)
		if r.status != 401 || parse[wire.MsgResponse](t, r.body).StatusCode != 401 {
			t.Errorf("%s %s: %d %s", c[0], c[1], r.status, r.body)
		}
	}
	s := parse[wire.Session](t, w.do(w.browser, "GET", "/api/session", "").body)
	if !s.Accounts || s.SignedIn || s.User != "" {
		t.Errorf("%+v", s)
	}
	for _, path := range []string{"/", "/healthz", "/readyz"} {
		if r := w.do(w.browser, "GET", path, ""); r.status != 200 {
			t.Errorf("GET %s: %d", path, r.status)
		}
	}
}

func TestSigningInAndOut(t *testing.T) {
	w := newWorld(t, withAccounts)
	kim := w.account("kim")
	if s := parse[wire.Session](t, w.do(kim, "GET", "/api/session", "").body); !s.SignedIn ||
		s.User != "kim" {
		t.Errorf("%+v", s)
	}
	address := w.socketURL(kim)
	ticket := mustURL(t, address).Query().Get("ticket")
	if ticket == "" || w.socketURL(kim) != address {
		t.Errorf("tickets: %s and %s", address, w.socketURL(kim))
	}
	for range 2 { // base clients keep the address
		ws, _, err := w.dial(address, nil)
		if err != nil {
			t.Fatal(err)
		}
		_ = ws.CloseNow()
	}
	open := w.open(kim)
	if r := w.do(kim, "DELETE", "/api/session", ""); r.status != 204 {
		t.Errorf("signing out: %d", r.status)
	}
	if _, resp, err := w.dial(address, nil); err == nil || resp.StatusCode != 401 {
		t.Errorf("the ticket outlived its session: %v", err)
	}
	if _, _, err := open.ws.Read(t.Context()); websocket.CloseStatus(err) != websocket.StatusPolicyViolation {
		t.Errorf("the socket outlived its session: %v", err)
	}
	if len(w.chat.Begun()) != 0 {
		t.Error("a turn was begun without a session")
	}
	if r := w.do(w.browser, "POST", "/api/session", `{"user":"kim","password":"wrong horse"}`); r.status != 401 || len(r.header.Values("Set-Cookie")) != 0 {
		t.Errorf("a wrong password: %d", r.status)
	}
}

func TestSigningOutClosesTheSocketsOfThatSessionAlone(t *testing.T) {
	w := newWorld(t, withAccounts)
	kim, lee := w.account("kim"), w.account("lee")
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := &http.Client{Jar: jar, Transport: w.browser.Transport}
	if r := w.do(elsewhere, "POST", "/api/session", `{"user":"kim","password":"`+password+`"}`); r.status != 200 {
		t.Fatalf("signing in elsewhere: %d", r.status)
	}
	ending := []*tab{w.open(kim), w.open(kim, wire.Subprotocol)}
	staying := []*tab{w.open(elsewhere), w.open(lee)}
	if r := w.do(kim, "DELETE", "/api/session", ""); r.status != 204 {
		t.Fatalf("signing out: %d", r.status)
	}
	for _, tab := range ending { // it says nothing, and is closed all the same
		if _, _, err := tab.ws.Read(t.Context()); websocket.CloseStatus(err) != websocket.StatusPolicyViolation {
			t.Errorf("a socket of the session: %v", err)
		}
	}
	for _, tab := range staying {
		tab.send("__ping__")
		if got := tab.receive(); got != wire.Pong {
			t.Errorf("another session's socket says %s", got)
		}
	}
}

func TestFailedSignInsAreThrottled(t *testing.T) {
	w := newWorld(t, withAccounts)
	var r reply
	for range 6 {
		r = w.do(w.browser, "POST", "/api/session", `{"user":"kim","password":"wrong horse"}`)
	}
	if r.status != 429 || r.header.Get("Retry-After") == "" {
		t.Errorf("%d %v", r.status, r.header)
	}
}

func TestWhoWasSignedInHereIsNotThrottledByStrangers(t *testing.T) {
	w := newWorld(t, withAccounts)
	kim := w.account("kim")
	w.do(kim, "DELETE", "/api/session", "")
	for range 30 { // at the same address
		w.do(w.browser, "POST", "/api/session", `{"user":"kim","password":"wrong horse"}`)
	}
	body := `{"user":"kim","password":"` + password + `"}`
	if r := w.do(w.browser, "POST", "/api/session", body); r.status != 429 {
		t.Errorf("a stranger: %d", r.status)
	}
	r := w.do(kim, "POST", "/api/session", body)
	if r.status != 200 {
		t.Fatalf("kim: %d %s", r.status, r.body)
	}
	for _, c := range r.header.Values("Set-Cookie") {
		if strings.Contains(c, "mundap_device") &&
			(!strings.Contains(c, "HttpOnly") || !strings.Contains(c, "SameSite=Strict")) {
			t.Error(c)
		}
	}
}

func TestTheCookieIsBoundToHTTPSWhereThereIsAny(t *testing.T) {
	w := newWorld(t, withAccounts, func(_ *server.Parts, o *server.Options) { o.TrustProxy = true })
	w.account("kim")
	body := `{"user":"kim","password":"` + password + `"}`
	session := func(r reply) string {
		for _, c := range r.header.Values("Set-Cookie") {
			if strings.Contains(c, "mundap_session") {
				return c
			}
		}
		return ""
	}
	plain := session(w.do(w.browser, "POST", "/api/session", body))
	secure := session(w.do(w.browser, "POST", "/api/session", body, "X-Forwarded-Proto", "https"))
	if !strings.Contains(plain, "HttpOnly") || !strings.Contains(plain, "SameSite=Lax") ||
		strings.Contains(plain, "Secure") {
		t.Errorf("plain: %s", plain)
	}
	if !strings.HasPrefix(secure, "__Host-") || !strings.Contains(secure, "Secure") ||
		!strings.Contains(secure, "Path=/") || strings.Contains(secure, "Domain") {
		t.Errorf("secure: %s", secure)
	}
}

func TestAnotherUsersNameIsRefused(t *testing.T) {
	w := newWorld(t, withAccounts)
	kim := w.account("kim")
	w.put("lee", "r-lee", "2", "남의 질문", "남의 답")
	for path, body := range map[string]string{
		"/provisioning": `{"userId":"lee"}`, "/history": `{"userId":"lee","allowTime":""}`, "/delete": `{"userId":"lee"}`,
	} {
		if r := w.do(kim, "POST", path, body); r.status != 403 {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
	}
	if r := w.do(kim, "POST", "/query", `{"request_id":"r-lee"}`); strings.TrimSpace(r.body) != `{"statusCode":200,"msg":""}` {
		t.Errorf("another's request: %s", r.body)
	}
	if r := w.do(kim, "POST", "/history", `{"allowTime":""}`); len(inner[[]wire.HistoryItem](t, r.body, "msg")) != 0 {
		t.Errorf("another's history: %s", r.body)
	}
	tab := w.open(kim)
	tab.send(question("lee", "r1", "안녕"))
	if f := tab.frame(); f.Status != "error" || f.RequestID != "r1" {
		t.Errorf("%+v", f)
	}
	tab.send(question("", "r2", "안녕")) // no name is one's own
	tab.answer("r2")
	tab.send(question("KIM", "r3", "안녕"))
	tab.answer("r3")
	if len(w.chat.Begun()) != 2 || w.chat.Begun()[0].User != w.chat.Begun()[1].User ||
		w.chat.Begun()[0].Scope.Name != "kim" ||
		string(w.chat.Begun()[0].User) != string(w.chat.Begun()[0].Scope.User) {
		t.Errorf("%+v", w.chat.Begun())
	}
	if left, err := w.history.ByRequest(t.Context(), "lee", "r-lee"); err != nil ||
		left.Answer == "" {
		t.Errorf("another's call: %+v, %v", left, err)
	}
}

func TestNothingOfAnotherUserIsReachable(t *testing.T) {
	w := newWorld(t, withAccounts)
	kim, lee := w.account("kim"), w.account("lee")
	g := inner[wire.UploadGrant](t, w.do(lee, "POST", "/upload", `{"filename":"비밀.txt","private":true}`).body, "body")
	req, err := http.NewRequestWithContext(t.Context(), "PUT", g.UploadURL, strings.NewReader("비밀"))
	if err != nil {
		t.Fatal(err)
	}
	if resp, err := w.browser.Do(req); err != nil || resp.Body.Close() != nil ||
		resp.StatusCode != 200 {
		t.Fatal(resp, err)
	}
	hold := make(chan struct{})
	w.chat.Script = func(_ context.Context, _ chat.Request, out *turn.Writer) error {
		out.Delta("비밀이에요")
		<-hold
		return nil
	}
	hers := w.open(lee, wire.Subprotocol)
	hers.send(ask("r-lee", "비밀?", "c-lee"))
	hers.event()

	shown := mustURL(t, w.url)
	shown.Path = "/documents/~" + g.Document + "/비밀.txt"
	if r := w.do(lee, "GET", shown.String(), ""); r.status != 200 || r.body != "비밀" {
		t.Errorf("her own: %+v", r)
	}
	if r := w.do(kim, "GET", shown.String(), ""); r.status != 404 {
		t.Errorf("another's: %+v", r)
	}
	for _, path := range []string{"/api/documents", "/api/conversations", "/api/settings"} {
		if r := w.do(kim, "GET", path, ""); r.status != 200 || strings.Contains(r.body, "비밀") ||
			strings.Contains(r.body, "c-lee") {
			t.Errorf("GET %s: %+v", path, r)
		}
	}
	if r := w.do(kim, "GET", "/api/conversations/c-lee", ""); r.status != 404 {
		t.Errorf("her conversation: %+v", r)
	}
	r := w.do(kim, "POST", "/api/documents", `{"action":"delete","keys":["`+g.Document+`"]}`)
	if got := parse[wire.DocumentResult](t, r.body).Results[0]; got.Error == nil ||
		got.Error.Kind != "not_found" {
		t.Errorf("deleting hers: %s", r.body)
	}
	his := w.open(kim, wire.Subprotocol)
	for _, op := range []wire.Op{wire.OpFollow, wire.OpStop} {
		his.send(wire.ClientFrame{Op: op, RequestID: "r-lee"})
		if f := his.event(); f.Event != "rejected" || f.Error.Kind != "not_found" {
			t.Errorf("%s: %+v", op, f)
		}
	}
	close(hold)
}

func TestASourceThatMayNotBeReadHasNoText(t *testing.T) {
	w := newWorld(t, withAccounts)
	w.account("kim")
	key := document.ID("docs/a.txt")
	c := document.Contents{Document: key, Version: "01", Text: "비밀 문장이에요."}
	var b bytes.Buffer
	if err := c.Encode(&b); err != nil {
		t.Fatal(err)
	}
	where := document.ContentsBlob(key, "01")
	if _, err := w.blobs.Put(t.Context(), where, &b, blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	d, err := w.documents.Put(t.Context(), document.Document{
		ID: key, Owner: "lee", Readers: []auth.Principal{"*"}, Version: "01", State: document.Ready,
		Content: document.Content{Blob: where},
	})
	if err != nil {
		t.Fatal(err)
	}
	lee := w.account("lee2")
	w.chat.Script = func(ctx context.Context, r chat.Request, out *turn.Writer) error {
		refs := []history.SourceRef{{Number: 1, Store: "local", Document: key, Version: "01",
			Start: 0, End: len("비밀 문장이에요."), Score: 1}}
		out.Sources(refs)
		out.Delta("그래요 [1].")
		call := sessiontest.CallOf(r, "그래요 [1].", history.Completed)
		call.Sources = refs
		_, err := w.history.Append(ctx, call)
		return err
	}
	tab := w.open(lee)
	tab.send(question("", "r1", "비밀?"))
	all := tab.answer("r1")
	if last := all[len(all)-1].Msg; !strings.Contains(last, "비밀 문장이에요.") || !strings.Contains(last, `href="/documents/a.txt"`) {
		t.Errorf("while it may be read: %s", last)
	}
	d.Readers = []auth.Principal{"lee"}
	if _, err := w.documents.Put(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/query", "/history"} {
		r := w.do(lee, "POST", path, `{"request_id":"r1","allowTime":""}`)
		if !strings.Contains(r.body, "그래요 [1].") || strings.Contains(r.body, "비밀 문장") ||
			strings.Contains(r.body, "href") {
			t.Errorf("%s afterwards: %s", path, r.body)
		}
	}
}

func TestFilesNeverRunInOurOrigin(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct{ name, kind, disposition, policy string }{
		{"문서.pdf", "application/pdf", "inline", "default-src 'none'"},
		{"메모.txt", "text/plain; charset=utf-8", "inline", "sandbox"},
		{"쪽.html", "text/html; charset=utf-8", "inline", "sandbox"},
		{"그림.svg", "application/octet-stream", "attachment", "sandbox"},
		{"글.docx", "application/octet-stream", "attachment", "sandbox"},
		{"code.js", "text/plain; charset=utf-8", "inline", "sandbox"},
	} {
		if _, err := w.ingest.Upload(t.Context(), auth.LocalScope(), uploadOf(c.name),
			strings.NewReader("<script>alert(1)</script>")); err != nil {
			t.Fatal(err)
		}
		u := mustURL(t, w.url)
		u.Path = "/documents/" + c.name
		r := w.do(w.browser, "GET", u.String(), "")
		if r.status != 200 || r.header.Get("Content-Type") != c.kind ||
			r.header.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.HasPrefix(r.header.Get("Content-Security-Policy"), c.policy) ||
			!strings.HasPrefix(r.header.Get("Content-Disposition"), c.disposition+";") {
			t.Errorf("%s: %d %v", c.name, r.status, r.header)
		}
	}
	u := mustURL(t, w.url)
	u.Path = "/documents/메모.txt"
	if r := w.do(w.browser, "GET", u.String(), "", "Range", "bytes=1-6"); r.status != 206 ||
		r.body != "script" {
		t.Errorf("a range: %d %q", r.status, r.body)
	}
	if r := w.do(w.browser, "GET", u.String(), "", "Range", "bytes=100-"); r.status != 416 {
		t.Errorf("a range beyond the end: %d", r.status)
	}
	first := w.do(w.browser, "HEAD", u.String(), "")
	if first.status != 200 || first.body != "" || first.header.Get("Content-Length") != "25" {
		t.Errorf("HEAD: %+v", first)
	}
	if r := w.do(w.browser, "GET", u.String(), "", "If-None-Match",
		first.header.Get("ETag")); r.status != 304 {
		t.Errorf("unchanged: %d", r.status)
	}
	for _, path := range []string{"/documents/", "/documents/../metadata/x", "/documents/%2e%2e/x",
		"/documents/~lee/x", "/documents/%00"} {
		if r := w.do(&http.Client{Transport: w.browser.Transport, CheckRedirect: noRedirect}, "GET",
			path, ""); r.status == 200 {
			t.Errorf("GET %s: %+v", path, r)
		}
	}
}

func TestTextsAreShownInTheirOwnCharacters(t *testing.T) {
	w := newWorld(t)
	for name, c := range map[string]struct{ text, charset string }{
		"a.txt": {"한글", "utf-8"},
		"b.txt": {"\xc7\xd1\xb1\xdb", "euc-kr"},
		"c.csv": {"\xff\xfe\x5c\xd5", "utf-16"},
		"d.md":  {"a" + strings.Repeat("한", 20_000), "utf-8"},
		"e.txt": {"", "utf-8"},
	} {
		if _, err := w.blobs.Put(t.Context(), document.Prefix+name, strings.NewReader(c.text),
			blob.PutOptions{}); err != nil {
			t.Fatal(err)
		}
		if got := w.do(w.browser, "GET", "/documents/"+name,
			"").header.Get("Content-Type"); !strings.HasSuffix(got, "; charset="+c.charset) {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func TestTheClientIsServed(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/", "/c/123-abc", "/docs", "/settings"} {
		r := w.do(w.browser, "GET", path, "")
		if r.status != 200 || !strings.Contains(r.body, "문답") ||
			r.header.Get("Cache-Control") != "no-cache" {
			t.Errorf("GET %s: %+v", path, r)
		}
		if p := r.header.Get("Content-Security-Policy"); !strings.Contains(p,
			"script-src 'self'") || strings.Contains(p, "script-src 'self' 'unsafe-inline'") {
			t.Errorf("policy: %s", p)
		}
	}
	asset := w.do(w.browser, "GET", "/assets/app-1234.js", "", "Accept-Encoding", "identity")
	if asset.status != 200 || !strings.Contains(asset.header.Get("Cache-Control"), "immutable") ||
		!strings.Contains(asset.header.Get("Content-Type"), "javascript") {
		t.Errorf("%+v", asset.header)
	}
	zipped := w.do(w.browser, "GET", "/assets/app-1234.js", "", "Accept-Encoding", "gzip")
	if zipped.header.Get("Content-Encoding") != "gzip" || len(zipped.body) >= len(asset.body) {
		t.Errorf("%v", zipped.header)
	}
	brotli := w.do(w.browser, "GET", "/assets/app-1234.js", "", "Accept-Encoding",
		"gzip, deflate, br;q=1")
	if brotli.header.Get("Content-Encoding") != "br" || brotli.body != "as the build left it" ||
		brotli.header.Get("Content-Type") != asset.header.Get("Content-Type") {
		t.Errorf("%v %q", brotli.header, brotli.body)
	}
	refused := w.do(w.browser, "GET", "/assets/app-1234.js", "", "Accept-Encoding", "gzip, br;q=0")
	if refused.header.Get("Content-Encoding") != "gzip" ||
		refused.header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("%v", refused.header)
	}
	for _, path := range []string{"/assets/none.js", "/assets/.hidden", "/index.php",
		"/favicon.ico"} {
		if r := w.do(w.browser, "GET", path, ""); r.status != 404 {
			t.Errorf("GET %s: %d", path, r.status)
		}
	}
	bare := newWorld(t, func(p *server.Parts, _ *server.Options) {
		p.Client = fstest.MapFS{"placeholder.html": {Data: []byte("만드는 중")}}
	})
	if r := bare.do(bare.browser, "GET", "/", ""); r.status != 200 || r.body != "만드는 중" {
		t.Errorf("not built: %+v", r)
	}
}

func TestNoSecretIsLogged(t *testing.T) {
	w := newWorld(t, withAccounts)
	kim := w.account("kim")
	address := w.socketURL(kim)
	tab := w.open(kim)
	tab.send(question("", "r1", "아무에게도 말하지 않은 질문"))
	tab.answer("r1")
	g := inner[wire.UploadGrant](t, w.do(kim, "POST", "/upload", `{"filename":"a.txt"}`).body, "body")
	w.do(w.browser, "PUT", g.UploadURL, "본문")
	log := w.log.String()
	if !strings.Contains(log, "path=/provisioning") {
		t.Fatalf("nothing is logged: %s", log)
	}
	if !strings.Contains(log, "account="+string(w.id("kim"))) {
		t.Errorf("the log does not tell who asked: %s", log)
	}
	for _, secret := range []string{
		mustURL(t, address).Query().Get("ticket"), mustURL(t, g.UploadURL).Query().Get("signature"),
		password, "말하지 않은", "본문",
	} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

func TestAPanicIsAnAnswerAndNotATrace(t *testing.T) {
	w := newWorld(t, func(p *server.Parts,
		_ *server.Options) {
		p.Ready = func(context.Context) error { panic("kaputt") }
	})
	r := w.do(w.browser, "GET", "/readyz", "")
	if r.status != 500 || strings.Contains(r.body, "kaputt") || !strings.Contains(w.log.String(),
		"kaputt") {
		t.Errorf("%+v", r)
	}
	if r := w.do(w.browser, "GET", "/healthz", ""); r.status != 200 {
		t.Errorf("afterwards: %d", r.status)
	}
}

func TestReadiness(t *testing.T) {
	w := newWorld(t, func(p *server.Parts, _ *server.Options) {
		p.Ready = func(context.Context) error {
			return fault.New(fault.Unavailable, "디스크가 찼어요.", "The disk is full.")
		}
	})
	if r := w.do(w.browser, "GET", "/readyz", ""); r.status != 503 ||
		!strings.Contains(r.body, "The disk is full.") {
		t.Errorf("%d %s", r.status, r.body)
	}
}

// A client that takes nothing holds neither the turn nor the others, and is let go.
func TestAClientThatReadsNothingHoldsNobodyUp(t *testing.T) {
	w := newWorld(t)
	w.chat.Script = func(_ context.Context, _ chat.Request, out *turn.Writer) error {
		for range 200 {
			out.Delta(strings.Repeat("가", 3000))
			out.Stage(turn.StageEvent{Name: "answer"})
		}
		return nil
	}
	lazy, keen := w.open(w.browser, wire.Subprotocol), w.open(w.browser, wire.Subprotocol)
	lazy.send(ask("r1", "안녕", "c1"))
	began := time.Now()
	keen.send(ask("r1", "안녕", "c1"))
	p := &page{T: t}
	p.read(keen)
	if took := time.Since(began); took > 15*time.Second {
		t.Errorf("took %v", took)
	}
	if n := len(p.String()); n != 200*3000*3 {
		t.Errorf("%d bytes", n)
	}
}

func TestClosingEndsSocketsAndKeepsTurns(t *testing.T) {
	w := newWorld(t)
	hold := make(chan struct{})
	w.chat.Script = func(_ context.Context, _ chat.Request, out *turn.Writer) error {
		out.Delta("반")
		<-hold
		out.Delta("쪽")
		return nil
	}
	tab := w.open(w.browser, wire.Subprotocol)
	tab.send(ask("r1", "안녕", "c1"))
	tab.event()
	closed := make(chan error, 1)
	go func() { closed <- w.server.Close(context.Background()) }()
	if _, _, err := tab.ws.Read(t.Context()); websocket.CloseStatus(err) != websocket.StatusGoingAway {
		t.Errorf("the socket: %v", err)
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
	if r := w.do(w.browser, "GET", "/readyz", ""); r.status != 503 {
		t.Errorf("ready: %d", r.status)
	}
	close(hold)
	w.chat.Wait()
	if c, err := w.history.ByRequest(t.Context(), "local", "r1"); err != nil || c.Answer != "반쪽" {
		t.Errorf("%+v, %v", c, err)
	}
}
