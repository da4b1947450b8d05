package aws_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/coder/websocket"

	"github.com/mundap/mundap/internal/wire"
	"github.com/mundap/mundap/test/servers"
)

// searchDomain is an OpenSearch domain that IAM guards, with STS beside it.
// Behind it is a real OpenSearch with Nori, which asks for no credentials, and
// moto.
type searchDomain struct {
	*emulator
	server, sts string
	rules       []rule // the domain's own policy

	mu       sync.Mutex
	sessions map[string]session // by access key
	broken   int                // so many writes fail from now on
	down     bool               // nothing is answered
}

// session is a role that a function has taken on.
type session struct {
	role, name  string
	credentials aws.Credentials
}

func newSearchDomain(t *testing.T, e *emulator) *searchDomain {
	t.Helper()
	d := &searchDomain{emulator: e, server: servers.OpenSearch(t), sts: servers.Moto(t),
		sessions: map[string]session{}}
	for _, r := range e.template.Resources {
		var p struct{ AccessPolicies struct{ Statement []rule } }
		if r.Type == "AWS::OpenSearchService::Domain" && json.Unmarshal(r.Properties, &p) == nil {
			d.rules = p.AccessPolicies.Statement
		}
	}
	return d
}

// environment is what a function needs to find the domain.
func (d *searchDomain) environment(handler string) map[string]string {
	return map[string]string{"MUNDAP_OPENSEARCH_URL": d.serve(d.search),
		"MUNDAP_STS_ENDPOINT": d.serve(d.assume(handler))}
}

func (d *searchDomain) serve(h http.HandlerFunc) string {
	s := httptest.NewServer(h)
	d.t.Cleanup(s.Close)
	return s.URL
}

// forward sends a request on and gives what was answered.
func (d *searchDomain) forward(w http.ResponseWriter, r *http.Request, server string,
	body []byte) []byte {
	out, err := http.NewRequestWithContext(r.Context(), r.Method, server+r.URL.RequestURI(),
		bytes.NewReader(body))
	if err != nil {
		d.t.Error(err)
		return nil
	}
	out.Header = r.Header.Clone()
	out.Header.Del("Accept-Encoding") // the transport asks for what it reads itself
	resp, err := d.client.Transport.RoundTrip(out)
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return nil
	}
	defer resp.Body.Close()
	answer, _ := io.ReadAll(resp.Body)
	w.Header().Set("Content-Type", resp.Header.Get("Content-Type"))
	w.WriteHeader(resp.StatusCode)
	_, _ = w.Write(answer)
	return answer
}

// assume is STS for one function.
func (d *searchDomain) assume(handler string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(body))
		role, name := form.Get("RoleArn"), form.Get("RoleSessionName")
		d.count(handler, "sts:"+form.Get("Action"), 1)
		if form.Get("Action") != "AssumeRole" || !d.template.mayAssume(d.t, handler, role, name) {
			d.t.Errorf("%s may not %s %s as %s", handler, form.Get("Action"), role, name)
			w.WriteHeader(http.StatusForbidden)
			return
		}
		var a struct {
			Result struct {
				Credentials struct{ AccessKeyId, SecretAccessKey, SessionToken string }
			} `xml:"AssumeRoleResult"`
		}
		answer := httptest.NewRecorder()
		if err := xml.Unmarshal(d.forward(answer, r, d.sts, body), &a); err != nil ||
			a.Result.Credentials.AccessKeyId == "" {
			d.t.Errorf("moto's answer: %v, %s", err, answer.Body)
		}
		c := a.Result.Credentials
		d.mu.Lock()
		d.sessions[c.AccessKeyId] = session{role, name, aws.Credentials{AccessKeyID: c.AccessKeyId,
			SecretAccessKey: c.SecretAccessKey, SessionToken: c.SessionToken}}
		d.mu.Unlock()
		w.Header().Set("Content-Type", answer.Header().Get("Content-Type"))
		_, _ = w.Write(answer.Body.Bytes())
	}
}

// search is the domain's HTTP.
func (d *searchDomain) search(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	who, err := d.signer(r)
	if err == nil {
		err = d.permit(who, r)
	}
	if err != nil {
		d.t.Error(err)
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, `{"Message":"User is not authorized"}`)
		return
	}
	d.mu.Lock()
	fails := d.down
	if d.broken > 0 && strings.HasSuffix(r.URL.Path, "/_bulk") {
		fails = true
		d.broken--
	}
	d.mu.Unlock()
	if fails {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	r.Header.Del("Authorization")
	d.forward(w, r, d.server, body)
}

