package protocol

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// patience bounds every wait; nothing takes nearly as long on an idle machine.
const patience = 90 * time.Second

// Client speaks to a Mundap as existing clients do.
type Client struct {
	*testing.T
	URL string // of the site, without a slash at its end
	// whose requests they are; where people sign in, HTTP has the session of this one
	User string
	HTTP *http.Client // has the session's cookie, where people sign in
}

// Post calls one of the base protocol's endpoints and gives the status.
func (c Client) Post(path string, body, answer any) int {
	c.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		c.Fatal(err)
	}
	resp, err := c.HTTP.Post(c.URL+path, "application/json", bytes.NewReader(b))
	if err != nil {
		c.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(answer); err != nil {
		c.Fatalf("%s answers no JSON: %v", path, err)
	}
	return resp.StatusCode
}

// Upload brings a file in as base clients do, a grant and then a PUT, and waits
// until it is worked up.
func (c Client) Upload(name, contentType, content string) {
	c.Helper()
	var granted struct{ Body string }
	if status := c.Post("/upload", map[string]string{"filename": name, "contentType": contentType},
		&granted); status != http.StatusOK {
		c.Fatalf("upload: %d", status)
	}
	var grant struct{ UploadURL, Document string }
	if err := json.Unmarshal([]byte(granted.Body), &grant); err != nil {
		c.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPut, grant.UploadURL, strings.NewReader(content))
	if err != nil {
		c.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	resp, err := c.HTTP.Do(req)
	if err != nil {
		c.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		c.Fatalf("PUT %s: %s", name, resp.Status)
	}
	c.settled(name, grant.Document)
}

// settled waits until a document is there, and ready or failed.
func (c Client) settled(name, id string) {
	c.Helper()
	deadline := time.Now().Add(patience)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for time.Now().Before(deadline) {
		var list struct{ Documents []struct{ Key, State string } }
		resp, err := c.HTTP.Get(c.URL + "/api/documents?contains=" + url.QueryEscape(name))
		if err != nil {
			c.Fatal(err)
		}
		err = json.NewDecoder(resp.Body).Decode(&list)
		resp.Body.Close()
		if err != nil {
			c.Fatal(err)
		}
		for _, d := range list.Documents {
			if d.Key == id && (d.State == "ready" || d.State == "failed") {
				return
			}
		}
		<-tick.C
	}
	c.Fatalf("%s never became ready", name)
}

// Frame is what a base client receives.
type Frame struct {
	RequestID string `json:"request_id"`
	Msg       string `json:"msg"`
	Status    string `json:"status"`
}

// Socket is a client's connection.
type Socket struct {
	*testing.T
	ctx  context.Context
	conn *websocket.Conn
}

// Connect opens a socket at the address that provisioning names.
func (c Client) Connect(protocols ...string) *Socket {
	c.Helper()
	var answer struct {
		StatusCode int
		Info       string
	}
	if status := c.Post("/provisioning", map[string]any{"userId": nil},
		&answer); status != http.StatusOK || answer.StatusCode != http.StatusOK {
		c.Fatalf("provisioning: %d %+v", status, answer)
	}
	var info struct {
		URL string `json:"wss_url"`
	}
	if err := json.Unmarshal([]byte(answer.Info), &info); err != nil ||
		!strings.HasPrefix(info.URL, "ws") {
		c.Fatalf("provisioning: %q, %v", answer.Info, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	c.Cleanup(cancel)
	conn, _, err := websocket.Dial(ctx, info.URL, &websocket.DialOptions{Subprotocols: protocols,
		HTTPClient: &http.Client{Transport: c.HTTP.Transport}})
	if err != nil {
		c.Fatal(err)
	}
	conn.SetReadLimit(1 << 20)
	c.Cleanup(func() { conn.CloseNow() })
	return &Socket{T: c.T, ctx: ctx, conn: conn}
}

// Send sends a text.
func (k *Socket) Send(text string) {
	k.Helper()
	if err := k.conn.Write(k.ctx, websocket.MessageText, []byte(text)); err != nil {
		k.Fatal(err)
	}
}

// Receive waits for a text.
func (k *Socket) Receive() string {
	k.Helper()
	_, b, err := k.conn.Read(k.ctx)
	if err != nil {
		k.Fatal(err)
	}
	return string(b)
}

// Closed waits for the other side to close and returns its status, or -1 if something
// else ended the wait.
func (k *Socket) Closed() websocket.StatusCode {
	_, _, err := k.conn.Read(k.ctx)
	return websocket.CloseStatus(err)
}

// Close leaves without a word.
func (k *Socket) Close() { _ = k.conn.CloseNow() }

// Frame waits for a base frame.
func (k *Socket) Frame() Frame {
	k.Helper()
	text := k.Receive()
	var f Frame
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		k.Fatalf("%q is no frame: %v", text, err)
	}
	return f
}

// Request is a base client's question.
type Request struct {
	UserID       string `json:"user_id"`
	RequestID    string `json:"request_id"`
	RequestTime  string `json:"request_time"`
	Type         string `json:"type"`
	Body         string `json:"body"`
	ConvType     string `json:"conv_type"`
	RAGType      string `json:"rag_type"`
	FunctionType string `json:"function_type"`
}

// Question asks all stores.
func (c Client) Question(id, body string) Request {
	return Request{UserID: c.User, RequestID: id, RequestTime: "2026-11-23 10:20:30", Type: "text",
		Body: body, ConvType: "qa", RAGType: "all", FunctionType: "rag"}
}

// Ask sends a request and gives its frames up to the last one.
func (k *Socket) Ask(r Request) []Frame {
	k.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		k.Fatal(err)
	}
	k.Send(string(b))
	var frames []Frame
	for {
		f := k.Frame()
		if f.RequestID != r.RequestID {
			k.Fatalf("a frame of %q: %+v", f.RequestID, f)
		}
		frames = append(frames, f)
		if f.Status == "completed" || f.Status == "error" {
			return frames
		}
	}
}
