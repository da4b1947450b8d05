package server_test

import (
	"context"
	"fmt"
	"github.com/mundap/mundap/internal/session/sessiontest"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

// What the program wires is what the server takes.
var (
	_ server.Chat      = (*chat.Service)(nil)
	_ server.Ingest    = (*ingest.Service)(nil)
	_ server.Citations = (*citation.Resolver)(nil)
)

func TestProvisioningGivesAnAbsoluteAddressOfTheSocket(t *testing.T) {
	w := newWorld(t)
	host := strings.TrimPrefix(w.url, "http://")
	for _, body := range []string{`{"userId":"kim"}`, `{"userId":null}`, `{}`} {
		got := inner[wire.ProvisioningInfo](t, w.post("/provisioning", body, 200).body, "info")
		if got.WSSURL != "ws://"+host+"/ws" {
			t.Errorf("%s: %s", body, got.WSSURL)
		}
	}
}

func TestSchemesFollowATrustedProxyOnly(t *testing.T) {
	for _, trusted := range []bool{false, true} {
		w := newWorld(t, func(_ *server.Parts, o *server.Options) {
			o.TrustProxy,
				o.Loopback = trusted, false
		})
		headers := []string{"X-Forwarded-Proto", "https", "X-Forwarded-Host", "m.example"}
		info := inner[wire.ProvisioningInfo](t, w.do(w.browser, "POST", "/provisioning", "{}",
			headers...).body, "info")
		grant := inner[wire.UploadGrant](t, w.do(w.browser, "POST", "/upload", `{"filename":"a.txt"}`, headers...).body, "body")
		if secure := strings.HasPrefix(info.WSSURL, "wss://m.example/") &&
			strings.HasPrefix(grant.UploadURL, "https://m.example/"); secure != trusted {
			t.Errorf("trusted %v: %s and %s", trusted, info.WSSURL, grant.UploadURL)
		}
	}
}

func TestUploadGrantsAURLForOneKeyAndOneType(t *testing.T) {
	w := newWorld(t)
	g := inner[wire.UploadGrant](t, w.post("/upload", `{"filename":"a.pdf","contentType":"application/pdf"}`, 200).body, "body")
	if g.Bucket == "" || g.Key != "docs/a.pdf" || g.Expires != 300 ||
		g.ContentType != "application/pdf" || !strings.HasPrefix(g.UploadURL, w.url+"/") {
		t.Fatalf("%+v", g)
	}
	for _, wrong := range [][]string{{"Content-Type", "text/plain"}, nil} {
		if r := w.do(w.browser, "PUT", g.UploadURL, "%PDF", wrong...); r.status != 403 {
			t.Errorf("with the headers %v: %d", wrong, r.status)
		}
	}
	if r := w.do(w.browser, "PUT", strings.Replace(g.UploadURL, "a.pdf", "b.pdf", 1), "%PDF",
		"Content-Type", "application/pdf"); r.status != 403 {
		t.Errorf("another key: %d", r.status)
	}
	if r := w.do(w.browser, "PUT", g.UploadURL, strings.Repeat("x", 1001), "Content-Type",
		"application/pdf"); r.status != 413 {
		t.Errorf("over the limit: %d %s", r.status, r.body)
	}
	if _, err := w.documents.Get(t.Context(), document.ID(g.Document)); !fault.Is(err,
		fault.NotFound) {
		t.Errorf("a refused upload left a record: %v", err)
	}
	if r := w.do(w.browser, "PUT", g.UploadURL, "%PDF", "Content-Type",
		"application/pdf"); r.status != 200 {
		t.Fatalf("the upload: %d %s", r.status, r.body)
	}
	if d, err := w.documents.Get(t.Context(), document.ID(g.Document)); err != nil ||
		d.State != document.Queued {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestUploadWithoutAType(t *testing.T) {
	w := newWorld(t)
	g := inner[wire.UploadGrant](t, w.post("/upload", `{"filename":"메모"}`, 200).body, "body")
	r, err := http.NewRequestWithContext(t.Context(), "PUT", g.UploadURL, strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := w.browser.Do(r) // Go sends no Content-Type by itself
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 200 {
		t.Errorf("status %d", resp.StatusCode)
	}
}

func TestNobodyLearnsWhatOthersCallTheirFiles(t *testing.T) {
	w := newWorld(t, withAccounts)
	kim, lee := w.account("kim"), w.account("lee")
	var documents []string
	for _, who := range []*http.Client{kim, lee} {
		r := w.do(who, "POST", "/upload", `{"filename":"보고서.pdf"}`)
		if r.status != 200 {
			t.Fatal(r)
		}
		g := inner[wire.UploadGrant](t, r.body, "body")
		documents = append(documents, g.Document)
		if r := w.do(who, "PUT", g.UploadURL, "%PDF"); r.status != 200 {
			t.Errorf("the upload: %d %s", r.status, r.body)
		}
	}
	if documents[0] == "" || documents[0] == documents[1] {
		t.Errorf("documents %q", documents)
	}
}

// put puts a call into the log.
func (w *world) put(user, id, at, body, answer string) {
	w.Helper()
	r := chat.Request{User: history.User(user), RequestID: id, RequestTime: at, Type: "text",
		Body: body, ConvType: "normal"}
	if _, err := w.history.Append(w.Context(),
		sessiontest.CallOf(r, answer, history.Completed)); err != nil {
		w.Fatal(err)
	}
}

func TestHistoryIsSafeHTMLInTheClientsOrder(t *testing.T) {
	w := newWorld(t)
	w.put("kim", "r2", "2024-03-08 10:20:32", "<둘>\n둘", "**굵게**은 <b>\n```\n  a\n```")
	w.put("kim", "r1", "2024-03-08 10:20:31", "하나", "1")
	w.put("kim", "r0", "2024-03-08 10:20:30", "너무 이르다", "0")
	w.put("lee", "r3", "2024-03-08 10:20:33", "남의 것", "3")
	got := inner[[]wire.HistoryItem](t, w.post("/history", `{"userId":"kim","allowTime":"2024-03-08 10:20:30"}`, 200).body, "msg")
	want := []wire.HistoryItem{
		{RequestTime: "2024-03-08 10:20:31", RequestID: "r1", Type: "text", Body: "하나", Msg: "1"},
		{RequestTime: "2024-03-08 10:20:32", RequestID: "r2", Type: "text", Body: "&lt;둘&gt;\n둘",
			Msg: "<b>굵게</b>은 &lt;b&gt;<pre><code>  a</code></pre>"},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %+v", got)
	}
	if none := inner[[]wire.HistoryItem](t, w.post("/history", `{"userId":"park","allowTime":""}`, 200).body, "msg"); len(none) != 0 {
		t.Errorf("of nobody: %v", none)
	}
}

func TestHistoryGivesTheNewestCallsThatFit(t *testing.T) {
	w := newWorld(t, func(_ *server.Parts, o *server.Options) { o.HistoryBytes = 20_000 })
	for i := range 30 {
		w.put("kim", fmt.Sprint("r", i), fmt.Sprintf("2024-03-08 10:20:%02d", i), "질문",
			strings.Repeat("<", 600))
	}
	r := w.post("/history", `{"userId":"kim","allowTime":""}`, 200)
	got := inner[[]wire.HistoryItem](t, r.body, "msg")
	if len(r.body) > 25_000 || len(got) < 3 || got[len(got)-1].RequestID != "r29" {
		t.Errorf("%d bytes, %d items", len(r.body), len(got))
	}
}

func TestHistoryCutsAnAnswerThatIsLongerThanAll(t *testing.T) {
	w := newWorld(t, func(_ *server.Parts, o *server.Options) { o.HistoryBytes = 20_000 })
	w.put("kim", "r1", "2024-03-08 10:20:01", "질문", strings.Repeat("긴 답이에요.\n", 5000))
	r := w.post("/history", `{"userId":"kim","allowTime":""}`, 200)
	got := inner[[]wire.HistoryItem](t, r.body, "msg")
	if len(got) != 1 || len(got[0].Msg) < 10_000 || len(got[0].Msg) > 20_000 ||
		!strings.Contains(got[0].Msg, "전체 답 보기") {
		t.Errorf("%d items, %d bytes", len(got), len(r.body))
	}
}

func TestQueryFindsTheStoredAnswer(t *testing.T) {
	w := newWorld(t)
	w.put("kim", "r1", "t", "질문", "**답**")
	if got := parse[wire.MsgResponse](t, w.post("/query", `{"request_id":"r1"}`, 200).body); got.Msg != "<b>답</b>" {
		t.Errorf("%+v", got)
	}
	if got := w.post("/query", `{"request_id":"unknown"}`, 200).body; strings.TrimSpace(got) != `{"statusCode":200,"msg":""}` {
		t.Errorf("unknown: %s", got)
	}
}

func TestDeleteForgetsEveryCallOfAUser(t *testing.T) {
	w := newWorld(t)
	w.put("kim", "r1", "2", "질문", "답")
	w.put("lee", "r2", "2", "질문", "답")
	if got := w.post("/delete", `{"userId":"kim"}`, 200).body; strings.TrimSpace(got) != `{"statusCode":200,"msg":"done"}` {
		t.Errorf("%s", got)
	}
	if left := inner[[]wire.HistoryItem](t, w.post("/history", `{"userId":"kim","allowTime":"1"}`, 200).body, "msg"); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
	if got := parse[wire.MsgResponse](t, w.post("/query", `{"request_id":"r1"}`, 200).body); got.Msg != "" {
		t.Errorf("still found: %+v", got)
	}
	if others := inner[[]wire.HistoryItem](t, w.post("/history", `{"userId":"lee","allowTime":"1"}`, 200).body, "msg"); len(others) != 1 {
		t.Errorf("another user's: %v", others)
	}
}

func TestWhatBadHTTPInputGets(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		method, path, body string
		status             int
	}{
		{"GET", "/provisioning", "", 405},
		{"PUT", "/upload", "{}", 405},
		{"DELETE", "/history", "", 405},
		{"GET", "/query", "", 405},
		{"GET", "/delete", "", 405},
		{"OPTIONS", "/upload", "", 405},
		{"POST", "/provisioning", "", 400},
		{"POST", "/provisioning", "nonsense", 400},
		{"POST", "/provisioning", `{"userId":5}`, 400},
		{"POST", "/provisioning", `{} {}`, 400},
		{"POST", "/upload", `{"filename":""}`, 400},
		{"POST", "/upload", `{"filename":"../a.txt"}`, 400},
		{"POST", "/upload", `{"filename":"~kim/a.txt"}`, 400},
		{"POST", "/upload", `{"filename":"/etc/passwd"}`, 400},
		{"POST", "/upload", `{"filename":"a\u0000b"}`, 400},
		{"POST", "/query", `{}`, 400},
		{"POST", "/history", `[]`, 400},
		{"POST", "/delete", `{"userId":"` + strings.Repeat("x", 300) + `"}`, 400},
		{"POST", "/query", `{"request_id":"` + strings.Repeat("x", 70_000) + `"}`, 413},
		{"GET", "/nothing", "", 404},
		{"POST", "/nothing", "", 404},
		{"GET", "/api/nothing", "", 404},
		{"PUT", "/api/settings", "{}", 405},
		{"GET", "/documents/none.pdf", "", 404},
		{"POST", "/documents/none.pdf", "", 405},
		{"GET", "/api/passage?document=nope", "", 400},
		{"GET", "/api/page?document=docs/a.txt&side=up", "", 400},
		{"GET", "/api/page?document=docs/a.txt&lit=3", "", 400},
		{"GET", "/api/documents?limit=x", "", 400},
		{"POST", "/api/documents", `{"action":"burn"}`, 400},
		{"PATCH", "/api/conversations/x", `{"title":" "}`, 400},
		{"PATCH", "/api/conversations/x", `{"title":"없는 대화"}`, 404},
		{"GET", "/api/conversations/x", "", 404},
		{"PATCH", "/api/settings", `{"text_size":99}`, 400},
	} {
		r := w.do(w.browser, c.method, c.path, c.body)
		got := parse[wire.MsgResponse](t, r.body)
		if r.status != c.status || got.StatusCode != c.status || got.Msg == "" ||
			strings.Contains(got.Msg, "goroutine") {
			t.Errorf("%s %s %.40s: %d %s, want %d", c.method, c.path, c.body, r.status, r.body,
				c.status)
		}
		if english := w.do(w.browser, c.method, c.path, c.body, "Accept-Language",
			"en-US,en;q=0.9"); english.body == r.body {
			t.Errorf("%s %s: the same sentence in both languages: %s", c.method, c.path, r.body)
		}
	}
}

func TestPing(t *testing.T) {
	w := newWorld(t)
	for _, protocols := range [][]string{nil, {wire.Subprotocol}} {
		tab := w.open(w.browser, protocols...)
		tab.send("__ping__")
		if got := tab.receive(); got != `"__pong__"` {
			t.Errorf("got %s", got)
		}
	}
}

func TestAnAnswerIsTypingThenProceedingThenCompleted(t *testing.T) {
	w := newWorld(t)
	more := make(chan struct{})
	w.chat.Script = func(_ context.Context, _ chat.Request, out *turn.Writer) error {
		out.Delta("안녕하세요 **굵")
		<-more
		out.Delta("게**는 <b>")
		return nil
	}
	tab := w.open(w.browser)
	tab.send(question("kim", "r1", "안녕"))
	if f := tab.frame(); f != (wire.Response{RequestID: "r1", Status: "istyping"}) {
		t.Errorf("first: %+v", f)
	}
	if f := tab.frame(); f != (wire.Response{RequestID: "r1", Status: "proceeding",
		Msg: "안녕하세요 **굵"}) {
		t.Errorf("second: %+v", f)
	}
	close(more)
	all := tab.answer("r1")
	if got := all[len(all)-1]; got.Status != "completed" ||
		got.Msg != "안녕하세요 <b>굵게</b>는 &lt;b&gt;" {
		t.Errorf("last: %+v", got)
	}
	if got := parse[wire.MsgResponse](t, w.post("/query", `{"request_id":"r1"}`, 200).body); got.Msg != all[len(all)-1].Msg {
		t.Errorf("/query gives %q", got.Msg)
	}
}

func TestAQuestionTypedOnAMacIsTheSameQuestion(t *testing.T) {
	w := newWorld(t)
	tab := w.open(w.browser)
	tab.send(question("kim", "r1", norm.NFD.String("연차\r\n며칠?")))
	tab.answer("r1")
	if got := w.chat.Begun()[0].Body; got != "연차\n며칠?" {
		t.Errorf("%q", got)
	}
}

func TestARequestSentAgainIsAnsweredAgainAndRunOnce(t *testing.T) {
	w := newWorld(t)
	more := make(chan struct{})
	w.chat.Script = func(_ context.Context, _ chat.Request, out *turn.Writer) error {
		out.Delta("하나")
		<-more
		return nil
	}
	first := w.open(w.browser)
	first.send(question("kim", "r1", "안녕"))
	first.frame()
	first.frame()
	_ = first.ws.CloseNow()    // the connection is lost in the middle
	again := w.open(w.browser) // the client comes back …
	for range 2 {              // … and sends what was not delivered, twice
		again.send(question("kim", "r1", "안녕"))
	}
	close(more)
	last := wire.Response{}
	for last.Status != "completed" {
		last = again.frame()
	}
	if last.Msg != "하나" {
		t.Errorf("%+v", last)
	}
	later := w.open(w.browser)
	later.send(question("kim", "r1", "안녕"))
	if all := later.answer("r1"); all[0].Status != "istyping" || all[len(all)-1].Msg != "하나" {
		t.Errorf("replayed: %+v", all)
	}
	if n := len(w.chat.Begun()); n != 1 {
		t.Errorf("run %d times", n)
	}
	if calls := inner[[]wire.HistoryItem](t, w.post("/history", `{"userId":"kim","allowTime":""}`, 200).body, "msg"); len(calls) != 1 {
		t.Errorf("logged: %v", calls)
	}
}

func TestAModelThatDiesInTheMiddle(t *testing.T) {
	w := newWorld(t)
	w.chat.Script = func(_ context.Context, _ chat.Request, out *turn.Writer) error {
		out.Delta("반쪽")
		return fault.Newf(fault.Unavailable, "cut")
	}
	tab := w.open(w.browser)
	tab.send(question("kim", "r1", "안녕"))
	all := tab.answer("r1")
	if last := all[len(all)-1]; all[0].Status != "istyping" || last.Status != "error" ||
		last.Msg != "모델이 답하다가 &lt;끊겼어요&gt;." {
		t.Errorf("%+v", all)
	}
}

func TestDebugAndSpeechFrames(t *testing.T) {
	w := newWorld(t)
	spoken := make(chan struct{})
	w.chat.Script = func(ctx context.Context, r chat.Request, out *turn.Writer) error {
		out.Delta("답")
		if _, err := w.history.Append(ctx,
			sessiontest.CallOf(r, "답", history.Completed)); err != nil {
			return err
		}
		out.Stage(turn.StageEvent{Name: "speech"})
		<-spoken
		out.Speech("/speech/r1")
		out.Debug("시간: 1 s\n<끝>")
		return nil
	}
	tab := w.open(w.browser)
	tab.send(question("kim", "r1", "안녕"))
	all := tab.answer("r1")
	if last := all[len(all)-1]; last.Msg != "답" {
		t.Errorf("before it is spoken: %+v", all)
	}
	close(spoken)
	if f := tab.frame(); f.Status != "debug" || f.Msg != "시간: 1 s\n&lt;끝&gt;" {
		t.Errorf("%+v", f)
	}
	if f := tab.frame(); f.Status != "completed" ||
		!strings.HasPrefix(f.Msg, "답\n\n<a href=\"/speech/r1\"") {
		t.Errorf("%+v", f)
	}
	if _, err := w.blobs.Put(t.Context(), chat.SpeechBlob("kim", "r1"), strings.NewReader("mp3"),
		blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	if r := w.do(w.browser, "GET", "/speech/r1", ""); r.status != 200 || r.body != "mp3" ||
		r.header.Get("Content-Type") != "audio/mpeg" ||
		!strings.HasPrefix(r.header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%+v", r)
	}
}

func TestWhatABadFrameGets(t *testing.T) {
	w := newWorld(t)
	tab := w.open(w.browser)
	for _, c := range []struct{ name, frame, id string }{
		{"no JSON", "nonsense", ""},
		{"no object", `[1]`, ""},
		{"no request id", `{"user_id":"kim","type":"text","body":"안녕","conv_type":"normal"}`, ""},
		{"empty request id", `{"request_id":"","body":"안녕"}`, ""},
		{"nothing", ``, ""},
		{"a body that is no string", `{"request_id":"r1","body":5}`, "r1"},
		{"no body", `{"request_id":"r2","type":"text","conv_type":"normal","body":" "}`, "r2"},
		{"an unknown mode", `{"request_id":"r3","type":"text","conv_type":"<b>","body":"안녕"}`, "r3"},
		{"an unknown type", `{"request_id":"r4","type":"video","conv_type":"normal","body":"안녕"}`, "r4"},
		{"too long", `{"request_id":"r5","type":"text","conv_type":"normal","body":"` + strings.Repeat("가", 9000) + `"}`, "r5"},
		{"too long and no JSON", strings.Repeat("x", 100_000), ""},
	} {
		tab.send(c.frame)
		f := tab.frame()
		if f.Status != "error" || f.RequestID != c.id || f.Msg == "" ||
			strings.Contains(f.Msg, "<") {
			t.Errorf("%s: %+v", c.name, f)
		}
	}
	if err := tab.ws.Write(t.Context(), websocket.MessageBinary, []byte("x")); err != nil {
		t.Fatal(err)
	}
	if f := tab.frame(); f.Status != "error" || f.RequestID != "" {
		t.Errorf("a binary frame: %+v", f)
	}
	tab.send(question("kim", "r9", "안녕")) // the connection stays
	if all := tab.answer("r9"); all[len(all)-1].Status != "completed" {
		t.Errorf("afterwards: %+v", all)
	}
	if len(w.chat.Begun()) != 1 {
		t.Errorf("%d turns were begun", len(w.chat.Begun()))
	}
}

// A long answer is sent whole again and again, but not with every token.
func TestALongAnswerCostsNoMoreThanABoundedRate(t *testing.T) {
	w := newWorld(t)
	const tokens = 400
	w.chat.Script = func(ctx context.Context, _ chat.Request, out *turn.Writer) error {
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for range tokens {
			out.Delta(strings.Repeat("가", 20))
			<-tick.C
		}
		return nil
	}
	tab := w.open(w.browser)
	tab.send(question("kim", "r1", "안녕"))
	all := tab.answer("r1")
	if last := all[len(all)-1]; len(last.Msg) != tokens*60 || len(all) > 60 {
		t.Errorf("%d frames, the last of %d bytes", len(all), len(last.Msg))
	}
}
