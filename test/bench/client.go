package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/coder/websocket"
)

// chat is one client's connection.
type chat struct {
	conn *websocket.Conn
	v2   bool
	user string
}

// connect opens a socket as clients do.
func connect(ctx context.Context, url, user string, v2 bool) (*chat, error) {
	body, _ := json.Marshal(map[string]string{"userId": user})
	resp, err := http.Post(url+"/provisioning", "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var answer struct{ Info string }
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return nil, err
	}
	var info struct {
		URL string `json:"wss_url"`
	}
	if err := json.Unmarshal([]byte(answer.Info), &info); err != nil {
		return nil, err
	}
	o := &websocket.DialOptions{CompressionMode: websocket.CompressionDisabled}
	if v2 {
		o.Subprotocols = []string{"mundap.v2"}
	}
	conn, _, err := websocket.Dial(ctx, info.URL, o)
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(1 << 22)
	return &chat{conn: conn, v2: v2, user: user}, nil
}

func (c *chat) close() { c.conn.CloseNow() }

// answered is what came back for a question.
type answered struct {
	took   time.Duration // question to last frame
	bytes  int
	deltas int // frames with a piece of the answer
}

// ask sends a question and reads to its end.
func (c *chat) ask(ctx context.Context, id, text string) (answered, error) {
	request := map[string]any{
		"user_id": c.user, "request_id": id, "request_time": time.Now().UTC().Format(time.DateTime),
		"type": "text", "body": text,
		"conv_type": "qa", "rag_type": "all", "function_type": "rag",
	}
	var frame any = request
	if c.v2 {
		request["conversation"] = "c-" + id
		frame = map[string]any{"op": "ask", "request_id": id, "ask": request}
	}
	b, err := json.Marshal(frame)
	if err != nil {
		return answered{}, err
	}
	began := time.Now()
	if err := c.conn.Write(ctx, websocket.MessageText, b); err != nil {
		return answered{}, err
	}
	var a answered
	for {
		_, r, err := c.conn.Reader(ctx)
		if err != nil {
			return a, err
		}
		text, err := io.ReadAll(r)
		if err != nil {
			return a, err
		}
		a.bytes += len(text)
		var f struct{ Event, Status string }
		if err := json.Unmarshal(text, &f); err != nil {
			return a, fmt.Errorf("%q: %w", text, err)
		}
		switch {
		case f.Event == "error" || f.Event == "rejected" || f.Status == "error":
			return a, fmt.Errorf("the turn failed: %s", text)
		case f.Event == "delta" || f.Status == "proceeding":
			a.deltas++
		case f.Event == "done" || f.Status == "completed":
			a.took = time.Since(began)
			return a, nil
		}
	}
}