// signer is the session that signed a request.
func (d *searchDomain) signer(r *http.Request) (session, error) {
	authorization := r.Header.Get("Authorization")
	key, _, _ := strings.Cut(strings.TrimPrefix(authorization, "AWS4-HMAC-SHA256 Credential="), "/")
	d.mu.Lock()
	who, known := d.sessions[key]
	d.mu.Unlock()
	at, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
	if !known || err != nil {
		return who, fmt.Errorf("%s %s is signed by nobody that is known: %q", r.Method, r.URL.Path,
			authorization)
	}
	again, err := http.NewRequest(r.Method, "http://"+r.Host+r.URL.RequestURI(), http.NoBody)
	if err != nil {
		return who, err
	}
	again.ContentLength = r.ContentLength
	for _, name := range []string{"Content-Type", "X-Amz-Content-Sha256"} {
		if v := r.Header.Get(name); v != "" {
			again.Header.Set(name, v)
		}
	}
	if err := v4.NewSigner().SignHTTP(r.Context(), who.credentials, again,
		r.Header.Get("X-Amz-Content-Sha256"), "es", servers.Region, at); err != nil {
		return who, err
	}
	if again.Header.Get("Authorization") != authorization {
		return who, fmt.Errorf("%s %s: signed %q, not %q", r.Method, r.URL.Path, authorization,
			again.Header.Get("Authorization"))
	}
	return who, nil
}

// permit asks the role's policy and the domain's: both must allow it.
func (d *searchDomain) permit(who session, r *http.Request) error {
	action := "es:ESHttp" + r.Method[:1] + strings.ToLower(r.Method[1:])
	resource := "arn:aws:es:" + servers.Region + ":" + account + ":domain/mundap" + r.URL.Path
	d.count(strings.TrimPrefix(who.name, "mundap-"), action, 1)
	as := identity{"aws:userid": "AROAEXAMPLE:" + who.name}
	byRole, byDomain := false, false
	for _, one := range d.template.rulesOf(who.role) {
		byRole = byRole || d.template.allows(d.t, one, action, resource, as)
	}
	for _, one := range d.rules {
		byDomain = byDomain || d.template.text(one.Principal["AWS"]) == who.role &&
			d.template.allows(d.t, one, action, resource, as)
	}
	if !byRole || !byDomain {
		return fmt.Errorf("%s may not %s on %s: its role says %v, the domain %v", who.name, action,
			resource, byRole, byDomain)
	}
	return nil
}

func (d *searchDomain) fail(down bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.down = down
}

// passages is how many the index holds, whoever may read them.
func (d *searchDomain) passages() int {
	resp, err := d.client.Post(d.server+"/mundap/_refresh", "application/json", nil)
	if err == nil {
		resp.Body.Close()
		resp, err = d.client.Get(d.server + "/mundap/_count?q=kind:*")
	}
	if err != nil {
		d.t.Fatal(err)
	}
	defer resp.Body.Close()
	var found struct{ Count *int }
	if err := json.NewDecoder(resp.Body).Decode(&found); err != nil || found.Count == nil {
		d.t.Fatalf("counting: %s, %v", resp.Status, err)
	}
	return *found.Count
}

// askStore asks one store ("all": every one) and gives the answer.
func (p *person) askStore(conn *websocket.Conn, id, store, body string) string {
	p.t.Helper()
	message := mustJSON(p.t, wire.Request{
		UserID: "kim", RequestID: id, RequestTime: "2026-03-10 10:20:30", Type: "text", Body: body,
		ConvType: "qa", RAGType: store, FunctionType: "rag",
	})
	if err := conn.Write(p.ctx, websocket.MessageText, message); err != nil {
		p.t.Fatal(err)
	}
	return p.completed(conn, id)
}

