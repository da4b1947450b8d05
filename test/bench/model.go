package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"sync"
	"time"
)

const (
	tokens    = 200 // of an answer
	perSecond = 50  // of one stream
)

// model is an OpenAI-compatible server that streams a fixed number of tokens at
// a fixed rate, and remembers how long each answer took on its side. A question
// carries its number as "BENCH-n".
type model struct {
	server *http.Server
	url    string

	mu   sync.Mutex
	took map[string]time.Duration
}

var marker = regexp.MustCompile(`BENCH-\d+`)

func newModel() (*model, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	m := &model{took: map[string]time.Duration{}, url: "http://" + l.Addr().String() + "/v1"}
	m.server = &http.Server{Handler: http.HandlerFunc(m.serve)}
	go m.server.Serve(l) // until close
	return m, nil
}

func (m *model) close() error { return m.server.Close() }

func (m *model) serve(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	found := marker.FindAll(body, -1)
	if len(found) == 0 {
		http.Error(w, "no marker", http.StatusBadRequest)
		return
	}
	id := string(found[len(found)-1])
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	var chunk bytes.Buffer
	for i := range tokens {
		select {
		case <-r.Context().Done():
			return
		case <-time.After(time.Until(began.Add(time.Duration(i+1) * time.Second / perSecond))):
		}
		chunk.Reset()
		fmt.Fprintf(&chunk, `data: {"choices":[{"index":0,"delta":{"content":"토큰%d "}}]}`+"\n\n", i)
		if i == tokens-1 {
			chunk.WriteString(`data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}` + "\n\n")
			fmt.Fprintf(&chunk, `data: {"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":%d}}`+"\n\ndata: [DONE]\n\n", tokens)
			m.mu.Lock()
			m.took[id] = time.Since(began)
			m.mu.Unlock()
		}
		if _, err := w.Write(chunk.Bytes()); err != nil {
			return
		}
		if out.Flush() != nil {
			return
		}
	}
}

// time returns how long the model took for a question, or false if it was never asked.
func (m *model) time(id string) (time.Duration, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	d, ok := m.took[id]
	return d, ok
}
