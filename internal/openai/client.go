package openai

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

const (
	// connectTime bounds the TCP connection and the TLS handshake, each.
	connectTime = 10 * time.Second
	// idleTime is how long a connection is kept that nothing uses.
	idleTime = 90 * time.Second
	// maxError bounds what is read of an error's body.
	maxError = 64 << 10
)

// endpoint is one server with its key. Safe for concurrent use.
type endpoint struct {
	url    string // without a slash at its end
	key    string
	client *http.Client
}

func newEndpoint(url, key string, client *http.Client) endpoint {
	if client == nil {
		client = &http.Client{Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: connectTime}).DialContext,
			TLSHandshakeTimeout:   connectTime,
			MaxIdleConnsPerHost:   64,
			IdleConnTimeout:       idleTime,
			ForceAttemptHTTP2:     true,
			ExpectContinueTimeout: time.Second,
		}}
	}
	return endpoint{url: strings.TrimRight(url, "/"), key: key, client: client}
}

// post sends v as JSON. An answer that is no success is a classified error. The
// caller closes the body.
func (e endpoint) post(ctx context.Context, path string, v any) (*http.Response, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encoding a request for the model: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.url+path, bytes.NewReader(body))
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "", "")
	}
	req.Header.Set("Content-Type", "application/json")
	if e.key != "" {
		req.Header.Set("Authorization", "Bearer "+e.key)
	}
	resp, err := e.client.Do(req)
	if err != nil {
		return nil, unreachable(ctx, err)
	}
	if resp.StatusCode/100 != 2 {
		defer resp.Body.Close()
		text, _ := io.ReadAll(io.LimitReader(resp.Body, maxError)) // what came tells enough
		return nil, refusal(resp, text)
	}
	return resp, nil
}

// close lets go of idle connections.
func (e endpoint) close() { e.client.CloseIdleConnections() }