// rebuilt has the index rebuilt; it answers as before, and nothing is lost.
func (d *searchDomain) rebuilt(p *person, conn *websocket.Conn) {
	d.t.Helper()
	before := d.passages()
	out, err := d.functions["document-manager"].invoke(d.ctx,
		json.RawMessage(`{"mundapRebuild":"opensearch"}`))
	if err != nil || string(out) != `{"indexed":1,"done":true}` {
		d.t.Errorf("the rebuild: %s, %v", out, err)
	}
	if n := d.passages(); n != before {
		d.t.Errorf("%d passages after the rebuild, %d before", n, before)
	}
	if answer := p.askStore(conn, "rebuilt", "opensearch", question); !strings.Contains(answer, "7일") {
		d.t.Errorf("after the rebuild: %s", answer)
	}
}

// TestTheStoresOfTheSeed goes the way with the base system's stores:
// OpenSearch, whose IAM is the template's, and Kendra.
func TestTheStoresOfTheSeed(t *testing.T) {
	var search *searchDomain
	var index *kendraService
	e := emulate(t, readTemplate(t, "seed"), func(e *emulator, handler string) map[string]string {
		if handler != "chat" && handler != "document-manager" {
			return nil
		}
		if search == nil {
			search, index = newSearchDomain(t, e), newKendra(t, e)
		}
		env := search.environment(handler)
		env["MUNDAP_KENDRA_ENDPOINT"] = index.endpoint(handler)
		env["MUNDAP_KENDRA_QUERIES_PER_MINUTE"] = "6000" // an index of much capacity
		return env
	})
	p := e.signIn()
	search.broken = 2
	p.upload(name, "text/plain", contents)
	e.eventually("the document's being ready", func() bool { return p.documents()["ready"] == 1 })
	if search.broken != 0 {
		t.Error("OpenSearch did not fail on the way")
	}
	if n := search.passages(); n != 1 {
		t.Errorf("%d passages in OpenSearch", n)
	}

	var session wire.Session
	if _, body := e.call(p.cookie, "GET", "/api/session", nil); json.Unmarshal(body,
		&session) != nil || !slices.Equal(session.Stores, []string{"kendra", "opensearch"}) {
		t.Errorf("the client is offered %s", body)
	}
	conn := p.dial()
	defer conn.CloseNow()
	for _, store := range []string{"opensearch", "kendra", "all"} {
		answer := p.askStore(conn, "of "+store, store, question)
		if !strings.Contains(answer, "7일") || !strings.Contains(answer, name) {
			t.Errorf("%s answers without the fact or its source: %s", store, answer)
		}
		if !strings.Contains(answer, "<details>") {
			t.Errorf("the source from %s can't be opened: %s", store, answer)
		}
		if strings.Contains(answer, "설정되어 있지 않아서") {
			t.Errorf("%s is not there: %s", store, answer)
		}
	}

	entry := index.faq[0]
	answer, sources, _ := strings.Cut(p.askStore(conn, "faq", "all", entry[0]), "<b>출처</b>")
	if !strings.Contains(answer, "분실 신고") || strings.Contains(answer, entry[0]) {
		t.Errorf("the FAQ's question is answered by %s", answer)
	}
	if !strings.Contains(sources, "질문: "+entry[0]+"\n답변: ") {
		t.Errorf("the FAQ's entry can't be opened: %s", sources)
	}
	search.rebuilt(p, conn)
	search.fail(true)
	if answer := p.askStore(conn, "half", "all", question); !strings.Contains(answer, "7일") ||
		!strings.Contains(answer, "OpenSearch 저장소에서 답이 오지 않아서") {
		t.Errorf("while OpenSearch is down: %s", answer)
	}
	search.fail(false)

	if resp, body := e.call(p.cookie, "POST", "/api/documents",
		wire.DocumentAction{Action: "delete",
			Keys: []string{p.document(name).Key}}); resp.StatusCode != http.StatusOK {
		t.Fatalf("deleting: %d %s", resp.StatusCode, body)
	}
	if got := p.askStore(conn, "deleted", "all", question); strings.Contains(got, "7일") {
		t.Errorf("a deleted document answered: %s", got)
	}
	e.eventually("the document's end in both stores", func() bool {
		return search.passages() == 0 &&
			index.held() == 0
	})
	for _, call := range []string{"chat sts:AssumeRole", "chat es:ESHttpPost",
		"document-manager es:ESHttpPut", "chat kendra:Retrieve",
		"document-manager kendra:BatchPutDocument"} {
		if e.counts()[call] == 0 {
			t.Errorf("nobody asked %s", call)
		}
	}
}
