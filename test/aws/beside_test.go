package aws_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/coder/websocket"

	"github.com/mundap/mundap/internal/wire"
)

// sound is what the voice says of every sentence.
const sound = "ID3 a sentence"

// voiceAndWeb is a server with OpenAI's /audio/speech and a SearXNG server in one.
func voiceAndWeb(t *testing.T) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/audio/speech" {
			w.Header().Set("Content-Type", "audio/mpeg")
			_, _ = io.WriteString(w, sound)
			return
		}
		_, _ = io.WriteString(w, `{"results":[{"title":"전주비빔밥 소개","url":"https://example.com/bibimbap",`+
			`"content":"전주비빔밥은 전주를 대표하는 음식으로, 콩나물과 황포묵을 넣어 비벼 먹는다."}]}`)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// copied puts an object straight into the bucket, as "aws s3 cp" does.
func (e *emulator) copied(key, text string) {
	e.t.Helper()
	bucket := e.template.environment("chat")["MUNDAP_BUCKET"]
	out, err := e.s3.PutObject(e.ctx, &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: strings.NewReader(text)})
	if err != nil {
		e.t.Fatal(err)
	}
	e.notify(&http.Request{Method: http.MethodPut, URL: &url.URL{Path: "/" + bucket + "/" + key}}, len(text),
		strings.Trim(aws.ToString(out.ETag), `"`))
}

// heard reads frames of a request until one has the link to its recording.
func (p *person) heard(conn *websocket.Conn, id string) {
	p.t.Helper()
	for {
		_, message, err := conn.Read(p.ctx)
		if err != nil {
			p.t.Fatal(err)
		}
		var f wire.Response
		if json.Unmarshal(message, &f) == nil && f.RequestID == id && f.Status == wire.StatusCompleted &&
			strings.Contains(f.Msg, "/speech/"+id) {
			return
		}
	}
}

// TestAVoiceTheWebAndAListOfAnswers: a list below faq/ answers first, the answer is
// read aloud, and what no document answers comes from the web.
func TestAVoiceTheWebAndAListOfAnswers(t *testing.T) {
	t.Parallel()
	server := voiceAndWeb(t)
	e := emulate(t, readTemplate(t, "default"), func(_ *emulator, handler string) map[string]string {
		if handler != "chat" {
			return nil
		}
		return map[string]string{"MUNDAP_RAG_SPEAK_ANSWERS": "true", "MUNDAP_GOOGLE_SECRET": "",
			"MUNDAP_SPEECH_PROVIDER": "openai", "MUNDAP_SPEECH_URL": server,
			"MUNDAP_WEB_PROVIDER": "searxng", "MUNDAP_WEB_URL": server, "MUNDAP_WEB_READ_PAGES": "false"}
	})
	p := e.signIn()
	e.copied("faq/휴가.csv", "질문,답변\n연차는 며칠인가요?,입사 1년이 지나면 15일이에요.\n병가는 며칠인가요?,60일까지예요.\n")
	p.upload(name, "text/plain", contents)
	e.eventually("the documents' being ready", func() bool { return p.documents()["ready"] == 2 })

	conn := p.dial()
	defer conn.CloseNow()
	p.ask(conn, "list", "연차는 며칠인가요?")
	if got := p.completed(conn, "list"); !strings.Contains(got, "15일이에요") || !strings.Contains(got, "VERY_HIGH") {
		t.Errorf("the list answered: %s", got)
	}
	p.heard(conn, "list")
	if logged := p.answerOf("list"); strings.Contains(logged, "/speech/") {
		t.Errorf("the log has the link: %s", logged)
	}
	resp, body := e.call(p.cookie, "GET", "/speech/list", nil)
	if resp.StatusCode != http.StatusFound {
		t.Fatalf("the recording's page: %d %s", resp.StatusCode, body)
	}
	file, err := e.client.Get(resp.Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Body.Close()
	if audio, err := io.ReadAll(file.Body); err != nil || !strings.HasPrefix(string(audio), sound) {
		t.Errorf("the recording: %q, %v", audio, err)
	}

	p.ask(conn, "web", "전주비빔밥에는 무엇을 넣나요?")
	if got := p.completed(conn, "web"); !strings.Contains(got, "황포묵") ||
		!strings.Contains(got, "https://example.com/bibimbap") {
		t.Errorf("the web answered: %s", got)
	}
}
